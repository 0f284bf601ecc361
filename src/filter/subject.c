// SPDX-License-Identifier: MIT
#include "filter/subject.h"

#include "base/alloc.h"

#include <assert.h>
#include <fnmatch.h>
#include <string.h>

/** Subjects that are not a single field, or that accept more than the values of a field. */
static const struct {
    const char *word;
    enum value_kind kind;
    enum field_id first; /**< a field */
    enum field_id other; /**< second field; FIELD_COUNT: none */
    const char *help;    /**< NULL: the word is a key of the field table */
} specials[] = {
    {"port", KIND_PORT, FIELD_LOCAL_PORT, FIELD_PEER_PORT, "local or peer port: either end"},
    {"addr", KIND_ENDPOINT, FIELD_LOCAL, FIELD_PEER, "local or peer address, with or without port"},
    {"path", KIND_NAME, FIELD_LOCAL_PATH, FIELD_PEER_PATH, "local or peer name of a Unix socket"},
    {"user", KIND_USER, FIELD_USER, FIELD_UID, NULL},
    {"device", KIND_DEVICE, FIELD_DEVICE, FIELD_DEVICE_INDEX, NULL},
    {"cgroup", KIND_CGROUP, FIELD_CGROUP, FIELD_CGROUP_ID, NULL},
    {"container", KIND_CONTAINER, FIELD_CONTAINER, FIELD_COUNT, NULL},
};

#define SPECIALS (sizeof(specials) / sizeof(specials[0]))

static const enum value_kind kinds[] = {
    [VALUE_NONE] = KIND_NAME,         [VALUE_NUMBER] = KIND_NUMBER,
    [VALUE_DECIMAL] = KIND_NUMBER,    [VALUE_BOOL] = KIND_BOOL,
    [VALUE_WORD] = KIND_WORD,         [VALUE_ID] = KIND_ID,
    [VALUE_ADDRESS] = KIND_ADDRESS,   [VALUE_ENDPOINT] = KIND_ENDPOINT,
    [VALUE_STATES] = KIND_NAME,       [VALUE_NAME] = KIND_NAME,
    [VALUE_NUMBERS] = KIND_NUMBER,    [VALUE_ADDRESSES] = KIND_ADDRESS,
    [VALUE_PROCESSES] = KIND_PROCESS, [VALUE_PIDS] = KIND_NUMBER,
    [VALUE_COMMS] = KIND_NAME,        [VALUE_BACKENDS] = KIND_ENDPOINT,
    [VALUE_CONTEXTS] = KIND_NAME,     [VALUE_FLOW] = KIND_FLOW,
    [VALUE_FINDINGS] = KIND_WORD,
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == VALUE_TYPE_COUNT, "a kind a type");

bool subject_find(struct text word, struct subject *ret_subject)
{
    const struct field *field = field_find(word.bytes, word.length);
    struct subject subject = {.word = word, .fields = {field}};

    for (size_t i = 0; i < SPECIALS; i++) {
        bool is_key = !specials[i].help && field && field_is_a(field, specials[i].first);
        if (!is_key && !text_is_like(word, specials[i].word))
            continue;
        subject.kind = specials[i].kind;
        subject.fields[0] = &field_table[specials[i].first];
        subject.fields[1] =
            specials[i].other == FIELD_COUNT ? NULL : &field_table[specials[i].other];
        *ret_subject = subject;
        return true;
    }
    // "syn-recv" is a state, whatever column has it as its alias.
    if (!field || subject_of_word(word) == &field_table[FIELD_STATE])
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

/** Words that ss(8) prints (misc/ss.c of iproute2) and that are not similar to the right key. */
static const struct {
    const char *word;
    enum field_id field;
} words_of_ss[] = {
    {"lastsnd", FIELD_LAST_DATA_SENT_MS},
    {"lastrcv", FIELD_LAST_DATA_RECEIVED_MS},
    {"lastack", FIELD_LAST_ACK_RECEIVED_MS},
    {"minrtt", FIELD_MIN_RTT_US},
    {"mrtt", FIELD_BBR_MIN_RTT_US},
    {"bw", FIELD_BBR_BANDWIDTH_BYTES_PER_S},
    {"rcvmss", FIELD_RCV_MSS_BYTES},
    {"notsent", FIELD_NOT_SENT_BYTES},
    {"reord_seen", FIELD_REORDERING_SEEN},
    {"rcv_ooopack", FIELD_RCV_OUT_OF_ORDER},
    {"ts", FIELD_TCP_TIMESTAMPS},
    {"ecnseen", FIELD_TCP_ECN_SEEN},
    {"fastopen", FIELD_TCP_SYN_DATA},
    {"sk", FIELD_COOKIE},
    {"netid", FIELD_PROTO},
};

/** Returns the key of a word that ss prints, or NULL. */
static const char *key_of_ss(struct text word)
{
    for (size_t i = 0; i < sizeof(words_of_ss) / sizeof(words_of_ss[0]); i++) {
        if (text_is_like(word, words_of_ss[i].word))
            return field_table[words_of_ss[i].field].key;
    }
    return NULL;
}

struct nearest subject_nearest(struct text word)
{
    struct nearest nearest = nearest_to(word.bytes, word.length);
    const char *key = key_of_ss(word);

    if (key) {
        nearest.best[nearest.count++] = key;
        return nearest;
    }
    for (const struct field *field = field_table; field->key; field++) {
        nearest_offer(&nearest, field->key);
        if (field->alias)
            nearest_offer(&nearest, field->alias);
    }
    for (size_t i = 0; i < SPECIALS; i++) {
        if (specials[i].help)
            nearest_offer(&nearest, specials[i].word);
    }
    return nearest;
}

const char *subject_proto_name(size_t index)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct proto_info *info = &proto_table[proto];
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            const char *name = info->names[family];
            if (name && strcmp(name, info->name) != 0 && index-- == 0)
                return name;
        }
        if (info->dual_name && index-- == 0)
            return info->dual_name;
    }
    return NULL;
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

const char *subject_ipv4_proto(struct text word)
{
    if (word.length == 0 || word.bytes[word.length - 1] != '4')
        return NULL;
    word.length--;
    for (size_t i = 0; i < PROTO_COUNT; i++) {
        if (text_is_like(word, proto_table[i].name))
            return proto_table[i].name;
    }
    return NULL;
}

#define PASSIVE                                                                                    \
    (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_UNCONNECTED) |            \
     STATE_BIT(STATE_BOUND_INACTIVE))
#define BUCKET (STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_TIME_WAIT))
#define ALL (~(state_set)0)

/** Groups of states with their names in ss, and other names for single states. */
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
    {"syn-rcvd", STATE_BIT(STATE_SYN_RECV)},
    {"syn-received", STATE_BIT(STATE_SYN_RECV)},
    {"close", STATE_BIT(STATE_CLOSED)},
    {"unconn", STATE_BIT(STATE_UNCONNECTED)},
};

const char *subject_state_name(size_t index)
{
    return index < sizeof(state_names) / sizeof(state_names[0]) ? state_names[index].name : NULL;
}

/** Returns WORD without its leading "-" and "_". */
static struct text skip_separators(struct text word)
{
    while (word.length > 0 && text_fold(*word.bytes) == '_')
        word = text_skip(word, 1);
    return word;
}

/** Returns true for "time-wait", "TIME_WAIT" and "TIMEWAIT" if NAME is one of them. */
static bool is_spelling_of(struct text word, const char *name)
{
    struct text rest = skip_separators(text_of(name));

    for (word = skip_separators(word); word.length > 0 && rest.length > 0;) {
        if (text_fold(*word.bytes) != text_fold(*rest.bytes))
            return false;
        word = skip_separators(text_skip(word, 1));
        rest = skip_separators(text_skip(rest, 1));
    }
    return word.length == 0 && rest.length == 0;
}

/** Calls TAKE for each state in SET; returns their number. */
static size_t take_states(state_set set, word_taker *take, void *context)
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

/** Calls TAKE for each word that WORD is another name of; returns their number. */
static size_t take_other_names(const struct field *field, struct text word, word_taker *take,
                               void *context)
{
    bool state = field_is_a(field, FIELD_STATE);
    bool family = field_is_a(field, FIELD_FAMILY);

    if (field_is_a(field, FIELD_PROTO) && subject_proto_word(word)) {
        take(subject_proto_word(word), context);
        return 1;
    }
    for (size_t i = 0; state && subject_state_name(i); i++) {
        if (is_spelling_of(word, state_names[i].name))
            return take_states(state_names[i].states, take, context);
    }
    for (size_t i = 0; family && i < FAMILY_COUNT; i++) {
        if (!is_spelling_of(word, family_table[i].alias))
            continue;
        take(family_table[i].name, context);
        return 1;
    }
    return 0;
}

/** As subject_words, without globs. */
static size_t take_spelled(const struct field *field, struct text word, word_taker *take,
                           void *context)
{
    for (size_t i = 0; field->words(i); i++) {
        if (!is_spelling_of(word, field->words(i)))
            continue;
        take(field->words(i), context);
        return 1;
    }
    return take_other_names(field, word, take, context);
}

size_t subject_words(const struct field *field, struct text word, word_taker *take, void *context)
{
    CLEANUP(alloc_free_text) char *glob = text_copy(word);
    size_t count = take_spelled(field, word, take, context);
    bool whole = strlen(glob) == word.length; // no word has a NUL in it

    if (count > 0 || !whole)
        return count;
    for (char *byte = glob; (byte = strchr(byte, '_'));)
        *byte = '-'; // as in the words
    for (size_t i = 0; field->words(i); i++) {
        if (fnmatch(glob, field->words(i), FNM_CASEFOLD) != 0)
            continue;
        take(field->words(i), context);
        count++;
    }
    return count;
}

static void take_none(const char *word, void *context)
{
    (void)word;
    (void)context;
}

const struct field *subject_of_word(struct text word)
{
    static const enum field_id ids[] = {FIELD_STATE, FIELD_PROTO, FIELD_FAMILY};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const struct field *field = &field_table[ids[i]];
        if (take_spelled(field, word, take_none, NULL) > 0)
            return field;
    }
    return NULL;
}

bool subject_is_proto(struct text word)
{
    const struct field *field = subject_of_word(word);

    return field && field_is_a(field, FIELD_PROTO);
}
