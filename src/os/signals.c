// SPDX-License-Identifier: MIT
#include "os/signals.h"

sigset_t signals_that_end(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    return signals;
}

bool signals_pending(const sigset_t *signals)
{
    sigset_t pending;
    sigset_t both;

    sigpending(&pending);
    sigandset(&both, &pending, signals);
    return !sigisemptyset(&both);
}
