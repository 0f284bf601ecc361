// SPDX-License-Identifier: MIT
/**
 * Reads the host name and the boot ID, which distinguish records of different hosts and boots.
 */
#ifndef JOIN_HOST_IDENTITY_H
#define JOIN_HOST_IDENTITY_H

#include "sock/facts.h"

/** Fills HOST, with the boot ID from the procfs PROC. Unknown members stay empty. */
void host_identity_read(const char *proc, struct host_identity *host);

#endif
