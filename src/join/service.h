// SPDX-License-Identifier: MIT
/**
 * Service names from a file in the format of services(5).
 */
#ifndef JOIN_SERVICE_H
#define JOIN_SERVICE_H

#include "sock/facts.h"
#include "sock/resolver.h"

/**
 * Reads the lines "NAME PORT/PROTOCOL [ALIAS ...] [# COMMENT]" in TEXT into SERVICES, by
 * name_cache_service_id. The first name of a port stays. A line that is not of this form, or has a
 * port that is no number from 1 to 65535 or a protocol that has no ports, is skipped. Pure.
 */
void service_parse(const char *text, size_t length, struct names *services);

/**
 * Adds to RET_MEANINGS the ports that the file PATH gives to the service NAME, by its name or an
 * alias, in any protocol, each once. Returns 0; -ENOENT when it gives none; what reading it
 * returned.
 */
int service_ports(const char *path, const char *name, struct resolutions *ret_resolutions);

/**
 * Adds the services in the file at PATH to SERVICES. Returns 0 or a negative errno: -EINVAL when it
 * is not a regular file.
 */
int service_read(const char *path, struct names *services);

/** Returns the text of an error of service_read. */
const char *service_words(int error);

#endif
