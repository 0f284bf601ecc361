// SPDX-License-Identifier: MIT
#include "sock/cell.h"

#include "base/escape.h"
#include "sock/unit.h"

#define SHORT_ID 12 // digits of the id of a container in tables, as docker and podman show it

static void append_name(struct strbuf *cell, struct text name)
{
    escape_text(cell, name.bytes, name.length, "");
}

const char *cell_proto(const struct sock *sock, const struct facts *facts)
{
    const struct proto_info *info = &proto_table[sock->proto];

    if (facts->groups.rows)
        return info->name;
    return sock_is_dual_stack(sock) ? info->dual_name : info->names[sock->family];
}

const char *cell_state(const struct sock *sock, const struct facts *facts)
{
    (void)facts;
    return state_table[sock->state].heading;
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
        value_put_device(cell, sock->place, sock->device, facts);
}

void cell_netns(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                const struct style *style)
{
    static const struct place unknown;
    const struct place *place = facts->places ? places_at(facts->places, sock->place) : &unknown;
    struct text name = place_name(&place->names);

    (void)style;
    if (name.length > 0) {
        escape_text(cell, name.bytes, name.length, " ");
    } else if (place->pid && place->comm.length > 0) {
        escape_text(cell, place->comm.data, place->comm.length, " []");
        strbuf_byte(cell, '[');
        strbuf_decimal(cell, place->pid);
        strbuf_byte(cell, ']');
    } else if (place->inode) {
        strbuf_decimal(cell, place->inode);
    }
}

void cell_mark(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
               const struct style *style)
{
    (void)facts;
    (void)style;
    if (!(sock->have & HAVE_MARK))
        return;
    unit_put_scaled(cell, UNIT_MARK, sock->mark);
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

static void put_path(struct strbuf *cell, enum field_id id, const struct sock *sock,
                     const struct facts *facts)
{
    struct value value = field_value(&field_table[id], sock, facts);

    if (value.type != VALUE_NONE)
        value_put_socket_name(cell, value.name);
}

void cell_local_path(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                     const struct style *style)
{
    (void)style;
    put_path(cell, FIELD_LOCAL_PATH, sock, facts);
}

void cell_peer_path(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                    const struct style *style)
{
    (void)style;
    put_path(cell, FIELD_PEER_PATH, sock, facts);
}

void cell_container(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                    const struct style *style)
{
    struct value value = field_value(&field_table[FIELD_CONTAINER], sock, facts);

    (void)style;
    if (value.type == VALUE_NONE)
        return;
    if (cgroup_is_container_id(value.name))
        value.name.length = SHORT_ID;
    append_name(cell, value.name);
}
