// SPDX-License-Identifier: MIT
#include "join/process_names.h"

#include "base/nearest.h"
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/** Reads the name of the process ENTRY in /proc; returns false if there is none. */
static bool read_name(int proc, const char *entry, struct strbuf *name)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    strbuf_text(&path, entry);
    strbuf_text(&path, "/comm");
    strbuf_truncate(name, 0);
    if (text_digits(text_of(entry)) != strlen(entry) || file_read(proc, path.data, 64, name) != 0)
        return false;
    if (name->length > 0 && name->data[name->length - 1] == '\n')
        strbuf_truncate(name, name->length - 1);
    return name->length > 0;
}

/** Stores NAME in *SIMILAR if it is the nearest so far. */
static void offer(struct nearest *nearest, const struct strbuf *name, struct strbuf *similar)
{
    size_t rank = nearest->rank;

    nearest_offer(nearest, name->data);
    if (nearest->rank >= rank)
        return;
    strbuf_truncate(similar, 0);
    strbuf_bytes(similar, name->data, name->length);
}

bool process_names_find(const char *proc, struct text name, struct strbuf *ret_similar)
{
    CLEANUP(strbuf_free) struct strbuf one = {0};
    struct nearest nearest = nearest_to(name.bytes, name.length);
    DIR *directory = opendir(proc);
    const struct dirent *entry;
    bool found = !directory;

    while (directory && !found && (entry = readdir(directory))) {
        if (!read_name(dirfd(directory), entry->d_name, &one))
            continue;
        found = one.length == name.length && memcmp(one.data, name.bytes, name.length) == 0;
        if (!found)
            offer(&nearest, &one, ret_similar);
    }
    if (directory)
        closedir(directory);
    return found;
}

bool process_exists(const char *proc, uint64_t pid)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    CLEANUP(strbuf_free) struct strbuf name = {0};

    strbuf_text(&path, proc);
    strbuf_byte(&path, '/');
    strbuf_decimal(&path, pid);
    strbuf_text(&path, "/comm");
    return file_read(AT_FDCWD, path.data, 64, &name) != -ENOENT;
}
