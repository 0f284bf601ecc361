// SPDX-License-Identifier: MIT
#include "track/known.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <stdlib.h>

#define FIRST_BUCKETS 64

static uint64_t hash_of(const struct known_table *table, const struct sock *sock)
{
    uint64_t words[7] = {(uint64_t)sock->place << 32 | (uint64_t)sock->proto << 16};

    if (sock->have & HAVE_COOKIE) {
        words[1] = sock->cookie;
        return hash_words(words, 2, table->seed);
    }
    words[0] |= (uint64_t)sock->family << 8 | sock->association;
    words[1] = sock->inode;
    words[2] = (uint64_t)sock->local_port << 32 | sock->peer_port;
    memcpy(words + 3, &sock->local, sizeof(sock->local));
    memcpy(words + 5, &sock->peer, sizeof(sock->peer));
    return hash_words(words, 7, table->seed);
}

static struct known **bucket_of(const struct known_table *table, const struct sock *sock)
{
    return &table->buckets[hash_of(table, sock) & (table->bucket_count - 1)];
}

struct known *known_find(const struct known_table *table, const struct sock *sock)
{
    struct known *known = table->bucket_count > 0 ? *bucket_of(table, sock) : NULL;

    while (known && !sock_is_same(&known->sock, sock))
        known = known->next;
    return known;
}

static void grow(struct known_table *table)
{
    struct known_table larger = *table;

    larger.bucket_count = table->bucket_count > 0 ? 2 * table->bucket_count : FIRST_BUCKETS;
    larger.buckets = alloc_hash(larger.bucket_count, sizeof(*larger.buckets));
    if (table->bucket_count == 0)
        larger.seed = hash_seed(larger.buckets);
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct known *next;
        for (struct known *known = table->buckets[i]; known; known = next) {
            struct known **bucket = bucket_of(&larger, &known->sock);
            next = known->next;
            known->next = *bucket;
            *bucket = known;
        }
    }
    free(table->buckets);
    *table = larger;
}

struct known *known_new(const struct sock *sock)
{
    struct known *known = alloc_array(1, sizeof(*known));

    known->sock = *sock;
    known->fresh = true;
    return known;
}

struct known *known_add(struct known_table *table, const struct sock *sock)
{
    struct known *known = known_new(sock);

    if (table->count >= table->bucket_count)
        grow(table);
    struct known **bucket = bucket_of(table, sock);
    known->next = *bucket;
    *bucket = known;
    table->count++;
    return known;
}

void known_remove(struct known_table *table, struct known *known)
{
    struct known **link = bucket_of(table, &known->sock);

    while (*link != known)
        link = &(*link)->next;
    *link = known->next;
    known->next = NULL;
    table->count--;
}

void known_remove_if(struct known_table *table, bool (*removes)(void *context, struct known *known),
                     void *context, struct known_list *list)
{
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct known *next;
        for (struct known *known = table->buckets[i]; known; known = next) {
            next = known->next;
            if (!removes(context, known))
                continue;
            known_remove(table, known);
            known_list_add(list, known);
        }
    }
    known_list_sort(list);
}

void known_free(struct known *known)
{
    if (!known)
        return;
    strbuf_free(&known->cells);
    free(known);
}

void known_free_all(struct known_table *table)
{
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct known *next;
        for (struct known *known = table->buckets[i]; known; known = next) {
            next = known->next;
            known_free(known);
        }
    }
    free(table->buckets);
    *table = (struct known_table){0};
}

void known_list_add(struct known_list *list, struct known *known)
{
    list->items = alloc_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = known;
}

void known_list_free(struct known_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        known_free(list->items[i]);
    free(list->items);
    *list = (struct known_list){0};
}

static int compare(const void *one, const void *other)
{
    const struct known *const *first = one;
    const struct known *const *second = other;

    return sock_compare(&(*first)->sock, &(*second)->sock);
}

void known_list_sort(struct known_list *list)
{
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(struct known *), compare);
}
