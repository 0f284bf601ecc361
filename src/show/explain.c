// SPDX-License-Identifier: MIT
/**
 * Explanations: a block per socket. The first line is the socket's line of the table; sentences
 * about it follow (show/sentences.c), then what is unusual, and a command that shows more:
 *
 *     tcp  LISTEN  3/2  -  127.0.0.1:8080  *  app[812]
 *       This is a TCP listener, ...
 *       warning accept-queue-full: The accept queue is full: ...
 *       More: sockstat --details --protocols=tcp -a 'cookie = 2a'
 *
 * Consecutive sockets about which the same is to be said share a block: the first lines of some of
 * them, and the number of the others. Lines are filled up to the width of the terminal.
 */
#include "show/block_line.h"
#include "show/fold.h"
#include "show/sentences.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 80
#define NARROWEST 40
#define INDENT 2
#define DEEPER 4 // what continues a finding
#define LINES 3  // first lines of a block
#define KEYS 256 // of placeholders that are remembered

/** A placeholder, and the field that it stands for. */
struct known_key {
    const char *bytes; /**< in a text of show/sentences.h, which does not change */
    const struct field *field;
};

struct explanation {
    size_t width;
    struct strbuf lines;    /**< the first lines of the block that is not written yet */
    struct strbuf body;     /**< what is said about them */
    struct strbuf command;  /**< that shows the first of them */
    struct strbuf next;     /**< body of the next socket */
    struct strbuf sentence; /**< a sentence, and a folded one */
    struct strbuf folded;
    size_t sockets; /**< of the block */
    bool written;   /**< a block was written */
    struct known_key keys[KEYS];
};

static void begin(struct show *show)
{
    const struct view *view = show->view;
    struct explanation *explanation = show->state = alloc_array(1, sizeof(*explanation));

    explanation->width = view->width > NARROWEST ? view->width : view->width ? NARROWEST : WIDTH;
    if (view->oneline)
        explanation->width = SIZE_MAX;
}

/** Appends a line without blanks at its end; its blanks at the start are INDENT ones. */
static void put_folded_line(struct text line, size_t indent, struct strbuf *out)
{
    while (line.length > 0 && *line.bytes == ' ')
        line = text_skip(line, 1);
    while (line.length > 0 && line.bytes[line.length - 1] == ' ')
        line.length--;
    strbuf_blanks(out, indent);
    strbuf_bytes(out, line.bytes, line.length);
    strbuf_byte(out, '\n');
}

/** Appends a filled paragraph, whose lines after the first one have INDENT blanks. */
static void put_paragraph(struct explanation *explanation, struct text text, size_t indent,
                          struct strbuf *out)
{
    struct strbuf *folded = &explanation->folded;

    strbuf_truncate(folded, 0);
    fold(folded, explanation->width, text, INDENT, indent);
    struct text rest = strbuf_contents(folded);
    for (size_t blanks = INDENT; rest.length > 0; blanks = indent) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
        put_folded_line((struct text){rest.bytes, length}, blanks, out);
        rest = text_skip(rest, length + (end != NULL));
    }
}

/** Returns the field of a placeholder, or NULL; searches it once, not for each socket. */
static const struct field *field_of(struct explanation *explanation, struct text key)
{
    struct known_key *known = &explanation->keys[(uintptr_t)key.bytes % KEYS];

    if (known->bytes != key.bytes)
        *known = (struct known_key){key.bytes, field_find(key.bytes, key.length)};
    return known->field;
}

/** Appends the value that a placeholder stands for. Returns false if it is absent. */
static bool put_value(const struct show *show, struct strbuf *text, struct text key,
                      const struct sock *sock)
{
    const struct field *field = field_of(show->state, key);
    size_t start = text->length;

    if (!field) {
        const char *name = private_service_name(sock->proto, sock->local_port);
        strbuf_text(text, name ? name : "");
        return name != NULL;
    }
    struct value value = field_value(field, sock, show->facts);
    if (value_is_absent(&value))
        return false;
    if (field_is_a(field, FIELD_RECV_Q) || field_is_a(field, FIELD_SEND_Q))
        strbuf_decimal(text, value.number);
    else if (field->unit == UNIT_BYTES)
        field_scaled(text, field, sock, show->facts);
    else if (field->type == VALUE_NUMBER && field->unit == UNIT_NONE)
        value_classes[value.type].text(text, &value, show->facts, &show->style);
    else
        field_cell(text, field, sock, show->facts, &show->style);
    return text->length > start;
}

/** Appends a sentence after a blank; nothing if a value is absent. */
static void put_sentence(const struct show *show, struct strbuf *text, struct text sentence,
                         const struct sock *sock)
{
    size_t start = text->length;
    bool placeholder = false;

    if (start > 0)
        strbuf_byte(text, ' ');
    while (sentence.bytes) {
        struct text piece = sentence_take_piece(&sentence, &placeholder);
        if (!placeholder) {
            strbuf_bytes(text, piece.bytes, piece.length);
        } else if (!put_value(show, text, piece, sock)) {
            strbuf_truncate(text, start);
            return;
        }
    }
}

/** Appends the sentences of TEXT, one a line. */
static void put_sentences(const struct show *show, struct strbuf *text, const char *sentences,
                          const struct sock *sock)
{
    for (;;) {
        size_t length = strcspn(sentences, "\n");
        put_sentence(show, text, (struct text){sentences, length}, sock);
        if (sentences[length] == '\0')
            return;
        sentences += length + 1;
    }
}

/** Appends what the socket is. */
static void put_statements(struct show *show, const struct sock *sock, struct strbuf *out)
{
    struct explanation *explanation = show->state;
    struct strbuf *text = &explanation->sentence;
    unsigned said = 0; // bits: enum about

    strbuf_truncate(text, 0);
    for (const struct sentence *one = sentence_table; one->text; one++) {
        if ((said >> one->about & 1) || (one->protos && !(one->protos & PROTO_BIT(sock->proto))) ||
            (one->states && !(one->states & STATE_BIT(sock->state))) ||
            !conditions_hold(one->conditions, sock, show->facts))
            continue;
        put_sentences(show, text, one->text, sock);
        said |= 1U << one->about;
    }
    put_paragraph(explanation, strbuf_contents(text), INDENT, out);
}

/** Appends what is unusual about it. */
static void put_findings(struct show *show, const struct sock *sock, struct strbuf *out)
{
    struct explanation *explanation = show->state;
    struct strbuf *text = &explanation->sentence;
    finding_set set = findings_of(sock, show->facts);

    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        if (!(set & FINDING_BIT(finding)))
            continue;
        strbuf_truncate(text, 0);
        strbuf_text(text, severity_sentences[finding_table[finding].severity]);
        strbuf_byte(text, ' ');
        strbuf_text(text, finding_table[finding].name);
        strbuf_byte(text, ':');
        put_sentences(show, text, finding_sentences[finding], sock);
        put_paragraph(explanation, strbuf_contents(text), DEEPER, out);
    }
    struct value severity = field_value(&field_table[FIELD_SEVERITY], sock, show->facts);
    if (value_is_absent(&severity))
        put_paragraph(explanation, text_of(unknown_sentence), DEEPER, out);
}

/** Appends "KEY = VALUE" as programs write the value. */
static bool put_condition(const struct show *show, struct strbuf *text, enum field_id id,
                          const struct sock *sock)
{
    static const struct style exact = {.exact = true};
    const struct field *field = &field_table[id];
    struct value value = field_value(field, sock, show->facts);

    if (value_is_absent(&value))
        return false;
    strbuf_text(text, field->key);
    strbuf_text(text, " = ");
    value_classes[value.type].text(text, &value, show->facts, &exact);
    return true;
}

/** Writes the command that shows more of the socket: a filter that selects it. */
static void put_command(const struct show *show, struct strbuf *text, const struct sock *sock)
{
    static const enum field_id ids[] = {FIELD_LOCAL_ADDRESS, FIELD_LOCAL_PORT, FIELD_PEER_ADDRESS,
                                        FIELD_PEER_PORT, FIELD_STATE};
    uint32_t netns = show->view->netns ? places_at(show->facts->places, sock->place)->inode : 0;

    strbuf_truncate(text, 0);
    strbuf_text(text, "sockstat --details --protocols=");
    strbuf_text(text, proto_table[sock->proto].name);
    strbuf_text(text, " -a ");
    if (netns) {
        strbuf_text(text, "--netns=");
        strbuf_decimal(text, netns);
        strbuf_byte(text, ' ');
    }
    strbuf_byte(text, '\'');
    if (!put_condition(show, text, FIELD_COOKIE, sock) &&
        !put_condition(show, text, FIELD_INODE, sock)) {
        const char *before = "";
        for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
            strbuf_text(text, before);
            before = put_condition(show, text, ids[i], sock) ? " and " : "";
        }
    }
    strbuf_byte(text, '\'');
}

/** Writes the block, if there is one. */
static void put_block(struct show *show)
{
    struct explanation *explanation = show->state;
    struct strbuf *out = &show->out.pending;

    if (explanation->sockets == 0)
        return;
    if (explanation->written)
        strbuf_byte(out, '\n');
    strbuf_bytes(out, explanation->lines.data, explanation->lines.length);
    if (explanation->sockets > LINES) {
        strbuf_text(out, "... ");
        strbuf_text(out, more_sentence);
        strbuf_decimal(out, explanation->sockets - LINES);
        strbuf_byte(out, '\n');
    }
    strbuf_bytes(out, explanation->body.data, explanation->body.length);
    // In one line, so that it can be copied.
    strbuf_blanks(out, INDENT);
    strbuf_text(out, command_sentence);
    strbuf_bytes(out, explanation->command.data, explanation->command.length);
    strbuf_byte(out, '\n');
    explanation->written = true;
    explanation->sockets = 0;
}

static void put_row(struct show *show, const struct sock *sock)
{
    struct explanation *explanation = show->state;
    struct strbuf *next = &explanation->next;

    strbuf_truncate(next, 0);
    put_statements(show, sock, next);
    put_findings(show, sock, next);
    if (explanation->sockets == 0 ||
        text_compare(strbuf_contents(next), strbuf_contents(&explanation->body)) != 0) {
        put_block(show);
        strbuf_truncate(&explanation->lines, 0);
        strbuf_truncate(&explanation->body, 0);
        strbuf_bytes(&explanation->body, next->data, next->length);
        put_command(show, &explanation->command, sock);
    }
    if (explanation->sockets < LINES)
        block_line_put(show, sock, explanation->width, &explanation->lines);
    explanation->sockets++;
}

static void end(struct show *show)
{
    struct explanation *explanation = show->state;

    put_block(show);
    strbuf_free(&explanation->lines);
    strbuf_free(&explanation->body);
    strbuf_free(&explanation->command);
    strbuf_free(&explanation->next);
    strbuf_free(&explanation->sentence);
    strbuf_free(&explanation->folded);
    free(explanation);
}

const struct format_writer explain_writer = {.begin = begin, .row = put_row, .end = end};
