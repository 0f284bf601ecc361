// SPDX-License-Identifier: MIT
/** The filter: what stands behind the options, and in a file. */
#include "choices.h"

#include "base/file.h"
#include "join/resolve.h"
#include "select/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_FILTER (1 << 20)

/** What names are looked up with. */
struct lookup {
    struct resolve_paths paths;
    bool *failed; /**< set when nobody could be asked */
};

static int look_up(const void *context, enum name_kind kind, const char *name,
                   struct meanings *ret_meanings)
{
    const struct lookup *lookup = context;
    int error = resolve_name(&lookup->paths, kind, name, ret_meanings);

    *lookup->failed = *lookup->failed || (error && error != -ENOENT);
    return error;
}

/** Joins TEXT to *FILTER; NAME is that of the file, or NULL. False after a message. */
static bool add_text(const struct choices *choices, const char *name, struct text text,
                     struct filter **filter)
{
    bool failed = false;
    const struct lookup lookup = {.paths = {choices->options->services}, .failed = &failed};
    const struct resolver resolver = {look_up, &lookup};
    CLEANUP(strbuf_free) struct strbuf message = {0};
    CLEANUP(parse_error_free) struct parse_error error = {0};
    bool good = filter_parse(text, &resolver, filter, &error);

    if (error.warning.length > 0)
        diag_message("%s", error.warning.data);
    if (good)
        return true;
    choices->options->failed = failed;
    if (name) {
        strbuf_text(&message, name);
        strbuf_text(&message, ": ");
    }
    strbuf_text(&message, error.message.data);
    diag_marked(text, error.place, message.data);
    return false;
}

static int read_filter(const char *path, struct strbuf *contents)
{
    if (strcmp(path, "-") == 0)
        return file_read_rest(STDIN_FILENO, LARGEST_FILTER, contents);
    return file_read(AT_FDCWD, path, LARGEST_FILTER, contents);
}

static bool add_file(const struct choices *choices, struct filter **filter)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = read_filter(choices->filter_file, &contents);

    if (error) {
        diag_message("--filter-file: %s: %s", choices->filter_file, strerror(-error));
        return false;
    }
    struct text text = {contents.data ? contents.data : "", contents.length};
    return add_text(choices, choices->filter_file, text, filter);
}

bool choices_filter(const struct choices *choices, char *const operands[],
                    struct filter **ret_filter)
{
    CLEANUP(strbuf_free) struct strbuf joined = {0};

    if (choices->filter_file && !add_file(choices, ret_filter))
        return false;
    if (!operands[0])
        return true;
    for (size_t i = 0; operands[i]; i++) {
        if (i > 0)
            strbuf_byte(&joined, ' ');
        strbuf_text(&joined, operands[i]);
    }
    struct text text = {joined.data ? joined.data : "", joined.length};
    return add_text(choices, NULL, text, ret_filter);
}
