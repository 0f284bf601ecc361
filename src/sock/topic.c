// SPDX-License-Identifier: MIT
#include "sock/topic.h"

#include <assert.h>

/** A field with one of these needs, or in one of these groups, has the topic. */
static const struct rule {
    enum topic topic;
    unsigned needs;  /**< enum need */
    unsigned groups; /**< enum field_group */
} rules[] = {
    {TOPIC_PROCESS, .needs = NEED_OWNER | NEED_USER},
    {TOPIC_RATES, .needs = NEED_RATES},
    {TOPIC_MEMORY, .groups = GROUP_MEMORY | GROUP_MEMORY_MORE},
    {TOPIC_STORAGE, .groups = GROUP_STORAGE},
    {TOPIC_OPTIONS, .groups = GROUP_TOS | GROUP_TCP_OPTIONS | GROUP_SOCKOPT},
    {TOPIC_TIMER, .groups = GROUP_TIMERS},
};

static const char *const headings[] = {
    [TOPIC_ENDPOINTS] = "Endpoints",
    [TOPIC_PROCESS] = "Process",
    [TOPIC_QUEUES] = "Queues",
    [TOPIC_TIMER] = "Timer",
    [TOPIC_INTERNALS] = "TCP internals",
    [TOPIC_MEMORY] = "Memory",
    [TOPIC_RATES] = "Rates",
    [TOPIC_STORAGE] = "BPF storage",
    [TOPIC_OPTIONS] = "Options",
    [TOPIC_PLACE] = "Place",
};
static_assert(sizeof(headings) / sizeof(headings[0]) == TOPIC_PROTO, "a heading a topic");

/** Returns the topic of the protocol whose sockets alone have the field, or TOPIC_ENDPOINTS. */
static unsigned topic_of_proto(const struct field *field)
{
    // MPTCP subflows are sockets of TCP.
    proto_set others = field->protos & ~PROTO_BIT(PROTO_TCP);

    if (field->protos == PROTO_BIT(PROTO_TCP))
        return TOPIC_INTERNALS;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (others == PROTO_BIT(proto))
            return TOPIC_PROTO + proto;
    }
    return TOPIC_ENDPOINTS;
}

unsigned field_topic(const struct field *field)
{
    if (field->topic)
        return field->topic;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if ((field->needs & rules[i].needs) || (field->groups & rules[i].groups))
            return rules[i].topic;
    }
    return topic_of_proto(field);
}

const char *topic_heading(unsigned topic)
{
    return topic < TOPIC_PROTO ? headings[topic] : proto_table[topic - TOPIC_PROTO].title;
}
