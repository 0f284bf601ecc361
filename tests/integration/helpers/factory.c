// SPDX-License-Identifier: MIT
/**
 * factory STEP...: makes sockets for tests, says "ready", and holds them until its stdin ends.
 *
 * A step is words with blanks between; steps run in order. Sockets have names; options are
 * KEY=VALUE.
 *
 *   up IFACE | addr IFACE ADDRESS/LENGTH
 *   listen NAME ADDRESS PORT [backlog= v6only= device= mark= defer= reuseport]
 *   bind NAME ADDRESS PORT            bound to a port and no more
 *   connect NAME ADDRESS PORT [from=ADDRESS,PORT mark= device= nowait]
 *   accept NAME LISTENER
 *   udp NAME ADDRESS PORT [to=ADDRESS,PORT v6only= device= mark=]
 *   send NAME BYTES | shutdown NAME | close NAME | dup NAME TIMES | keepalive NAME SECONDS
 *   comm NAME                         name of the process; \n \e \s \xNN
 *   fork TIMES [COMM]                 children that share every socket made before
 *   sleep MILLISECONDS
 *   wait-state NAME STATE             until tcpi_state is STATE, a kernel number
 */
#include "steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Cuts TEXT, which is changed, into words. */
static struct words split(char *text, const char *step)
{
    struct words words = {.step = step};

    while (*text && words.count < MAX_WORDS) {
        text += strspn(text, " ");
        if (!*text)
            break;
        words.word[words.count++] = text;
        text += strcspn(text, " ");
        if (*text)
            *text++ = '\0';
    }
    return words;
}

static const struct step *find_step(const struct words *words)
{
    for (const struct step *step = steps; step->name && words->count > 0; step++) {
        size_t arguments = words->count - 1;
        if (strcmp(step->name, words->word[0]) == 0 && arguments >= step->least &&
            arguments <= step->most)
            return step;
    }
    errno = EINVAL;
    step_failed(words, "no such step");
}

static void run_step(struct registry *registry, const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        abort();
    struct words words = split(copy, text);
    find_step(&words)->run(registry, &words);
    free(copy);
}

int main(int argc, char *argv[])
{
    struct registry registry = {0};
    char byte;

    for (int i = 1; i < argc; i++)
        run_step(&registry, argv[i]);
    puts("ready");
    fclose(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    return 0;
}
