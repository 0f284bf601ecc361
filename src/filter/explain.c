// SPDX-License-Identifier: MIT
#include "filter/explain.h"

#include "base/escape.h"
#include "os/kernel.h"
#include "sock/address.h"

#include <arpa/inet.h>
#include <assert.h>
#include <linux/inet_diag.h>
#include <string.h>

static void put_range(struct strbuf *text, uint64_t low, uint64_t high)
{
    strbuf_decimal(text, low);
    if (low == high)
        return;
    strbuf_byte(text, '-');
    strbuf_decimal(text, high);
}

/** Likewise of VALUE_DECIMAL. */
static void put_decimals(struct strbuf *text, uint64_t low, uint64_t high)
{
    strbuf_thousandths(text, low);
    if (low == high)
        return;
    strbuf_byte(text, '-');
    strbuf_thousandths(text, high);
}

static void put_host(struct strbuf *text, const struct host_item *host)
{
    bool brackets = !host->any_family && family_table[host->family].brackets;

    strbuf_text(text, host->not_mapped ? "inet:" : "");
    if (host->any_family) {
        strbuf_byte(text, '*');
    } else {
        strbuf_text(text, brackets ? "[" : "");
        address_text(text, host->family, &host->address);
        strbuf_text(text, brackets ? "]/" : "/");
        strbuf_decimal(text, host->bits);
    }
    if (host->any_port)
        return;
    strbuf_byte(text, ':');
    put_range(text, host->low, host->high);
}

static void put_quoted(struct strbuf *text, struct text bytes)
{
    strbuf_byte(text, '"');
    escape_text(text, bytes.bytes, bytes.length, "\"");
    strbuf_byte(text, '"');
}

static void put_item(struct strbuf *text, const struct field *field, const struct item *item)
{
    switch (item->type) {
    case ITEM_RANGE:
        if (field->type == VALUE_ID)
            strbuf_hex(text, item->range.low, 1);
        else if (field->type == VALUE_BOOL)
            strbuf_text(text, item->range.low ? "yes" : "no");
        else if (field->type == VALUE_DECIMAL)
            put_decimals(text, item->range.low, item->range.high);
        else
            put_range(text, item->range.low, item->range.high);
        break;
    case ITEM_MASKED:
        strbuf_text(text, "0x");
        strbuf_hex(text, item->masked.value, 1);
        strbuf_text(text, "/0x");
        strbuf_hex(text, item->masked.mask, 1);
        break;
    case ITEM_HOST:
        put_host(text, &item->host);
        break;
    case ITEM_WORD:
        strbuf_text(text, item->word);
        break;
    case ITEM_GLOB:
        escape_text(text, item->text.bytes, item->text.length, "");
        break;
    case ITEM_ID_START:
        strbuf_bytes(text, item->text.bytes, item->text.length);
        strbuf_text(text, "...");
        break;
    case ITEM_TEXT:
        put_quoted(text, item->text);
        break;
    case ITEM_PATTERN:
        put_quoted(text, item->source);
        break;
    case ITEM_SET: // no item that was written
        break;
    }
}

static void put_fields(struct strbuf *text, const struct test *test)
{
    bool several = false;

    for (size_t i = 0; i < 2 && test->fields[i]; i++) {
        if (!test_speaks_of(test, test->fields[i]))
            continue;
        strbuf_text(text, several ? "|" : "");
        strbuf_text(text, test->fields[i]->key);
        several = true;
    }
}

static void put_test(struct strbuf *text, const struct test *test)
{
    if (test->comparison == COMPARE_PRESENT) {
        strbuf_text(text, "has ");
        put_fields(text, test);
        return;
    }
    // A number is compared with the second of two fields.
    bool second = test->fields[1] && !test_speaks_of(test, test->fields[0]);
    const struct field *field = test->fields[second];
    put_fields(text, test);
    strbuf_byte(text, ' ');
    strbuf_text(text, comparison_signs[test->comparison]);
    strbuf_byte(text, ' ');
    for (size_t i = 0; i < test->count; i++) {
        strbuf_text(text, i > 0 ? "," : "");
        put_item(text, field, &test->items[i]);
    }
}

static const char *const joints[] = {
    [NODE_NOT] = "not",
    [NODE_AND] = "and",
    [NODE_OR] = "or",
};

static void put_node(const struct node *node, size_t indent, struct strbuf *text)
{
    strbuf_blanks(text, indent);
    if (node->type == NODE_TEST)
        put_test(text, &node->test);
    else
        strbuf_text(text, joints[node->type]);
    strbuf_byte(text, '\n');
    for (size_t i = 0; i < node->count; i++)
        put_node(node->children[i], indent + 2, text);
}

void explain_tree(const struct node *node, struct strbuf *text)
{
    put_node(node, 2, text);
}

static void put_states(struct strbuf *text, state_set set)
{
    for (unsigned state = 1; state < STATE_COUNT; state++) {
        if (!(set & STATE_BIT(state)) || state == STATE_NEW_SYN_RECV)
            continue;
        strbuf_byte(text, ' ');
        strbuf_text(text, state_table[state].name);
    }
}

void explain_request(const struct request *request, struct strbuf *text)
{
    bool nothing = true;

    strbuf_text(text, "asked for:\n");
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            state_set set = request_states(request, proto, family);
            if (!set)
                continue;
            nothing = false;
            strbuf_text(text, "  ");
            strbuf_text(text, proto_table[proto].name);
            strbuf_byte(text, ' ');
            strbuf_text(text, family_table[family].name);
            strbuf_byte(text, ':');
            put_states(text, set);
            strbuf_byte(text, '\n');
        }
    }
    if (nothing)
        strbuf_text(text, "  nothing: no socket can match\n");
    for (enum family family = 0; family < FAMILY_COUNT && !nothing; family++) {
        if (!(request->left_out & FAMILY_BIT(family)))
            continue;
        strbuf_text(text, "  without those that carry or accept ");
        strbuf_text(text, family_table[family].name);
        strbuf_text(text, " alone\n");
    }
    if (request->local_port)
        strbuf_text(text, "  local port ");
    if (request->local_port)
        strbuf_decimal(text, request->local_port);
    if (request->peer_port)
        strbuf_text(text, request->local_port ? ", peer port " : "  peer port ");
    if (request->peer_port)
        strbuf_decimal(text, request->peer_port);
    if (request->local_port || request->peer_port)
        strbuf_byte(text, '\n');
    if (request->selection && request->for_rates)
        strbuf_text(text, "  all TCP connections, also those that are not shown: they can change "
                          "between two looks\n");
    else if (request->selection)
        strbuf_text(text, "  all of them, also those that are not shown: other ends and roles are "
                          "searched for\n");
    if (request->needs & NEED_AUTOBOUND)
        strbuf_text(text, "  twice: what is autobound, and what is not\n");
}

static const char *const operation_names[] = {
    [INET_DIAG_BC_NOP] = "nop",
    [INET_DIAG_BC_JMP] = "jump",
    [INET_DIAG_BC_S_GE] = "local port >=",
    [INET_DIAG_BC_S_LE] = "local port <=",
    [INET_DIAG_BC_D_GE] = "peer port >=",
    [INET_DIAG_BC_D_LE] = "peer port <=",
    [INET_DIAG_BC_AUTO] = "autobound",
    [INET_DIAG_BC_S_COND] = "local in",
    [INET_DIAG_BC_D_COND] = "peer in",
    [INET_DIAG_BC_DEV_COND] = "device =",
    [INET_DIAG_BC_MARK_COND] = "mark =",
    [INET_DIAG_BC_S_EQ] = "local port =",
    [INET_DIAG_BC_D_EQ] = "peer port =",
    [INET_DIAG_BC_CGROUP_COND] = "cgroup =",
};

/** Appends the operand of the operation at CODE. */
static void put_operand(struct strbuf *text, const char *code)
{
    struct inet_diag_bc_op head;
    struct inet_diag_hostcond host;
    struct host_item item = {.any_port = true};
    enum family family = 0;
    struct inet_diag_markcond mark;
    uint64_t number = 0;
    const char *operand = code + sizeof(head);

    memcpy(&head, code, sizeof(head));
    size_t length = head.yes - sizeof(head);
    if (length == 0)
        return;
    strbuf_byte(text, ' ');
    switch (head.code) {
    case INET_DIAG_BC_S_COND:
    case INET_DIAG_BC_D_COND:
        memcpy(&host, operand, sizeof(host));
        memcpy(item.address.bytes, operand + sizeof(host), length - sizeof(host));
        family_from_number(host.family, &family);
        item.family = (uint8_t)family;
        item.bits = host.prefix_len;
        put_host(text, &item);
        break;
    case INET_DIAG_BC_DEV_COND:
    case INET_DIAG_BC_CGROUP_COND:
        // both are numbers of this host's byte order, of 4 and of 8 bytes
        memcpy((char *)&number + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 8 - length : 0), operand,
               length);
        strbuf_decimal(text, number);
        break;
    case INET_DIAG_BC_MARK_COND:
        memcpy(&mark, operand, sizeof(mark));
        strbuf_text(text, "0x");
        strbuf_hex(text, mark.mark, 1);
        strbuf_text(text, "/0x");
        strbuf_hex(text, mark.mask, 1);
        break;
    default:
        memcpy(&head, operand, sizeof(head));
        strbuf_decimal(text, head.no);
        break;
    }
}

/** Returns true if a protocol is asked for whose dumps take byte-code. */
static bool runs_bytecode(const struct request *request)
{
    bool runs = false;

    for (enum proto proto = 0; proto < PROTO_COUNT && !runs; proto++)
        runs = proto_table[proto].diag == DIAG_INET && request_proto_states(request, proto);
    return runs;
}

void explain_bytecode(const struct request *request, struct strbuf *text)
{
    struct text code = request->bytecode;
    struct inet_diag_bc_op head;

    strbuf_text(text, "byte-code, run by the kernel:\n");
    if (!request_may_dump(request))
        strbuf_text(text, "  none: only sock_diag has it\n");
    else if (request->selection && !request->for_rates)
        strbuf_text(text, "  none: all sockets are asked for\n");
    else if (code.length == 0)
        strbuf_text(text, "  none: it has nothing to add\n");
    else if (!runs_bytecode(request))
        strbuf_text(text, "  none: no table that is asked for takes it\n");
    for (size_t offset = 0; runs_bytecode(request) && offset < code.length; offset += head.yes) {
        memcpy(&head, code.bytes + offset, sizeof(head));
        size_t target = offset + head.no;
        strbuf_text(text, "  ");
        strbuf_decimal(text, offset);
        strbuf_text(text, ": ");
        strbuf_text(text, operation_names[head.code]);
        put_operand(text, code.bytes + offset);
        strbuf_text(text, head.code == INET_DIAG_BC_JMP ? " to " : ", else ");
        if (target > code.length)
            strbuf_text(text, "reject");
        else if (target == code.length)
            strbuf_text(text, "accept");
        else
            strbuf_decimal(text, target);
        strbuf_byte(text, '\n');
    }
}

void explain_needs(unsigned needs, struct strbuf *text)
{
    const char *comma = " ";

    strbuf_text(text, "joined before the last test:");
    for (size_t i = 0; i < NEED_COUNT; i++) {
        if (!(needs & need_table[i].need) || !need_table[i].words)
            continue;
        strbuf_text(text, comma);
        strbuf_text(text, need_table[i].words);
        comma = ", ";
    }
    strbuf_text(text, *comma == ' ' ? " nothing\n" : "\n");
}
