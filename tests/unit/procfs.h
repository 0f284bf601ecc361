// SPDX-License-Identifier: MIT
/**
 * A procfs laid out by hand, and what the walk over it finds.
 */
#ifndef PROCFS_H
#define PROCFS_H

#include "../known.h"
#include "scene.h"
#include "scratch.h"

#include "join/owner.h"

#define FIRST_NAMESPACE "pid:[4026531836]"

/** A procfs, three sockets (inodes 70 and 71, and one without) and what is found out. */
struct scene {
    struct scratch proc;
    struct sock_table table;
    struct facts facts;
};

static inline void scene_init(struct scene *scene)
{
    *scene = (struct scene){0};
    known_init(&scene->facts);
    scratch_make(&scene->proc);
    scratch_link(&scene->proc, "self/ns/pid", FIRST_NAMESPACE);
    scratch_file(&scene->proc, "self/mountinfo", TEXT("1 0 0:1 / / rw - ext4 / rw\n"));
    scene_add(&scene->table, "tcp established inode=70");
    scene_add(&scene->table, "tcp established inode=71");
    scene_add(&scene->table, "tcp established");
}

/** Process 100 "nginx" holds socket 70 as descriptor 5. */
static inline void add_nginx(struct scene *scene)
{
    scratch_file(&scene->proc, "100/comm", TEXT("nginx\n"));
    scratch_link(&scene->proc, "100/fd/0", "/dev/null");
    scratch_link(&scene->proc, "100/fd/5", "socket:[70]");
}

static inline void walk(struct scene *scene)
{
    struct owner_source source = {.proc = scene->proc.path, .choice = OWNERS_PROC};

    owner_join(&scene->table, &source, &scene->facts);
    scratch_remove(&scene->proc);
}

static inline void scene_free(struct scene *scene)
{
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

/** The plain text of "processes" is tested elsewhere: PID:FD and comm of every holder. */
static inline void assert_holders(const struct scene *scene, size_t row, const char *expected)
{
    const struct owners *owners = &scene->facts.owners;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    for (const struct holder *holder = owners_first(owners, &scene->table.rows[row]); holder;
         holder = owners_next(owners, holder)) {
        const struct process *process = &owners->processes[holder->process];
        struct text comm = owners_comm(owners, process);
        strbuf_decimal(&text, process->pid);
        strbuf_byte(&text, ':');
        strbuf_decimal(&text, holder->fd);
        strbuf_byte(&text, ' ');
        strbuf_bytes(&text, comm.bytes, comm.length);
        strbuf_byte(&text, ';');
    }
    assert_text(&text, expected);
}

static inline enum owner owner_of(const struct scene *scene, size_t row)
{
    return owners_state(&scene->facts.owners, &scene->table.rows[row]);
}

#endif
