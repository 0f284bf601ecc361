// SPDX-License-Identifier: MIT
/**
 * factory STEP...: makes sockets for tests, says "ready", and holds them until its stdin ends.
 *
 * A step is words with blanks between; steps run in order. Sockets have names; options are
 * KEY=VALUE; one that a step does not have is an error.
 *
 *   up IFACE | addr IFACE ADDRESS/LENGTH
 *   listen NAME ADDRESS PORT [backlog= v6only= device= mark= defer= reuseport mptcp]
 *   relisten NAME                     makes a listener of a socket made before
 *   bind NAME ADDRESS PORT [v6only= device= mark= reuseport]   bound to a port and no more
 *   connect NAME ADDRESS PORT [from=ADDRESS,PORT mark= device= nowait refused mptcp]
 *   accept NAME LISTENER
 *   udp NAME ADDRESS PORT [to=ADDRESS,PORT v6only= device= mark= reuseport]; ADDRESS
 *       may be -: not bound
 *   send NAME BYTES [to=ADDRESS,PORT] | drain NAME BYTES | fill NAME
 *   shutdown NAME [both] | close NAME | dup NAME TIMES | keepalive NAME SECONDS
 *   user UID                          becomes this user, for good
 *   comm NAME                         name of the process; \n \e \s \xNN
 *   fork TIMES [COMM [uid=]]          children that share every socket made before
 *   churn PROCESSES                   whose children come and go as fast as they can
 *   wait-state NAME STATE             until tcpi_state is STATE, a kernel number
 *   time-wait NAME PEER               closes both ends; the first stays in TIME-WAIT
 */
#include "steps.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** A third of the time that the kernel keeps a TIME-WAIT socket. */
#define HOLD_PERIOD_MS 20000

/** Cuts TEXT, which is changed, into words. */
static struct words split(char *text, const char *step)
{
    struct words words = {.step = step};

    while (*(text += strspn(text, " "))) {
        if (words.count == MAX_WORDS) {
            errno = E2BIG;
            step_failed(&words, "words");
        }
        words.word[words.count++] = text;
        text += strcspn(text, " ");
        if (*text)
            *text++ = '\0';
    }
    return words;
}

/** Whether WORD is KEY or KEY=VALUE with a key among OPTIONS, which may be NULL. */
static bool is_option(const char *word, const char *options)
{
    size_t length = strcspn(word, "=");

    while (options && *options) {
        size_t key = strcspn(options, " ");
        if (key == length && strncmp(word, options, key) == 0)
            return true;
        options += key + strspn(options + key, " ");
    }
    return false;
}

static void check_words(struct words *words, const struct step *step)
{
    words->first_option = words->count;
    errno = EINVAL;
    if (words->count - 1 < step->least)
        step_failed(words, "too few words");
    for (size_t i = step->most + 1; i < words->count; i++) {
        if (!is_option(words->word[i], step->options))
            step_failed(words, words->word[i]);
    }
    if (words->count > step->most + 1)
        words->first_option = step->most + 1;
}

static const struct step *find_step(const struct words *words)
{
    for (const struct step *step = steps; step->name && words->count > 0; step++) {
        if (strcmp(step->name, words->word[0]) == 0)
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
    const struct step *step = find_step(&words);
    check_words(&words, step);
    step->run(registry, &words);
    free(copy);
}

/** Waits until stdin ends, and makes TIME-WAIT sockets stay meanwhile. */
static void hold(const struct registry *registry)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;

    for (;;) {
        int ready = poll(&input, 1, HOLD_PERIOD_MS);
        if (ready == 0)
            hold_time_wait(registry);
        else if (read(STDIN_FILENO, &byte, 1) <= 0)
            return;
    }
}

static void end(int number)
{
    (void)number;
    _exit(0);
}

int main(int argc, char *argv[])
{
    struct registry registry = {0};

    for (int i = 1; i < argc; i++)
        run_step(&registry, argv[i]);
    signal(SIGTERM, end);
    puts("ready");
    fclose(stdout);
    hold(&registry);
    return 0;
}
