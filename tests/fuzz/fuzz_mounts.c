// SPDX-License-Identifier: MIT
/**
 * /proc/self/mountinfo: whether a procfs leaves out processes. A second reader here is made of
 * strsep; what is mounted above must decide.
 */
#include "fuzz.h"

#include "join/owner.h"

static bool starts(const char *word, const char *with)
{
    return strncmp(word, with, strlen(with)) == 0;
}

/** True when LINE is about /proc; then *RET_HIDES says whether it hides processes. */
static bool read_line(char *line, bool *ret_hides)
{
    bool hidden = false;
    bool off = false;
    bool ours = false;

    for (int number = 0; line; number++) {
        char *word = strsep(&line, " ");
        ours |= number == 4 && strcmp(word, "/proc") == 0;
        while (word) {
            const char *option = strsep(&word, ",");
            hidden |= starts(option, "hidepid=");
            off |= starts(option, "hidepid=off");
        }
    }
    if (ours)
        *ret_hides = hidden && !off;
    return ours;
}

static bool expect(const char *text, size_t size)
{
    char *copy = malloc(size + 1);
    char *rest = copy;
    bool hides = false;

    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    for (size_t i = 0; i < size; i++) {
        if (copy[i] == '\0')
            copy[i] = '\1'; // ends no word
    }
    while (rest)
        read_line(strsep(&rest, "\n"), &hides);
    free(copy);
    return hides;
}

static bool hides_under(const char *text, size_t size, const char *line)
{
    size_t length = size + 1 + strlen(line);
    char *more = malloc(length);

    if (size > 0)
        memcpy(more, text, size);
    more[size] = '\n';
    memcpy(more + size + 1, line, strlen(line));
    bool hides = owner_mount_hides(more, length, "/proc");
    free(more);
    return hides;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = exact(data, size);
    bool hides = owner_mount_hides(text, size, "/proc");

    MUST(hides == expect(text, size));
    MUST(hides_under(text, size, "9 1 0:5 / /proc rw - proc proc rw,hidepid=invisible"));
    MUST(!hides_under(text, size, "9 1 0:5 / /proc rw - proc proc rw"));
    MUST(hides_under(text, size, "9 1 0:5 / /sys rw - sysfs sysfs rw") == hides);
    free(text);
    return 0;
}
