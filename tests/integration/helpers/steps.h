// SPDX-License-Identifier: MIT
/**
 * The steps of the socket factory. A step gets its words, the first of which is its own name,
 * and does what it says or ends the program with a message.
 */
#ifndef STEPS_H
#define STEPS_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_WORDS 8
#define MAX_SOCKETS 1024

struct words {
    const char *step; /**< the whole step, for messages */
    char *word[MAX_WORDS];
    size_t count;
};

/** Sockets by name. */
struct registry {
    struct {
        char name[32];
        int fd;
    } entries[MAX_SOCKETS];
    size_t count;
};

struct step {
    const char *name;
    size_t least, most; /**< words after the name */
    void (*run)(struct registry *registry, const struct words *words);
};

/** Ends with the row whose name is NULL. */
extern const struct step steps[];

/** Ends the program: STEP: WHAT: errno in words. */
_Noreturn void step_failed(const struct words *words, const char *what);

/** The number in TEXT, which must be one. */
long step_number(const struct words *words, const char *text);

/** Brings interface word 1 up. */
void step_up(struct registry *registry, const struct words *words);

/** Gives interface word 1 the address word 2, "ADDRESS/LENGTH". */
void step_addr(struct registry *registry, const struct words *words);

#endif
