// SPDX-License-Identifier: MIT
#include "filter/bytecode.h"

#include "filter/atom.h"
#include "os/kernel.h"

#include <linux/inet_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/**
 * Maximum length of the code in bytes, and atoms of one test. The kernel tries them one after the
 * other, 5 to 40 ns each, for every socket and with a lock held. With more of them, sending the
 * socket costs less, as does the lookup of its values (filter/item_set).
 */
#define LARGEST 2048
#define MOST_ATOMS 32

/** An operation and its operand. */
struct operation {
    uint8_t code;  /**< INET_DIAG_BC_* */
    size_t target; /**< label of the jump if it is not true; INET_DIAG_BC_JMP: always */
    size_t length; /**< of the operand in bytes */
    union {
        struct inet_diag_bc_op port;
        /** a struct inet_diag_hostcond and its address */
        uint8_t host[sizeof(struct inet_diag_hostcond) + sizeof(struct address)];
        uint32_t device;
        struct inet_diag_markcond mark;
        uint64_t cgroup;
    } operand;
};

/** The byte-code under construction. */
struct assembly {
    struct operation *operations;
    size_t count, capacity;
    size_t *labels; /**< label -> number of the operation that it marks */
    size_t label_count, label_capacity;
};

/** Label 0 is after the end: the socket is rejected. */
#define REJECTED 0

static size_t new_label(struct assembly *assembly)
{
    assembly->labels = alloc_grow(assembly->labels, &assembly->label_capacity,
                                  assembly->label_count + 1, sizeof(*assembly->labels));
    return assembly->label_count++;
}

static void set_label(struct assembly *assembly, size_t label)
{
    assembly->labels[label] = assembly->count;
}

static struct operation *add(struct assembly *assembly, uint8_t code, size_t target)
{
    assembly->operations = alloc_grow(assembly->operations, &assembly->capacity,
                                      assembly->count + 1, sizeof(*assembly->operations));
    struct operation *operation = &assembly->operations[assembly->count++];
    *operation = (struct operation){.code = code, .target = target};
    return operation;
}

static void add_port(struct assembly *assembly, uint8_t code, uint16_t port, size_t otherwise)
{
    struct operation *operation = add(assembly, code, otherwise);

    operation->operand.port.no = port;
    operation->length = sizeof(operation->operand.port);
}

/** Returns the number of atoms of a test: one for each item and each field. */
static size_t count_atoms(const struct test *test)
{
    size_t fields = 0;

    for (size_t i = 0; i < 2 && test->fields[i]; i++)
        fields += test_speaks_of(test, test->fields[i]);
    return fields * test->count;
}

/** Returns atom NUMBER of a test. */
static struct atom atom_at(const struct test *test, size_t number)
{
    bool first = number < test->count && test_speaks_of(test, test->fields[0]);
    size_t item = number < test->count ? number : number - test->count;

    return atom_of(test, test->fields[first ? 0 : 1], &test->items[item]);
}

/**
 * Returns true if byte-code can express a part of the test or, if NEGATED, of its negation. "a !=
 * 1" is true of present values only; "not a = 1" is also true of absent ones, so its atoms must be
 * strict. The same holds for "a != 1" on two fields, which is true if one of them is absent and the
 * other is not 1.
 */
static bool test_says(const struct test *test, bool negated)
{
    bool negative = comparison_is_negative(test->comparison);
    bool strict = negated || (negative && test->fields[1]);

    if (test->in_request || test->count == 0 || count_atoms(test) > MOST_ATOMS ||
        (negative && negated))
        return false;
    for (size_t i = 0; i < count_atoms(test); i++) {
        struct atom atom = atom_at(test, i);
        if (atom.type == ATOM_NONE || (strict && !atom.strict))
            return false;
    }
    return true;
}

/** Returns true if the children of the node are joined by "and", false if by "or". */
static bool joins_by_and(const struct node *node, bool negated)
{
    return (node->type == NODE_AND) != negated;
}

/** Returns true if the byte-code of this node rejects anything. */
static bool says(const struct node *node, bool negated)
{
    if (node->type == NODE_TEST)
        return test_says(&node->test, negated);
    if (node->type == NODE_NOT)
        return says(node->children[0], !negated);
    bool by_and = joins_by_and(node, negated);
    for (size_t i = 0; i < node->count; i++) {
        if (says(node->children[i], negated) == by_and)
            return by_and;
    }
    return !by_and;
}

static void add_host(struct assembly *assembly, const struct atom *atom, size_t otherwise)
{
    const struct host_item *host = &atom->host;
    uint8_t code = atom->peer ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND;

    if (!host->any_port && host->low == host->high) {
        add_port(assembly, atom->peer ? INET_DIAG_BC_D_EQ : INET_DIAG_BC_S_EQ, host->low,
                 otherwise);
    } else if (!host->any_port) {
        add_port(assembly, atom->peer ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE, host->low,
                 otherwise);
        add_port(assembly, atom->peer ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE, host->high,
                 otherwise);
    }
    if (host->any_family)
        return;
    struct operation *operation = add(assembly, code, otherwise);
    const struct family_info *family = &family_table[host->family];
    struct inet_diag_hostcond head = {
        .family = family->number, .prefix_len = host->bits, .port = -1};
    memcpy(operation->operand.host, &head, sizeof(head));
    memcpy(operation->operand.host + sizeof(head), &host->address, sizeof(host->address));
    operation->length = sizeof(head) + family->size;
}

static void add_jump(struct assembly *assembly, size_t target)
{
    add(assembly, INET_DIAG_BC_JMP, target);
}

/** Continues after the atom if it is true; otherwise jumps to OTHERWISE. */
static void add_atom(struct assembly *assembly, const struct atom *atom, size_t otherwise)
{
    struct operation *operation = NULL;

    switch (atom->type) {
    case ATOM_DEVICE:
        operation = add(assembly, INET_DIAG_BC_DEV_COND, otherwise);
        operation->operand.device = atom->value;
        operation->length = sizeof(operation->operand.device);
        break;
    case ATOM_MARK:
        operation = add(assembly, INET_DIAG_BC_MARK_COND, otherwise);
        operation->operand.mark = (struct inet_diag_markcond){atom->value, atom->mask};
        operation->length = sizeof(operation->operand.mark);
        break;
    case ATOM_CGROUP:
        operation = add(assembly, INET_DIAG_BC_CGROUP_COND, otherwise);
        operation->operand.cgroup = atom->cgroup;
        operation->length = sizeof(operation->operand.cgroup);
        break;
    case ATOM_AUTOBOUND:
        add(assembly, INET_DIAG_BC_AUTO, otherwise);
        break;
    case ATOM_BOUND: {
        size_t bound = new_label(assembly);
        add(assembly, INET_DIAG_BC_AUTO, bound);
        add_jump(assembly, otherwise);
        set_label(assembly, bound);
        break;
    }
    default:
        add_host(assembly, atom, otherwise);
        break;
    }
}

/** Continues after the atoms if any is true; otherwise jumps to OTHERWISE. */
static void add_any(struct assembly *assembly, const struct test *test, size_t otherwise)
{
    size_t end = new_label(assembly);
    size_t count = count_atoms(test);

    for (size_t i = 0; i < count; i++) {
        struct atom atom = atom_at(test, i);
        bool last = i + 1 == count;
        size_t next = last ? otherwise : new_label(assembly);
        add_atom(assembly, &atom, next);
        if (last)
            break;
        add_jump(assembly, end);
        set_label(assembly, next);
    }
    set_label(assembly, end);
}

/** Continues after the atoms if none is true; otherwise jumps to OTHERWISE. */
static void add_none(struct assembly *assembly, const struct test *test, size_t otherwise)
{
    for (size_t i = 0; i < count_atoms(test); i++) {
        struct atom atom = atom_at(test, i);
        size_t next = new_label(assembly);
        add_atom(assembly, &atom, next);
        add_jump(assembly, otherwise);
        set_label(assembly, next);
    }
}

static void add_test(struct assembly *assembly, const struct test *test, bool negated,
                     size_t otherwise)
{
    if (negated != comparison_is_negative(test->comparison))
        add_none(assembly, test, otherwise);
    else
        add_any(assembly, test, otherwise);
}

/** Continues after the node if it is true; otherwise jumps to OTHERWISE. Requires says(node). */
static void add_node(struct assembly *assembly, const struct node *node, bool negated,
                     size_t otherwise)
{
    if (node->type == NODE_TEST) {
        add_test(assembly, &node->test, negated, otherwise);
        return;
    }
    if (node->type == NODE_NOT) {
        add_node(assembly, node->children[0], !negated, otherwise);
        return;
    }
    size_t end = new_label(assembly);
    bool by_and = joins_by_and(node, negated);
    for (size_t i = 0; i < node->count; i++) {
        if (!says(node->children[i], negated))
            continue;
        bool last = i + 1 == node->count;
        size_t next = by_and || last ? otherwise : new_label(assembly);
        add_node(assembly, node->children[i], negated, next);
        if (by_and || last)
            continue;
        add_jump(assembly, end);
        set_label(assembly, next);
    }
    set_label(assembly, end);
}

#define HEAD sizeof(struct inet_diag_bc_op)

/** Writes the operations with the lengths of their jumps. */
static void encode(const struct assembly *assembly, struct strbuf *code)
{
    size_t *offsets = alloc_array(assembly->count + 1, sizeof(*offsets));

    for (size_t i = 0; i < assembly->count; i++)
        offsets[i + 1] = offsets[i] + HEAD + assembly->operations[i].length;
    size_t end = offsets[assembly->count];
    for (size_t i = 0; i < assembly->count && end <= LARGEST; i++) {
        const struct operation *operation = &assembly->operations[i];
        size_t target = operation->target == REJECTED
                            ? end + HEAD
                            : offsets[assembly->labels[operation->target]];
        struct inet_diag_bc_op head = {
            .code = operation->code,
            .yes = (uint8_t)(HEAD + operation->length),
            .no = (uint16_t)(target - offsets[i]),
        };
        strbuf_bytes(code, (const char *)&head, sizeof(head));
        strbuf_bytes(code, (const char *)&operation->operand, operation->length);
    }
    free(offsets);
}

void bytecode_compile(const struct node *node, struct strbuf *code)
{
    struct assembly assembly = {0};

    if (!says(node, false))
        return;
    new_label(&assembly);
    add_node(&assembly, node, false, REJECTED);
    encode(&assembly, code);
    free(assembly.operations);
    free(assembly.labels);
}
