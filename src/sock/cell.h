// SPDX-License-Identifier: MIT
/**
 * Text forms that are more than the plain value. For the field table alone.
 */
#ifndef SOCK_CELL_H
#define SOCK_CELL_H

#include "sock/field.h"

cell_writer cell_proto;         /**< "tcp", "tcp6", "tcp46" when dual-stack; plain for groups */
cell_writer cell_state;         /**< in capitals */
cell_writer cell_local;         /**< "10.1.2.3:https", "[fe80::1%eth0]:22", "*:80" when dual-stack;
                                      a mapped address as IPv4 unless the style is exact */
cell_writer cell_peer;          /**< the same, or "*" without a peer */
cell_writer cell_recv_q;        /**< bytes; a listener's accept queue as "now/limit" */
cell_writer cell_user;          /**< name, or the number when there is none or -n */
cell_writer cell_device;        /**< name, or "if7" when index 7 has none */
cell_writer cell_mark;          /**< hexadecimal with 0x */
cell_writer cell_timer_expires; /**< with its unit: "1.5s" */
cell_writer cell_processes;     /**< "nginx[1201,1202] haproxy[7]" */
cell_writer cell_pids;          /**< "1201,1202" */
cell_writer cell_comms;         /**< "nginx,nginx" */

#endif
