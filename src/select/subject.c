// SPDX-License-Identifier: MIT
#include "select/subject.h"

#include "base/nearest.h"

#include <assert.h>
#include <fnmatch.h>
#include <string.h>

/** Subjects that are more than one field, or are compared with more than its values. */
static const struct {
    const char *word;
    enum value_kind kind;
    const char *keys[2];
    const char *help; /**< NULL: the word is a key of the field table */
} specials[] = {
    {"port", KIND_PORT, {"local_port", "peer_port"}, "local or peer port: either end"},
    {"addr", KIND_ENDPOINT, {"local", "peer"}, "local or peer address, with or without port"},
    {"cgroup", KIND_CGROUP, {"cgroup_id", NULL}, "cgroup by its path"},
    {"user", KIND_USER, {"user", "uid"}, NULL},
    {"device", KIND_DEVICE, {"device", "device_index"}, NULL},
};

#define SPECIALS (sizeof(specials) / sizeof(specials[0]))

static const enum value_kind kinds[] = {
    [VALUE_NONE] = KIND_NAME,         [VALUE_NUMBER] = KIND_NUMBER, [VALUE_BOOL] = KIND_BOOL,
    [VALUE_WORD] = KIND_WORD,         [VALUE_ID] = KIND_ID,         [VALUE_ADDRESS] = KIND_ADDRESS,
    [VALUE_ENDPOINT] = KIND_ENDPOINT, [VALUE_TEXT] = KIND_NAME,     [VALUE_NAME] = KIND_NAME,
    [VALUE_PROCESSES] = KIND_PROCESS, [VALUE_PIDS] = KIND_NUMBER,   [VALUE_COMMS] = KIND_NAME,
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == VALUE_TYPE_COUNT, "a kind a type");

static const struct field *field_of(const char *key)
{
    return key ? field_find(key, strlen(key)) : NULL;
}

bool subject_find(struct text word, struct subject *ret_subject)
{
    const struct field *field = field_find(word.bytes, word.length);
    struct subject subject = {.word = word, .fields = {field}};

    for (size_t i = 0; i < SPECIALS; i++) {
        bool meant = field ? field_of(specials[i].keys[0]) == field && !specials[i].help
                           : text_is(word, specials[i].word);
        if (!meant)
            continue;
        subject.kind = specials[i].kind;
        subject.fields[0] = field_of(specials[i].keys[0]);
        subject.fields[1] = field_of(specials[i].keys[1]);
        *ret_subject = subject;
        return true;
    }
    if (!field)
        return false;
    subject.kind = kinds[field->type];
    if (field->unit == UNIT_PORT)
        subject.kind = KIND_PORT;
    else if (field->unit == UNIT_MARK)
        subject.kind = KIND_MARK;
    *ret_subject = subject;
    return true;
}

const char *subject_extra(size_t index, const char **ret_help)
{
    if (index >= SPECIALS || !specials[index].help)
        return NULL;
    *ret_help = specials[index].help;
    return specials[index].word;
}

const char *subject_suggest(struct text word)
{
    struct nearest nearest = nearest_to(word.bytes, word.length);

    for (const struct field *field = field_table; field->key; field++) {
        nearest_offer(&nearest, field->key);
        if (field->alias)
            nearest_offer(&nearest, field->alias);
    }
    for (size_t i = 0; i < SPECIALS; i++)
        nearest_offer(&nearest, specials[i].word);
    return nearest.best;
}

const char *subject_proto_name(size_t index)
{
    if (index / 2 >= PROTO_COUNT)
        return NULL;
    return index % 2 ? proto_table[index / 2].name46 : proto_table[index / 2].name6;
}

const char *subject_proto_word(struct text word)
{
    const char *name;

    for (size_t i = 0; (name = subject_proto_name(i)); i++) {
        if (text_is_like(word, name))
            return name;
    }
    return NULL;
}

bool subject_of_word(struct text word, const struct field **ret_field)
{
    if (subject_proto_word(word)) {
        *ret_field = field_of("proto");
        return true;
    }
    for (const struct field *field = field_table; field->key; field++) {
        for (size_t i = 0; field->words && field->words(i); i++) {
            if (!text_is(word, field->words(i)))
                continue;
            *ret_field = field;
            return true;
        }
    }
    return false;
}

#define PASSIVE                                                                                    \
    (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_UNCONNECTED) |            \
     STATE_BIT(STATE_BOUND_INACTIVE))
#define BUCKET (STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_TIME_WAIT))
#define ALL (~(state_set)0)

/** Groups of states by the names of ss, and other names for single ones. */
static const struct {
    const char *name;
    state_set states;
} state_names[] = {
    {"all", ALL},
    {"connected", ALL & ~PASSIVE},
    {"synchronized", ALL & ~(PASSIVE | STATE_BIT(STATE_SYN_SENT))},
    {"bucket", BUCKET},
    {"big", ALL & ~BUCKET},
    {"listening", STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED)},
    {"estab", STATE_BIT(STATE_ESTABLISHED)},
    {"syn-rcv", STATE_BIT(STATE_SYN_RECV)},
    {"fin-wait1", STATE_BIT(STATE_FIN_WAIT_1)},
    {"fin-wait2", STATE_BIT(STATE_FIN_WAIT_2)},
    {"timewait", STATE_BIT(STATE_TIME_WAIT)},
    {"close", STATE_BIT(STATE_CLOSED)},
    {"unconn", STATE_BIT(STATE_UNCONNECTED)},
};

const char *subject_state_name(size_t index)
{
    return index < sizeof(state_names) / sizeof(state_names[0]) ? state_names[index].name : NULL;
}

/** The states that a group or another name stands for; 0 when it is none. */
static state_set states_named(const char *name)
{
    for (size_t i = 0; subject_state_name(i); i++) {
        if (strcasecmp(state_names[i].name, name) == 0)
            return state_names[i].states;
    }
    return 0;
}

/** Offers the states in SET, each once. */
static size_t take_states(state_set set, void (*take)(const char *word, void *context),
                          void *context)
{
    size_t count = 0;

    for (unsigned state = 1; state < STATE_COUNT; state++) {
        if (!(set & STATE_BIT(state)) || state == STATE_NEW_SYN_RECV)
            continue;
        take(state_table[state].name, context);
        count++;
    }
    return count;
}

size_t subject_words(const struct field *field, const char *word,
                     void (*take)(const char *word, void *context), void *context)
{
    size_t count = 0;

    if (text_is(text_of("state"), field->key))
        count = take_states(states_named(word), take, context);
    if (text_is(text_of("proto"), field->key) && subject_proto_word(text_of(word))) {
        take(subject_proto_word(text_of(word)), context);
        return 1;
    }
    for (size_t i = 0; count == 0 && field->words(i); i++) {
        if (strcasecmp(field->words(i), word) == 0) {
            take(field->words(i), context);
            return 1;
        }
    }
    if (count > 0)
        return count;
    for (size_t i = 0; field->words(i); i++) {
        if (fnmatch(word, field->words(i), FNM_CASEFOLD) != 0)
            continue;
        take(field->words(i), context);
        count++;
    }
    return count;
}
