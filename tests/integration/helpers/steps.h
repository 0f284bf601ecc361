// SPDX-License-Identifier: MIT
/**
 * The steps of the socket factory. A step gets its words, the first of which is its own name,
 * and does what it says or ends the program with a message.
 */
#ifndef STEPS_H
#define STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define MAX_WORDS 16
#define MAX_SOCKETS 1024

/** How long an event is waited for. Only a test that cannot pass takes that long. */
#define PATIENCE_MS 3600000

struct words {
    const char *step; /**< the whole step, for messages */
    char *word[MAX_WORDS];
    size_t count;
    size_t first_option; /**< index of the first word that is an option */
};

/** An address of any family, and a port. */
struct endpoint {
    struct sockaddr_storage address;
    socklen_t length;
};

/** A TIME-WAIT socket, and the segment that makes it stay. */
struct held {
    struct sockaddr_storage local, peer;
    socklen_t length;
    uint32_t sequence, acknowledged;
};

/** Sockets by name, and those that have none any more. */
struct registry {
    struct {
        char name[32];
        int fd;
    } entries[MAX_SOCKETS];
    size_t count;
    struct held held[MAX_SOCKETS];
    size_t held_count;
};

struct step {
    const char *name;
    size_t least, most;  /**< words after the name, without options */
    const char *options; /**< their names with blanks between; NULL: it has none */
    void (*run)(struct registry *registry, const struct words *words);
};

/** Ends with the row whose name is NULL. */
extern const struct step steps[];

/** Ends the program: STEP: WHAT: errno in words. */
_Noreturn void step_failed(const struct words *words, const char *what);

/** The same for WHAT that cannot be understood. */
_Noreturn void step_invalid(const struct words *words, const char *what);

/** The number in TEXT, which must be one, from 0 to INT_MAX. */
long step_number(const struct words *words, const char *text);

/** The value of the option KEY=VALUE, "" for a bare KEY, NULL when it is not there. */
const char *step_option(const struct words *words, const char *key);

/** The endpoint that PAIR, "ADDRESS,PORT", says. */
struct endpoint step_pair(const struct words *words, const char *pair);

/** The descriptor of the open socket NAME. */
int step_socket(struct registry *registry, const struct words *words, const char *name);

/** Pauses between two looks at something that is waited for. */
void step_nap(void);

/** Waits until tcpi_state of the socket NAME is STATE. */
void step_await_state(struct registry *registry, const struct words *words, const char *name,
                      int state);

/** Closes the socket NAME, which is open. */
void step_close_socket(struct registry *registry, const struct words *words, const char *name);

/**
 * Sends word 2 many bytes through socket word 1 and waits until the peer has acknowledged them;
 * option to=ADDRESS,PORT for a datagram.
 */
void step_send(struct registry *registry, const struct words *words);

/** Reads exactly word 2 many bytes from socket word 1. */
void step_drain(struct registry *registry, const struct words *words);

/** Sends through socket word 1 until it takes no more and the peer has acknowledged what it got. */
void step_fill(struct registry *registry, const struct words *words);

/** Word 1 many processes whose children come and go, with every socket made before. */
void step_churn(struct registry *registry, const struct words *words);

/** Closes both ends of a connection: socket word 1, then socket word 2. The first is in TIME-WAIT.
 */
void step_time_wait(struct registry *registry, const struct words *words);

/** Makes the TIME-WAIT sockets of that step stay for another minute. */
void hold_time_wait(const struct registry *registry);

/** Brings interface word 1 up. */
void step_up(struct registry *registry, const struct words *words);

/** Gives interface word 1 the address word 2, "ADDRESS/LENGTH". */
void step_addr(struct registry *registry, const struct words *words);

#endif
