// SPDX-License-Identifier: MIT
#include "arrange/measure.h"

#include "arrange/destinations.h"
#include "arrange/samples.h"
#include "sock/ends_known.h"
#include "sock/exposure.h"
#include "sock/field.h"

#include <assert.h>

/** The kinds of facts that can be refused, and the values of the label `fact`. */
enum fact {
    FACT_SOCKETS,
    FACT_OWNERS,
    FACT_UNITS,
    FACT_ACCEPT_LIMITS,
    FACT_CONNECTIONS,
    FACT_DROPS,
    FACT_TCP_INFO,
    FACT_EPHEMERAL_PORTS,
    FACT_COUNT,
};

static const char *const fact_names[] = {
    [FACT_SOCKETS] = "sockets",
    [FACT_OWNERS] = "owners",
    [FACT_UNITS] = "units",
    [FACT_ACCEPT_LIMITS] = "accept-limits",
    [FACT_CONNECTIONS] = "connections",
    [FACT_DROPS] = "drops",
    [FACT_TCP_INFO] = "tcp-info",
    [FACT_EPHEMERAL_PORTS] = "ephemeral-ports",
};
static_assert(sizeof(fact_names) / sizeof(fact_names[0]) == FACT_COUNT, "a word a fact");

/** The percentiles of round-trip times. */
static const unsigned percentiles[] = {50, 95, 99};

struct meter {
    const struct facts *facts;
    const struct measure_plan *plan;
    struct metrics *metrics;
    struct idmap sets[CLASS_COUNT]; /**< numbers of sets by what their labels are made of */
    struct idmap connections;       /**< of which listener they were added to which set */
    struct destinations destinations;
    struct samples times; /**< round-trip times of connections by role, in microseconds */
    bool refused[FACT_COUNT];
};

static void meter_free(struct meter *meter)
{
    for (size_t i = 0; i < CLASS_COUNT; i++)
        idmap_free(&meter->sets[i]);
    idmap_free(&meter->connections);
    destinations_free(&meter->destinations);
    samples_free(&meter->times);
}

static struct value value_of(const struct meter *meter, enum field_id id, const struct sock *sock)
{
    return field_value(&field_table[id], sock, meter->facts);
}

static void put_name(struct strbuf *labels, const char *name, const char *value)
{
    metrics_label(labels, name, text_of(value ? value : ""));
}

/** Appends the labels of a network namespace if some were chosen; the number may be unknown. */
static void put_place(const struct meter *meter, size_t number, struct strbuf *labels)
{
    const struct places *places = meter->facts->places;

    if (!meter->plan->places || !places)
        return;
    const struct place *place = places_at(places, number);
    if (place->inode)
        metrics_label_number(labels, "netns", place->inode);
    else
        put_name(labels, "netns", NULL);
    metrics_label(labels, "netns_name", place_name(&place->names));
}

/** A set by what its labels are made of, each a number that is not negative. */
struct set_key {
    size_t place;
    unsigned proto, middle, last;
};

static uint64_t number_of(const struct set_key *key)
{
    return (uint64_t)key->place << 32 | key->proto << 16 | key->middle << 8 | key->last;
}

/** Writes the labels of KEY, after those of the place and the protocol. */
typedef void label_writer(const struct set_key *key, struct strbuf *labels);

/** Returns the set of CLASS with KEY; adds it with the labels that PUT appends. */
static size_t find_set(struct meter *meter, enum metric_class class, const struct set_key *key,
                       label_writer *put)
{
    CLEANUP(strbuf_free) struct strbuf labels = {0};
    uint32_t set = 0;

    if (idmap_find(&meter->sets[class], number_of(key), &set))
        return set;
    put_place(meter, key->place, &labels);
    put_name(&labels, "proto", proto_table[key->proto].name);
    put(key, &labels);
    set = (uint32_t)metrics_set(meter->metrics, class, strbuf_contents(&labels), number_of(key));
    idmap_add(&meter->sets[class], number_of(key), set);
    return set;
}

#define NO_FAMILY FAMILY_COUNT

static void put_state(const struct set_key *key, struct strbuf *labels)
{
    put_name(labels, "family", key->middle == NO_FAMILY ? NULL : family_table[key->middle].name);
    put_name(labels, "state", state_table[key->last].name);
}

static void put_owner(const struct set_key *key, struct strbuf *labels)
{
    put_name(labels, "owner", owner_names[key->last]);
}

static void put_nothing(const struct set_key *key, struct strbuf *labels)
{
    (void)key;
    (void)labels;
}

static void put_destination(const struct set_key *key, struct strbuf *labels)
{
    put_name(labels, "destination", exposure_names[key->last]);
}

static void put_role(const struct set_key *key, struct strbuf *labels)
{
    put_name(labels, "role", role_names[key->middle]);
}

static void put_percentile(const struct set_key *key, struct strbuf *labels)
{
    put_role(key, labels);
    metrics_label_number(labels, "percentile", key->last);
}

/** Returns the set of place NUMBER, which has no other labels. */
static size_t place_set(struct meter *meter, size_t number)
{
    CLEANUP(strbuf_free) struct strbuf labels = {0};

    put_place(meter, number, &labels);
    return metrics_set(meter->metrics, CLASS_NETNS, strbuf_contents(&labels), number);
}

static void count_state(struct meter *meter, const struct sock *sock)
{
    bool no_family = sock->have & HAVE_NO_FAMILY;
    const struct set_key key = {meter->plan->places ? sock->place : 0, sock->proto,
                                no_family ? NO_FAMILY : sock->family, sock->state};

    metrics_add(meter->metrics, METRIC_SOCKETS, find_set(meter, CLASS_STATE, &key, put_state), 1);
}

static void count_owner(struct meter *meter, const struct sock *sock)
{
    const struct owners *owners = &meter->facts->owners;
    const struct set_key key = {0, sock->proto, 0, owners_state(owners, sock)};

    if (owners->searched)
        metrics_add(meter->metrics, METRIC_OWNER_SOCKETS,
                    find_set(meter, CLASS_OWNER, &key, put_owner), 1);
}

static void count_drops(struct meter *meter, const struct sock *sock)
{
    struct value drops = value_of(meter, FIELD_DROPS, sock);
    const struct set_key key = {0, sock->proto, 0, 0};

    if (drops.type != VALUE_NONE)
        metrics_add(meter->metrics, METRIC_DROPS, find_set(meter, CLASS_PROTO, &key, put_nothing),
                    drops.number);
}

static void count_tcp(struct meter *meter, const struct sock *sock)
{
    size_t place = meter->plan->places ? sock->place : 0;

    if (sock->proto != PROTO_TCP)
        return;
    if (sock->state == STATE_TIME_WAIT)
        metrics_add(meter->metrics, METRIC_TIME_WAIT_SOCKETS, place_set(meter, place), 1);
    else if (sock_is_orphaned(sock))
        metrics_add(meter->metrics, METRIC_ORPHANED_SOCKETS, place_set(meter, place), 1);
}

/** Counts a connection by its role, and adds its facts of struct tcp_info. */
static void count_connection(struct meter *meter, const struct sock *sock, enum role role)
{
    bool connected = proto_table[sock->proto].connected & STATE_BIT(sock->state);
    const struct set_key key = {0, sock->proto, role, 0};

    if (!connected || role == ROLE_ABSENT || role == ROLE_LISTENING)
        return;
    size_t set = find_set(meter, CLASS_ROLE, &key, put_role);
    struct value retransmits = value_of(meter, FIELD_RETRANSMITS_TOTAL, sock);
    struct value time = value_of(meter, FIELD_RTT_US, sock);
    metrics_add(meter->metrics, METRIC_CONNECTIONS, set, 1);
    if (retransmits.type != VALUE_NONE)
        metrics_add(meter->metrics, METRIC_RETRANSMITS, set, retransmits.number);
    if (time.type != VALUE_NONE)
        samples_add(&meter->times, role, time.number);
}

/** Counts an ephemeral port in use; ports of accepted connections are those of the listener. */
static void count_port(struct meter *meter, const struct sock *sock, enum role role)
{
    if (!sock_has_ports(sock) || !sock_has_peer(sock) || !sock_has_addresses(sock) ||
        role == ROLE_INBOUND ||
        !ephemeral_has(facts_ephemeral(meter->facts, sock->place), sock->local_port))
        return;
    enum exposure kind = exposure_of_address(sock->family, &sock->peer);
    const struct set_key key = {meter->plan->places ? sock->place : 0, sock->proto, 0, kind};
    size_t set = find_set(meter, CLASS_EPHEMERAL, &key, put_destination);
    metrics_add(meter->metrics, METRIC_EPHEMERAL_USED_PORTS, set,
                destinations_add_port(&meter->destinations, set, sock));
    metrics_raise(meter->metrics, METRIC_EPHEMERAL_BUSIEST_PORTS, set,
                  destinations_add(&meter->destinations, sock));
}

/** Returns true if clients can reach the socket by its local address. */
static bool is_listener(const struct sock *sock)
{
    if (!sock_is_listening(sock))
        return false;
    return sock->state == STATE_LISTEN || (sock_has_ports(sock) && sock->local_port != 0);
}

static void put_address(const struct meter *meter, const struct sock *sock, struct strbuf *labels)
{
    static const struct style exact = {.numeric = true, .exact = true};
    CLEANUP(strbuf_free) struct strbuf address = {0};
    struct value path = value_of(meter, FIELD_LOCAL_PATH, sock);
    enum field_id id = family_has_addresses(sock->family) ? FIELD_LOCAL_ADDRESS : FIELD_LOCAL;

    if (family_has_names(sock->family)) {
        metrics_label(labels, "address", path.type == VALUE_NAME ? path.name : text_of(""));
        return;
    }
    field_text(&address, &field_table[id], sock, meter->facts, &exact);
    metrics_label(labels, "address", strbuf_contents(&address));
}

/** Appends the value of a field that is a name; if it has none, that of NUMBER, or nothing. */
static void put_named(const char *label, struct value name, struct value number,
                      struct strbuf *labels)
{
    if (name.type == VALUE_NAME)
        metrics_label(labels, label, name.name);
    else if (number.type == VALUE_NUMBER)
        metrics_label_number(labels, label, number.number);
    else
        put_name(labels, label, NULL);
}

/** Returns the set of a listener. Those whose port the kernel chose share one for each address. */
static size_t listener_set(struct meter *meter, const struct sock *sock)
{
    CLEANUP(strbuf_free) struct strbuf labels = {0};
    bool chosen = (sock->have & HAVE_AUTOBOUND) && sock->autobound;
    const struct value none = {.type = VALUE_NONE};
    size_t place = meter->plan->places ? sock->place : 0;
    uint32_t port = chosen ? UINT16_MAX + 1 : sock->local_port;

    put_place(meter, place, &labels);
    put_name(&labels, "proto", proto_table[sock->proto].name);
    put_address(meter, sock, &labels);
    if (!chosen && sock_has_ports(sock))
        metrics_label_number(&labels, "port", sock->local_port);
    else
        put_name(&labels, "port", chosen ? "ephemeral" : NULL);
    put_named("device", value_of(meter, FIELD_DEVICE, sock),
              value_of(meter, FIELD_DEVICE_INDEX, sock), &labels);
    put_named("unit", value_of(meter, FIELD_UNIT, sock), none, &labels);
    return metrics_set(meter->metrics, CLASS_LISTENER, strbuf_contents(&labels),
                       (uint64_t)place << 32 | (uint64_t)sock->proto << 20 | port);
}

/**
 * Adds the connections of the listener that the socket belongs to, once for each set: all sockets
 * with SO_REUSEPORT of one address are one listener.
 */
static void count_accepted(struct meter *meter, const struct sock *sock, size_t set)
{
    struct value accepted = value_of(meter, FIELD_CONNECTIONS, sock);
    uint32_t listener = ends_known(sock, meter->facts).listener;

    if (accepted.type == VALUE_NONE) {
        meter->refused[FACT_CONNECTIONS] |= sock->proto == PROTO_TCP;
        return;
    }
    bool first = idmap_add(&meter->connections, (uint64_t)set << 32 | listener, 0);
    metrics_add(meter->metrics, METRIC_LISTENER_CONNECTIONS, set, first ? accepted.number : 0);
}

/** Returns true if the kernel reports the limits of such listeners, but this one has none. */
static bool lacks_limit(const struct sock *sock)
{
    return sock->state == STATE_LISTEN && !(proto_table[sock->proto].lacks & HAVE_ACCEPT_LIMIT);
}

static void count_queue(struct meter *meter, const struct sock *sock, size_t set)
{
    if (sock->have & HAVE_ACCEPT_QUEUE)
        metrics_add(meter->metrics, METRIC_ACCEPT_QUEUE, set, sock->recv_q);
    if (!(sock->have & HAVE_ACCEPT_LIMIT)) {
        meter->refused[FACT_ACCEPT_LIMITS] |= lacks_limit(sock);
        return;
    }
    metrics_add(meter->metrics, METRIC_ACCEPT_LIMIT, set, sock->send_q);
    metrics_raise(meter->metrics, METRIC_ACCEPT_USED, set,
                  sock_accept_percent(sock->recv_q, sock->send_q));
}

/** Returns true if the kernel reports cgroups of the protocol, but that of the socket is unknown.
 */
static bool lacks_unit(const struct meter *meter, const struct sock *sock)
{
    struct value cgroup = value_of(meter, FIELD_CGROUP_STATE, sock);

    return !(proto_table[sock->proto].lacks & HAVE_CGROUP) &&
           (cgroup.type == VALUE_NONE || cgroup.word == cgroup_state_names[CGROUP_NOT_VISIBLE]);
}

static void count_listener(struct meter *meter, const struct sock *sock)
{
    struct value drops = value_of(meter, FIELD_DROPS, sock);

    if (!is_listener(sock))
        return;
    size_t set = listener_set(meter, sock);
    meter->refused[FACT_UNITS] |= lacks_unit(meter, sock);
    metrics_add(meter->metrics, METRIC_LISTENER_SOCKETS, set, 1);
    count_queue(meter, sock, set);
    count_accepted(meter, sock, set);
    if (drops.type != VALUE_NONE)
        metrics_add(meter->metrics, METRIC_LISTENER_DROPS, set, drops.number);
}

static void count_row(struct meter *meter, const struct sock *sock)
{
    enum role role = ends_known(sock, meter->facts).role;

    count_state(meter, sock);
    count_owner(meter, sock);
    count_drops(meter, sock);
    count_tcp(meter, sock);
    count_listener(meter, sock);
    count_connection(meter, sock, role);
    count_port(meter, sock, role);
}

/** Only TCP has round-trip times. */
static void add_percentiles(struct meter *meter)
{
    samples_sort(&meter->times);
    for (struct sample_group group = {0}; samples_next(&meter->times, &group);) {
        for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
            const struct set_key key = {0, PROTO_TCP, group.number, percentiles[i]};
            metrics_add(meter->metrics, METRIC_RTT,
                        find_set(meter, CLASS_RTT, &key, put_percentile),
                        samples_percentile(&meter->times, &group, percentiles[i]));
        }
    }
}

/** Returns true if the table of PROTO was read in every place, and shows all of FACTS. */
static bool is_reported(const struct facts *facts, enum proto proto, uint32_t shown)
{
    enum source source = facts_weakest_source(facts, proto);

    return facts->requested[proto] && source != SOURCE_NONE && source_reports(source, proto, shown);
}

/** Makes known that there are no sockets of a state, if there are none. */
static void add_no_sockets(struct meter *meter, enum proto proto)
{
    const struct request *request = meter->plan->request;
    const struct proto_info *info = &proto_table[proto];
    enum source source = facts_weakest_source(meter->facts, proto);
    state_set states = request->states & info->states & source_table[source].states;

    // Without places: a thousand of them would fill the limit with zeros.
    if (meter->plan->places || !is_reported(meter->facts, proto, 0))
        return;
    for (unsigned family = 0; family < FAMILY_COUNT; family++) {
        for (unsigned state = 0; state < STATE_COUNT; state++) {
            const struct set_key key = {0, proto, family, state};
            if (request->families[family] && (info->families & FAMILY_BIT(family)) &&
                (states & STATE_BIT(state)))
                metrics_add(meter->metrics, METRIC_SOCKETS,
                            find_set(meter, CLASS_STATE, &key, put_state), 0);
        }
    }
}

/** Sets to 0 what is known of PROTO before its rows are added, or notes that it was refused. */
static void add_proto(struct meter *meter, enum proto proto)
{
    const struct facts *facts = meter->facts;
    bool has_drops = proto_table[proto].needs & NEED_MEMORY;
    bool detailed = is_reported(facts, proto, REPORTS_DETAIL);
    const struct set_key key = {0, proto, 0, 0};

    if (!facts->requested[proto])
        return;
    add_no_sockets(meter, proto);
    if (has_drops && detailed)
        metrics_add(meter->metrics, METRIC_DROPS, find_set(meter, CLASS_PROTO, &key, put_nothing),
                    0);
    meter->refused[FACT_DROPS] |= has_drops && !detailed;
    meter->refused[FACT_TCP_INFO] |= proto == PROTO_TCP && !detailed;
}

/** Makes known what place NUMBER has none of, and its range of ephemeral ports. */
static void add_place(struct meter *meter, size_t number)
{
    const struct facts *facts = meter->facts;
    const struct ephemeral *range = facts_ephemeral(facts, number);
    size_t set = place_set(meter, meter->plan->places ? number : 0);
    state_set states = meter->plan->request->states;
    bool reads_tcp =
        facts->requested[PROTO_TCP] && facts_source(facts, number, PROTO_TCP) != SOURCE_NONE;

    if (reads_tcp && (states & STATE_BIT(STATE_TIME_WAIT)))
        metrics_add(meter->metrics, METRIC_TIME_WAIT_SOCKETS, set, 0);
    if (reads_tcp && (states & STATE_BIT(STATE_FIN_WAIT_1)))
        metrics_add(meter->metrics, METRIC_ORPHANED_SOCKETS, set, 0);
    if (ephemeral_known(range))
        metrics_add(meter->metrics, METRIC_EPHEMERAL_PORTS, set, ephemeral_size(range));
    meter->refused[FACT_EPHEMERAL_PORTS] |= !ephemeral_known(range);
}

static void add_places(struct meter *meter)
{
    const struct places *places = meter->facts->places;

    if (!places || !places->left_out)
        add_place(meter, 0);
    for (size_t i = 0; places && i < places->other_count; i++) {
        if (!places->others[i].unread)
            add_place(meter, i + 1);
    }
}

static void add_refused(struct meter *meter)
{
    const struct facts *facts = meter->facts;

    meter->refused[FACT_SOCKETS] = !meter->plan->tables_read;
    meter->refused[FACT_OWNERS] = !owners_complete(&facts->owners);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        CLEANUP(strbuf_free) struct strbuf labels = {0};
        put_name(&labels, "fact", fact_names[i]);
        size_t set = metrics_set(meter->metrics, CLASS_REFUSED, strbuf_contents(&labels), i);
        metrics_add(meter->metrics, METRIC_REFUSED, set, meter->refused[i]);
    }
}

/** Adds what is known of the scan, and finishes the metrics. */
static void add_scan(struct meter *meter)
{
    CLEANUP(strbuf_free) struct strbuf version = {0};
    struct metrics *metrics = meter->metrics;
    size_t scan = metrics_set(metrics, CLASS_SCAN, text_of(""), 0);

    put_name(&version, "version", VERSION);
    metrics_add(metrics, METRIC_BUILD,
                metrics_set(metrics, CLASS_SCAN, strbuf_contents(&version), 1), 1);
    metrics_add(metrics, METRIC_COMPLETE, scan, meter->plan->tables_read);
    metrics_add(metrics, METRIC_DURATION, scan, meter->plan->microseconds);
    metrics_add(metrics, METRIC_WARNINGS, scan, meter->facts->warning_count);
    metrics_add(metrics, METRIC_SERIES_DROPPED, scan, metrics_finish(metrics, meter->plan->limit));
}

void measure(const struct sock_table *rows, const struct facts *facts,
             const struct measure_plan *plan, struct metrics *metrics)
{
    CLEANUP(meter_free) struct meter meter = {.facts = facts, .plan = plan, .metrics = metrics};

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        add_proto(&meter, proto);
    add_places(&meter);
    for (size_t i = 0; i < rows->count; i++)
        count_row(&meter, &rows->rows[i]);
    add_percentiles(&meter);
    add_refused(&meter);
    add_scan(&meter);
}
