// SPDX-License-Identifier: MIT
/**
 * The command line. Parsing, --help and completion derive from one table of options.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "arrange/group.h"
#include "arrange/order.h"
#include "collect/netns_choice.h"
#include "filter/filter.h"
#include "show/metrics.h"
#include "show/show.h"
#include "sock/request.h"
#include "track/baseline_read.h"

/** The action that the command line selects. */
enum action {
    ACTION_SHOW,
    ACTION_SAVE,    /**< writes a baseline */
    ACTION_METRICS, /**< writes metrics */
    ACTION_DIFF,    /**< compares a baseline with the sockets, or another baseline */
    ACTION_EXPLAIN, /**< how the filter is applied */
    ACTION_HELP,
    ACTION_HELP_ALL,
    ACTION_VERSION,
    ACTION_SCHEMA,
    ACTION_SCHEMA_DIFF,  /**< that of differences */
    ACTION_SCHEMA_EVENT, /**< that of events */
    ACTION_LIST_COLUMNS,
    ACTION_LIST_OPTIONS,
    ACTION_LIST_WORDS, /**< candidates for the next word of a filter */
};

enum wait_for {
    WAIT_NOT,
    WAIT_FOR_MATCH, /**< until a socket matches */
    WAIT_FOR_NONE,  /**< until no socket matches */
};

/** The time between two looks for rates, unless --rates gives another one. */
#define RATE_MILLISECONDS 1000

/** The condition and the time limit of --wait. */
struct patience {
    enum wait_for until;
    bool limited;
    uint64_t milliseconds; /**< if it is limited */
    uint64_t pause;        /**< milliseconds between two tries; 0: as wait_pause chooses */
};

/** --kill and what belongs to it. */
struct kill_options {
    bool asked;     /**< --kill: sockets that match are to be ended */
    bool yes;       /**< they are; otherwise they are only listed */
    size_t most;    /**< more matching sockets than that, and none is ended */
    bool listeners; /**< the filter or -l names listeners */
    bool by_cookie; /**< the filter names the cookies of all that can match */
};

/** Default of kill_options.most. */
#define MOST_KILLED 100

/** What --watch chooses. */
struct watching {
    bool on;
    uint64_t milliseconds; /**< from one look to the next, at least */
};

/** The choices of --save and --diff. */
struct baseline_choices {
    const char *save;          /**< file to write; "-": stdout */
    const char *files[2];      /**< files to compare; the second is NULL: with the sockets */
    struct strbuf contents[2]; /**< of these files */
    struct filter *filter;     /**< of --diff: limits what is compared; NULL: none */
    enum format format;        /**< of the differences */
    bool quiet;                /**< only the exit status */
    struct baseline_selection selection; /**< of --save; of --diff only the filter of the file */
};

/** The choices of --metrics. */
struct metrics_choices {
    bool on;
    enum metrics_format format;
    const char *file; /**< to write; NULL: stdout */
    size_t limit;     /**< most series that are not about the scan */
};

/** Default of metrics_choices.limit. */
#define METRICS_LIMIT 1000

/** The events that --events selects. */
enum follow_events {
    FOLLOW_OPEN = 1 << 0,
    FOLLOW_CLOSE = 1 << 1,
    FOLLOW_CHANGE = 1 << 2,
    FOLLOW_LISTEN = 1 << 3,   /**< all of these, of sockets that listen */
    FOLLOW_EXISTING = 1 << 4, /**< with one of the above: an open for each socket of the start */
};

/** How the events of TCP are observed. */
enum trace_choice {
    TRACE_AUTO, /**< by a BPF program if that is permitted */
    TRACE_BPF,  /**< by a BPF program or not at all */
    TRACE_NONE, /**< without one */
};

/** What --follow reports, and until when. */
struct follow_plan {
    bool on;
    uint64_t interval_ms; /**< between scans */
    unsigned events;      /**< enum follow_events */
    state_set states;     /**< of sockets whose events are reported */
    bool limited;         /**< by `duration_ms` */
    uint64_t duration_ms;
    enum trace_choice trace;
    uint64_t count;            /**< events after which it ends; 0: no limit */
    struct field_list offered; /**< columns on offer: those that do not change without an event */
};

struct options {
    enum action action;
    struct request request;
    struct netns_choice netns; /**< network namespaces to read */
    struct filter *filter;     /**< NULL: none */
    struct grouping grouping;  /**< without keys: no groups */
    struct sorting sorting;
    struct view view;
    struct patience patience;
    struct kill_options kill;
    struct watching watching;
    struct follow_plan follow;
    uint64_t host_milliseconds; /**< time limit of host names */
    uint64_t rate_milliseconds; /**< time between the two looks of rates (NEED_RATES) */
    unsigned needs;             /**< enum need: needs of the columns */
    bool quiet;                 /**< only the exit status */
    bool check;                 /**< a socket that matches has a fault: exit status 1 */
    bool filters_owners;        /**< the filter, without --check, depends on processes */
    bool strict;                /**< hidden owners count as failure */
    bool unconfined;            /**< no rights are given up */
    unsigned layers;            /**< enum sandbox_layer: layers that took effect */
    struct baseline_choices baselines;
    struct metrics_choices metrics;
    unsigned rights;          /**< enum sandbox_need: what was kept; all, if unconfined */
    const char *services;     /**< file of service names */
    enum owner_choice owners; /**< how descriptors of processes are read */
    char *const *arguments;   /**< the command line, ends with NULL; borrowed */
    char *const *operands;    /**< its operands, the last of the arguments */
    bool failed;              /**< a lookup of a name in the filter failed */
};

/** Returns true if the action reads sockets. */
static inline bool action_reads_sockets(enum action action)
{
    return action == ACTION_SHOW || action == ACTION_SAVE || action == ACTION_METRICS ||
           action == ACTION_DIFF;
}

/** The help that lists an option. */
enum help_page {
    HELP_SHORT, /**< --help and --help=all */
    HELP_FULL,  /**< --help=all */
};

/** The section of an option in --help=all. */
enum option_section {
    SECTION_SOCKETS,
    SECTION_FILTER,
    SECTION_CHANGES,
    SECTION_GROUPS,
    SECTION_DETAIL,
    SECTION_OUTPUT,
    SECTION_KILL,
    SECTION_OTHER,
    SECTION_COUNT,
};

extern const char *const option_sections[SECTION_COUNT];

struct choices;

/** The properties of an option. */
struct option_row {
    char letter;          /**< 0: none */
    const char *name;     /**< long form, without dashes */
    const char *argument; /**< NULL: none; "a|b": one of these; "[A]": optional */
    enum option_section section;
    enum help_page page;
    const char *help;
    /**
     * Records the option; returns false, after a message, if the argument is wrong. An option
     * without an argument gets its own name.
     */
    bool (*apply)(struct choices *choices, const char *argument);
};

/** Upper limit of the number of options. */
#define OPTION_LIMIT 96

/** All options; the last row has a NULL name. */
extern const struct option_row option_table[];

/** Returns true if WORD is one of the words that the optional argument of ROW can be. */
bool option_takes_word(const struct option_row *row, const char *word);

/**
 * Parses the command line and derives the settings from it. Returns false, after a message, if it
 * is wrong or, with `failed` set, if a lookup failed. Release with options_free in either case.
 */
bool options_parse(int argc, char *argv[], struct options *ret_options);

/**
 * Derives RET_OPTIONS from the command line of OPTIONS with the operand FILTER in place of all
 * operands; empty: none. Prints nothing: returns false, with a message in *MESSAGE, if the filter
 * is wrong or if its names cannot be looked up with the rights that OPTIONS kept. Release with
 * options_free in either case.
 */
bool options_with_filter(const struct options *options, const char *filter,
                         struct options *ret_options, struct strbuf *message);

/** Appends the operands, as one filter. */
void options_put_filter(const struct options *options, struct strbuf *text);

/** Returns the needs of the output and of the filter. */
unsigned options_needs(const struct options *options);

void options_free(struct options *options);

/**
 * Writes text of the program to FD: the output of an action that reads nothing, after
 * confine_begin. Returns 0 or a negative errno.
 */
int usage_print(const struct options *options, int fd);

/**
 * Appends the candidates for the next word of the filter OPERANDS, the last of which is the word at
 * the cursor: one per line, with the new operand, a tab, and a description. Names are quoted for
 * the filter if necessary; names that cannot be printed are omitted. Returns false, after a
 * message, if some names could not be read.
 */
bool words_list(char *const operands[], struct strbuf *text);

#endif
