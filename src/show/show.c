// SPDX-License-Identifier: MIT
#include "show/show.h"

#include <assert.h>

static format_writer *const writers[] = {
    [FORMAT_TABLE] = table_show,
    [FORMAT_JSON] = json_show,
    [FORMAT_JSONL] = jsonl_show,
    [FORMAT_CSV] = csv_show,
};
static_assert(sizeof(writers) / sizeof(writers[0]) == FORMAT_COUNT, "a writer a format");

int show(const struct picture *picture, int fd)
{
    struct out out = {.fd = fd};

    writers[picture->view->format](picture, &out);
    return out_finish(&out);
}
