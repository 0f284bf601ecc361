// SPDX-License-Identifier: MIT
#include "collect/netns_listeners.h"

#include "base/idmap.h"
#include "collect/proc_net.h"
#include "collect/tcp_walk.h"
#include "os/directory.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TCP_LINE 150 // bytes: no line is much longer
#define LONGEST_COUNTS 4096
#define MANY 64 // sockets of TCP: such namespaces are looked at last

static const enum proto protos[] = {PROTO_TCP, PROTO_UDP};

/** The state of netns_listeners_count. */
struct count {
    const struct netns_listeners *what;
    int proc;
    uint64_t deadline;
    struct idmap seen;  /**< namespaces, by the inode of net/tcp */
    struct strbuf late; /**< uint32_t each: processes in namespaces with many sockets */
    size_t matches;
    bool stopped;
};

static void count_free(struct count *count)
{
    file_close(&count->proc);
    idmap_free(&count->seen);
    strbuf_free(&count->late);
}

/** Returns the processor time of this thread in nanoseconds. */
static uint64_t time_used(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static bool is_over(struct count *count)
{
    count->stopped = count->stopped || time_used() > count->deadline;
    return count->stopped;
}

/** Returns the path of NAME of a process, below the procfs. */
static struct strbuf path_of(const char *process, const char *name)
{
    struct strbuf path = {0};

    strbuf_text(&path, process);
    strbuf_text(&path, "/net/");
    strbuf_text(&path, name);
    return path;
}

/** The reading of a file. */
struct file {
    struct count *count;
    struct proc_net_format format;
    int fd;
    uint64_t sockets; /**< of its family, as the kernel counts them; UINT64_MAX: not counted */
    bool matched;
    bool ended; /**< no listening socket follows */
};

/** Returns true if the socket is asked for, and not only perhaps: IPV6_V6ONLY is not known. */
static bool is_requested(const struct request *request, const struct sock *sock)
{
    bool perhaps = request->left_out && sock->family == FAMILY_IPV6 && address_is_any(&sock->local);

    return request_lists(request, sock) &&
           (!perhaps || !(request->left_out & FAMILY_BIT(FAMILY_IPV6)));
}

/** Takes a line without its newline. */
static void take_line(struct file *file, const char *line, size_t length)
{
    const struct netns_listeners *what = file->count->what;
    struct sock sock;

    if (proc_net_decode(line, length, &file->format, &sock) != 0)
        return;
    if (!sock_is_listening(&sock))
        file->ended = file->format.proto == PROTO_TCP;
    else if (is_requested(what->request, &sock) && what->matches(what->context, &sock))
        file->matched = file->ended = true;
}

/** Takes the complete lines of PENDING and removes them; HEAD: the first one has headings. */
static size_t take_lines(struct file *file, struct strbuf *pending, bool head)
{
    size_t taken = 0;
    size_t lines = 0;
    const char *newline;

    while (!file->ended &&
           (newline = memchr(pending->data + taken, '\n', pending->length - taken))) {
        size_t length = (size_t)(newline - pending->data) - taken;
        if (lines++ > 0 || !head)
            take_line(file, pending->data + taken, length);
        taken += length + 1;
    }
    memmove(pending->data, pending->data + taken, pending->length - taken);
    strbuf_truncate(pending, pending->length - taken);
    return lines;
}

static void read_lines(struct file *file)
{
    CLEANUP(strbuf_free) struct strbuf pending = {0};
    bool tcp = file->format.proto == PROTO_TCP;
    size_t lines = 0;

    while (!file->ended && lines <= file->sockets && !is_over(file->count)) {
        size_t size = tcp ? TCP_LINE : 4096;
        ssize_t length = file_read_some(file->fd, strbuf_room(&pending, size), size);
        if (length <= 0)
            return;
        strbuf_added(&pending, (size_t)length);
        lines += take_lines(file, &pending, lines == 0);
    }
}

/** Returns true if a socket in the file of PROCESS matches. */
static bool look_at_file(struct file *file, const char *process)
{
    const char *name = proto_table[file->format.proto].files[file->format.family];
    CLEANUP(strbuf_free) struct strbuf path = path_of(process, name);

    file->fd = openat(file->count->proc, path.data, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file->fd < 0)
        return false;
    read_lines(file);
    file_close(&file->fd);
    return file->matched;
}

/** Reads the numbers of TCP sockets of the namespace of PROCESS. Returns 0 or a negative errno. */
static int read_counts(const struct count *count, const char *process,
                       struct tcp_counts *ret_counts)
{
    CLEANUP(strbuf_free) struct strbuf path = path_of(process, "sockstat");
    CLEANUP(strbuf_free) struct strbuf path6 = path_of(process, "sockstat6");
    CLEANUP(strbuf_free) struct strbuf ipv4 = {0};
    CLEANUP(strbuf_free) struct strbuf ipv6 = {0};
    int error = file_read(count->proc, path.data, LONGEST_COUNTS, &ipv4);
    int error6 = file_read(count->proc, path6.data, LONGEST_COUNTS, &ipv6);

    if (error || (error6 && error6 != -ENOENT))
        return error ? error : error6;
    return tcp_counts_parse(strbuf_contents(&ipv4), strbuf_contents(&ipv6), ret_counts);
}

/** Returns true if a socket in the namespace of PROCESS, with COUNTS, matches. */
static bool look_at(struct count *count, const char *process, const struct tcp_counts *counts)
{
    for (size_t i = 0; i < 2 * sizeof(protos) / sizeof(protos[0]); i++) {
        enum proto proto = protos[i / 2];
        enum family family = i % 2 ? FAMILY_IPV6 : FAMILY_IPV4;
        state_set states = request_states(count->what->request, proto, family);
        struct file file = {.count = count, .sockets = UINT64_MAX};
        file.format = (struct proc_net_format){
            .proto = proto,
            .family = family,
            .big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
            .ticks = (unsigned)sysconf(_SC_CLK_TCK),
        };
        file.sockets = proto == PROTO_TCP ? counts->in_use[family] : UINT64_MAX;
        if ((states & proto_table[proto].listening) && file.sockets > 0 &&
            look_at_file(&file, process))
            return true;
    }
    return false;
}

/** Notes the namespace of PROCESS; returns true if it is a new one. */
static bool note(struct count *count, const char *process)
{
    CLEANUP(strbuf_free) struct strbuf path = path_of(process, "tcp");
    struct stat status;

    return fstatat(count->proc, path.data, &status, 0) == 0 &&
           idmap_add(&count->seen, status.st_ino, 0);
}

/** Looks at the namespace of PROCESS, or notes it to be looked at later. */
static void look_or_defer(struct count *count, const struct number *process, bool defers)
{
    struct tcp_counts counts;

    if (read_counts(count, process->name, &counts) != 0)
        return;
    if (defers && counts.in_use[FAMILY_IPV4] + counts.in_use[FAMILY_IPV6] > MANY)
        strbuf_bytes(&count->late, (const char *)&process->value, sizeof(process->value));
    else if (look_at(count, process->name, &counts))
        count->matches++;
}

static void look_at_late(struct count *count)
{
    for (size_t at = 0; at < count->late.length && !is_over(count); at += sizeof(uint32_t)) {
        CLEANUP(strbuf_free) struct strbuf name = {0};
        struct number number;
        memcpy(&number.value, count->late.data + at, sizeof(number.value));
        strbuf_decimal(&name, number.value);
        number.name = name.data;
        look_or_defer(count, &number, false);
    }
}

static void visit(void *context, int directory, const struct number *number)
{
    struct count *count = context;

    (void)directory;
    if (!is_over(count) && note(count, number->name))
        look_or_defer(count, number, true);
}

size_t netns_listeners_count(const struct netns_listeners *what, bool *ret_all)
{
    CLEANUP(count_free)
    struct count count = {.what = what,
                          .proc = open(what->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                          .deadline = time_used() + what->nanoseconds};

    *ret_all = false;
    if (count.proc < 0 || !note(&count, "thread-self"))
        return 0;
    *ret_all = directory_numbers(count.proc, visit, &count) == 0;
    look_at_late(&count);
    *ret_all = *ret_all && !count.stopped;
    return count.matches;
}
