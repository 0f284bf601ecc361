// SPDX-License-Identifier: MIT
/**
 * What a record must carry to be told from that of another host or another day.
 */
#ifndef JOIN_MACHINE_H
#define JOIN_MACHINE_H

#include "sock/facts.h"

/** Fills FACTS->host, and FACTS->boot_id from the procfs PROC; both stay empty when unknown. */
void machine_join(const char *proc, struct facts *facts);

#endif
