// SPDX-License-Identifier: MIT
#include "filter/atom.h"

/**
 * Sets RET_BOUNDS to the numbers for which "number COMPARISON LOW-HIGH" is true; the lower bound is
 * above the upper one if there are none. Returns false if the comparison has no bounds.
 */
static bool bounds_of(const struct test *test, const struct item *item, uint64_t most,
                      uint64_t ret_bounds[2])
{
    uint64_t low = item->range.low;
    uint64_t high = item->range.high;

    if (test->comparison == COMPARE_BELOW || test->comparison == COMPARE_AT_MOST) {
        if (test->comparison == COMPARE_BELOW && low == 0)
            return false;
        high = low - (test->comparison == COMPARE_BELOW);
        low = 0;
    } else if (test->comparison == COMPARE_ABOVE || test->comparison == COMPARE_AT_LEAST) {
        low += test->comparison == COMPARE_ABOVE;
        high = most;
    }
    ret_bounds[0] = low;
    ret_bounds[1] = high < most ? high : most;
    return true;
}

static struct atom port_atom(const struct test *test, const struct field *field,
                             const struct item *item)
{
    struct atom atom = {.type = ATOM_HOST, .peer = field->end == END_PEER};
    uint64_t bounds[2];

    if (item->type != ITEM_RANGE || !bounds_of(test, item, UINT16_MAX, bounds))
        return (struct atom){.type = ATOM_NONE};
    if (!atom.peer && bounds[0] == 0)
        bounds[0] = 1; // an unbound socket has no port
    atom.host = (struct host_item){
        .any_family = true,
        .low = (uint16_t)bounds[0],
        .high = (uint16_t)bounds[1],
    };
    atom.strict = !atom.peer && bounds[0] > 0;
    atom.type = bounds[0] <= bounds[1] ? ATOM_HOST : ATOM_NONE;
    return atom;
}

static struct atom host_atom(const struct field *field, const struct item *item)
{
    struct atom atom = {.type = ATOM_HOST};

    // the kernel finds IPv4 prefixes in mapped addresses, too
    if (item->type != ITEM_HOST || item->host.not_mapped)
        return (struct atom){.type = ATOM_NONE};
    atom.host = item->host;
    atom.peer = field->end == END_PEER;
    atom.strict = !atom.peer;
    if (item->host.any_family && item->host.any_port)
        atom.type = ATOM_NONE;
    return atom;
}

static struct atom mark_atom(const struct item *item)
{
    struct atom atom = {.type = ATOM_MARK, .mask = UINT32_MAX};

    if (item->type == ITEM_MASKED) {
        atom.value = (uint32_t)item->masked.value;
        atom.mask = (uint32_t)item->masked.mask;
    } else if (item->range.low == item->range.high) {
        atom.value = (uint32_t)item->range.low;
    } else {
        atom.type = ATOM_NONE;
    }
    return atom;
}

/**
 * Returns the atom for autobound. The kernel counts more ports as autobound than sockstat does, so
 * byte-code can express "yes" only.
 */
static struct atom autobound_atom(const struct test *test, bool yes)
{
    bool equal = test->comparison == COMPARE_EQUAL;

    if (equal && yes)
        return (struct atom){.type = ATOM_AUTOBOUND};
    return (struct atom){.type = equal || yes ? ATOM_NONE : ATOM_BOUND};
}

struct atom atom_of(const struct test *test, const struct field *field, const struct item *item)
{
    bool one = item->type == ITEM_RANGE && item->range.low == item->range.high;
    // byte-code compares an interface index of 32 bits
    bool index = one && item->range.low > 0 && item->range.low <= UINT32_MAX;
    bool order = test->comparison >= COMPARE_BELOW && test->comparison <= COMPARE_AT_LEAST;

    if (field->unit == UNIT_PORT)
        return port_atom(test, field, item);
    if (value_classes[field->type].is_end)
        return host_atom(field, item);
    if (order)
        return (struct atom){.type = ATOM_NONE};
    if (field->unit == UNIT_MARK)
        return mark_atom(item);
    if (field_is_a(field, FIELD_DEVICE_INDEX) && index)
        return (struct atom){
            .type = ATOM_DEVICE, .strict = true, .value = (uint32_t)item->range.low};
    if (field_is_a(field, FIELD_CGROUP_ID) && one && item->range.low > 0)
        return (struct atom){.type = ATOM_CGROUP, .strict = true, .cgroup = item->range.low};
    if (field_is_a(field, FIELD_AUTOBOUND) && one)
        return autobound_atom(test, item->range.low);
    return (struct atom){.type = ATOM_NONE};
}
