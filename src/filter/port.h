// SPDX-License-Identifier: MIT
/**
 * Ports in a filter: "443", "8000-8100", "https".
 */
#ifndef FILTER_PORT_H
#define FILTER_PORT_H

#include "filter/literal.h"

/** From low to high, both included. */
struct port_range {
    uint16_t low, high;
};

/** All that a word can stand for: a service can have several ports. */
struct ports {
    struct port_range *list; /**< owned */
    size_t count, capacity;
};

void ports_free(struct ports *ports);

/**
 * Adds to the test what WORD stands for: "*", or a port, a range or a service, which ":" or "*:"
 * may precede. Returns false after a message.
 */
bool port_add(const struct literal *literal, struct text word);

/** Reads a port, a range or the name of a service, without colon. Returns false after a message. */
bool port_parse(const struct literal *literal, struct text word, struct ports *ret_ports);

/** Looks up the ports of the service WORD: returns 0 or a negative errno as of a name_resolver. */
int port_service(const struct resolver *resolver, struct text word, struct ports *ret_ports);

/** Adds the ports to the test. */
void port_add_to(struct test *test, const struct ports *ports);

/**
 * Returns true for "80:90", as other programs write the range 80-90; the ends go to the other two.
 */
bool port_colon_range(struct text word, struct text *ret_low, struct text *ret_high);

#endif
