// SPDX-License-Identifier: MIT
/**
 * What a record must carry to be told from that of another host or another day.
 */
#ifndef JOIN_HOST_IDENTITY_H
#define JOIN_HOST_IDENTITY_H

#include "sock/facts.h"

/** Fills HOST, with the boot ID from the procfs PROC. What is unknown stays empty. */
void host_identity_read(const char *proc, struct host_identity *host);

#endif
