// SPDX-License-Identifier: MIT
#include "wait.h"

#include "filter/quantity.h"
#include "os/clock.h"

#include <unistd.h>

#define SHORT_PAUSE 333
#define LONG_PAUSE 1000
#define SHORT_PAUSES_FOR 10000

struct waiting wait_begin(const struct patience *patience)
{
    return (struct waiting){.patience = patience, .start = clock_milliseconds()};
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
