// SPDX-License-Identifier: MIT
/**
 * A baseline: what is kept of sockets so that they can be compared later. A row is one or more
 * sockets that only differ in what changes when a program is restarted: numbers of processes,
 * inodes, cookies, queues, and ports that the kernel chose.
 */
#ifndef SOCK_BASELINE_H
#define SOCK_BASELINE_H

#include "base/strbuf.h"
#include "sock/owners.h"
#include "sock/proto.h"

/** A part of baseline.bytes. */
struct span {
    size_t offset;
    size_t length;
};

struct baseline_row {
    uint8_t proto;  /**< enum proto */
    uint8_t family; /**< enum family: one of the Internet */
    uint8_t state;  /**< enum state; no part of the identity */
    uint8_t owner;  /**< enum owner */
    bool has_peer;
    bool local_ephemeral; /**< the kernel chose the local port; it is not kept */
    bool peer_ephemeral;  /**< the local port is fixed; the port of the peer is not kept */
    bool has_v6only, v6only;
    bool has_uid;
    bool has_device;
    bool has_netns; /**< it was read from a chosen network namespace */
    uint16_t local_port, peer_port;
    uint32_t uid;
    uint32_t count; /**< number of sockets */
    struct address local, peer;
    struct span device; /**< name of the interface it is bound to */
    struct span netns;  /**< name of the network namespace; empty: it has none */
    struct span user;   /**< name of `uid`; empty: it has none */
    struct span names;  /**< names of processes in order, each once, each with its NUL */
    struct span key;    /**< identity; set by baseline_add */
};

/** Which sockets are in a baseline: the choices of the command line. Start with `{0}`. */
struct baseline_selection {
    proto_set protos;
    proto_set implied;   /**< of these, those that the kernel may lack */
    family_set families; /**< of the Internet */
    bool listening, connected, all;
    struct strbuf netns;  /**< words of --netns; empty: our own alone */
    struct strbuf filter; /**< empty: none */
};

/** Where and when a baseline was taken, and of what. Start with `{0}`. */
struct baseline_origin {
    struct strbuf host;
    struct strbuf boot_id; /**< empty: not known */
    struct strbuf time;    /**< as in JSON */
    struct baseline_selection selection;
    bool owners_complete;
    bool owners_partial; /**< taken now: a process that may hold any socket was not readable */
};

/** Start with `{0}`; free with baseline_free. */
struct baseline {
    struct baseline_origin origin;
    struct baseline_row *rows;
    size_t count, capacity;
    struct strbuf bytes; /**< of the rows */
};

void baseline_free(struct baseline *baseline);

/** Returns the bytes of a span of a row. */
static inline struct text baseline_text(const struct baseline *baseline, struct span span)
{
    return (struct text){baseline->bytes.data ? baseline->bytes.data + span.offset : "",
                         span.length};
}

/**
 * Stores BYTES. Bytes that are not UTF-8 become U+FFFD, as they do in JSON, so that a row is the
 * same before and after it is written.
 */
struct span baseline_store(struct baseline *baseline, struct text bytes);

/** Stores COUNT names of processes, which are sorted, each once: see baseline_row.names. */
struct span baseline_store_names(struct baseline *baseline, struct text *names, size_t count);

/** Adds a copy of ROW, whose spans were stored before; sets its key. */
void baseline_add(struct baseline *baseline, const struct baseline_row *row);

/** Sorts the rows by key, user, names and state, and joins those that are equal in all of these. */
void baseline_sort(struct baseline *baseline);

/** Removes every row for which KEEP has false at its index; frees nothing. */
void baseline_keep(struct baseline *baseline, const bool *keep);

/** Compares two keys or lists of names; returns a negative number, 0 or a positive number. */
int baseline_compare_spans(const struct baseline *one, struct span span,
                           const struct baseline *other, struct span other_span);

#endif
