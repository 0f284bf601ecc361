// SPDX-License-Identifier: MIT
#include "collect/visit_merge.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>

/** A merge while it goes on. Numbers are those of places, from 1 on. */
struct merge {
    struct visit *visit;
    struct places *places;
    struct idmap by_inode;  /**< numbers of places that have not ended */
    struct idmap by_proc;   /**< of those without an inode, by their proc_inode */
    struct idmap by_cookie; /**< of those that have ended */
    struct idmap found;     /**< places that were found */
    int64_t now;
};

static void merge_free(struct merge *merge)
{
    idmap_free(&merge->by_inode);
    idmap_free(&merge->by_proc);
    idmap_free(&merge->by_cookie);
    idmap_free(&merge->found);
}

static struct place *place_at(const struct merge *merge, size_t number)
{
    return &merge->places->others[number - 1];
}

static struct place_source *source_at(const struct merge *merge, size_t number)
{
    return &merge->visit->sources[number - 1];
}

/** Gives each place a source: those that only events have brought have none. */
static void even_out(struct visit *visit, const struct places *places)
{
    if (visit->count == places->other_count)
        return;
    struct place_source *sources = alloc_array(places->other_count, sizeof(*sources));
    for (size_t i = 0; i < places->other_count; i++) {
        sources[i] = i < visit->count ? visit->sources[i] : source_outside;
        sources[i].idle = sources[i].idle || i >= visit->count;
    }
    free(visit->sources);
    visit->sources = sources;
    visit->count = places->other_count;
}

static void note_places(struct merge *merge)
{
    for (uint32_t number = 1; number <= merge->places->other_count; number++) {
        const struct place *place = place_at(merge, number);
        if (place->gone && place->cookie)
            idmap_add(&merge->by_cookie, place->cookie, number);
        else if (!place->gone && place->inode)
            idmap_add(&merge->by_inode, place->inode, number);
        else if (!place->gone)
            idmap_add(&merge->by_proc, source_at(merge, number)->proc_inode, number);
    }
}

/** Returns the number of an ended place that can be used again, or of a new one; 0: none. */
static uint32_t free_number(struct merge *merge)
{
    for (uint32_t number = 1; number <= merge->places->other_count; number++) {
        uint32_t unused = 0;
        if (place_at(merge, number)->gone && source_at(merge, number)->merges >= MERGES_KEPT &&
            !idmap_find(&merge->found, number, &unused))
            return number;
    }
    int number = places_add(merge->places);
    even_out(merge->visit, merge->places);
    return number < 0 ? 0 : (uint32_t)number;
}

/** Returns the number of the place that was found, a new one if necessary; 0: there is none. */
static uint32_t number_of(struct merge *merge, const struct place *place,
                          const struct place_source *source)
{
    uint32_t number = 0;

    if (place->inode && idmap_find(&merge->by_inode, place->inode, &number))
        return number;
    if (!place->inode && idmap_find(&merge->by_proc, source->proc_inode, &number))
        return number;
    if (source->kept)
        return 0;
    if (place->cookie && idmap_find(&merge->by_cookie, place->cookie, &number))
        return number;
    return free_number(merge);
}

/** Takes the process and the names that were found. */
static void take_texts(struct place *from, struct place *place)
{
    strbuf_free(&place->comm);
    strbuf_free(&place->names);
    place->pid = from->pid;
    place->comm = from->comm;
    place->names = from->names;
    from->comm = from->names = (struct strbuf){0};
}

/** Returns how long the place that was let go may be kept without being found. */
static int64_t patience_after(const struct place_source *source, bool again)
{
    int64_t patience = again && source->patience > 0 ? 2 * source->patience : FIRST_PATIENCE;

    return patience < LONGEST_PATIENCE ? patience : LONGEST_PATIENCE;
}

/** Replaces what is read of the place with NUMBER. */
static void replace(struct merge *merge, uint32_t number, struct place *from,
                    struct place_source *from_source)
{
    struct place *place = place_at(merge, number);
    struct place_source *source = source_at(merge, number);
    int64_t patience = patience_after(source, place->gone && place->cookie == from->cookie);

    source_close(source);
    *source = *from_source;
    source->patience = patience;
    source->due = merge->now + patience;
    *from_source = source_outside;
    place_free(place);
    *place = *from;
    if (from->ephemeral)
        places_set_ephemeral(merge->places, place, from->ephemeral);
    *from = (struct place){.interfaces = -EBADF};
}

/** Takes one place that was found. */
static void take(struct merge *merge, struct place *from, struct place_source *from_source)
{
    uint32_t number = number_of(merge, from, from_source);
    bool kept = from_source->kept;

    if (number == 0 && !kept)
        visit_skip(merge->places, from, -E2BIG);
    if (number == 0)
        return;
    idmap_add(&merge->found, number, 0);
    if (kept)
        take_texts(from, place_at(merge, number));
    else
        replace(merge, number, from, from_source);
    const struct place *place = place_at(merge, number);
    if (place->pid || place->names.length > 0)
        source_at(merge, number)->due = 0; // let go as soon as both are gone
}

/** Closes what is open of a place; its texts stay until its number is used again. */
static void let_go(struct place *place, struct place_source *source)
{
    int64_t patience = source->patience;

    source_close(source);
    *source = source_outside;
    source->patience = patience;
    source->idle = true;
    file_close(&place->interfaces);
    place->interfaces = -EBADF;
    place->gone = place->unread = true;
}

/** Lets the places go that were not found. Returns how many of them could be entered. */
static size_t let_others_go(struct merge *merge)
{
    size_t count = 0;

    for (uint32_t number = 1; number <= merge->places->other_count; number++) {
        struct place_source *source = source_at(merge, number);
        uint32_t unused = 0;
        bool entered = source->entered;
        if (idmap_find(&merge->found, number, &unused))
            continue;
        source->merges += source->idle;
        if (source->idle || (entered && merge->now < source->due))
            continue;
        let_go(place_at(merge, number), source);
        count += entered;
    }
    return count;
}

/** Takes the list of places that could not be read, and why others may be missing. */
static void take_failures(struct merge *merge, struct visit *seen, struct places *there)
{
    struct places *places = merge->places;
    struct visit *visit = merge->visit;

    for (size_t i = 0; i < places->skipped_count; i++)
        strbuf_free(&places->skipped[i].names);
    free(places->skipped);
    places->skipped = there->skipped;
    places->skipped_count = there->skipped_count;
    places->skipped_capacity = there->skipped_capacity;
    there->skipped = NULL;
    there->skipped_count = there->skipped_capacity = 0;
    strbuf_free(&visit->gaps);
    visit->gaps = seen->gaps;
    seen->gaps = (struct strbuf){0};
    visit->unidentified = seen->unidentified;
}

size_t visit_merge(struct visit *visit, struct places *places, struct visit *seen,
                   struct places *there, int64_t now)
{
    CLEANUP(merge_free) struct merge merge = {.visit = visit, .places = places, .now = now};

    even_out(visit, places);
    note_places(&merge);
    take_failures(&merge, seen, there);
    for (size_t i = 0; i < there->other_count; i++)
        take(&merge, &there->others[i], &seen->sources[i]);
    return let_others_go(&merge);
}
