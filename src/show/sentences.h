// SPDX-License-Identifier: MIT
/**
 * The sentences of --explain, as data: another language is another table. A text has one sentence
 * a line; {KEY} stands for the value of a field as people read it, {private_service} for
 * private_service_name. A line with a value that is absent is left out.
 */
#ifndef SHOW_SENTENCES_H
#define SHOW_SENTENCES_H

#include "sock/field_list.h"
#include "sock/finding.h"

/** What a sentence is about, in the order in which they are told. */
enum about {
    ABOUT_KIND,
    ABOUT_LISTENER,
    ABOUT_PORT,
    ABOUT_PEER_PORT,
    ABOUT_STATE,
    ABOUT_QUEUES,
    ABOUT_EXPOSURE,
    ABOUT_PROCESS,
    ABOUT_UNIT,
    ABOUT_CONTAINER,
    ABOUT_NETNS,
    ABOUT_PEER,
    ABOUT_COUNT,
};

struct sentence {
    enum about about;
    proto_set protos; /**< 0: all */
    state_set states; /**< 0: all */
    struct condition conditions[CONDITIONS + 1];
    const char *text; /**< NULL: after the last sentence */
};

/** Of the sentences about one thing, the first one whose conditions hold is written. */
extern const struct sentence sentence_table[];

/** What a finding means, its likely reasons and what to do; by enum finding. */
extern const char *const finding_sentences[FINDING_COUNT];

/** The word before the text of a finding, by enum severity. */
extern const char *const severity_sentences[SEVERITY_COUNT];

/** What is said if a likely fault may be missing: severity is absent. */
extern const char *const unknown_sentence;

/** The words before the command that shows more of a socket, and of sockets left out. */
extern const char *const command_sentence;
extern const char *const more_sentence;

/** Adds the fields that the conditions and the texts of all sentences have. */
void sentences_add_fields(struct field_list *list);

/**
 * Removes the next piece from TEXT: a placeholder, or what is before the next one. TEXT->bytes is
 * NULL after the last. Sets *RET_PLACEHOLDER to tell them apart; a placeholder comes without its
 * braces.
 */
struct text sentence_take_piece(struct text *text, bool *ret_placeholder);

#endif
