// SPDX-License-Identifier: MIT
/**
 * What a filter can speak of: every field by its key and alias, and some words more.
 */
#ifndef SELECT_SUBJECT_H
#define SELECT_SUBJECT_H

#include "sock/field.h"

/** How the values are written that a subject is compared with. */
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
    KIND_USER,
    KIND_DEVICE,
    KIND_CGROUP,
    KIND_PROCESS,
    KIND_COUNT,
};

struct subject {
    struct text word; /**< as it was written */
    enum value_kind kind;
    const struct field *fields[2]; /**< the second may be NULL */
};

/** True, and *RET_SUBJECT set, when WORD is one. */
bool subject_find(struct text word, struct subject *ret_subject);

/** The word most like one that is none, at most a few letters away; NULL when nothing is near. */
const char *subject_suggest(struct text word);

/** True when the word is one that some field of VALUE_WORD can have; sets *RET_FIELD to it. */
bool subject_of_word(struct text word, const struct field **ret_field);

/** Word number INDEX that is a subject but no key or alias of a field; NULL after the last. */
const char *subject_extra(size_t index, const char **ret_help);

/**
 * Calls TAKE for each word of FIELD that WORD stands for: itself, the words that it matches as a
 * glob, and for states the groups and other names of ss. How many there were.
 */
size_t subject_words(const struct field *field, const char *word,
                     void (*take)(const char *word, void *context), void *context);

/** Word number INDEX that tables show as a protocol and that means a family, too; NULL after the
 * last. */
const char *subject_proto_name(size_t index);

/** The word of subject_proto_name that WORD is, in any case; NULL: none. */
const char *subject_proto_word(struct text word);

/** The name of a group or alias of states number INDEX; NULL after the last. */
const char *subject_state_name(size_t index);

#endif
