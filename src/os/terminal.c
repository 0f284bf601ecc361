// SPDX-License-Identifier: MIT
#include "os/terminal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};

int terminal_open(struct terminal *terminal, int input, int output)
{
    sigset_t set;

    *terminal = (struct terminal){.input = input, .output = output, .signals = -1};
    if (tcgetattr(input, &terminal->saved) != 0)
        return -errno;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        sigaddset(&set, signals[i]);
    terminal->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (terminal->signals < 0)
        return -errno;
    sigprocmask(SIG_BLOCK, &set, &terminal->before);
    terminal->open = true;
    return 0;
}

void terminal_close(struct terminal *terminal)
{
    terminal_restore(terminal);
    if (!terminal->open)
        return;
    sigprocmask(SIG_SETMASK, &terminal->before, NULL);
    close(terminal->signals);
    terminal->open = false;
}

int terminal_set_raw(struct terminal *terminal)
{
    struct termios mode = terminal->saved;

    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    mode.c_iflag &= ~(tcflag_t)IXON; // Ctrl-S would block every write, and so the end
    mode.c_cc[VQUIT] = _POSIX_VDISABLE;
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    if (tcsetattr(terminal->input, TCSANOW, &mode) != 0)
        return -errno;
    terminal->raw = true;
    return 0;
}

void terminal_restore(struct terminal *terminal)
{
    if (terminal->raw)
        tcsetattr(terminal->input, TCSANOW, &terminal->saved);
    terminal->raw = false;
}

void terminal_size(const struct terminal *terminal, size_t *ret_rows, size_t *ret_columns)
{
    struct winsize size = {0};
    bool known = ioctl(terminal->output, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;

    *ret_rows = known ? size.ws_row : 24;
    *ret_columns = known ? size.ws_col : 80;
}

static void note_signal(struct terminal_events *events, int signal)
{
    switch (signal) {
    case SIGWINCH:
        events->resized = true;
        break;
    case SIGTSTP:
        events->stop = true;
        break;
    case SIGCONT:
        events->continued = true;
        break;
    default:
        events->end = signal;
    }
}

struct terminal_events terminal_wait(const struct terminal *terminal, int64_t milliseconds,
                                     int other)
{
    struct terminal_events events = {0};
    struct signalfd_siginfo info;
    struct pollfd sources[] = {{.fd = terminal->input, .events = POLLIN},
                               {.fd = terminal->signals, .events = POLLIN},
                               {.fd = other, .events = POLLIN}};
    int limit = milliseconds < 0 ? -1 : milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;

    if (poll(sources, sizeof(sources) / sizeof(sources[0]), limit) <= 0)
        return events;
    events.input = sources[0].revents & POLLIN;
    events.other = sources[2].revents;
    events.hangup = sources[0].revents & (POLLHUP | POLLERR | POLLNVAL);
    while (read(terminal->signals, &info, sizeof(info)) == sizeof(info))
        note_signal(&events, (int)info.ssi_signo);
    return events;
}

size_t terminal_read(const struct terminal *terminal, unsigned char *bytes, size_t size)
{
    ssize_t count = read(terminal->input, bytes, size);

    return count > 0 ? (size_t)count : 0;
}

/** Lets SIGNAL have its default effect now. */
static void take_effect(int number)
{
    sigset_t set;
    sigset_t before;

    sigemptyset(&set);
    sigaddset(&set, number);
    signal(number, SIG_DFL);
    raise(number); // pending, as it is blocked
    sigprocmask(SIG_UNBLOCK, &set, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void terminal_stop(void)
{
    const struct timespec now = {0};
    sigset_t continued;

    take_effect(SIGTSTP);
    sigemptyset(&continued);
    sigaddset(&continued, SIGCONT);
    sigtimedwait(&continued, NULL, &now); // which ended the stop: no event
}

void terminal_end(int signal)
{
    take_effect(signal);
}
