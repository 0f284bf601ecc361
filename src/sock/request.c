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

struct request *request_widen(const struct request *selection, unsigned needs)
{
    if (!(needs & NEEDS_OF_WHOLE_TABLES))
        return NULL;
    struct request *wide = alloc_array(1, sizeof(*wide));

    *wide = *selection;
    wide->selection = selection;
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

void request_free(struct request *request)
{
    free(request);
}
