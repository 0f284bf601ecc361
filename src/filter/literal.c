// SPDX-License-Identifier: MIT
#include "filter/literal.h"

#include "base/parse.h"

#include <errno.h>
#include <string.h>

static const char *const name_words[] = {
    [NAME_SERVICE] = "service", [NAME_USER] = "user", [NAME_DEVICE] = "interface",
    [NAME_CGROUP] = "cgroup",   [NAME_HOST] = "host",
};

bool literal_refuse_name(const struct literal *literal, enum name_kind kind, struct text word,
                         int error)
{
    if (error == -ENOENT)
        return user_error_add(literal->error, "there is no %s \"%.*s\"", name_words[kind],
                              text_shown(word), word.bytes);
    return user_error_add(literal->error, "%s \"%.*s\" cannot be looked up: %s", name_words[kind],
                          text_shown(word), word.bytes, strerror(-error));
}

bool literal_resolve(const struct literal *literal, enum name_kind kind, struct text word,
                     struct resolutions *ret_resolutions)
{
    int error = resolver_find(literal->resolver, kind, word, ret_resolutions);

    if (error)
        literal_refuse_name(literal, kind, word, error);
    return !error;
}

bool literal_device(const struct literal *literal, struct text word, uint32_t *ret_index)
{
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};
    uint64_t number = 0;

    bool index = parse_decimal(word.bytes, word.length, UINT32_MAX, &number) == 0 && number != 0;
    if (!index && literal->resolver->devices_by_name)
        return user_error_add(literal->error,
                              "with --netns, write the interface apart from the address: "
                              "\"device = %.*s\"",
                              text_shown(word), word.bytes);
    if (!index && !literal_resolve(literal, NAME_DEVICE, word, &resolutions))
        return false;
    for (size_t i = 0; i < resolutions.count; i++)
        number = resolutions.list[i].number;
    *ret_index = (uint32_t)number;
    return true;
}

bool literal_refuse_empty_range(const struct literal *literal, struct text word)
{
    return user_error_add(literal->error, "empty range \"%.*s\": write the lower end first",
                          text_shown(word), word.bytes);
}
