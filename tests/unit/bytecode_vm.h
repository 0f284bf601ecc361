// SPDX-License-Identifier: MIT
/**
 * What the kernel does with byte-code, after net/ipv4/inet_diag.c: the audit (inet_diag_bc_audit)
 * that it must pass, and the run (inet_diag_bc_run) on one socket.
 */
#ifndef BYTECODE_VM_H
#define BYTECODE_VM_H

#include "scene.h"

#include "os/kernel.h"

#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

static inline struct inet_diag_bc_op vm_op(const unsigned char *code)
{
    struct inet_diag_bc_op op;

    memcpy(&op, code, sizeof(op));
    return op;
}

/** Bytes of an operation with its operand; 0: no such operation, or a wrong operand. */
static inline size_t vm_size(const unsigned char *code, size_t left)
{
    struct inet_diag_bc_op op = vm_op(code);
    struct inet_diag_hostcond host;
    size_t address;

    switch (op.code) {
    case INET_DIAG_BC_NOP:
    case INET_DIAG_BC_JMP:
    case INET_DIAG_BC_AUTO:
        return sizeof(op);
    case INET_DIAG_BC_S_GE:
    case INET_DIAG_BC_S_LE:
    case INET_DIAG_BC_D_GE:
    case INET_DIAG_BC_D_LE:
    case INET_DIAG_BC_S_EQ:
    case INET_DIAG_BC_D_EQ:
        return 2 * sizeof(op);
    case INET_DIAG_BC_DEV_COND:
        return sizeof(op) + 4;
    case INET_DIAG_BC_MARK_COND:
    case INET_DIAG_BC_CGROUP_COND:
        return sizeof(op) + 8;
    case INET_DIAG_BC_S_COND:
    case INET_DIAG_BC_D_COND:
        if (left < sizeof(op) + sizeof(host))
            return 0;
        memcpy(&host, code + sizeof(op), sizeof(host));
        address = host.family == AF_INET6 ? 16 : host.family == AF_INET ? 4 : 0;
        if (host.prefix_len > 8 * address || (address == 0 && host.family != AF_UNSPEC))
            return 0;
        return sizeof(op) + sizeof(host) + address;
    default:
        return 0;
    }
}

/** valid_cc: an operation begins REST bytes before the end. */
static inline bool vm_begins(const unsigned char *code, long length, long rest)
{
    while (length >= 0) {
        if (rest > length)
            return false;
        if (rest == length)
            return true;
        struct inet_diag_bc_op op = vm_op(code);
        if (op.yes < 4 || op.yes & 3)
            return false;
        length -= op.yes;
        code += op.yes;
    }
    return false;
}

static inline bool vm_audit(const unsigned char *code, size_t length)
{
    const unsigned char *at = code;
    long left = (long)length;

    if (length == 0 || length & 3)
        return false;
    while (left > 0) {
        size_t size = left < 4 ? 0 : vm_size(at, (size_t)left);
        struct inet_diag_bc_op op = vm_op(at);
        if (size == 0 || (long)size > left)
            return false;
        if (op.code != INET_DIAG_BC_NOP) {
            if (op.no < size || op.no > left + 4 || op.no & 3)
                return false;
            if (op.no < left && !vm_begins(code, (long)length, left - op.no))
                return false;
        }
        if (op.yes < size || op.yes > left + 4 || op.yes & 3)
            return false;
        at += op.yes;
        left -= op.yes;
    }
    return left == 0;
}

static inline bool vm_bits(const uint8_t *one, const uint8_t *other, unsigned bits)
{
    unsigned bytes = bits / 8;
    unsigned rest = bits % 8;

    return memcmp(one, other, bytes) == 0 &&
           (rest == 0 || (one[bytes] ^ other[bytes]) >> (8 - rest) == 0);
}

static inline bool vm_host(const unsigned char *operand, const struct sock *sock, bool peer)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    const uint8_t *address = scene_bytes(peer ? scene_peer(sock) : scene_local(sock));
    uint32_t port = peer ? scene_peer_port(sock) : scene_local_port(sock);
    int family = sock->family == FAMILY_IPV6 ? AF_INET6 : AF_INET;
    struct inet_diag_hostcond host;

    memcpy(&host, operand, sizeof(host));
    const uint8_t *wanted = operand + sizeof(host);
    if (host.port != -1 && (uint32_t)host.port != port)
        return false;
    if (host.family != AF_UNSPEC && host.family != family)
        return family == AF_INET6 && host.family == AF_INET &&
               memcmp(address, mapped, sizeof(mapped)) == 0 &&
               vm_bits(address + 12, wanted, host.prefix_len);
    return vm_bits(address, wanted, host.prefix_len);
}

/** Whether the operation at CODE is true of the socket. */
static inline bool vm_is_true(const unsigned char *code, const struct sock *sock)
{
    const unsigned char *operand = code + sizeof(struct inet_diag_bc_op);
    uint16_t port = vm_op(operand).no;
    uint32_t numbers[2];
    uint64_t cgroup;

    memcpy(numbers, operand, sizeof(numbers));
    memcpy(&cgroup, operand, sizeof(cgroup));
    switch (vm_op(code).code) {
    case INET_DIAG_BC_JMP:
        return false;
    case INET_DIAG_BC_S_EQ:
        return scene_local_port(sock) == port;
    case INET_DIAG_BC_S_GE:
        return scene_local_port(sock) >= port;
    case INET_DIAG_BC_S_LE:
        return scene_local_port(sock) <= port;
    case INET_DIAG_BC_D_EQ:
        return scene_peer_port(sock) == port;
    case INET_DIAG_BC_D_GE:
        return scene_peer_port(sock) >= port;
    case INET_DIAG_BC_D_LE:
        return scene_peer_port(sock) <= port;
    case INET_DIAG_BC_AUTO:
        return sock->autobound;
    case INET_DIAG_BC_S_COND:
        return vm_host(operand, sock, false);
    case INET_DIAG_BC_D_COND:
        return vm_host(operand, sock, true);
    case INET_DIAG_BC_DEV_COND:
        return sock->device == numbers[0];
    case INET_DIAG_BC_MARK_COND:
        return (sock->mark & numbers[1]) == numbers[0];
    case INET_DIAG_BC_CGROUP_COND:
        return sock->cgroup_id == cgroup;
    default:
        return true;
    }
}

/** True when the code, which passed the audit, lets the socket through. */
static inline bool vm_run(const unsigned char *code, size_t length, const struct sock *sock)
{
    unsigned char padded[65536 + 16] = {0};
    long left = (long)length;
    long at = 0;

    memcpy(padded, code, length);
    while (left > 0) {
        struct inet_diag_bc_op op = vm_op(padded + at);
        long step = vm_is_true(padded + at, sock) ? op.yes : op.no;
        left -= step;
        at += step;
    }
    return left == 0;
}

#endif
