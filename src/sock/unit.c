// SPDX-License-Identifier: MIT
#include "sock/unit.h"

#include <assert.h>

/** A unit, and larger ones, each FACTOR times the one before it. */
struct unit_info {
    const char *name;
    const char *scaled[5]; /**< the first one is a part of the unit; NULL: the end */
    unsigned factor;
    unsigned parts; /**< of the unit, that the first one counts */
};

static const struct unit_info units[] = {
    [UNIT_NONE] = {.name = ""},
    [UNIT_BYTES] = {"bytes", {"", "KiB", "MiB", "GiB", "TiB"}, 1024, 1},
    [UNIT_BYTES_PER_SECOND] = {"bytes/s", {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"}, 1000, 8},
    [UNIT_MICROSECONDS] = {"us", {"", "ms", "s"}, 1000, 1},
    [UNIT_MILLISECONDS] = {"ms", {"", "s"}, 1000, 1},
    [UNIT_PORT] = {.name = ""},
    [UNIT_MARK] = {.name = ""},
    [UNIT_PER_SECOND] = {.name = "/s"},
};
static_assert(sizeof(units) / sizeof(units[0]) == UNIT_COUNT, "a row a unit");

const char *unit_name(enum unit unit)
{
    return units[unit].name;
}

bool unit_put_scaled(struct strbuf *text, enum unit unit, uint64_t number)
{
    const struct unit_info *info = &units[unit];
    size_t size = 0;
    uint64_t scale = 1;

    if (unit == UNIT_MARK) {
        strbuf_text(text, "0x");
        strbuf_hex(text, number, 1);
        return true;
    }
    if (info->parts == 0)
        return false;
    number = number > UINT64_MAX / info->parts ? UINT64_MAX : number * info->parts;
    for (; size + 1 < sizeof(info->scaled) / sizeof(info->scaled[0]) && info->scaled[size + 1] &&
           number / scale >= info->factor;
         size++)
        scale *= info->factor;
    if (*info->scaled[size] == '\0')
        return false;
    strbuf_decimal(text, number / scale);
    if (size > 0) {
        strbuf_byte(text, '.');
        strbuf_decimal(text, number % scale * 10 / scale);
    }
    strbuf_text(text, info->scaled[size]);
    return true;
}
