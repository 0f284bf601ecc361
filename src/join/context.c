// SPDX-License-Identifier: MIT
#include "join/context.h"

#include "join/descriptors.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_CONTEXT 4096 // the kernel writes at most a page

struct text context_parse(const char *bytes, size_t length)
{
    size_t end = 0;

    while (end < length && bytes[end] != '\0' && bytes[end] != '\n')
        end++;
    return (struct text){bytes, end};
}

/** A descriptor that a thread of a process may have. */
struct sought {
    uint32_t fd;
    uint32_t inode; /**< of the socket that it refers to */
    bool found;
};

/** Notes in *SOUGHT if descriptor PREFIX/fd/N refers to the socket. */
static void look_for(int directory, const char *prefix, struct sought *sought)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    char link[32]; // longer links are not sockets
    uint32_t inode = 0;

    strbuf_text(&path, prefix);
    strbuf_text(&path, "/fd/");
    strbuf_decimal(&path, sought->fd);
    ssize_t length = readlinkat(directory, path.data, link, sizeof(link));
    if (length > 0 && descriptors_parse_link(link, (size_t)length, &inode))
        sought->found |= inode == sought->inode;
}

static void look_in_thread(struct reader *reader, int directory, const struct number *number,
                           void *context)
{
    (void)reader;
    look_for(directory, number->name, context);
}

/** Returns true if a thread of the process, whose directory is open, holds the socket. */
static bool holds(int process, const struct sought *socket)
{
    struct sought sought = *socket;

    look_for(process, ".", &sought);
    if (sought.found)
        return true;
    CLEANUP(file_close)
    int threads = openat(process, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (threads >= 0)
        descriptors_numbers(NULL, threads, look_in_thread, &sought);
    return sought.found;
}

/** Returns the directory of process PID, open, or a negative errno. */
static int open_process(int proc, uint32_t pid)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    strbuf_decimal(&path, pid);
    int fd = openat(proc, path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/** Returns true if the kernel gives a process no context. */
static bool means_none(int error)
{
    return error == -EINVAL || error == -ENOENT;
}

/**
 * Reads the context of the process of HOLDER, which holds a socket with INODE. Returns 0 or the
 * negative errno that leaves the context unknown.
 */
static int read_context(int proc, struct owners *owners, const struct holder *holder,
                        uint32_t inode)
{
    CLEANUP(strbuf_free) struct strbuf bytes = {0};
    CLEANUP(file_close) int process = open_process(proc, owners->processes[holder->process].pid);
    const struct sought socket = {.fd = holder->fd, .inode = inode};

    if (process < 0)
        return process;
    int error = file_read(process, "attr/current", LARGEST_CONTEXT, &bytes);
    if (error && !means_none(error))
        return error;
    // The directory stays that of one process; its number may have been that of another before.
    if (!holds(process, &socket))
        return -ESRCH;
    struct text context = {0};
    if (!error)
        context = context_parse(bytes.data, bytes.length);
    owners_set_context(owners, holder->process, context);
    return 0;
}

/** Sets FACTS->no_contexts if processes were read, and all without a context. */
static void note_none(struct facts *facts)
{
    const struct owners *owners = &facts->owners;
    size_t counts[] = {[CONTEXT_UNKNOWN] = 0, [CONTEXT_NONE] = 0, [CONTEXT_KNOWN] = 0};

    for (size_t i = 0; i < owners->process_count; i++)
        counts[owners->processes[i].context]++;
    facts->no_contexts = counts[CONTEXT_NONE] > 0 && counts[CONTEXT_KNOWN] == 0;
}

void context_join(const struct sock_table *table, const char *proc, struct facts *facts)
{
    CLEANUP(file_close) int fd = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct owners *owners = &facts->owners;
    int refused = 0;

    for (size_t i = 0; i < table->count && fd >= 0; i++) {
        const struct sock *sock = &table->rows[i];
        for (const struct holder *holder = owners_first(owners, sock); holder;
             holder = owners_next_process(owners, holder)) {
            if (owners->processes[holder->process].context != CONTEXT_UNKNOWN)
                continue;
            int error = read_context(fd, owners, holder, sock->inode);
            refused = error == -EACCES || error == -EPERM ? error : refused;
        }
    }
    if (refused)
        facts_warn(facts, "security contexts of some processes are not readable: %s",
                   strerror(-refused));
    note_none(facts);
}
