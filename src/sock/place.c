// SPDX-License-Identifier: MIT
#include "sock/place.h"

#include "base/alloc.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void place_free(struct place *place)
{
    file_close(&place->interfaces);
    strbuf_free(&place->comm);
    strbuf_free(&place->names);
}

void places_free(struct places *places)
{
    strbuf_free(&places->own.comm);
    strbuf_free(&places->own.names);
    for (size_t i = 0; i < places->other_count; i++)
        place_free(&places->others[i]);
    for (size_t i = 0; i < places->skipped_count; i++)
        strbuf_free(&places->skipped[i].names);
    for (size_t i = 0; i < places->more_count; i++)
        free(places->more[i]);
    free(places->others);
    free(places->skipped);
    free(places->more);
}

int places_add(struct places *places)
{
    if (places->other_count == PLACES_LIMIT)
        return -1;
    struct place *others = alloc_array(places->other_count + 1, sizeof(*others));
    for (size_t i = 0; i < places->other_count; i++)
        others[i] = places->others[i];
    others[places->other_count] = (struct place){.interfaces = -EBADF, .unread = true};
    free(places->others);
    places->others = others;
    return (int)++places->other_count;
}

size_t places_count(const struct places *places)
{
    size_t count = 0;

    for (size_t i = 0; i < places->other_count; i++)
        count += !places->others[i].gone;
    return count;
}

int places_find_or_add(struct places *places, uint32_t inode)
{
    if (places->own.inode == inode)
        return 0;
    for (size_t i = 0; i < places->other_count; i++) {
        if (places->others[i].inode == inode && !places->others[i].gone)
            return (int)i + 1;
    }
    int number = places_add(places);
    if (number > 0)
        places->others[number - 1].inode = inode;
    return number;
}

/** Returns the stored copy of EPHEMERAL; NULL: there is none yet. */
static const struct ephemeral *stored(const struct places *places,
                                      const struct ephemeral *ephemeral)
{
    if (places->own.ephemeral && memcmp(places->own.ephemeral, ephemeral, sizeof(*ephemeral)) == 0)
        return places->own.ephemeral;
    for (size_t i = 0; i < places->more_count; i++) {
        if (memcmp(places->more[i], ephemeral, sizeof(*ephemeral)) == 0)
            return places->more[i];
    }
    return NULL;
}

void places_set_ephemeral(struct places *places, struct place *place,
                          const struct ephemeral *ephemeral)
{
    if (place == &places->own) {
        places->own_ephemeral = *ephemeral;
        place->ephemeral = &places->own_ephemeral;
        return;
    }
    place->ephemeral = stored(places, ephemeral);
    if (place->ephemeral)
        return;
    struct ephemeral *copy = alloc_array(1, sizeof(*copy));
    *copy = *ephemeral;
    places->more = alloc_grow(places->more, &places->more_capacity, places->more_count + 1,
                              sizeof(struct ephemeral *));
    places->more[places->more_count++] = copy;
    place->ephemeral = copy;
}

struct skipped_place *places_skip(struct places *places)
{
    places->skipped = alloc_grow(places->skipped, &places->skipped_capacity,
                                 places->skipped_count + 1, sizeof(*places->skipped));
    struct skipped_place *skipped = &places->skipped[places->skipped_count++];
    *skipped = (struct skipped_place){0};
    return skipped;
}

struct text place_name(const struct strbuf *names)
{
    if (names->length == 0)
        return (struct text){0};
    const char *slash = strrchr(names->data, '/');

    return text_of(slash ? slash + 1 : names->data);
}
