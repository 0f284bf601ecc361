// SPDX-License-Identifier: MIT
/**
 * Reads the filter from the operands and from a file.
 */
#include "cli/choices.h"

#include "filter/parse.h"
#include "join/resolve.h"
#include "os/file.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_FILTER (1 << 20)

/** The context of name lookups. */
struct lookup {
    struct resolve_paths paths;
    bool *failed; /**< set if a lookup failed */
};

static int look_up(const void *context, enum name_kind kind, const char *name,
                   struct resolutions *ret_resolutions)
{
    const struct lookup *lookup = context;
    int error = resolve_name(&lookup->paths, kind, name, ret_resolutions);

    *lookup->failed = *lookup->failed || (error && error != -ENOENT);
    return error;
}

/** As look_up, but with the rights that were kept: without them, a name is not looked up. */
static int look_up_within(const void *context, enum name_kind kind, const char *name,
                          struct resolutions *ret_resolutions)
{
    const struct options *options = context;
    const struct resolve_paths paths = {options->services};
    bool asks = kind == NAME_USER || kind == NAME_HOST || kind == NAME_DEVICE;

    if (asks && !(options->rights & SANDBOX_NAMES))
        return -EPERM;
    return resolve_name(&paths, kind, name, ret_resolutions);
}

bool choices_check_filter(const struct options *options, const char *filter, struct strbuf *message)
{
    const struct resolver resolver = {look_up_within, options,
                                      .devices_by_name = !netns_choice_is_self(&options->netns)};
    CLEANUP(user_error_free) struct user_error error = {0};
    struct filter *parsed = NULL;

    if (!*filter)
        return true;
    bool good = filter_parse(text_of(filter), &resolver, &parsed, &error);
    filter_free(parsed);
    const struct strbuf *reason = good ? &error.warning : &error.message;
    strbuf_bytes(message, reason->data, reason->length);
    return good && error.warning.length == 0;
}

/** Returns the number of the line of TEXT in which PART begins. */
static size_t line_of(struct text text, struct text part)
{
    size_t line = 1;

    for (const char *byte = text.bytes; byte < part.bytes; byte++)
        line += *byte == '\n';
    return line;
}

/** Records TEXT for --save, combined with what was recorded before by "and". */
static void record_text(const struct choices *choices, struct text text)
{
    struct strbuf *filter = &choices->options->baselines.selection.filter;

    if (choices->options->action != ACTION_SAVE)
        return;
    strbuf_text(filter, filter->length > 0 ? " and (" : "(");
    strbuf_bytes(filter, text.bytes, text.length);
    strbuf_text(filter, "\n)"); // after a comment
}

bool choices_filter_text(const struct choices *choices, const char *name, struct text text,
                         struct filter **filter)
{
    bool failed = false;
    const struct lookup lookup = {.paths = {choices->options->services}, .failed = &failed};
    const struct resolver resolver = {
        look_up, &lookup, .devices_by_name = !netns_choice_is_self(&choices->options->netns)};
    CLEANUP(strbuf_free) struct strbuf message = {0};
    CLEANUP(user_error_free) struct user_error error = {0};
    bool good = filter_parse(text, &resolver, filter, &error);

    if (error.warning.length > 0)
        diag_message("%s", error.warning.data);
    if (good)
        record_text(choices, text);
    if (good)
        return true;
    choices->options->failed = failed;
    if (name) {
        strbuf_text(&message, name);
        strbuf_byte(&message, ':');
        strbuf_decimal(&message, line_of(text, error.part));
        strbuf_text(&message, ": ");
    }
    strbuf_text(&message, error.message.data);
    diag_marked(text, error.part, message.data);
    return false;
}

static int read_filter(const char *path, struct strbuf *contents)
{
    if (strcmp(path, "-") == 0)
        return file_read_rest(STDIN_FILENO, LARGEST_FILTER, contents);
    return file_read(AT_FDCWD, path, LARGEST_FILTER, contents);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/** Returns TEXT without the blanks at its end, so that an error there is on the last line. */
static struct text trim(struct text text)
{
    while (text.length > 0 && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

static bool add_file(const struct choices *choices, struct filter **filter)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    bool standard_input = strcmp(choices->filter_file, "-") == 0;
    const char *name = standard_input ? "standard input" : choices->filter_file;
    int error = read_filter(choices->filter_file, &contents);

    if (error) {
        diag_message("--filter-file: %s: %s", name, strerror(-error));
        return false;
    }
    struct text text = {contents.data ? contents.data : "", contents.length};
    return choices_filter_text(choices, name, trim(text), filter);
}

static bool add_operands(const struct choices *choices, char *const operands[],
                         struct filter **filter)
{
    CLEANUP(strbuf_free) struct strbuf joined = {0};

    if (!operands[0])
        return true;
    for (size_t i = 0; operands[i]; i++) {
        if (i > 0)
            strbuf_byte(&joined, ' ');
        strbuf_text(&joined, operands[i]);
    }
    struct text text = {joined.data ? joined.data : "", joined.length};
    return choices_filter_text(choices, NULL, text, filter);
}

bool choices_filter(const struct choices *choices, char *const operands[],
                    struct filter **ret_filter)
{
    struct options *options = choices->options;

    if ((choices->filter_file && !add_file(choices, ret_filter)) ||
        !add_operands(choices, operands, ret_filter))
        return false;
    // No likely fault depends on processes.
    options->filters_owners = *ret_filter && (filter_needs(*ret_filter) & NEED_OWNER);
    if (options->check)
        return choices_filter_text(choices, "--check", text_of("severity = warning"), ret_filter);
    return true;
}
