// SPDX-License-Identifier: MIT
/** options: what follows from the terminal that stdout is. */
#include "unit.h"

#include "cli/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct terminal_row {
    const char *name;
    bool terminal; /**< 70 columns wide; else a file */
    const char *option;
    const char *no_colour, *term; /**< of the environment; NULL: not there */
    bool colour;
    size_t width;
};

static const struct terminal_row rows[] = {
    {"terminal", true, "-t", NULL, "xterm", true, 70},
    {"file", false, "-t", NULL, "xterm", false, 0},
    {"terminal, told not to", true, "--color=never", NULL, "xterm", false, 70},
    {"file, told to", false, "--color=always", NULL, "xterm", true, 0},
    {"terminal, auto", true, "--color=auto", NULL, "xterm", true, 70},
    {"NO_COLOR", true, "-t", "1", "xterm", false, 70},
    {"NO_COLOR that is empty", true, "-t", "", "xterm", true, 70},
    {"NO_COLOR, told to", true, "--color=always", "1", "xterm", true, 70},
    {"dumb terminal", true, "-t", NULL, "dumb", false, 70},
    {"dumb terminal, told to", true, "--color=always", NULL, "dumb", true, 70},
    {"no TERM", true, "-t", NULL, NULL, true, 70},
};

/** A new terminal, or a file; -1: there is none to be had. RET_MASTER is to be closed too. */
static int open_target(bool terminal, int *ret_master)
{
    static const struct winsize size = {.ws_row = 24, .ws_col = 70};

    *ret_master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (!terminal)
        return open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (*ret_master < 0 || grantpt(*ret_master) != 0 || unlockpt(*ret_master) != 0)
        return -1;
    int slave = open(ptsname(*ret_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave >= 0)
        assert_int_equal(ioctl(slave, TIOCSWINSZ, &size), 0);
    return slave;
}

static void set(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void test_terminal(void **state)
{
    const struct terminal_row *row = *state;
    char *words[] = {(char *)"sockstat", strdup(row->option), NULL};
    struct options options;
    int master = -1;
    int target = open_target(row->terminal, &master);

    if (target < 0)
        skip();
    set("NO_COLOR", row->no_colour);
    set("TERM", row->term);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(target, STDOUT_FILENO);
    optind = 0;
    bool good = options_parse(2, words, &options);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(target);
    close(master);
    free(words[1]);
    bool colour = options.view.colour;
    size_t width = options.view.width;
    options_free(&options);
    assert_true(good);
    assert_int_equal(colour, row->colour);
    assert_int_equal(width, row->width);
}

int main(void)
{
    return RUN_ROWS(test_terminal, rows);
}
