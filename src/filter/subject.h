// SPDX-License-Identifier: MIT
/**
 * The subjects of conditions: every field by its key and alias, and some more words.
 */
#ifndef FILTER_SUBJECT_H
#define FILTER_SUBJECT_H

#include "base/nearest.h"
#include "sock/field.h"

/** The notation of the values of a subject. */
enum value_kind {
    KIND_NUMBER,
    KIND_PORT,
    KIND_MARK,
    KIND_BOOL,
    KIND_ID,
    KIND_WORD,
    KIND_ADDRESS,
    KIND_ENDPOINT,
    KIND_NAME,
    KIND_FLOW,
    KIND_USER,
    KIND_DEVICE,
    KIND_CGROUP,
    KIND_CONTAINER,
    KIND_PROCESS,
    KIND_COUNT,
};

struct subject {
    struct text word; /**< as it was written */
    enum value_kind kind;
    const struct field *fields[2]; /**< the second may be NULL */
};

/** Returns true and sets *RET_SUBJECT if WORD is a subject: in any case, with "-" or "_". */
bool subject_find(struct text word, struct subject *ret_subject);

/**
 * Returns the subjects that are most similar to WORD, which is not a subject; for a word that ss
 * prints, the key with the same meaning.
 */
struct nearest subject_nearest(struct text word);

/**
 * Returns the field of a bare WORD that is a value of state, proto or family; NULL if it is a value
 * of none of these. Further bare words of these fields are rows of names in subject.c.
 */
const struct field *subject_of_word(struct text word);

/** Returns true if WORD is a value of proto. */
bool subject_is_proto(struct text word);

/**
 * Returns word number INDEX that is a subject but not a key or alias of a field, or NULL after the
 * last.
 */
const char *subject_extra(size_t index, const char **ret_help);

/** Called for one of the words of a field. */
typedef void word_taker(const char *word, void *context);

/**
 * Calls TAKE for each word of FIELD that WORD stands for: itself, in any case, with "-", "_" or
 * nothing between its parts; another name from ss, netstat or BSD, or a group of states; otherwise
 * the words that it matches as a glob. Returns their number.
 */
size_t subject_words(const struct field *field, struct text word, word_taker *take, void *context);

/**
 * Returns word number INDEX that tables show as a protocol and that also implies a family, or NULL
 * after the last.
 */
const char *subject_proto_name(size_t index);

/** Returns the word of subject_proto_name that equals WORD in any case, or NULL. */
const char *subject_proto_word(struct text word);

/**
 * Returns "tcp" for "tcp4", in any case, which is not a value of proto; returns NULL for other
 * words.
 */
const char *subject_ipv4_proto(struct text word);

/** Returns the name of group or alias of states number INDEX, or NULL after the last. */
const char *subject_state_name(size_t index);

#endif
