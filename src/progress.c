// SPDX-License-Identifier: MIT
#include "progress.h"

#include "base/diag.h"
#include "os/clock.h"

#include <unistd.h>

#define SILENCE 500 // milliseconds: a short lookup needs no words

void progress_show(void *context, size_t done, size_t count)
{
    struct progress *progress = context;

    if (progress->silent)
        return;
    if (!progress->begun)
        *progress = (struct progress){
            .begun = true, .on_terminal = isatty(STDERR_FILENO), .start = clock_milliseconds()};
    if (progress->on_terminal && clock_milliseconds() - progress->start >= SILENCE)
        progress->width = diag_progress("host names: %zu of %zu addresses", done, count);
}

void progress_end(void *context)
{
    struct progress *progress = context;

    if (progress->width > 0)
        diag_progress_end(progress->width);
    *progress = (struct progress){.silent = progress->silent};
}
