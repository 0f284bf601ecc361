// SPDX-License-Identifier: MIT
#include "watch.h"

#include "arrange/order.h"
#include "base/alloc.h"
#include "cli/confine.h"
#include "cli/keys.h"
#include "cli/line_editor.h"
#include "ended.h"
#include "os/clock.h"
#include "os/terminal.h"
#include "run.h"
#include "show/out.h"
#include "sock/detail_cell.h"
#include "track/identity.h"
#include "wait.h"
#include "watch_view.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEQUENCE_WAIT 50 // milliseconds until a sequence of a key counts as ended
#define SIDEWAYS 8       // columns to scroll with one key

struct watch {
    const struct options *first;     /**< of the command line */
    struct options *options;         /**< in use: FIRST, or with another filter */
    const struct run_places *places; /**< borrowed */
    struct session session;
    struct snapshot looks[2]; /**< the last look, and while the next one is taken, that */
    unsigned last;            /**< index of the last look */
    bool looked;              /**< there is one */
    size_t sockets;           /**< that matched in it */
    int64_t due;              /**< when the next look begins, by clock_milliseconds */
    uint64_t interval;        /**< milliseconds to the next look */
    bool paused;

    struct sorting chosen; /**< the order of the command line; options->sorting is in use */
    size_t sorted;         /**< number of the column + 1 that a key chose; 0: none */
    bool descending;

    struct terminal terminal;
    struct out out;
    struct keys keys;
    struct watch_view shown;
    struct line_editor editor;
    struct strbuf filter; /**< in use */
    struct strbuf notice; /**< shown until the next key */
    bool edits, help, warnings;
    bool ended;
    int signal; /**< that ended it; 0: none */
};

static const struct view *view_of(const struct watch *watch)
{
    return &watch->options->view;
}

static const struct snapshot *last_look(const struct watch *watch)
{
    return &watch->looks[watch->last];
}

/** Begins to look at what the options in use select. */
static void begin_looks(struct watch *watch)
{
    session_begin(&watch->session, watch->options, true, NULL, watch->places);
    watch->session.progress.silent = true; // the screen is ours
    watch->chosen = watch->options->sorting;
    watch->options->sorting = (struct sorting){0};
    watch_view_begin(&watch->shown, view_of(watch));
}

/** Forgets the looks; the options in use get their order back. */
static void end_looks(struct watch *watch)
{
    watch_view_end(&watch->shown);
    for (size_t i = 0; i < 2; i++)
        snapshot_free(&watch->looks[i]);
    watch->looked = false;
    session_free(&watch->session);
    sorting_free(&watch->options->sorting);
    watch->options->sorting = watch->chosen;
    watch->chosen = (struct sorting){0};
}

static void free_options(struct watch *watch)
{
    if (watch->options == watch->first)
        return;
    options_free(watch->options);
    free(watch->options);
}

static void watch_free(struct watch *watch)
{
    end_looks(watch);
    free_options(watch);
    screen_free(&watch->shown.screen);
    line_editor_free(&watch->editor);
    strbuf_free(&watch->filter);
    strbuf_free(&watch->notice);
    strbuf_free(&watch->out.pending);
}

static void set_notice(struct watch *watch, const char *text)
{
    strbuf_truncate(&watch->notice, 0);
    strbuf_text(&watch->notice, text);
}

// The order

/** Sets the order in use: the column chosen by a key, then the keys of the command line. */
static void set_sorting(struct watch *watch)
{
    struct sorting *sorting = &watch->options->sorting;

    sorting_free(sorting);
    if (watch->sorted > 0)
        sorting_add(sorting, view_of(watch)->columns.fields[watch->sorted - 1], watch->descending);
    for (size_t i = 0; i < watch->chosen.keys.count; i++)
        sorting_add(sorting, watch->chosen.keys.fields[i], watch->chosen.descending >> i & 1);
}

/** Appends the key of a row of LOOK: the socket, or the values that make a group. */
static void put_key(const struct watch *watch, const struct snapshot *look, const struct sock *sock,
                    struct strbuf *key)
{
    static const struct style style = {.numeric = true, .exact = true};
    const struct field_list *fields = &watch->options->grouping.identity;

    if (!view_of(watch)->grouped) {
        identity_put(&look->table, sock, key);
        return;
    }
    for (size_t i = 0; i < fields->count; i++) {
        field_cell(key, fields->fields[i], sock, &look->facts, &style);
        strbuf_byte(key, '\0');
    }
}

/** Passes the rows of LOOK, in their order, to the marks. */
static void pass_rows(struct watch *watch, const struct snapshot *look)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};

    marks_begin(&watch->shown.marks);
    for (size_t i = 0; i < look->table.count; i++) {
        strbuf_truncate(&key, 0);
        put_key(watch, look, sock_table_at(&look->table, i), &key);
        marks_row(&watch->shown.marks, strbuf_contents(&key));
    }
}

/** Applies another order to the last look. */
static void reorder(struct watch *watch)
{
    struct snapshot *look = &watch->looks[watch->last];

    set_sorting(watch);
    if (!watch->looked)
        return;
    order(&look->table, &look->facts, &watch->options->sorting);
    pass_rows(watch, look);
    marks_reorder(&watch->shown.marks);
    watch->shown.top = 0;
}

/** Sorts by the next column, after the last one by the keys of the command line. */
static void sort_by_next(struct watch *watch)
{
    const struct field_list *columns = &view_of(watch)->columns;

    do {
        watch->sorted = watch->sorted < columns->count ? watch->sorted + 1 : 0;
    } while (watch->sorted > 0 && columns->fields[watch->sorted - 1] == &detail_field);
    watch->descending = false;
    reorder(watch);
}

static void reverse_order(struct watch *watch)
{
    if (watch->sorted == 0) {
        set_notice(watch, "press s to sort by a column, then r to reverse the order");
        return;
    }
    watch->descending = !watch->descending;
    reorder(watch);
}

// Looks

/** Keeps the cells of a row that is in the last look for the last time. */
static void keep_row(void *context, size_t row, struct strbuf *kept)
{
    struct watch *watch = context;
    const struct snapshot *look = last_look(watch);

    lines_cells(watch->shown.lines, sock_table_at(&look->table, row), &look->facts, kept);
}

/** Reads the sockets into LOOK. */
static void take(struct watch *watch, struct snapshot *look)
{
    struct session *session = &watch->session;

    if (watch->looked) {
        session_retry_users(session);
        session_visit(session);
    }
    session_begin_snapshot(session, look);
    session_warn_places(session, &look->facts);
    session_take(session, look);
    session_finish(session, look);
    watch->sockets = look->table.count;
    session_arrange(session, look);
}

/** Sets when the next look begins: a look that began at START has ended. */
static void set_due(struct watch *watch, int64_t start)
{
    int64_t interval =
        wait_interval(watch->options->watching.milliseconds, clock_milliseconds() - start);

    watch->interval = (uint64_t)interval;
    watch->due = start + interval;
}

/** Takes the next look, and marks what is new and what is gone. The top line keeps its place. */
static void look(struct watch *watch)
{
    struct marks *marks = &watch->shown.marks;
    struct snapshot *before = &watch->looks[watch->last];
    struct snapshot *now = &watch->looks[!watch->last];
    int64_t start = clock_milliseconds();
    CLEANUP(strbuf_free) struct strbuf top = {0};

    take(watch, now);
    pass_rows(watch, now);
    if (watch->shown.top > 0 && watch->shown.top < marks->count) {
        struct text key = marks_key(marks, watch->shown.top);
        strbuf_bytes(&top, key.bytes, key.length);
    }
    marks_end(marks, now->facts.complete, keep_row, watch);
    if (watch->shown.top > 0 && marks_find(marks, strbuf_contents(&top)) < marks->count)
        watch->shown.top = marks_find(marks, strbuf_contents(&top));
    snapshot_free(before);
    watch->last = !watch->last;
    watch->looked = true;
    set_due(watch, start);
}

// The filter

/**
 * Returns true if what was opened in the network namespaces before the sandbox is enough for FRESH;
 * otherwise appends why not to MESSAGE.
 */
static bool was_visited(const struct options *first, const struct options *fresh,
                        struct strbuf *message)
{
    unsigned more = options_needs(fresh) & ~options_needs(first);
    bool enough = !(more & NEED_NETNS);

    if (!netns_choice_is_self(&first->netns)) {
        enough = more == 0;
        for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
            enough = enough && (first->request.protos[proto] || !fresh->request.protos[proto]);
    }
    if (!enough)
        strbuf_text(message, "the filter reads more of network namespaces than was opened at the "
                             "start: start sockstat with this filter");
    return enough;
}

/** Replaces the filter by what was typed, unless it is wrong: then a notice says why. */
static void change_filter(struct watch *watch)
{
    struct options *fresh = alloc_array(1, sizeof(*fresh));
    struct text typed = strbuf_contents(&watch->editor.text);
    const char *text = typed.length > 0 ? typed.bytes : "";

    strbuf_truncate(&watch->notice, 0);
    if (!options_with_filter(watch->options, text, fresh, &watch->notice) ||
        !confine_allows(fresh, &watch->notice) ||
        !was_visited(watch->first, fresh, &watch->notice)) {
        if (watch->notice.length == 0)
            set_notice(watch, "the filter cannot be used now: start sockstat with this filter");
        options_free(fresh);
        free(fresh);
        return;
    }
    end_looks(watch);
    free_options(watch);
    watch->options = fresh;
    watch->edits = false;
    strbuf_truncate(&watch->filter, 0);
    strbuf_text(&watch->filter, text);
    begin_looks(watch);
    set_sorting(watch);
    look(watch);
}

static void begin_edit(struct watch *watch)
{
    watch->edits = true;
    watch->help = false;
    line_editor_set(&watch->editor, strbuf_contents(&watch->filter));
}

// Keys

/** Draws all of the screen again, in the size that the terminal has now. */
static void resize(struct watch *watch)
{
    size_t rows = 0;
    size_t columns = 0;

    terminal_size(&watch->terminal, &rows, &columns);
    watch_view_resize(&watch->shown, rows, columns);
}

static void scroll(struct watch *watch, const struct watch_status *status, unsigned key)
{
    long page = (long)watch_view_page(&watch->shown, status);
    const struct {
        enum key key;
        long rows, columns;
    } steps[] = {
        {KEY_UP, -1, 0},          {KEY_DOWN, 1, 0},         {KEY_PAGE_UP, -page, 0},
        {KEY_PAGE_DOWN, page, 0}, {KEY_HOME, -LONG_MAX, 0}, {KEY_END, LONG_MAX, 0},
        {KEY_LEFT, 0, -SIDEWAYS}, {KEY_RIGHT, 0, SIDEWAYS},
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (steps[i].key == key)
            watch_view_scroll(&watch->shown, status, steps[i].rows, steps[i].columns);
    }
}

static void pause_or_go_on(struct watch *watch)
{
    watch->paused = !watch->paused;
    watch->due = clock_milliseconds();
}

static struct watch_status status_of(const struct watch *watch)
{
    const struct field_list *columns = &view_of(watch)->columns;

    return (struct watch_status){
        .options = watch->options,
        .facts = watch->looked ? &last_look(watch)->facts : NULL,
        .sockets = watch->sockets,
        .interval = watch->interval,
        .slower = watch->interval > watch->options->watching.milliseconds,
        .paused = watch->paused,
        .sorted = watch->sorted > 0 ? columns->fields[watch->sorted - 1] : NULL,
        .descending = watch->descending,
        .filter = strbuf_contents(&watch->filter),
        .edits = watch->edits,
        .typed = strbuf_contents(&watch->editor.text),
        .notice = strbuf_contents(&watch->notice),
        .help = watch->help,
        .warnings = watch->warnings,
    };
}

static void show_warnings(struct watch *watch)
{
    watch->warnings = !watch->warnings;
    if (watch->warnings && last_look(watch)->facts.warning_count == 0)
        set_notice(watch, "no warnings");
}

/** Applies a key to the filter that is being typed. */
static void edit(struct watch *watch, unsigned key)
{
    switch (line_editor_key(&watch->editor, key)) {
    case EDITING_ACCEPTED:
        change_filter(watch);
        break;
    case EDITING_LEFT:
        watch->edits = false;
        break;
    case EDITING_GOES_ON:
        break;
    }
}

/** Applies a key to the table. */
static void command(struct watch *watch, unsigned key)
{
    const struct watch_status status = status_of(watch);

    switch (key) {
    case 'q':
        watch->ended = true;
        break;
    case ' ':
        pause_or_go_on(watch);
        break;
    case 's':
        sort_by_next(watch);
        break;
    case 'r':
    case 'S':
        reverse_order(watch);
        break;
    case '/':
        begin_edit(watch);
        break;
    case 'w':
        show_warnings(watch);
        break;
    case '?':
    case 'h':
        watch->help = !watch->help;
        break;
    default:
        scroll(watch, &status, key);
    }
}

static void press(struct watch *watch, unsigned key)
{
    if (key == KEY_NONE || watch->ended)
        return;
    strbuf_truncate(&watch->notice, 0);
    if (key == KEY_INTERRUPT)
        watch->ended = true;
    else if (key == KEY_REDRAW)
        resize(watch);
    else if (watch->edits)
        edit(watch, key);
    else
        command(watch, key);
}

static void read_keys(struct watch *watch)
{
    unsigned char bytes[256];
    size_t count = terminal_read(&watch->terminal, bytes, sizeof(bytes));

    for (size_t i = 0; i < count; i++)
        press(watch, keys_take(&watch->keys, bytes[i]));
}

// The terminal

/** Begins to use the terminal, or uses it again. Returns 0 or a negative errno. */
static int enter(struct watch *watch)
{
    int error = terminal_set_raw(&watch->terminal);

    if (error)
        return error;
    strbuf_text(&watch->out.pending, screen_enter);
    out_flush(&watch->out);
    resize(watch);
    return 0;
}

/** Ends the use of the terminal. Allocates nothing: also called when there is no memory. */
static void leave(void *context)
{
    struct watch *watch = context;

    if (!watch->terminal.raw)
        return;
    out_bytes(&watch->out, text_of(screen_leave));
    terminal_restore(&watch->terminal);
}

static void stop(struct watch *watch)
{
    leave(watch);
    terminal_stop();
    if (enter(watch) != 0)
        watch->ended = true;
}

static void draw(struct watch *watch, bool fresh)
{
    const struct watch_status status = status_of(watch);

    watch_view_draw(&watch->shown, last_look(watch), &status, fresh, &watch->out.pending);
    out_flush(&watch->out);
    watch->ended = watch->ended || watch->out.error;
}

/** Returns how long nothing needs to be done; negative: until something happens. */
static int64_t time_left(const struct watch *watch)
{
    int64_t left = watch->due - clock_milliseconds();

    if (keys_wait(&watch->keys))
        return SEQUENCE_WAIT;
    if (watch->paused)
        return -1;
    return left > 0 ? left : 0;
}

/** Waits for the next look or an event, and reacts to events. */
static void wait_for_events(struct watch *watch)
{
    // While paused, nobody reads the ends of connections: the next look says that they were lost.
    int ends = watch->paused ? -1 : ended_descriptor(&watch->session);
    struct terminal_events events = terminal_wait(&watch->terminal, time_left(watch), ends);

    if (events.other)
        ended_hear(&watch->session);
    if (events.end || events.hangup) {
        watch->ended = true;
        watch->signal = events.end == SIGINT ? 0 : events.end ? events.end : SIGHUP;
        return;
    }
    if (events.stop)
        stop(watch);
    else if (events.continued && enter(watch) != 0)
        watch->ended = true;
    if (events.resized)
        resize(watch);
    if (events.input)
        read_keys(watch);
    else if (keys_wait(&watch->keys))
        press(watch, keys_end(&watch->keys));
}

static void watch_until_end(struct watch *watch)
{
    draw(watch, false);
    while (!watch->ended) {
        bool fresh = !watch->paused && clock_milliseconds() >= watch->due;
        if (fresh)
            look(watch);
        draw(watch, fresh);
        if (!watch->ended)
            wait_for_events(watch);
    }
}

/** Returns the exit status; prints why it is not 0. */
static enum exit_status conclude(const struct watch *watch)
{
    const struct facts *facts = &last_look(watch)->facts;

    if (watch->out.error)
        return run_report_output(watch->out.error);
    if (!watch->looked || facts->complete)
        return watch->signal ? EXIT_FAILED : EXIT_DONE;
    session_report(&watch->session, facts, 0);
    return EXIT_FAILED;
}

enum exit_status watch(struct options *options, const struct run_places *places)
{
    struct watch watch = {.first = options, .options = options, .places = places};
    int error = terminal_open(&watch.terminal, STDIN_FILENO, STDOUT_FILENO);

    watch.out.fd = STDOUT_FILENO;
    options_put_filter(options, &watch.filter);
    begin_looks(&watch);
    set_sorting(&watch);
    alloc_at_failure((struct alloc_hook){leave, &watch});
    error = error ? error : enter(&watch);
    if (!error)
        watch_until_end(&watch);
    leave(&watch);
    alloc_at_failure((struct alloc_hook){0});
    enum exit_status status = error ? EXIT_FAILED : conclude(&watch);
    if (error)
        diag_message("--watch: the terminal: %s", strerror(-error));
    if (watch.signal)
        terminal_end(watch.signal);
    terminal_close(&watch.terminal);
    watch_free(&watch);
    return status;
}
