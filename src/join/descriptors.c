// SPDX-License-Identifier: MIT
#include "join/descriptors.h"

#include "base/parse.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void reader_free(struct reader *reader)
{
    owners_free(&reader->found);
    free(reader->finds);
    *reader = (struct reader){0};
}

/**
 * Stores the error of reading a process (0: none). A vanished entry is not an error: the process
 * has ended.
 */
static void note_error(struct reader *reader, int error)
{
    if (error == -EACCES || error == -EPERM)
        reader->refused = true;
    else if (error && error != -ENOENT && error != -ESRCH)
        reader->failure = error;
}

/** A visitor of descriptors_numbers and what it is called with. */
struct visit {
    struct reader *reader;
    number_visitor *visit;
    void *context;
};

static void pass_number(void *context, int directory, const struct number *number)
{
    const struct visit *visit = context;

    visit->visit(visit->reader, directory, number, visit->context);
}

int descriptors_numbers(struct reader *reader, int directory, number_visitor *visit, void *context)
{
    return directory_numbers(directory, pass_number, &(struct visit){reader, visit, context});
}

/** A process while its descriptors are read. */
struct visited {
    uint32_t pid;
    const char *comm; /**< path of its name, relative to the directory of descriptors */
    bool added;       /**< the process was added as number `index` */
    bool abandoned;   /**< its descriptors cannot be read */
    uint32_t index;
};

/** Adds the process when its first socket is found; returns false if the process has ended. */
static bool add_process(struct reader *reader, int descriptors, struct visited *process)
{
    CLEANUP(strbuf_free) struct strbuf comm = {0};
    // Relative to the open directory, so that a reused process number cannot matter.
    int error = file_read(descriptors, process->comm, 4096, &comm);

    if (error) {
        note_error(reader, error);
        return false;
    }
    if (comm.length > 0 && comm.data[comm.length - 1] == '\n')
        strbuf_truncate(&comm, comm.length - 1);
    process->index = owners_add_process(&reader->found, process->pid, strbuf_contents(&comm));
    process->added = true;
    return true;
}

uint32_t descriptors_lower(uint32_t pid, uint32_t other)
{
    return pid == 0 || (other > 0 && other < pid) ? other : pid;
}

bool descriptors_parse_link(const char *link, size_t length, uint32_t *ret_inode)
{
    static const char prefix[] = "socket:[";
    size_t start = sizeof(prefix) - 1;
    uint64_t inode = 0;

    if (length <= start || memcmp(link, prefix, start) != 0)
        return false;
    if (link[length - 1] != ']' ||
        parse_decimal(link + start, length - start - 1, UINT32_MAX, &inode) != 0)
        return false;
    *ret_inode = (uint32_t)inode;
    return true;
}

/** Returns true if a descriptor of process PID for the socket of CHAIN must be added. */
static bool is_news(const struct reader *reader, uint32_t pid, uint32_t chain)
{
    uint32_t unused = 0;

    if (!reader->threads)
        return true;
    return reader->held ? !idmap_find(reader->held, owners_holder_key(chain, pid), &unused)
                        : !owners_chain(reader->owners, chain);
}

static void visit_descriptor(struct reader *reader, int directory, const struct number *number,
                             void *context)
{
    struct visited *process = context;
    char link[32]; // longer links are not sockets
    uint32_t inode = 0;
    struct find find = {.fd = number->value};

    if (process->abandoned)
        return;
    reader->descriptors++;
    ssize_t length = readlinkat(directory, number->name, link, sizeof(link));
    if (length < 0) {
        note_error(reader, -errno);
        process->abandoned = errno != ENOENT; // a refusal applies to all descriptors
        return;
    }
    if (!descriptors_parse_link(link, (size_t)length, &inode) ||
        !owners_wanted(reader->owners, inode, &find.chain) ||
        !is_news(reader, process->pid, find.chain))
        return;
    if (!process->added && !add_process(reader, directory, process)) {
        process->abandoned = true;
        return;
    }
    find.process = process->index;
    reader->finds =
        alloc_grow(reader->finds, &reader->capacity, reader->count + 1, sizeof(*reader->finds));
    reader->finds[reader->count++] = find;
}

/** A directory below that of a process or thread, and the visitor of its entries. */
struct child {
    const char *name;
    number_visitor *visit;
};

static const struct child descriptors_of = {"fd", visit_descriptor};

/** Visits the numeric entries of the directory NUMBER/CHILD. */
static void visit_child(struct reader *reader, int directory, uint32_t number,
                        const struct child *child, struct visited *process)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    strbuf_decimal(&path, number);
    strbuf_byte(&path, '/');
    strbuf_text(&path, child->name);
    CLEANUP(file_close) int fd = openat(directory, path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? -errno : descriptors_numbers(reader, fd, child->visit, process);
    note_error(reader, error);
}

static void visit_thread(struct reader *reader, int directory, const struct number *number,
                         void *context)
{
    struct visited *process = context;

    process->abandoned = false;
    visit_child(reader, directory, number->value, &descriptors_of, process);
}

static const struct child threads_of = {"task", visit_thread};

bool descriptors_read(struct reader *reader, int proc, uint32_t pid)
{
    struct visited process = {.pid = pid, .comm = reader->threads ? "../../../comm" : "../comm"};

    reader->refused = false;
    visit_child(reader, proc, pid, reader->threads ? &threads_of : &descriptors_of, &process);
    if (reader->refused)
        reader->denied = descriptors_lower(reader->denied, pid);
    return !reader->refused;
}
