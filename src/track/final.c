// SPDX-License-Identifier: MIT
#include "track/final.h"

#include "sock/detail.h"
#include "sock/tcp_info.h"

#include <string.h>

/** Returns the bytes of data that were sent, each once. */
static uint64_t sent_once(uint64_t sent, uint64_t retransmitted)
{
    return sent - retransmitted;
}

static enum counted_syn syn_of(const struct tcp_info_known *info, size_t length,
                               const struct rate_counters *counters, enum state state)
{
    if (state == STATE_SYN_SENT)
        return SYN_COUNTED; // rate_counters_of() adds it
    if (length < offsetof(struct tcp_info_known, dsack_dups) || info->unacked > 0 ||
        info->bytes_retrans > info->bytes_sent)
        return SYN_NOT_KNOWN;
    return counters->acked > sent_once(info->bytes_sent, info->bytes_retrans) ? SYN_COUNTED
                                                                              : SYN_NOT_COUNTED;
}

struct final_basis final_basis_of(struct text detail, enum state state)
{
    struct text block = detail_find(detail, DETAIL_TCP_INFO);
    size_t length =
        block.length < sizeof(struct tcp_info_known) ? block.length : sizeof(struct tcp_info_known);
    struct tcp_info_known info = {0};
    struct final_basis basis = {.counters = rate_counters_of(detail, state)};

    if (length > 0)
        memcpy(&info, block.bytes, length);
    basis.data_segments = info.data_segs_in;
    basis.syn = syn_of(&info, length, &basis.counters, state);
    basis.peer_closed =
        state == STATE_CLOSE_WAIT || state == STATE_LAST_ACK || state == STATE_CLOSING;
    return basis;
}

struct final_basis final_basis_none(void)
{
    return (struct final_basis){.began_later = true};
}

/** What was acknowledged at the end. */
struct acknowledged {
    uint64_t data;
    bool syn;
    bool fin;
};

static struct acknowledged acknowledged_of(const struct tcp_ending *ending,
                                           const struct final_basis *basis)
{
    uint64_t acked = ending->bytes_acked;
    uint64_t sent =
        ending->has_sent ? sent_once(ending->bytes_sent, ending->bytes_retransmitted) : acked;
    uint64_t more = acked > sent ? acked - sent : 0;
    bool syn = basis->syn == SYN_COUNTED;

    if (basis->syn == SYN_NOT_KNOWN)
        syn = more >= 2 || (more == 1 && !ending->fin_acked);
    uint64_t without_syn = syn && acked > 0 ? acked - 1 : acked;
    return (struct acknowledged){
        .data = without_syn < sent ? without_syn : sent, .syn = syn, .fin = without_syn > sent};
}

/** Returns the bytes of data that were received; CLOSED: both sides closed the connection. */
static uint64_t received_of(const struct tcp_ending *ending, const struct final_basis *basis,
                            bool closed)
{
    uint64_t received = ending->bytes_received;

    if (ending->has_sent && ending->data_segments == basis->data_segments)
        return basis->counters.received;
    return (closed || basis->peer_closed) && received > 0 ? received - 1 : received;
}

struct rate_counters final_counters(const struct tcp_ending *ending,
                                    const struct final_basis *basis)
{
    const struct acknowledged acknowledged = acknowledged_of(ending, basis);

    return (struct rate_counters){
        .received = received_of(ending, basis, acknowledged.fin),
        .acked = acknowledged.data + (acknowledged.syn && !basis->began_later),
        .retransmits = ending->retransmits,
    };
}
