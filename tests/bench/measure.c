// SPDX-License-Identifier: MIT
/**
 * measure SECONDS null|pipe COMMAND...: runs COMMAND with its output thrown away, or read through
 * a pipe, and writes one JSON object about it: wall, user and system seconds, peak memory in KiB,
 * bytes of output (of a pipe), its exit status, and whether it was ended after SECONDS.
 *
 * Small, because the peak memory that the kernel reports begins with that of the parent.
 */
#include "os/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

_Noreturn static void failed(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    _exit(3);
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * (int64_t)1000000000 + time.tv_nsec;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static pid_t start(char *command[], int output)
{
    pid_t pid = fork();

    if (pid < 0)
        failed("fork");
    if (pid > 0)
        return pid;
    if (dup2(output, STDOUT_FILENO) < 0)
        failed("dup2");
    execvp(command[0], command);
    failed(command[0]);
}

/** What came out of a run. */
struct outcome {
    bool stopped;
    size_t bytes;
};

/** Reads OUTPUT, if any, until the process behind WATCHED ends; kills it at DEADLINE. */
static void attend(pid_t pid, int output, int64_t deadline, struct outcome *outcome)
{
    static char buffer[1 << 20];
    int watched = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd polled[2] = {{.fd = watched, .events = POLLIN}, {output, POLLIN, 0}};

    if (watched < 0)
        failed("pidfd_open");
    for (;;) {
        int64_t left = (deadline - now()) / 1000000;
        if (left <= 0 && !outcome->stopped) {
            outcome->stopped = true;
            kill(pid, SIGKILL);
        }
        if (poll(polled, 2, outcome->stopped ? -1 : (int)left + 1) < 0 && errno != EINTR)
            failed("poll");
        ssize_t count = polled[1].revents ? read(output, buffer, sizeof(buffer)) : 0;
        outcome->bytes += count > 0 ? (size_t)count : 0;
        if (polled[1].revents && count <= 0)
            polled[1].fd = -1;
        if (polled[0].revents && !(polled[1].revents & POLLIN))
            break;
    }
    close(watched);
}

int main(int argc, char *argv[])
{
    bool piped = argc > 3 && strcmp(argv[2], "pipe") == 0;
    int ends[2] = {-1, open("/dev/null", O_WRONLY | O_CLOEXEC)};
    struct outcome outcome = {0};
    struct rusage usage;
    int status = 0;

    if (argc < 4 || (!piped && strcmp(argv[2], "null") != 0)) {
        fprintf(stderr, "measure: usage: measure SECONDS null|pipe COMMAND...\n");
        return 2;
    }
    if (piped && pipe2(ends, O_CLOEXEC) < 0)
        failed("pipe");
    int64_t begin = now();
    pid_t pid = start(argv + 3, ends[1]);
    close(ends[1]);
    attend(pid, ends[0], begin + (int64_t)(strtod(argv[1], NULL) * 1e9), &outcome);
    if (wait4(pid, &status, 0, &usage) < 0)
        failed("wait");
    double wall = (double)(now() - begin) / 1e9;
    printf("{\"wall\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peak_kib\":%ld,\"bytes\":%zu,"
           "\"status\":%d,\"stopped\":%s}\n",
           wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss, outcome.bytes,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           outcome.stopped ? "true" : "false");
    return 0;
}
