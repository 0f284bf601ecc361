// SPDX-License-Identifier: MIT
#include "cli/baselines.h"

#include "base/utf8.h"
#include "cli/exclusion.h"
#include "os/file.h"
#include "show/baseline.h"
#include "track/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** What is read of each socket. */
#define COLUMNS "state,local_address,user,device,v6only,autobound,owner,comm"

/** Returns the format if OPTION cannot write it, otherwise NULL. */
static const char *excluded_format(const struct choices *choices)
{
    enum format format = choices->options->view.format;
    bool can = choices->diff ? show_can_compare(format) : format == FORMAT_TABLE;

    return can ? NULL : format_table[format].name;
}

/** Refuses options that would change nothing or make no sense with --save and --diff. */
static bool may_have_baselines(const struct choices *choices)
{
    const struct options *options = choices->options;
    const char *option = choices->diff ? "diff" : "save";
    const char *format = excluded_format(choices);
    const char *fixed = choices->diff ? "it has columns of its own" : "a baseline has fixed keys";
    const char *rows = "it is about all sockets that are selected";
    const struct exclusion excluded[] = {
        {choices->save && choices->diff, "save", "take one after the other"},
        {options->action == ACTION_EXPLAIN, "explain-filter", "explain the filter alone"},
        {options->check, "check", "it is not about faults"},
        {options->kill.asked, "kill", "take one after the other"},
        {options->watching.on, "watch", "it takes one look"},
        {options->follow.on, "follow", "it takes one look"},
        {choices->explain, "explain", fixed},
        {format, format, choices->diff ? "write --json or --jsonl" : "a baseline has one format"},
        {choices->columns, "columns", fixed},
        {options->view.style.resolve, "resolve", fixed},
        {choices->by, "by", rows},
        {choices->summary, "summary", rows},
        {choices->sort, "sort", rows},
        {options->view.limited, "limit", rows},
        {options->patience.until == WAIT_FOR_MATCH, "wait", "it takes one look"},
        {options->patience.until == WAIT_FOR_NONE, "wait-gone", "it takes one look"},
        {options->request.source == CHOOSE_PROC, "source=proc",
         "/proc does not report which ports the kernel chose"},
        {choices->save && options->quiet, "quiet", "write the file with --save alone"},
    };

    if (!exclusion_permits(option, EXCLUSIONS(excluded)))
        return false;
    if (!choices->facts && !choices->timers && !choices->extended)
        return true;
    diag_message("--%s excludes options that add columns, such as -e, -i and -o: %s", option,
                 fixed);
    return false;
}

/** Returns the option that chose a protocol. */
static const char *protocol_option(const struct choices *choices)
{
    for (enum proto proto = 0; proto < PROTO_COUNT && !choices->listed; proto++) {
        if (choices->protos & PROTO_BIT(proto))
            return proto_table[proto].name;
    }
    return "protocols";
}

/** Refuses options that select sockets with --diff. */
static bool may_select(const struct choices *choices)
{
    const char *why = "FILE says which sockets are compared; write a filter: proto = tcp";
    bool family = false;

    for (enum family at = 0; at < FAMILY_COUNT; at++)
        family = family || choices->families[at];
    const struct exclusion excluded[] = {
        {choices->protos || choices->listed, protocol_option(choices), why},
        {family, "family", "FILE says which sockets are compared; write a filter: inet6"},
        {choices->listening, "listening", why},
        {choices->connected, "connected", why},
        {choices->all, "all", why},
        {!netns_choice_is_self(&choices->options->netns), "netns", why},
    };

    return exclusion_permits("diff", EXCLUSIONS(excluded));
}

static bool ends_with(const char *word, const char *end)
{
    size_t length = strlen(word);

    return length > strlen(end) && strcmp(word + length - strlen(end), end) == 0;
}

/** Returns true if WORD is more likely the name of a file than a filter. */
static bool looks_like_file(const char *word)
{
    return *word == '/' || strncmp(word, "./", 2) == 0 || strncmp(word, "../", 3) == 0 ||
           ends_with(word, ".json") || ends_with(word, ".jsonl");
}

/**
 * Takes the first operand as the second file if it is one, or "-" for stdin. A word that looks like
 * a file which does not exist is an error: as a filter it would match nothing, and so show no
 * difference.
 */
static bool take_second_file(struct choices *choices)
{
    struct options *options = choices->options;
    const char *word = options->operands[0];
    struct stat status;

    if (!word)
        return true;
    if (strcmp(word, "-") == 0 && strcmp(options->baselines.files[0], "-") == 0) {
        diag_message("--diff: only one of the files can be stdin");
        return false;
    }
    bool exists = stat(word, &status) == 0;
    bool is_file = exists && (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode));
    if (is_file || strcmp(word, "-") == 0) {
        options->baselines.files[1] = word;
        options->operands++;
        return true;
    }
    if (exists || !looks_like_file(word))
        return true;
    diag_message("--diff: %s: %s; for a filter, write \"(%s)\"", word, strerror(errno), word);
    options->failed = true;
    return false;
}

/** Reads file number INDEX and its first line. */
static bool read_file(struct options *options, size_t index, struct baseline_origin *ret_origin)
{
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    const char *path = options->baselines.files[index];
    struct strbuf *contents = &options->baselines.contents[index];
    int result = strcmp(path, "-") == 0
                     ? file_read_rest(STDIN_FILENO, BASELINE_LARGEST_FILE, contents)
                     : file_read(AT_FDCWD, path, BASELINE_LARGEST_FILE, contents);

    options->failed = true;
    if (result) {
        diag_message("--diff: %s: %s", path, strerror(-result));
        return false;
    }
    if (!baseline_read_origin(strbuf_contents(contents), ret_origin, &error)) {
        diag_message("--diff: %s:%zu: %s", path, error.line, error.message.data);
        if (index > 0 && strcmp(path, "-") != 0)
            diag_message("\"%s\" is the name of a file here; for a filter, write \"(%s)\"", path,
                         path);
        return false;
    }
    options->failed = false;
    return true;
}

static bool same_texts(const struct strbuf *one, const struct strbuf *other)
{
    return text_compare(strbuf_contents(one), strbuf_contents(other)) == 0;
}

/** Returns what two selections differ in, or NULL. */
static const char *selection_differs(const struct baseline_selection *one,
                                     const struct baseline_selection *other)
{
    if (one->protos != other->protos)
        return "protocols";
    if (one->families != other->families)
        return "families";
    if (one->listening != other->listening || one->connected != other->connected ||
        one->all != other->all)
        return "states";
    if (!same_texts(&one->netns, &other->netns))
        return "network namespaces";
    return same_texts(&one->filter, &other->filter) ? NULL : "filters";
}

/** Selects the sockets of now that the file selected. */
static bool select_as(struct choices *choices, const struct baseline_selection *selection)
{
    struct options *options = choices->options;
    CLEANUP(strbuf_free) struct strbuf error = {0};

    choices->protos = selection->protos;
    choices->named = selection->protos & ~selection->implied;
    for (enum family family = 0; family < FAMILY_COUNT; family++)
        choices->families[family] = selection->families & FAMILY_BIT(family);
    choices->listening = selection->listening;
    choices->connected = selection->connected;
    choices->all = selection->all;
    if (selection->netns.length == 0 ||
        netns_choice_parse(&options->netns, strbuf_contents(&selection->netns), &error))
        return true;
    diag_message("--diff: %s: netns: %s", options->baselines.files[0], error.data);
    options->failed = true;
    return false;
}

static void free_origin(struct baseline_origin *origin)
{
    struct baseline baseline = {.origin = *origin};

    baseline_free(&baseline);
}

/** Reads the files of --diff, and selects what they contain. */
static bool choose_files(struct choices *choices)
{
    struct options *options = choices->options;
    CLEANUP(free_origin) struct baseline_origin old = {0};
    CLEANUP(free_origin) struct baseline_origin new = {0};

    options->baselines.files[0] = choices->diff;
    if (!may_select(choices) || !take_second_file(choices) || !read_file(options, 0, &old))
        return false;
    if (!options->baselines.files[1]) {
        strbuf_bytes(&options->baselines.selection.filter, old.selection.filter.data,
                     old.selection.filter.length);
        return select_as(choices, &old.selection);
    }
    if (!read_file(options, 1, &new))
        return false;
    const char *differs = selection_differs(&old.selection, &new.selection);
    if (!differs)
        return true;
    diag_message("--diff: %s and %s cannot be compared: their %s differ",
                 options->baselines.files[0], options->baselines.files[1], differs);
    options->failed = true;
    return false;
}

/** Moves the choices of the output to where --diff has them; sets what is read. */
static void choose_output(struct choices *choices)
{
    struct options *options = choices->options;

    options->baselines.format = options->view.format;
    options->baselines.quiet = options->quiet;
    options->quiet = false;
    options->view.format = FORMAT_JSONL;
    choices->columns = COLUMNS;
}

bool baselines_choose(struct choices *choices)
{
    struct options *options = choices->options;
    bool shows = options->action == ACTION_SHOW || options->action == ACTION_EXPLAIN;

    if (!shows || (!choices->save && !choices->diff))
        return true;
    if (!may_have_baselines(choices))
        return false;
    options->baselines.save = choices->save;
    options->action = choices->save ? ACTION_SAVE : ACTION_DIFF;
    choose_output(choices);
    return !choices->diff || choose_files(choices);
}

/** Returns true for what a baseline contains. */
static bool is_kept(const struct field *field)
{
    static const enum field_id kept[] = {
        FIELD_PROTO,      FIELD_FAMILY,        FIELD_STATE,        FIELD_LOCAL,
        FIELD_PEER,       FIELD_LOCAL_ADDRESS, FIELD_LOCAL_PORT,   FIELD_LOCAL_SERVICE,
        FIELD_PEER_PORT,  FIELD_PEER_ADDRESS,  FIELD_PEER_SERVICE, FIELD_USER,
        FIELD_UID,        FIELD_DEVICE,        FIELD_V6ONLY,       FIELD_WILDCARD,
        FIELD_AUTOBOUND,  FIELD_OWNER,         FIELD_PROCESSES,    FIELD_COMM,
        FIELD_NETNS_NAME,
    };

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (field_is_a(field, kept[i]))
            return true;
    }
    return false;
}

bool baselines_filter(const struct choices *choices)
{
    struct options *options = choices->options;
    struct baseline_choices *baselines = &options->baselines;
    struct text saved = strbuf_contents(&baselines->selection.filter);

    if (!choices_filter(choices, options->operands, &baselines->filter))
        return false;
    const struct field *other = filter_find_field(baselines->filter, is_kept);
    if (other) {
        diag_message("--diff: a filter cannot be about %s, which is not in a baseline; "
                     "see sockstat-diff(7)",
                     other->key);
        return false;
    }
    if (saved.length == 0 ||
        choices_filter_text(choices, baselines->files[0], saved, &options->filter))
        return true;
    options->failed = true; // the file is wrong, not the command line
    return false;
}

/** Returns true if TEXT is UTF-8 without NUL, and so is the same after it is written as JSON. */
static bool can_be_written(struct text text)
{
    uint32_t character = 1;

    while (text.length > 0 && character != 0) {
        size_t length = utf8_read(text.bytes, text.length, &character);
        if (length == 0)
            return false;
        text = text_skip(text, length);
    }
    return character != 0;
}

bool baselines_record(const struct choices *choices)
{
    struct options *options = choices->options;
    struct baseline_selection *selection = &options->baselines.selection;
    proto_set others = choices->protos & ~baseline_protos();

    if (options->action != ACTION_SAVE)
        return true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!(others & PROTO_BIT(proto)))
            continue;
        diag_message("--save and --%s exclude each other: a baseline has sockets of the Internet "
                     "only",
                     proto_table[proto].name);
        return false;
    }
    if (!can_be_written(strbuf_contents(&selection->filter))) {
        diag_message("--save: the filter is not UTF-8, so that it cannot be saved");
        return false;
    }
    selection->protos = choices->protos;
    selection->implied = options->request.implied;
    for (enum family family = 0; family < FAMILY_COUNT; family++)
        selection->families |= choices->families[family] ? FAMILY_BIT(family) : 0;
    selection->families &= FAMILIES_OF_INTERNET;
    selection->listening = choices->listening;
    selection->connected = choices->connected;
    selection->all = choices->all;
    strbuf_bytes(&selection->netns, choices->netns.data, choices->netns.length);
    return true;
}
