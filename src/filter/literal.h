// SPDX-License-Identifier: MIT
/**
 * The values in a filter: from what was written to the items of a test.
 */
#ifndef FILTER_LITERAL_H
#define FILTER_LITERAL_H

#include "base/user_error.h"
#include "filter/subject.h"
#include "filter/tree.h"
#include "sock/resolver.h"

/** What is needed to read the values of one test. */
struct literal {
    const struct subject *subject;
    const struct resolver *resolver;
    struct test *test;        /**< gets the items */
    struct user_error *error; /**< gets the message when a value is wrong */
};

/**
 * Adds to the test what WORD stands for. QUOTED: as it is, without names, globs and ranges.
 * False, with a message, when it is no value of the subject.
 */
bool literal_add(const struct literal *literal, struct text word, bool quoted);

/** Adds a regular expression; false, with a message, when it is wrong. */
bool literal_pattern(const struct literal *literal, struct text pattern);

/** Ports: from low to high, both included. */
struct port_range {
    uint16_t low, high;
};

/** All that a port can be written as: "443", "8000-8100", "https". */
struct ports {
    struct port_range *list; /**< owned */
    size_t count, capacity;
};

void ports_free(struct ports *ports);

/** Reads a port, a range or the name of a service, without colon. False after a message. */
bool literal_ports(const struct literal *literal, struct text word, struct ports *ret_ports);

/** True for "80:90", as other programs write the range 80-90; the ends go to the other two. */
bool literal_colon_range(struct text word, struct text *ret_low, struct text *ret_high);

/** Reads the name or the index of an interface. False after a message. */
bool literal_device(const struct literal *literal, struct text word, uint32_t *ret_index);

/** Looks up the ports of the service WORD: 0, or a negative errno as of a name_resolver. */
int literal_service(const struct resolver *resolver, struct text word, struct ports *ret_ports);

/** Adds the ports to the test. */
void literal_add_ports(struct test *test, const struct ports *ports);

/** Adds the endpoint or address that WORD stands for. False after a message. */
bool host_add(const struct literal *literal, struct text word);

/** Returns the key for the port of the end that the subject, an address or endpoint, is about. */
const char *host_port_key(const struct subject *subject);

/**
 * True for what netstat writes for the loopback address with a port, which is an IPv6 address as
 * well: of "::1:9001", "::1" goes to *RET_ADDRESS and "9001" to *RET_PORT.
 */
bool host_is_ambiguous(struct text word, struct text *ret_address, struct text *ret_port);

/** Looks up the meanings of a name; false after a message. */
bool literal_resolve(const struct literal *literal, enum name_kind kind, struct text word,
                     struct meanings *ret_meanings);

#endif
