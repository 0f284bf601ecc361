// SPDX-License-Identifier: MIT
#include "wait.h"

#include "collect/destroy.h"
#include "filter/quantity.h"
#include "os/clock.h"

#include <poll.h>
#include <unistd.h>

#define SHORT_PAUSE 333
#define LONG_PAUSE 1000
#define SHORT_PAUSES_FOR 10000

/**
 * Returns true if ends of sockets make a next try useful. Rates need their time between two tries,
 * and a list of netlink sockets would have the one that receives the ends.
 */
static bool can_hear_ends(const struct options *options)
{
    return options->patience.until == WAIT_FOR_NONE && options->patience.pause == 0 &&
           request_may_dump(&options->request) &&
           !request_proto_states(&options->request, PROTO_NETLINK);
}

struct waiting wait_begin(const struct options *options)
{
    struct waiting waiting = {.patience = &options->patience, .start = clock_milliseconds()};

    waiting.look = waiting.start;
    // Without it, each try is at its time.
    if (can_hear_ends(options) &&
        destroy_open(&options->request, PROTOS_DESTROYED, &waiting.ends) != 0)
        waiting.ends = NULL;
    return waiting;
}

void waiting_free(struct waiting *waiting)
{
    netlink_close(waiting->ends);
    remaining_free(&waiting->remaining);
}

bool wait_is_over(const struct waiting *waiting, size_t count, size_t undecided)
{
    switch (waiting->patience->until) {
    case WAIT_FOR_MATCH:
        return count > 0;
    case WAIT_FOR_NONE:
        return count == 0 && undecided == 0;
    default:
        return true;
    }
}

/** Prints on stderr, if it is a terminal, the condition that is waited for. */
static void announce(const struct patience *patience)
{
    CLEANUP(strbuf_free) struct strbuf limit = {0};
    const char *what =
        patience->until == WAIT_FOR_MATCH ? "waiting for a match" : "waiting until nothing matches";

    if (!isatty(STDERR_FILENO))
        return;
    if (patience->limited) {
        strbuf_text(&limit, " (");
        strbuf_thousandths(&limit, patience->milliseconds);
        strbuf_text(&limit, " s at most)");
    }
    diag_message("%s%s", what, patience->limited ? limit.data : "");
}

static void note_end(void *context, const struct observation *observation)
{
    remaining_end(context, &observation->sock);
}

/**
 * Sleeps until the time DUE, or until the time SOONEST if the remaining sockets have ended by then.
 * Lost messages are not missed: the next try is at its time.
 */
static void sleep_until_ends(struct waiting *waiting, int64_t due, int64_t soonest)
{
    struct pollfd ends = {.fd = netlink_descriptor(waiting->ends), .events = POLLIN};
    int64_t left = due - clock_milliseconds();

    while (left > 0) {
        if (poll(&ends, 1, (int)left) > 0)
            destroy_drain(waiting->ends, note_end, &waiting->remaining);
        if (remaining_is_none(&waiting->remaining) && soonest < due)
            due = soonest;
        left = due - clock_milliseconds();
    }
}

void wait_for_ends(struct waiting *waiting, int64_t milliseconds, const struct sock_table *rows)
{
    int64_t now = clock_milliseconds();

    remaining_begin(&waiting->remaining, rows);
    sleep_until_ends(waiting, now + milliseconds,
                     waiting->look + wait_interval(0, now - waiting->look));
    waiting->look = clock_milliseconds();
}

int64_t wait_pause(struct waiting *waiting)
{
    int64_t gone = clock_milliseconds() - waiting->start;
    int64_t pause = gone < SHORT_PAUSES_FOR ? SHORT_PAUSE : LONG_PAUSE;

    if (waiting->patience->pause > 0)
        pause = (int64_t)waiting->patience->pause;

    if (waiting->patience->limited) {
        int64_t left = (int64_t)waiting->patience->milliseconds - gone;
        if (left <= 0)
            return -1;
        pause = left < pause ? left : pause; // the last try is at the end of the time
    }
    if (!waiting->announced)
        announce(waiting->patience);
    waiting->announced = true;
    return pause;
}

int64_t wait_interval(uint64_t wanted, int64_t took)
{
    int64_t least = took * LOOK_SHARE;

    return least > (int64_t)wanted ? least : (int64_t)wanted;
}
