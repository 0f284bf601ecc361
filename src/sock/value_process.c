// SPDX-License-Identifier: MIT
#include "sock/value_process.h"

#include "base/escape.h"
#include "base/json.h"

/**
 * Punctuation in a list of processes; these bytes are escaped in a name, so that it cannot look
 * like the next entry.
 */
#define PUNCTUATION "[],"

/** Likewise in a list of security contexts, which often contain commas: "s0:c1,c2". */
#define CONTEXT_PUNCTUATION ";"

static const struct process *process_of(const struct owners *owners, const struct holder *holder)
{
    return &owners->processes[holder->process];
}

static struct text comm_of(const struct owners *owners, const struct holder *holder)
{
    return owners_comm(owners, process_of(owners, holder));
}

void processes_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                    const struct style *style)
{
    const struct owners *owners = &facts->owners;
    const struct holder *holder = value->holders;
    const struct holder *previous = NULL;

    (void)style;
    for (; holder; previous = holder, holder = owners_next_process(owners, holder)) {
        struct text comm = comm_of(owners, holder);
        bool same = previous && text_compare(comm_of(owners, previous), comm) == 0;
        if (!same && previous)
            strbuf_text(text, "] ");
        if (!same)
            escape_text(text, comm.bytes, comm.length, PUNCTUATION);
        strbuf_byte(text, same ? ',' : '[');
        strbuf_decimal(text, process_of(owners, holder)->pid);
    }
    if (previous)
        strbuf_byte(text, ']');
}

void pids_text(struct strbuf *text, const struct value *value, const struct facts *facts,
               const struct style *style)
{
    const struct owners *owners = &facts->owners;

    (void)style;
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next_process(owners, holder)) {
        if (holder != value->holders)
            strbuf_byte(text, ',');
        strbuf_decimal(text, process_of(owners, holder)->pid);
    }
}

void comms_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                const struct style *style)
{
    const struct owners *owners = &facts->owners;

    (void)style;
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next_process(owners, holder)) {
        struct text comm = comm_of(owners, holder);
        if (holder != value->holders)
            strbuf_byte(text, ',');
        escape_text(text, comm.bytes, comm.length, PUNCTUATION);
    }
}

void contexts_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                   const struct style *style)
{
    const struct owners *owners = &facts->owners;

    (void)style;
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next_process(owners, holder)) {
        struct text context = owners_context(owners, process_of(owners, holder));
        if (holder != value->holders)
            strbuf_byte(text, ';');
        if (!context.bytes)
            strbuf_byte(text, '-');
        else if (text_is(context, "-"))
            escape_text(text, context.bytes, context.length, "-");
        else
            escape_text(text, context.bytes, context.length, CONTEXT_PUNCTUATION);
    }
}

/** Appends one process with all its descriptors; returns the first holder of the next process. */
static const struct holder *put_process(struct strbuf *line, const struct owners *owners,
                                        const struct holder *holder)
{
    const struct process *process = process_of(owners, holder);
    const struct holder *first = holder;

    strbuf_text(line, "{\"pid\":");
    strbuf_decimal(line, process->pid);
    strbuf_text(line, ",\"comm\":");
    json_name(line, "comm", owners_comm(owners, process));
    strbuf_text(line, ",\"fds\":[");
    do {
        if (holder != first)
            strbuf_byte(line, ',');
        if (holder->fd != HOLDER_NO_FD)
            strbuf_decimal(line, holder->fd);
        holder = owners_next(owners, holder);
    } while (holder && process_of(owners, holder) == process);
    strbuf_text(line, "]}");
    return holder;
}

void processes_json(struct strbuf *line, const char *key, const struct value *value,
                    const struct facts *facts, const struct style *style)
{
    (void)key;
    (void)style;
    strbuf_byte(line, '[');
    for (const struct holder *holder = value->holders; holder;) {
        if (holder != value->holders)
            strbuf_byte(line, ',');
        holder = put_process(line, &facts->owners, holder);
    }
    strbuf_byte(line, ']');
}

void pids_json(struct strbuf *line, const char *key, const struct value *value,
               const struct facts *facts, const struct style *style)
{
    (void)key;
    strbuf_byte(line, '[');
    pids_text(line, value, facts, style);
    strbuf_byte(line, ']');
}

/** Returns a text about a process; without bytes: it has none. */
typedef struct text process_text(const struct owners *owners, const struct process *process);

/** Texts of the holders of a socket. */
struct texts {
    const struct owners *owners;
    const struct holder *first;
    process_text *of;
};

/** Appends an array of the texts, as they are or in base64; returns false if one is not UTF-8. */
static bool put_texts(struct strbuf *line, const struct texts *texts, bool base64)
{
    bool whole = true;

    strbuf_byte(line, '[');
    for (const struct holder *holder = texts->first; holder;
         holder = owners_next_process(texts->owners, holder)) {
        struct text text = texts->of(texts->owners, process_of(texts->owners, holder));
        if (holder != texts->first)
            strbuf_byte(line, ',');
        if (!text.bytes)
            strbuf_text(line, "null");
        else if (base64)
            json_base64(line, text);
        else
            whole = escape_json(line, text.bytes, text.length) && whole;
    }
    strbuf_byte(line, ']');
    return whole;
}

static void texts_json(struct strbuf *line, const char *key, const struct texts *texts)
{
    if (put_texts(line, texts, false))
        return;
    json_base64_key(line, key);
    put_texts(line, texts, true);
}

void comms_json(struct strbuf *line, const char *key, const struct value *value,
                const struct facts *facts, const struct style *style)
{
    (void)style;
    texts_json(line, key, &(struct texts){&facts->owners, value->holders, owners_comm});
}

void contexts_json(struct strbuf *line, const char *key, const struct value *value,
                   const struct facts *facts, const struct style *style)
{
    (void)style;
    texts_json(line, key, &(struct texts){&facts->owners, value->holders, owners_context});
}

static int compare_names(const struct owners *owners, const struct process *one,
                         const struct process *other)
{
    return text_compare(owners_comm(owners, one), owners_comm(owners, other));
}

/** A process without a context comes first. */
static int compare_contexts(const struct owners *owners, const struct process *one,
                            const struct process *other)
{
    struct text left = owners_context(owners, one);
    struct text right = owners_context(owners, other);

    if (!left.bytes || !right.bytes)
        return (left.bytes != NULL) - (right.bytes != NULL);
    return text_compare(left, right);
}

static int compare_pids(const struct owners *owners, const struct process *one,
                        const struct process *other)
{
    (void)owners;
    return (one->pid > other->pid) - (one->pid < other->pid);
}

static int compare_processes(const struct owners *owners, const struct process *one,
                             const struct process *other)
{
    int result = compare_names(owners, one, other);

    return result ? result : compare_pids(owners, one, other);
}

static int compare_lists(const struct value *one, const struct value *other,
                         const struct owners *owners,
                         int (*compare)(const struct owners *, const struct process *,
                                        const struct process *))
{
    const struct holder *left = one->holders;
    const struct holder *right = other->holders;

    while (left && right) {
        int result = compare(owners, process_of(owners, left), process_of(owners, right));
        if (result != 0)
            return result;
        left = owners_next_process(owners, left);
        right = owners_next_process(owners, right);
    }
    return (left != NULL) - (right != NULL);
}

int processes_compare(const struct value *one, const struct value *other, const struct facts *facts)
{
    return compare_lists(one, other, &facts->owners, compare_processes);
}

int pids_compare(const struct value *one, const struct value *other, const struct facts *facts)
{
    return compare_lists(one, other, &facts->owners, compare_pids);
}

int comms_compare(const struct value *one, const struct value *other, const struct facts *facts)
{
    return compare_lists(one, other, &facts->owners, compare_names);
}

int contexts_compare(const struct value *one, const struct value *other, const struct facts *facts)
{
    return compare_lists(one, other, &facts->owners, compare_contexts);
}

void processes_identity(struct strbuf *bytes, const struct value *value, const struct facts *facts)
{
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next_process(&facts->owners, holder))
        strbuf_bytes(bytes, (const char *)&holder->process, sizeof(holder->process));
}
