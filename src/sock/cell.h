// SPDX-License-Identifier: MIT
/**
 * Writers of cells whose text is not just that of the value; used by the field table only.
 */
#ifndef SOCK_CELL_H
#define SOCK_CELL_H

#include "sock/field.h"

cell_word cell_proto;           /**< "tcp", "tcp6", "tcp46" when dual-stack; plain for groups */
cell_word cell_state;           /**< in capitals */
cell_writer cell_recv_q;        /**< bytes; a listener's accept queue as "now/limit" */
cell_writer cell_user;          /**< name, or the number when there is none or -n */
cell_writer cell_device;        /**< name, or "if7" when index 7 has none */
cell_writer cell_mark;          /**< hexadecimal with 0x */
cell_writer cell_timer_expires; /**< with its unit: "1.5s" */
cell_writer cell_local_path;    /**< with blanks escaped, so that it imitates no other column */
cell_writer cell_peer_path;     /**< likewise */
cell_writer cell_container;     /**< an id is cut to 12 digits */
cell_writer cell_detail;        /**< see detail_field */

/**
 * Appends what says most to people about the network namespace of the socket: its name, a process
 * in it ("nginx[812]"), or its inode.
 */
cell_writer cell_netns;

#endif
