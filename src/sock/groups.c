// SPDX-License-Identifier: MIT
#include "sock/groups.h"

#include <stdlib.h>

void groups_free(struct groups *groups)
{
    free(groups->list);
    free(groups->tallies);
    free(groups->aggregated);
    *groups = (struct groups){0};
}
