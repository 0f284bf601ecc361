// SPDX-License-Identifier: MIT
/**
 * JSON documents with foreign names in them. The first byte chooses the format and columns; the
 * rest, divided by newlines, is the name of the host, the boot, a user, an interface, a service
 * and two processes, and a warning. A reader here takes what is written apart, down to the last
 * byte, and finds every name again.
 */
#include "../known.h"
#include "readers.h"
#include "socks.h"

#include "base/escape.h"
#include "show/show.h"

#include <sys/mman.h>
#include <unistd.h>

#define NAMES 8
#define DEEPEST 8

static void value_take(struct input *input, unsigned depth);

static void blanks_take(struct input *input)
{
    while (byte_take(input, ' ') || byte_take(input, '\n'))
        ;
}

static void string_take(struct input *input)
{
    uint32_t character = 0;

    MUST(byte_take(input, '"'));
    while (!byte_take(input, '"')) {
        MUST(input->place < input->end);
        MUST(json_character_take(input, &character));
    }
}

/** Members or elements up to CLOSE, with commas between. */
static void list_take(struct input *input, char close, unsigned depth)
{
    MUST(depth < DEEPEST);
    blanks_take(input);
    if (byte_take(input, close))
        return;
    do {
        blanks_take(input);
        if (close == '}') {
            string_take(input);
            MUST(byte_take(input, ':'));
        }
        value_take(input, depth + 1);
        blanks_take(input);
    } while (byte_take(input, ','));
    MUST(byte_take(input, close));
}

static void word_take(struct input *input, const char *word)
{
    while (*word)
        MUST(byte_take(input, *word++));
}

/** No fractions and no signs are written. */
static void number_take(struct input *input)
{
    const unsigned char *start = input->place;

    while (input->place < input->end && *input->place >= '0' && *input->place <= '9')
        input->place++;
    MUST(input->place > start && (*start != '0' || input->place == start + 1));
}

static void value_take(struct input *input, unsigned depth)
{
    MUST(input->place < input->end);
    if (*input->place == '"')
        string_take(input);
    else if (byte_take(input, '{'))
        list_take(input, '}', depth);
    else if (byte_take(input, '['))
        list_take(input, ']', depth);
    else if (*input->place == 't')
        word_take(input, "true");
    else if (*input->place == 'f')
        word_take(input, "false");
    else if (*input->place == 'n')
        word_take(input, "null");
    else
        number_take(input);
}

/** What the bytes are in base64, or as a string when they are UTF-8, is somewhere in OUTPUT. */
static void check_has(const char *output, size_t length, struct text name)
{
    CLEANUP(strbuf_free) struct strbuf wanted = {0};

    if (!escape_json(&wanted, name.bytes, name.length)) {
        strbuf_truncate(&wanted, 0);
        strbuf_byte(&wanted, '"');
        escape_base64(&wanted, name.bytes, name.length);
        strbuf_byte(&wanted, '"');
    }
    MUST(memmem(output, length, wanted.data, wanted.length));
}

static struct text next_name(struct text *rest)
{
    const char *newline = memchr(rest->bytes, '\n', rest->length);
    struct text name = {rest->bytes, newline ? (size_t)(newline - rest->bytes) : rest->length};

    *rest = text_skip(*rest, newline ? name.length + 1 : name.length);
    return name;
}

/** A socket held by two processes, and one that nobody holds. */
static void make_table(struct sock_table *table)
{
    struct plain_sock held = {
        .state = STATE_ESTABLISHED,
        .local = {10, 1, 2, 3},
        .local_port = 53,
        .peer_port = 999,
        .inode = 7,
        .uid = 9,
        .device = 3,
        .cookie = 0x1f,
        .known = HAVE_INODE | HAVE_UID | HAVE_DEVICE | HAVE_COOKIE | HAVE_QUEUES | HAVE_V6ONLY,
    };
    struct plain_sock unheld = held;

    unheld.known = HAVE_ACCEPT_QUEUE | HAVE_TIMER;
    unheld.state = STATE_LISTEN;
    unheld.timer = TIMER_ON;
    unheld.family = FAMILY_IPV6;
    *sock_table_add(table) = sock_of(&held);
    *sock_table_add(table) = sock_of(&unheld);
}

static void make_facts(struct facts *facts, const struct text names[NAMES])
{
    known_init(facts);
    facts->requested[PROTO_TCP] = true;
    strbuf_bytes(&known_host(facts)->name, names[0].bytes, names[0].length);
    strbuf_bytes(&known_host(facts)->boot_id, names[1].bytes, names[1].length);
    names_add(&known_names(facts)->users, 9, names[2].bytes, names[2].length);
    names_add(&facts->own.devices, 3, names[3].bytes, names[3].length);
    names_add(&known_names(facts)->services, name_cache_service_id(6, 53), names[4].bytes,
              names[4].length);
    owners_want(&facts->owners, 7);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t process = owners_add_process(&facts->owners, 100 + i, names[5 + i]);
        owners_add_holder(&facts->owners, 0, process, 3);
        owners_add_holder(&facts->owners, 0, process, 4);
    }
    facts->owners.scan = SCAN_FULL;
    facts->warnings = calloc(1, sizeof(*facts->warnings));
    facts->warnings[0] = text_copy(names[7]);
    facts->warning_count = facts->warning_capacity = 1;
}

static void check_output(int file, const struct view *view, const struct text names[NAMES])
{
    size_t length = (size_t)lseek(file, 0, SEEK_END);
    char *output = malloc(length);

    MUST(pread(file, output, length, 0) == (ssize_t)length);
    struct input input = input_of(output, length);
    size_t documents = 0;
    do {
        value_take(&input, 0);
        MUST(byte_take(&input, '\n'));
        documents++;
    } while (input.place < input.end);
    MUST(documents == (view->format == FORMAT_JSONL ? 3 : 1));
    check_has(output, length, names[0]);
    for (size_t i = 2; i < 7; i++) {
        if (names[i].length > 0)
            check_has(output, length, names[i]);
    }
    free(output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t chosen = choice(&data, &size);
    struct view view = {.format = chosen & 1 ? FORMAT_JSONL : FORMAT_JSON};
    struct sock_table table = {0};
    struct facts facts;
    struct text names[NAMES];
    char *bytes = exact(data, size);
    struct text rest = {bytes, size};
    int file = memfd_create("json", MFD_CLOEXEC);

    MUST(file >= 0);
    for (size_t i = 0; i < NAMES; i++)
        names[i] = next_name(&rest);
    make_table(&table);
    make_facts(&facts, names);
    MUST(view_add_list(&view, "user,device,local_service,comm", &(struct user_error){0}));
    MUST(view_add_list(
        &view, chosen & 2 ? "processes,pid,v6only,cookie,local_address,inode,local" : "state",
        &(struct user_error){0}));
    struct show *show = show_begin(&view, &facts, file);
    show_rows(show, &table);
    MUST(show_end(show) == 0);
    check_output(file, &view, names);
    close(file);
    view_free(&view);
    known_free(&facts);
    sock_table_free(&table);
    free(bytes);
    return 0;
}
