// SPDX-License-Identifier: MIT
/**
 * Reads service names from a file in the format of services(5).
 */
#ifndef JOIN_SERVICE_H
#define JOIN_SERVICE_H

#include "sock/facts.h"
#include "sock/resolver.h"

/**
 * Reads the lines "NAME PORT/PROTOCOL [ALIAS ...] [# COMMENT]" in TEXT into SERVICES, by
 * name_cache_service_id. The first name of a port is kept. Skips lines of another form, ports
 * outside of 1 to 65535, and protocols without ports. Pure.
 */
void service_parse(const char *text, size_t length, struct names *services);

/**
 * Adds to RET_RESOLUTIONS the ports of the service NAME, a name or an alias in the file PATH, in
 * any protocol, each once. Returns 0; -ENOENT if there is none; or the error of reading the file.
 */
int service_ports(const char *path, const char *name, struct resolutions *ret_resolutions);

/**
 * Adds the services in the file at PATH to SERVICES. Returns 0 or a negative errno: -EINVAL if it
 * is not a regular file.
 */
int service_read(const char *path, struct names *services);

/** Returns the text of an error of service_read. */
const char *service_words(int error);

#endif
