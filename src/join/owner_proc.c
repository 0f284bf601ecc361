// SPDX-License-Identifier: MIT
#include "join/owner_proc.h"

#include "base/file.h"
#include "base/parse.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY_BUFFER 32768

/** The walk, and what it met. */
struct walk {
    struct owners *owners;
    const struct idmap *done; /**< processes to leave out */
    bool threads;             /**< the second pass: descriptors of single threads */
    size_t earlier;           /**< holders that the first pass found */
    bool met;                 /**< some process was there */
    bool denied;              /**< some process may not be read */
    int failure;              /**< negative errno of something that should have worked */
};

typedef void entry_visitor(struct walk *walk, int directory, const char *name, void *context);

/**
 * Notes why something of a process could not be read (0: it could). What vanished is no failure:
 * the process is gone, and its descriptors with it.
 */
static void note_error(struct walk *walk, int error)
{
    if (error == -EACCES || error == -EPERM)
        walk->denied = true;
    else if (error && error != -ENOENT && error != -ESRCH)
        walk->failure = error;
}

/** Visits the entries of DIRECTORY whose names are numbers. 0, or the negative errno of reading. */
static int visit_numbers(struct walk *walk, int directory, entry_visitor *visit, void *context)
{
    CLEANUP(alloc_free_text) char *buffer = alloc_array(DIRECTORY_BUFFER, 1);
    ssize_t size;

    while ((size = getdents64(directory, buffer, DIRECTORY_BUFFER)) > 0) {
        for (ssize_t offset = 0; offset < size;) {
            const struct dirent64 *entry = (const void *)(buffer + offset);
            if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
                visit(walk, directory, entry->d_name, context);
            offset += entry->d_reclen;
        }
    }
    return size < 0 ? -errno : 0;
}

/** One process, while its descriptors are read. */
struct visited {
    uint32_t pid;
    const char *comm; /**< its name, seen from the directory of descriptors */
    bool added;       /**< to the owners, as process number `index` */
    bool abandoned;   /**< its descriptors cannot be read */
    uint32_t index;
};

/** Adds the process when the first of its sockets is found; false when it is gone. */
static bool add_process(struct walk *walk, int descriptors, struct visited *process)
{
    CLEANUP(strbuf_free) struct strbuf comm = {0};
    // Relative to the held directory: no other process can have taken the number meanwhile.
    int error = file_read(descriptors, process->comm, 4096, &comm);

    if (error) {
        note_error(walk, error);
        return false;
    }
    if (comm.length > 0 && comm.data[comm.length - 1] == '\n')
        strbuf_truncate(&comm, comm.length - 1);
    process->index =
        owners_add_process(walk->owners, process->pid, (struct text){comm.data, comm.length});
    process->added = true;
    return true;
}

bool owner_proc_parse_link(const char *link, size_t length, uint32_t *ret_inode)
{
    static const char prefix[] = "socket:[";
    size_t start = sizeof(prefix) - 1;
    uint64_t inode = 0;

    if (length <= start || memcmp(link, prefix, start) != 0 || link[length - 1] != ']' ||
        parse_decimal(link + start, length - start - 1, UINT32_MAX, &inode) != 0)
        return false;
    *ret_inode = (uint32_t)inode;
    return true;
}

/**
 * True when the holder is known already: the second pass is about sockets that the first one did
 * not find, and several threads of a process may share what it finds.
 */
static bool is_known(const struct walk *walk, uint32_t chain, const struct visited *process,
                     uint32_t fd)
{
    const struct owners *owners = walk->owners;
    const struct holder *holder = owners_chain(owners, chain);

    if (!walk->threads || !holder)
        return false;
    if (owners->chains[chain].first <= walk->earlier)
        return true;
    while (holder && !(process->added && holder->process == process->index && holder->fd == fd))
        holder = owners_next(owners, holder);
    return holder;
}

static void visit_descriptor(struct walk *walk, int directory, const char *name, void *context)
{
    struct visited *process = context;
    char link[32]; // longer links are no sockets
    uint32_t inode = 0;
    uint32_t chain = 0;
    uint64_t fd = 0;

    if (process->abandoned)
        return;
    ssize_t length = readlinkat(directory, name, link, sizeof(link));
    if (length < 0) {
        note_error(walk, -errno);
        process->abandoned = errno != ENOENT; // refused once, refused for each
        return;
    }
    if (!owner_proc_parse_link(link, (size_t)length, &inode) ||
        !owners_wanted(walk->owners, inode, &chain) ||
        parse_decimal(name, strlen(name), INT32_MAX, &fd) != 0 ||
        is_known(walk, chain, process, (uint32_t)fd))
        return;
    if (!process->added && !add_process(walk, directory, process)) {
        process->abandoned = true;
        return;
    }
    owners_add_holder(walk->owners, chain, process->index, (uint32_t)fd);
}

/** A directory below that of a process or thread, and who visits its entries. */
struct child {
    const char *name;
    entry_visitor *visit;
};

static const struct child descriptors_of = {"fd", visit_descriptor};

/** Visits the entries of the directory NAME/CHILD whose names are numbers. */
static void visit_child(struct walk *walk, int directory, const char *name,
                        const struct child *child, struct visited *process)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    strbuf_text(&path, name);
    strbuf_byte(&path, '/');
    strbuf_text(&path, child->name);
    CLEANUP(file_close) int fd = openat(directory, path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? -errno : visit_numbers(walk, fd, child->visit, process);
    note_error(walk, error);
}

static void visit_thread(struct walk *walk, int directory, const char *name, void *context)
{
    struct visited *process = context;

    process->abandoned = false;
    visit_child(walk, directory, name, &descriptors_of, process);
}

static const struct child threads_of = {"task", visit_thread};

static void visit_process(struct walk *walk, int directory, const char *name, void *context)
{
    struct visited process = {.comm = walk->threads ? "../../../comm" : "../comm"};
    uint64_t pid = 0;
    uint32_t unused;

    (void)context;
    if (parse_decimal(name, strlen(name), INT32_MAX, &pid) != 0)
        return;
    walk->met = true;
    if (idmap_find(walk->done, pid, &unused))
        return;
    process.pid = (uint32_t)pid;
    visit_child(walk, directory, name, walk->threads ? &threads_of : &descriptors_of, &process);
}

/**
 * Visits all processes. A thread can have descriptors of its own (unshare(2), CLONE_FILES), and
 * the first thread of a process can end before others: so sockets that nobody seems to hold are
 * looked for once more, in every thread. That takes as long as there are threads, hence only
 * where it can make the difference between a holder and none.
 */
static int visit_all(struct walk *walk, int proc)
{
    int error = visit_numbers(walk, proc, visit_process, NULL);

    if (error || walk->denied || walk->failure || owners_all_found(walk->owners))
        return error;
    walk->threads = true;
    walk->earlier = walk->owners->holder_count;
    if (lseek(proc, 0, SEEK_SET) < 0)
        return -errno;
    return visit_numbers(walk, proc, visit_process, NULL);
}

int owner_proc_scan(int proc, const struct idmap *done, struct owners *owners)
{
    struct walk walk = {.owners = owners, .done = done};
    int error = visit_all(&walk, proc);

    if (error)
        walk.failure = error;
    if (!walk.met)
        return error ? error : -ENODEV; // not even this process: it is no procfs
    owners->scan = walk.denied || walk.failure ? SCAN_PARTIAL : SCAN_FULL;
    return walk.failure;
}
