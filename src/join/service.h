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
 * facts_service_id. The first name of a port stays. A line that is not of this form, or has a
 * port that is no number from 1 to 65535 or a protocol that has no ports, is skipped. Pure.
 */
void service_parse(const char *text, size_t length, struct names *services);

/**
 * Adds to RET_MEANINGS the ports that the file PATH gives to the service NAME, by its name or an
 * alias, in any protocol, each once. 0; -ENOENT when it gives none; what reading it returned.
 */
int service_ports(const char *path, const char *name, struct meanings *ret_meanings);

/**
 * Fills FACTS->services from the file PATH, which must be a regular file of at most 4 MiB; when
 * it cannot be read, ports stay numbers and a warning says why.
 */
void service_join(const char *path, struct facts *facts);

#endif
