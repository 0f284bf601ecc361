// SPDX-License-Identifier: MIT
/**
 * Classes of port numbers, by RFC 6335, section 6. They say how IANA assigns a number, not what the
 * kernel does with it: the range of ephemeral ports is sock/ephemeral.h.
 */
#ifndef SOCK_PORT_CLASS_H
#define SOCK_PORT_CLASS_H

#include <stdint.h>

enum port_class {
    PORT_CLASS_NONE,       /**< port 0, which no socket is bound to */
    PORT_CLASS_WELL_KNOWN, /**< 1 to 1023; the RFC also calls them System Ports */
    PORT_CLASS_REGISTERED, /**< 1024 to 49151; User Ports */
    PORT_CLASS_DYNAMIC,    /**< 49152 to 65535; never assigned */
    PORT_CLASS_COUNT,
};

/** By enum port_class; PORT_CLASS_NONE has none. */
extern const char *const port_class_names[];

/** Returns the class of a port. */
enum port_class port_class_of(uint16_t port);

#endif
