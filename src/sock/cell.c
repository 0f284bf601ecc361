// SPDX-License-Identifier: MIT
#include "sock/cell.h"

#include "base/escape.h"
#include "sock/address.h"

#include <string.h>

/**
 * In a list of processes these bytes are punctuation; a name that has them must not look like
 * the next entry.
 */
#define PUNCTUATION "[],"

static void append_name(struct strbuf *cell, struct text name)
{
    escape_text(cell, name.bytes, name.length, "");
}

static void append_device(struct strbuf *cell, uint32_t index, const struct facts *facts)
{
    struct text name = {0};

    if (names_find(&facts->devices, index, &name)) {
        append_name(cell, name);
    } else {
        strbuf_text(cell, "if");
        strbuf_decimal(cell, index);
    }
}

/** One end of a socket. */
struct end {
    const struct address *address;
    uint16_t port;
    bool any;       /**< written as "*" */
    uint32_t scope; /**< index of the interface that follows; 0: none */
};

static void append_host(struct strbuf *cell, const struct end *end, const struct sock *sock,
                        const struct facts *facts, const struct style *style)
{
    struct text name = {0};
    bool named = style->resolve && name_cache_host(facts->names, sock->family, end->address, &name);
    struct address address = *end->address;
    enum family family = sock->family;

    if (family == FAMILY_IPV6 && (!style->exact || facts->groups.rows))
        address_unmap(&family, &address);
    bool brackets = family == FAMILY_IPV6 && !end->any && !named;

    if (brackets)
        strbuf_byte(cell, '[');
    if (end->any)
        strbuf_byte(cell, '*');
    else if (named)
        append_name(cell, name);
    else
        address_text(cell, family, &address);
    if (end->scope) {
        strbuf_byte(cell, '%');
        append_device(cell, end->scope, facts);
    }
    if (brackets)
        strbuf_byte(cell, ']');
}

static void append_end(struct strbuf *cell, const struct end *end, const struct sock *sock,
                       const struct facts *facts, const struct style *style)
{
    struct text name = {0};

    append_host(cell, end, sock, facts, style);
    strbuf_byte(cell, ':');
    const char *protocol = !style->numeric && proto_table[sock->proto].port == PORT_PROTOCOL
                               ? ip_protocol_name(end->port)
                               : NULL;
    if (end->port == 0)
        strbuf_byte(cell, '*');
    else if (protocol)
        strbuf_text(cell, protocol);
    else if (!style->numeric && name_cache_service(facts->names, sock->proto, end->port, &name))
        append_name(cell, name);
    else
        strbuf_decimal(cell, end->port);
}

void cell_local(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                const struct style *style)
{
    struct end end = {
        .address = &sock->local,
        .port = sock->local_port,
        .any = sock_is_dual_stack(sock),
        .scope = sock_local_scope(sock),
    };

    append_end(cell, &end, sock, facts, style);
}

void cell_peer(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
               const struct style *style)
{
    struct end end = {
        .address = &sock->peer,
        .port = sock->peer_port,
        .scope = sock_peer_scope(sock),
    };

    if (sock_has_peer(sock))
        append_end(cell, &end, sock, facts, style);
    else
        strbuf_byte(cell, '*');
}

void cell_proto(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                const struct style *style)
{
    const struct proto_info *info = &proto_table[sock->proto];

    (void)style;
    if (sock->family == FAMILY_IPV4 || facts->groups.rows)
        strbuf_text(cell, info->name);
    else
        strbuf_text(cell, sock_is_dual_stack(sock) ? info->name46 : info->name6);
}

void cell_state(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_text(cell, state_table[sock->state].heading);
}

void cell_recv_q(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                 const struct style *style)
{
    (void)style;
    if (!(sock->have & (HAVE_QUEUES | HAVE_ACCEPT_QUEUE)))
        return;
    if (!(sock->have & HAVE_ACCEPT_QUEUE)) {
        strbuf_decimal(cell, sock->recv_q);
        return;
    }
    if (facts->groups.rows)
        return; // a group of listeners has many accept queues
    strbuf_decimal(cell, sock->recv_q);
    strbuf_byte(cell, '/');
    if (sock->have & HAVE_ACCEPT_LIMIT)
        strbuf_decimal(cell, sock->send_q);
    else
        strbuf_byte(cell, '-');
}

void cell_user(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
               const struct style *style)
{
    struct text name = {0};

    if (!(sock->have & HAVE_UID))
        return;
    if (!style->numeric && names_find(&facts->names->users, sock->uid, &name))
        append_name(cell, name);
    else
        strbuf_decimal(cell, sock->uid);
}

void cell_device(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                 const struct style *style)
{
    (void)style;
    if (sock->have & HAVE_DEVICE)
        append_device(cell, sock->device, facts);
}

void cell_mark(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
               const struct style *style)
{
    (void)facts;
    (void)style;
    if (!(sock->have & HAVE_MARK))
        return;
    strbuf_text(cell, "0x");
    strbuf_hex(cell, sock->mark, 1);
}

void cell_timer_expires(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                        const struct style *style)
{
    (void)facts;
    (void)style;
    if (!(sock->have & HAVE_TIMER))
        return;
    strbuf_decimal(cell, sock->timer_expires_ms / 1000);
    strbuf_byte(cell, '.');
    strbuf_decimal(cell, sock->timer_expires_ms / 100 % 10);
    strbuf_byte(cell, 's');
}

static struct text comm_of(const struct owners *owners, const struct holder *holder)
{
    return owners_comm(owners, &owners->processes[holder->process]);
}

static bool same_comm(struct text one, struct text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

void cell_processes(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                    const struct style *style)
{
    const struct owners *owners = &facts->owners;
    const struct holder *holder = owners_first(owners, sock);
    const struct holder *previous = NULL;

    (void)style;
    for (; holder; previous = holder, holder = owners_next_process(owners, holder)) {
        struct text comm = comm_of(owners, holder);
        bool same = previous && same_comm(comm_of(owners, previous), comm);
        if (!same && previous)
            strbuf_text(cell, "] ");
        if (!same)
            escape_text(cell, comm.bytes, comm.length, PUNCTUATION);
        strbuf_byte(cell, same ? ',' : '[');
        strbuf_decimal(cell, owners->processes[holder->process].pid);
    }
    if (previous)
        strbuf_byte(cell, ']');
}

void cell_pids(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
               const struct style *style)
{
    const struct owners *owners = &facts->owners;
    const struct holder *first = owners_first(owners, sock);

    (void)style;
    for (const struct holder *holder = first; holder;
         holder = owners_next_process(owners, holder)) {
        if (holder != first)
            strbuf_byte(cell, ',');
        strbuf_decimal(cell, owners->processes[holder->process].pid);
    }
}

void cell_comms(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                const struct style *style)
{
    const struct owners *owners = &facts->owners;
    const struct holder *first = owners_first(owners, sock);

    (void)style;
    for (const struct holder *holder = first; holder;
         holder = owners_next_process(owners, holder)) {
        struct text comm = comm_of(owners, holder);
        if (holder != first)
            strbuf_byte(cell, ',');
        escape_text(cell, comm.bytes, comm.length, PUNCTUATION);
    }
}

/** Appends the plain text of a value; nothing when it is absent. Lists have cells of their own. */
static void value_text(struct strbuf *text, const struct value *value)
{
    switch (value->type) {
    case VALUE_NUMBER:
        strbuf_decimal(text, value->number);
        break;
    case VALUE_BOOL:
        strbuf_text(text, value->number ? "yes" : "no");
        break;
    case VALUE_ID:
        strbuf_hex(text, value->number, 1);
        break;
    case VALUE_WORD:
        strbuf_text(text, value->word);
        break;
    case VALUE_ADDRESS:
        address_text(text, value->address.family, &value->address.bytes);
        break;
    case VALUE_NAME:
        append_name(text, value->name);
        break;
    default:
        break;
    }
}

static bool has_own_text(enum value_type type)
{
    return type == VALUE_ENDPOINT || type == VALUE_TEXT || value_is_list(type);
}

void field_cell(struct strbuf *text, const struct field *field, const struct sock *sock,
                const struct facts *facts, const struct style *style)
{
    if (field->cell) {
        field->cell(text, sock, facts, style);
    } else {
        struct value value = field->value(sock, facts);
        value_unmap(&value);
        value_text(text, &value);
    }
}

void field_plain(struct strbuf *text, const struct field *field, const struct sock *sock,
                 const struct facts *facts, const struct style *style)
{
    if (has_own_text(field->type)) {
        struct style exact = *style;
        exact.exact = true;
        field->cell(text, sock, facts, &exact);
    } else {
        struct value value = field->value(sock, facts);
        value_text(text, &value);
    }
}
