// SPDX-License-Identifier: MIT
/**
 * The text of ends that are numbers (ENDS_NUMBERS), and the names of these numbers.
 */
#ifndef SOCK_ENDPOINT_H
#define SOCK_ENDPOINT_H

#include "sock/value.h"

/**
 * Appends the end of a socket: "eth0/arp", "route/1234", "host:5000", "eth0/3", "16781313:42". With
 * style->numeric, numbers stand in place of names, except names of interfaces.
 */
void endpoint_put_numbers(struct strbuf *text, const struct value_end *end,
                          const struct facts *facts, const struct style *style);

/**
 * Returns the name of an EtherType (linux/if_ether.h, ETH_P_*), or NULL if it is not in the list.
 */
const char *ethertype_name(uint32_t number);

/**
 * Returns the name of a netlink protocol (linux/netlink.h, NETLINK_*), or NULL if it is not in the
 * list.
 */
const char *netlink_protocol_name(uint32_t number);

#endif
