// SPDX-License-Identifier: MIT
/**
 * Ports in a filter: "443", "8000-8100", "https".
 */
#ifndef FILTER_PORT_H
#define FILTER_PORT_H

#include "filter/literal.h"

/** A range of ports, both ends included. */
struct port_range {
    uint16_t low, high;
};

/** The ports of a word: a service can have several. */
struct ports {
    struct port_range *list; /**< owned */
    size_t count, capacity;
};

void ports_free(struct ports *ports);

/**
 * Adds WORD to the test: "*", or a port, a range or a service, optionally after ":" or "*:".
 * Returns false after a message.
 */
bool port_add(const struct literal *literal, struct text word);

/** Reads a port, a range or the name of a service, without colon. Returns false after a message. */
bool port_parse(const struct literal *literal, struct text word, struct ports *ret_ports);

/** Looks up the ports of the service WORD; returns 0 or a negative errno as a name_resolver. */
int port_service(const struct resolver *resolver, struct text word, struct ports *ret_ports);

/** Adds the ports to the test. */
void port_add_to(struct test *test, const struct ports *ports);

/**
 * Returns true for "80:90", the range 80-90 in the notation of other tools; sets *RET_LOW and
 * *RET_HIGH to its ends.
 */
bool port_colon_range(struct text word, struct text *ret_low, struct text *ret_high);

#endif
