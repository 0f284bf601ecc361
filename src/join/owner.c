// SPDX-License-Identifier: MIT
#include "join/owner.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "join/backend.h"
#include "join/ends.h"
#include "join/owner_bpf.h"
#include "join/owner_proc.h"
#include "os/bpf_iter.h"
#include "os/capability.h"
#include "os/file.h"
#include "os/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Name of the first PID namespace, in which every process is visible (include/linux/proc_ns.h). */
#define FIRST_PID_NAMESPACE "pid:[4026531836]"

#define AHEAD 16 // sockets

#define LARGEST_MOUNTINFO (16 << 20)

/** With fewer open files on the host, reading all links is faster than loading a BPF program. */
#define FEW_FILES 400

/** With more, reading them takes long enough to begin early. */
#define MANY_FILES 20000

/**
 * Returns true if a word in TEXT of LENGTH bytes begins with PREFIX. Words are separated by commas
 * or blanks.
 */
static bool has_option(const char *text, size_t length, const char *prefix)
{
    size_t prefix_length = strlen(prefix);

    for (size_t i = 0; i + prefix_length <= length; i++) {
        bool starts = i == 0 || text[i - 1] == ',' || text[i - 1] == ' ';
        if (starts && memcmp(text + i, prefix, prefix_length) == 0)
            return true;
    }
    return false;
}

/** Returns true if word number INDEX of the line is WORD. */
static bool word_is(const char *line, size_t length, size_t index, const char *word)
{
    const char *end = line + length;

    while (index > 0 && line < end)
        index -= *line++ == ' ';
    size_t word_length = strlen(word);
    return (size_t)(end - line) >= word_length && memcmp(line, word, word_length) == 0 &&
           (line + word_length == end || line[word_length] == ' ');
}

bool owner_mount_hides(const char *mountinfo, size_t length, const char *proc)
{
    static const size_t mount_point = 4;
    bool hides = false;

    while (length > 0) {
        const char *newline = memchr(mountinfo, '\n', length);
        size_t line = newline ? (size_t)(newline - mountinfo) : length;
        // The last mount at this path is the visible one.
        if (word_is(mountinfo, line, mount_point, proc))
            hides = has_option(mountinfo, line, "hidepid=") &&
                    !has_option(mountinfo, line, "hidepid=off");
        line += newline ? 1 : 0;
        mountinfo += line;
        length -= line;
    }
    return hides;
}

/** A procfs. */
struct procfs {
    const char *path;
    int fd; /**< its directory, open */
};

/** Returns true if the procfs shows the first PID namespace; returns false if that is unknown. */
static bool shows_first_namespace(const struct procfs *procfs)
{
    char namespace[sizeof(FIRST_PID_NAMESPACE)];
    ssize_t length = readlinkat(procfs->fd, "self/ns/pid", namespace, sizeof(namespace));

    return length == sizeof(FIRST_PID_NAMESPACE) - 1 &&
           memcmp(namespace, FIRST_PID_NAMESPACE, sizeof(FIRST_PID_NAMESPACE) - 1) == 0;
}

/**
 * Returns why the procfs may hide processes: those outside of this PID namespace, or those that the
 * option hidepid hides. Assumes that it does if this is unknown.
 */
static enum owner_gap gap_of(const struct procfs *procfs)
{
    CLEANUP(strbuf_free) struct strbuf mounts = {0};

    if (!shows_first_namespace(procfs))
        return GAP_NAMESPACE;
    if (file_read(procfs->fd, "self/mountinfo", LARGEST_MOUNTINFO, &mounts) != 0 ||
        owner_mount_hides(mounts.data, mounts.length, procfs->path))
        return GAP_HIDEPID;
    return GAP_NONE;
}

/** Sets *RET_FILES to the number of open files on the host, MANY_FILES for more; false: unknown. */
static bool count_files(const struct procfs *procfs, uint64_t *ret_files)
{
    CLEANUP(strbuf_free) struct strbuf counts = {0};

    if (file_read(procfs->fd, "sys/fs/file-nr", 4096, &counts) != 0)
        return false;
    struct text text = strbuf_contents(&counts);
    int error = parse_decimal(text.bytes, text_digits(text), MANY_FILES, ret_files);
    if (error == -ERANGE)
        *ret_files = MANY_FILES;
    return error == 0 || error == -ERANGE;
}

/** Returns true if the host has few open files; returns false if that is unknown. */
static bool has_few_files(const struct procfs *procfs)
{
    uint64_t files = 0;

    return count_files(procfs, &files) && files <= FEW_FILES;
}

/** Descriptors of all processes, which are read while sockets are. */
struct owner_early {
    struct owner_bpf *program; /**< borrowed */
    pthread_t thread;
    struct strbuf records;
    int error;
};

static void *read_early(void *context)
{
    struct owner_early *early = context;

    early->error = owner_bpf_read(early->program, &early->records);
    return NULL;
}

static void early_free(struct owner_early *early)
{
    strbuf_free(&early->records);
    free(early);
}

/** Waits for what was read early; the caller frees it. NULL: nothing was. */
static struct owner_early *early_take(struct owner_source *source)
{
    struct owner_early *early = source->early;

    if (early)
        pthread_join(early->thread, NULL);
    source->early = NULL;
    return early;
}

/** Ends the early reading: its thread must not outlive the right to read. */
static void forget_early(struct owner_source *source)
{
    struct owner_early *early = early_take(source);

    if (early)
        early_free(early);
}

/** Returns true, and all holders, if what was read early has one of every socket. */
static bool take_early(struct owner_source *source, struct owners *owners)
{
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = owners};
    struct owner_early *early = early_take(source);

    if (!early)
        return false;
    bool good =
        !early->error && owner_pass_decode(&pass, early->records.data, early->records.length) == 0;
    if (good)
        owner_pass_end(&pass);
    early_free(early);
    if (good && owners_all_found(owners))
        return true;
    owners_forget_holders(owners);
    return false;
}

static int scan_proc(const struct procfs *procfs, const struct idmap *done, struct owners *owners)
{
    int error = owner_proc_scan(procfs->fd, done, owners);

    if (owners->scan == SCAN_FULL)
        owners->gap = gap_of(procfs);
    if (owners->gap != GAP_NONE)
        owners->scan = SCAN_PARTIAL;
    return error;
}

/**
 * Scans by BPF, then reads /proc if a socket seems to have no holder: a kernel can hide a process
 * from the BPF program, and /proc then shows it, or that it may not be read. /proc is read only for
 * processes in which BPF found no socket. Returns 0 or why BPF is not available; sets *RET_ERROR to
 * the error of reading /proc.
 */
static int scan_bpf(const struct procfs *procfs, struct owner_source *source, struct owners *owners,
                    int *ret_error)
{
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = owners};
    struct owner_bpf **program = &source->program;

    if (take_early(source, owners)) {
        owners->scan = SCAN_FULL;
        return 0;
    }

    // The BPF program reports numbers of the first PID namespace, which are not valid in others.
    int refused = shows_first_namespace(procfs) ? 0 : -EXDEV;
    if (!refused && !*program)
        refused = owner_bpf_load(program);
    if (!refused)
        refused = owner_bpf_scan(*program, &pass);
    if (refused)
        return refused;
    owners->scan = SCAN_FULL;
    if (owners_all_found(owners))
        return 0;
    *ret_error = scan_proc(procfs, &pass.seen, owners);
    if (*ret_error)
        owners->scan = SCAN_PARTIAL;
    return 0;
}

/** The result of a scan for holders. */
struct outcome {
    int refused; /**< negative errno: BPF was requested but is not available */
    int error;   /**< negative errno of reading the procfs */
};

/** Returns true if sockstat may read every process that the kernel does not protect. */
static bool reads_all_processes(void)
{
    const uint64_t wanted = CAPABILITY(CAP_SYS_PTRACE) | CAPABILITY(CAP_DAC_READ_SEARCH);
    struct capabilities held;

    return capability_read(&held) == 0 && (held.effective & wanted) == wanted;
}

/** Finds the holders in the chosen way. */
static struct outcome scan(struct owner_source *source, struct owners *owners)
{
    CLEANUP(file_close) int fd = open(source->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct procfs procfs = {source->proc, fd};
    const struct idmap none = {0};
    struct outcome outcome = {0};

    if (fd < 0)
        return (struct outcome){.error = -errno};
    bool tries = source->choice == OWNERS_AUTO && bpf_iter_built && !has_few_files(&procfs);
    if (source->choice == OWNERS_BPF || tries) {
        outcome.refused = scan_bpf(&procfs, source, owners, &outcome.error);
        if (!outcome.refused || source->choice == OWNERS_BPF)
            return outcome;
    }
    outcome = (struct outcome){.error = scan_proc(&procfs, &none, owners)};
    // hidepid hides nothing from a user who may read every process. Processes outside of the PID
    // namespace seldom share a socket with one inside; they matter if no holder is found.
    owners->partial = owners->scan == SCAN_PARTIAL && owners->gap != GAP_NAMESPACE &&
                      !(owners->gap == GAP_HIDEPID && reads_all_processes());
    return outcome;
}

static size_t count_owned(const struct sock_table *table, const struct owners *owners,
                          enum owner owner)
{
    size_t count = 0;

    for (size_t i = 0; i < table->count; i++)
        count += owners_state(owners, &table->rows[i]) == owner;
    return count;
}

/** Appends why some processes were not read, and what to do. */
static void put_advice(struct strbuf *text, const struct owners *owners)
{
    bool privileged = reads_all_processes();

    if (owners->gap == GAP_NAMESPACE && geteuid() == 0) {
        strbuf_text(text, "processes outside of this PID namespace cannot be read");
    } else if (owners->gap == GAP_DENIED && privileged) {
        strbuf_text(text, "process ");
        strbuf_decimal(text, owners->denied_pid);
        strbuf_text(text,
                    " cannot be read, even by root (protected, or of another user namespace)");
    } else if (owners->gap == GAP_HIDEPID && privileged) {
        strbuf_text(text, "/proc is mounted with hidepid, or its mount cannot be read");
    } else {
        strbuf_text(text, "run as root (or with cap_sys_ptrace and cap_dac_read_search)");
    }
}

/**
 * Warns of sockets without a visible owner; otherwise of holders that may be missing because a
 * process could not be read.
 */
static void warn_of_gaps(const struct sock_table *table, struct facts *facts)
{
    const struct owners *owners = &facts->owners;
    CLEANUP(strbuf_free) struct strbuf advice = {0};

    put_advice(&advice, owners);
    if (owners->hidden > 0)
        facts_warn(facts, "owners of %zu of %zu sockets are not visible: %s", owners->hidden,
                   table->count, advice.data);
    else if (owners->partial && owners->gap == GAP_DENIED)
        facts_warn(facts, "other processes may hold these sockets, too: %s", advice.data);
}

static const char *bpf_words(int error)
{
    return error == -EXDEV ? "only available in the initial PID namespace, with its /proc mounted"
                           : bpf_iter_words(error);
}

static const char *proc_words(int error)
{
    return error == -ENODEV ? "shows no process" : strerror(-error);
}

void owner_load(struct owner_source *source)
{
    CLEANUP(file_close) int fd = open(source->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct procfs procfs = {source->proc, fd};

    if (source->choice != OWNERS_PROC && !source->program && fd >= 0 &&
        shows_first_namespace(&procfs))
        owner_bpf_load(&source->program);
}

bool owner_is_slow(const struct owner_source *source)
{
    CLEANUP(file_close) int fd = open(source->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct procfs procfs = {source->proc, fd};
    uint64_t files = 0;

    return source->choice != OWNERS_PROC && bpf_iter_built && !source->early && fd >= 0 &&
           count_files(&procfs, &files) && files >= MANY_FILES && shows_first_namespace(&procfs);
}

bool owner_begin(struct owner_source *source)
{
    if (!source->program && owner_bpf_load(&source->program) != 0)
        return false;
    source->early = alloc_array(1, sizeof(*source->early));
    source->early->program = source->program;
    if (!thread_start(&source->early->thread, read_early, source->early)) {
        free(source->early);
        source->early = NULL;
    }
    return source->early;
}

void owner_source_close(struct owner_source *source)
{
    forget_early(source);
    owner_bpf_unload(source->program);
    source->program = NULL;
}

void owner_join(const struct sock_table *table, struct owner_source *source, struct facts *facts)
{
    struct owners *owners = &facts->owners;

    owners->searched = true;
    owners_reserve(owners, table->count);
    for (size_t i = 0; i < table->count; i++) {
        if (i + AHEAD < table->count)
            owners_look_ahead(owners, table->rows[i + AHEAD].inode);
        if (table->rows[i].have & HAVE_INODE)
            owners_want(owners, table->rows[i].inode);
        if (table->rows[i].have & HAVE_PEER_INODE)
            owners_want(owners, sock_peer_inode(&table->rows[i]));
    }
    ends_want_owners(table, facts);
    backend_want_owners(facts);
    struct outcome outcome = {0};
    if (owners->chain_count > 0)
        outcome = scan(source, owners);
    forget_early(source); // unless the scan has used it
    if (owners->chain_count == 0)
        return;
    ends_unite_owners(facts);
    owners->hidden = owners->scan == SCAN_PARTIAL ? count_owned(table, owners, OWNER_HIDDEN) : 0;
    if (outcome.refused)
        facts_incomplete(facts, "--owners=bpf: %s: owners are not known",
                         bpf_words(outcome.refused));
    else if (outcome.error)
        facts_incomplete(facts, "%s: %s: owners may be missing", source->proc,
                         proc_words(outcome.error));
    else if (owners->scan == SCAN_PARTIAL)
        warn_of_gaps(table, facts);
}
