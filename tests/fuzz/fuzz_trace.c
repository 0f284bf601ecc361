// SPDX-License-Identifier: MIT
/** collect/trace: a record of the BPF program; whole, and each socket as it should be. */
#include "socks.h"

#include "collect/trace.h"

#include <arpa/inet.h>
#include <linux/types.h>

#include "collect/trace_message.h"

static bool is_fin_state(uint8_t state)
{
    return state == STATE_FIN_WAIT_1 || state == STATE_FIN_WAIT_2 || state == STATE_CLOSING ||
           state == STATE_LAST_ACK;
}

static void check(const struct trace_message *message, const struct transition *transition)
{
    struct plain_sock sock = plain_of(&transition->sock);
    bool counts = message->flags & TRACE_HAS_COUNTERS;
    bool acked = counts && (message->flags & TRACE_ALL_ACKED) && is_fin_state(message->old_state);
    bool received = counts && (message->flags & TRACE_FIN_RECEIVED);

    MUST(sock.proto == PROTO_TCP && sock.local_port == ntohs(message->local_port));
    MUST(sock.state == message->new_state && sock.state >= 1 && sock.state <= 12);
    MUST(transition->old_state == message->old_state);
    MUST(transition->by_process ||
         (transition->process.pid == 0 && transition->process.comm[0] == '\0'));
    MUST(transition->has_counters == counts);
    MUST(transition->fin_acked == acked && transition->fin_received == received);
    MUST(transition->bytes_acked ==
         (counts ? message->bytes_acked - (acked && message->bytes_acked > 0) : 0));
    MUST(transition->bytes_received ==
         (counts ? message->bytes_received - (received && message->bytes_received > 0) : 0));
    MUST(sock.state != STATE_LISTEN || sock.peer_port == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trace_message *message = exact(data, size);
    struct transition transition;
    int error = trace_decode((const char *)message, size, &transition);

    MUST(error || size == sizeof(*message));
    if (!error)
        check(message, &transition);
    free(message);
    return 0;
}
