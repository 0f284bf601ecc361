// SPDX-License-Identifier: MIT
/** A step that makes processes come and go. */
#include "steps.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** Forks children that take another name and end, one after the other, as fast as it can. */
static _Noreturn void churn(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    close(STDOUT_FILENO);
    for (;;) {
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_NAME, "child");
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
}

void step_churn(struct registry *registry, const struct words *words)
{
    pid_t parent = getpid();

    (void)registry;
    for (long count = step_number(words, words->word[1]); count > 0; count--) {
        pid_t pid = fork();
        if (pid < 0)
            step_failed(words, "fork");
        if (pid == 0)
            churn(parent);
    }
}
