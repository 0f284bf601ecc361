// SPDX-License-Identifier: MIT
#include "collect/inet_shares.h"

#include <assert.h>
#include <linux/inet_diag.h>
#include <stdint.h>

#define PORTS 65536U
#define RANGE 2048U // ports

#define STEP sizeof(struct inet_diag_bc_op)
#define COMPARISON (2 * STEP) // with its operand

/** Bytes of the comparisons that tell the ranges of COUNT ports apart, and of a jump for each. */
#define TREE_SIZE(count) (((count) / RANGE - 1) * COMPARISON + (count) / RANGE * STEP)

/** A tree of comparisons of one port. */
struct port_tree {
    uint8_t comparison;             /**< INET_DIAG_BC_S_GE or INET_DIAG_BC_D_GE */
    unsigned parts;                 /**< ranges lead to the target of their number modulo this */
    size_t targets[INET_PARTS_MAX]; /**< positions in the code */
};

static void put_op(struct strbuf *code, struct inet_diag_bc_op op)
{
    strbuf_bytes(code, (const char *)&op, sizeof(op));
}

/** Appends the part of a tree for COUNT ports from FIRST: the upper half, then the lower one. */
static void put_tree(struct strbuf *code, const struct port_tree *tree, unsigned first,
                     unsigned count)
{
    unsigned half = count / 2;

    assert(tree->parts > 0);
    size_t target = tree->targets[first / RANGE % tree->parts];
    if (count == RANGE) {
        put_op(code, (struct inet_diag_bc_op){.code = INET_DIAG_BC_JMP,
                                              .yes = STEP,
                                              .no = (uint16_t)(target - code->length)});
        return;
    }
    put_op(code, (struct inet_diag_bc_op){.code = tree->comparison,
                                          .yes = COMPARISON,
                                          .no = (uint16_t)(COMPARISON + TREE_SIZE(half))});
    put_op(code, (struct inet_diag_bc_op){.no = (uint16_t)(first + half)});
    put_tree(code, tree, first + half, half);
    put_tree(code, tree, first, half);
}

void inet_shares_put(bool first, unsigned parts, size_t rest, struct strbuf *code)
{
    size_t peers = code->length + TREE_SIZE(PORTS);
    size_t taken = peers + parts * TREE_SIZE(PORTS);
    size_t rejected = taken + rest + STEP; // after the end
    struct port_tree local = {INET_DIAG_BC_S_GE, parts, {0}};

    assert(parts > 1 && parts <= INET_PARTS_MAX);
    for (unsigned i = 0; i < parts; i++)
        local.targets[i] = peers + i * TREE_SIZE(PORTS);
    put_tree(code, &local, 0, PORTS);
    for (unsigned i = 0; i < parts; i++) {
        struct port_tree peer = {INET_DIAG_BC_D_GE, parts, {0}};
        for (unsigned k = 0; k < parts; k++)
            peer.targets[k] = ((i + k) % parts == 0) == first ? taken : rejected;
        put_tree(code, &peer, 0, PORTS);
    }
}
