// SPDX-License-Identifier: MIT
#include "join/ancestors.h"

#include "base/parse.h"
#include "join/descriptors.h"
#include "os/directory.h"
#include "os/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_STAT 4096

/** Ends a cycle, which processes that end and numbers that are reused could make. */
#define MOST_ANCESTORS 4096

void ancestors_free(struct ancestors *ancestors)
{
    idmap_free(&ancestors->sockets);
}

int ancestors_parse_parent(struct text stat, uint32_t *ret_parent)
{
    const char *name_end = stat.length > 0 ? memrchr(stat.bytes, ')', stat.length) : NULL;
    uint64_t parent = 0;

    if (!name_end)
        return -EBADMSG;
    struct text rest = text_skip(stat, (size_t)(name_end - stat.bytes) + 1);
    if (text_take_until(&rest, ' ').length > 0)
        return -EBADMSG;
    struct text state = text_take_until(&rest, ' ');
    struct text number = text_take_until(&rest, ' ');
    if (state.length != 1 || !isalpha((unsigned char)*state.bytes) ||
        parse_decimal(number.bytes, number.length, INT32_MAX, &parent) != 0)
        return -EBADMSG;
    *ret_parent = (uint32_t)parent;
    return 0;
}

/** The descriptors of one process. */
struct descriptors {
    struct idmap *sockets; /**< by inode */
    int error;             /**< negative errno: one of them could not be read; 0: none */
};

/**
 * Adds the inode of one descriptor if it is a socket. Without CAP_SYS_PTRACE, the list of the
 * descriptors can be readable, but not what they refer to.
 */
static void add_descriptor(void *context, int directory, const struct number *number)
{
    struct descriptors *descriptors = context;
    char link[64]; // longer ones are no sockets
    ssize_t length = readlinkat(directory, number->name, link, sizeof(link));
    uint32_t inode = 0;

    if (length < 0 && errno != ENOENT) // closed meanwhile
        descriptors->error = -errno;
    else if (length > 0 && descriptors_parse_link(link, (size_t)length, &inode))
        idmap_add(descriptors->sockets, inode, 0);
}

/** Adds the sockets of the process whose directory is open as PROCESS. Returns 0 or an error. */
static int add_descriptors(int process, struct ancestors *ancestors)
{
    struct descriptors descriptors = {.sockets = &ancestors->sockets};
    CLEANUP(file_close)
    int directory = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (directory < 0)
        return -errno;
    int error = directory_numbers(directory, add_descriptor, &descriptors);
    return error ? error : descriptors.error;
}

/** Reads one process below PROC and its parent's number. Returns 0 or a negative errno. */
static int read_process(int proc, const char *name, struct ancestors *ancestors,
                        uint32_t *ret_parent)
{
    CLEANUP(strbuf_free) struct strbuf stat = {0};
    CLEANUP(file_close)
    int process = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (process < 0)
        return -errno;
    int error = file_read(process, "stat", LONGEST_STAT, &stat);
    if (!error)
        error = ancestors_parse_parent(strbuf_contents(&stat), ret_parent);
    return error ? error : add_descriptors(process, ancestors);
}

void ancestors_read(const char *proc, struct ancestors *ancestors)
{
    CLEANUP(file_close) int directory = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(strbuf_free) struct strbuf name = {0};
    uint32_t pid = 0;

    if (directory < 0)
        ancestors->error = -errno;
    strbuf_text(&name, "self");
    for (size_t i = 0; i < MOST_ANCESTORS && !ancestors->error; i++) {
        uint32_t parent = 0;
        int error = read_process(directory, name.data, ancestors, &parent);
        if (error && pid != 1) {
            ancestors->unread = pid;
            ancestors->error = error;
        }
        if (error || parent == 0)
            return;
        pid = parent;
        strbuf_truncate(&name, 0);
        strbuf_decimal(&name, pid);
    }
}
