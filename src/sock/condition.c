// SPDX-License-Identifier: MIT
#include "sock/condition.h"

#include <string.h>

static const struct {
    uint16_t port;
    enum proto proto;
    const char *name;
} private_services[] = {
    {1433, PROTO_TCP, "Microsoft SQL Server"},
    {1521, PROTO_TCP, "Oracle Database"},
    {2181, PROTO_TCP, "ZooKeeper"},
    {2375, PROTO_TCP, "Docker Engine without TLS"},
    {2379, PROTO_TCP, "etcd"},
    {2380, PROTO_TCP, "etcd"},
    {3306, PROTO_TCP, "MySQL"},
    {5432, PROTO_TCP, "PostgreSQL"},
    {5984, PROTO_TCP, "CouchDB"},
    {6379, PROTO_TCP, "Redis"},
    {7000, PROTO_TCP, "Cassandra"},
    {9042, PROTO_TCP, "Cassandra"},
    {9200, PROTO_TCP, "Elasticsearch"},
    {9300, PROTO_TCP, "Elasticsearch"},
    {11211, PROTO_TCP, "memcached"},
    {11211, PROTO_UDP, "memcached"},
    {27017, PROTO_TCP, "MongoDB"},
};

const char *private_service_name(enum proto proto, uint32_t port)
{
    for (size_t i = 0; i < sizeof(private_services) / sizeof(private_services[0]); i++) {
        if (private_services[i].proto == proto && private_services[i].port == port)
            return private_services[i].name;
    }
    return NULL;
}

/** Returns the value of a field; absent also if the field is not one of this socket. */
static struct value value_of(enum field_id id, const struct sock *sock, const struct facts *facts)
{
    return field_value(&field_table[id], sock, facts);
}

/** Returns true if the list has more than one process. */
static bool has_several(const struct value *value, const struct facts *facts)
{
    return value->holders && owners_next_process(&facts->owners, value->holders);
}

static bool is_share(const struct condition *condition, uint64_t number, const struct sock *sock,
                     const struct facts *facts)
{
    struct value whole = value_of(condition->of, sock, facts);

    return !value_is_absent(&whole) && whole.number > 0 &&
           number >= whole.number / 100 * condition->number +
                         whole.number % 100 * condition->number / 100;
}

/** Returns true if a condition on the value of a field holds. */
static bool value_fits(const struct condition *condition, const struct sock *sock,
                       const struct facts *facts)
{
    struct value value = value_of(condition->field, sock, facts);

    if (value_is_absent(&value))
        return false;
    switch (condition->kind) {
    case CONDITION_WORD:
        return strcmp(value.word, condition->word) == 0;
    case CONDITION_AT_LEAST:
        return value.number >= condition->number;
    case CONDITION_BELOW:
        return value.number < condition->number;
    case CONDITION_SHARE:
        return is_share(condition, value.number, sock, facts);
    case CONDITION_SEVERAL:
        return has_several(&value, facts);
    default:
        return condition->kind == CONDITION_HAS;
    }
}

/** Returns true if the socket is known to be bound to no interface. */
static bool has_no_device(const struct sock *sock, const struct facts *facts)
{
    return !(sock->have & HAVE_DEVICE) &&
           source_reports(facts_source(facts, sock->place, sock->proto), sock->proto, HAVE_DEVICE);
}

/** Returns true if connect(2) cannot take the port of a socket in TIME-WAIT for the same peer. */
static bool keeps_port(const struct sock *sock, const struct facts *facts)
{
    enum port_reuse reuse = facts_ephemeral(facts, sock->place)->reuse;

    return reuse == PORT_REUSE_NEVER || (reuse == PORT_REUSE_LOOPBACK && !sock_has_loopback(sock));
}

static bool holds(const struct condition *condition, const struct sock *sock,
                  const struct facts *facts)
{
    switch (condition->kind) {
    case CONDITION_INODE:
        return sock->have & HAVE_INODE;
    case CONDITION_NO_INODE:
        return !(sock->have & HAVE_INODE);
    case CONDITION_NO_DEVICE:
        return has_no_device(sock, facts);
    case CONDITION_PRIVATE:
        return private_service_name(sock->proto, sock->local_port) != NULL;
    case CONDITION_KEEPS_PORT:
        return keeps_port(sock, facts);
    default:
        return value_fits(condition, sock, facts);
    }
}

bool conditions_hold(const struct condition *list, const struct sock *sock,
                     const struct facts *facts)
{
    for (; list->kind != CONDITION_END; list++) {
        if (!holds(list, sock, facts))
            return false;
    }
    return true;
}
