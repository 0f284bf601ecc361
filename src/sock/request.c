// SPDX-License-Identifier: MIT
#include "sock/request.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/** Rules out the states of PROTO and FAMILY that SELECTION does not ask for. */
static void keep_narrow(const struct request *selection, enum proto proto, enum family family,
                        struct request *wide)
{
    wide->ruled_out[proto][family] = ~request_states(selection, proto, family);
}

/** Returns true if connections of TCP are selected. */
static bool lists_connections(const struct request *selection)
{
    return request_proto_states(selection, PROTO_TCP) & STATES_WITH_RATES;
}

/** Widens what is read of TCP to all connections, whatever else they are now. */
static void widen_in_time(const struct request *selection, struct request *wide)
{
    wide->keep = NULL;
    wide->for_rates = true;
    wide->states |= STATES_WITH_RATES;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            keep_narrow(selection, proto, family, wide);
            if (proto == PROTO_TCP)
                wide->ruled_out[proto][family] &= ~(state_set)STATES_WITH_RATES;
        }
    }
}

struct request *request_widen(const struct request *selection, unsigned needs)
{
    bool rates = (needs & NEED_RATES) && lists_connections(selection);

    if (!(needs & NEEDS_OF_WHOLE_TABLES) && !rates)
        return NULL;
    struct request *wide = alloc_array(1, sizeof(*wide));

    *wide = *selection;
    wide->selection = selection;
    if (!(needs & NEEDS_OF_WHOLE_TABLES)) {
        widen_in_time(selection, wide);
        return wide;
    }
    wide->local_port = wide->peer_port = 0;
    wide->bytecode = (struct text){0};
    wide->keep = NULL;
    wide->left_out = 0;
    memset(wide->families, true, sizeof(wide->families));
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        bool widened =
            (PROTOS_WITH_ENDS & PROTO_BIT(proto)) && request_proto_states(selection, proto);
        wide->states |= widened ? proto_table[proto].states : 0;
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            if (widened)
                wide->ruled_out[proto][family] = 0;
            else
                keep_narrow(selection, proto, family, wide);
        }
    }
    return wide;
}

struct request request_of_rates(const struct request *request, bool whole)
{
    struct request look = *request;

    look.needs = NEED_INFO | NEED_INFO_REST | (whole ? request->needs : 0U);
    look.shown = look.named = 0;
    look.selection = NULL;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        look.protos[proto] = proto == PROTO_TCP && request->protos[proto];
    look.states &= STATES_WITH_RATES;
    return look;
}

void request_free(struct request *request)
{
    free(request);
}
