// SPDX-License-Identifier: MIT
#include "sock/port_class.h"

#include <assert.h>

#define FIRST_REGISTERED 1024
#define FIRST_DYNAMIC 49152

const char *const port_class_names[] = {
    [PORT_CLASS_WELL_KNOWN] = "well-known",
    [PORT_CLASS_REGISTERED] = "registered",
    [PORT_CLASS_DYNAMIC] = "dynamic",
};
static_assert(sizeof(port_class_names) / sizeof(port_class_names[0]) == PORT_CLASS_COUNT,
              "a name a class");

enum port_class port_class_of(uint16_t port)
{
    if (port == 0)
        return PORT_CLASS_NONE;
    if (port < FIRST_REGISTERED)
        return PORT_CLASS_WELL_KNOWN;
    return port < FIRST_DYNAMIC ? PORT_CLASS_REGISTERED : PORT_CLASS_DYNAMIC;
}
