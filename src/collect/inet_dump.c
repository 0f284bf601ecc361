// SPDX-License-Identifier: MIT
#include "collect/inet_dump.h"

#include "base/alloc.h"
#include "collect/inet_diag.h"
#include "collect/inet_rare.h"
#include "collect/inet_shares.h"
#include "os/kernel.h"
#include "os/kernel_release.h"
#include "sock/detail.h"
#include "sock/need.h"
#include "sock/tcp_info.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <stdlib.h>

/** Selects the sockets of a dump by how they got their local port. */
enum ports_by {
    PORTS_ANYHOW,
    PORTS_AUTOBOUND,
    PORTS_BOUND,
};

/** One dump, or two of a share each, and the target. */
struct dump_job {
    const struct request *request;
    enum proto proto;
    unsigned needs;       /**< of the request, those of the protocol */
    bool has_ports;       /**< ports apply to the protocol */
    bool has_bytecode;    /**< byte-code does, too */
    struct strbuf detail; /**< of the record at hand */
    bool packed;          /**< see tcp_info_put_accecn */
    bool shared;          /**< two dumps, of a share each, at the same time */
    bool expects_thread;  /**< another thread works meanwhile */
    bool together;        /**< one dump for all families */
    enum family family;   /**< used unless together */
    enum ports_by ports;
    int storage_error; /**< of the answer, before the first dump */
    struct row_sink *sink;
    struct inet_dump_answer *answer;
};

/** Drops what is not asked for of struct tcp_info, which is bulky; completes the rest. */
static void cut_info(struct dump_job *job)
{
    if (job->needs & NEED_INFO_REST)
        tcp_info_put_accecn(&job->detail, job->packed);
    else if (job->detail.length > 0)
        detail_cut(&job->detail, DETAIL_TCP_INFO, job->needs & NEED_INFO ? TCP_INFO_FIRST : 0);
}

static int take_record(const struct nlmsghdr *message, void *context)
{
    struct dump_job *job = context;
    struct sock sock;

    strbuf_truncate(&job->detail, 0);
    int error = inet_diag_decode(message, job->proto, &sock, &job->detail);
    if (error)
        return error;
    if (job->ports != PORTS_ANYHOW)
        inet_diag_note_autobound(job->request, job->ports == PORTS_AUTOBOUND, &sock);
    if ((job->needs & NEED_STORAGE) && job->answer->storage_error)
        sock.have |= HIDES_STORAGE;
    if (job->needs & NEED_KEYS)
        rare_put_keys(message, &sock, &job->detail);
    job->answer->told |= sock.have;
    job->answer->of_kernel |= !(sock.have & HAVE_INODE);
    job->answer->records++;
    cut_info(job);
    if (job->needs & NEED_SOCKOPT)
        rare_put_sockopt(message, &job->detail);
    sink_offer(job->sink, job->request, &sock, strbuf_contents(&job->detail));
    return 0;
}

#define STEP sizeof(struct inet_diag_bc_op)

/** Appends the byte-code of a condition on how sockets got their ports, before REST bytes. */
static void put_ports_by(enum ports_by ports, size_t rest, struct strbuf *code)
{
    struct inet_diag_bc_op autobound = {.code = INET_DIAG_BC_AUTO, .yes = STEP};
    struct inet_diag_bc_op reject = {
        .code = INET_DIAG_BC_JMP, .yes = STEP, .no = (uint16_t)(2 * STEP + rest)};

    autobound.no = ports == PORTS_BOUND ? 2 * STEP : (uint16_t)(2 * STEP + rest);
    if (ports != PORTS_ANYHOW)
        strbuf_bytes(code, (const char *)&autobound, sizeof(autobound));
    if (ports == PORTS_BOUND)
        strbuf_bytes(code, (const char *)&reject, sizeof(reject));
}

/**
 * Returns the number of parts of which the first share is one. The thread that receives this share
 * also decodes both, and does more if details are stored or the rows of a stream are passed on; on
 * two processors, a third thread delays it, too. With so many parts, both end at about the same
 * time (tests/bench).
 */
static unsigned parts_of(const struct dump_job *job)
{
    bool slower = job->expects_thread || job->sink->batch > 0 || (job->needs & NEED_INFO);

    return slower ? 3 : 2;
}

/**
 * Appends the byte-code of a dump, of the FIRST share or the other if the job is shared: the
 * conditions on the ports, then the byte-code of the request.
 */
static void put_bytecode(const struct dump_job *job, bool first, struct strbuf *code)
{
    CLEANUP(strbuf_free) struct strbuf rest = {0};
    struct text requested = job->request->bytecode;

    if (job->answer->without_bytecode || !job->has_bytecode)
        return;
    put_ports_by(job->ports, requested.length, &rest);
    strbuf_bytes(&rest, requested.bytes, requested.length);
    if (job->shared)
        inet_shares_put(first, parts_of(job), rest.length, code);
    strbuf_bytes(code, rest.data, rest.length);
}

/**
 * Allocates a request with LENGTH bytes of byte-code, and fills in its header; the caller frees it.
 * There is room for the number of a protocol and for an empty attribute, too.
 */
static struct nlmsghdr *new_request(size_t size, size_t length)
{
    size += NLMSG_SPACE(0) + 3 * sizeof(struct nlattr) + sizeof(uint32_t) + length;
    struct nlmsghdr *message = mnl_nlmsg_put_header(alloc_array(1, size + 2 * MNL_ALIGNTO));
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    return message;
}

static struct inet_diag_sockid only_ports(const struct dump_job *job)
{
    const struct request *request = job->request;

    if (!job->has_ports)
        return (struct inet_diag_sockid){0};
    return (struct inet_diag_sockid){.idiag_sport = htons(request->local_port),
                                     .idiag_dport = htons(request->peer_port)};
}

/** Returns the states to ask for. */
static uint32_t states_mask(enum proto proto, state_set set)
{
    // The kernel's mask has no bits for states of associations.
    return (PROTO_BIT(proto) & PROTOS_WITH_ROLES) && set ? UINT32_MAX : state_kernel_mask(set);
}

/** Creates a request for the sockets of one family. */
static struct nlmsghdr *request_family(const struct dump_job *job, size_t length)
{
    const struct request *request = job->request;
    struct inet_diag_req_v2 *body;
    struct nlmsghdr *message = new_request(sizeof(*body), length);

    body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    body->sdiag_family = family_table[job->family].number;
    body->idiag_ext = inet_diag_extensions(request, job->proto);
    body->idiag_states = states_mask(job->proto, request_states(request, job->proto, job->family));
    body->id = only_ports(job);
    inet_diag_put_protocol(message, body, proto_table[job->proto].number);
    return message;
}

/**
 * Creates a request for TCP sockets of any family, in the format from before SOCK_DIAG_BY_FAMILY:
 * the kernel walks its table once instead of twice (net/ipv4/inet_diag.c, inet_diag_dump_compat).
 */
static struct nlmsghdr *request_families(const struct dump_job *job, size_t length)
{
    const struct request *request = job->request;
    struct inet_diag_req *body;
    struct nlmsghdr *message = new_request(sizeof(*body), length);

    body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    message->nlmsg_type = TCPDIAG_GETSOCK;
    body->idiag_ext = inet_diag_extensions(request, job->proto);
    body->idiag_states = state_kernel_mask(request_proto_states(request, job->proto));
    body->id = only_ports(job);
    return message;
}

/**
 * With INET_DIAG_INFO, the kernel sends the keys of TCP_MD5SIG to users with CAP_NET_ADMIN
 * (net/ipv4/tcp_diag.c, tcp_diag_get_aux).
 */
static const struct dump_secret keys = {INET_DIAG_MD5SIG,
                                        NLMSG_SPACE(sizeof(struct inet_diag_msg))};

/** Returns true if the next dump asks for storage of BPF programs. */
static bool asks_storage(const struct dump_job *job)
{
    return (job->needs & NEED_STORAGE) && !job->answer->storage_error;
}

/** Creates the request for a dump, as put_bytecode. The caller frees it. */
static struct nlmsghdr *new_dump(const struct dump_job *job, bool first)
{
    CLEANUP(strbuf_free) struct strbuf code = {0};

    put_bytecode(job, first, &code);
    struct nlmsghdr *message =
        job->together ? request_families(job, code.length) : request_family(job, code.length);
    if (code.length > 0)
        mnl_attr_put(message, INET_DIAG_REQ_BYTECODE, code.length, code.data);
    if (asks_storage(job)) // of all maps, as it names none
        mnl_attr_put(message, INET_DIAG_REQ_SK_BPF_STORAGES | NLA_F_NESTED, 0, NULL);
    return message;
}

/** The sockets of a job: one, or one for each share. */
struct dump_sockets {
    struct netlink *netlink[INET_SHARES];
    size_t count;
};
static_assert(INET_SHARES <= NETLINK_QUERIES, "the dumps of all shares run at the same time");

static int dump_one(const struct dump_sockets *sockets, struct dump_job *job)
{
    bool has_keys = inet_diag_extensions(job->request, job->proto) & DIAG_EXTENSION(INET_DIAG_INFO);
    struct netlink_query queries[INET_SHARES];

    for (size_t i = 0; i < sockets->count; i++)
        queries[i] = (struct netlink_query){sockets->netlink[i], new_dump(job, i == 0)};
    int error = netlink_dump(queries, sockets->count, has_keys ? &keys : NULL, take_record, job);
    for (size_t i = 0; i < sockets->count; i++)
        free(queries[i].request);
    return error;
}

/** Runs one dump, or two if the sockets whose ports the kernel chose are requested separately. */
static int dump_ports(const struct dump_sockets *sockets, struct dump_job *job)
{
    bool split = (job->request->needs & NEED_AUTOBOUND) && job->has_bytecode &&
                 !job->answer->without_bytecode;

    job->ports = split ? PORTS_AUTOBOUND : PORTS_ANYHOW;
    int error = dump_one(sockets, job);
    job->ports = PORTS_BOUND;
    return split && !error ? dump_one(sockets, job) : error;
}

/** Runs all dumps of the request. */
static int dump_over(const struct dump_sockets *sockets, struct dump_job *job)
{
    int error = 0;

    if (job->together)
        return dump_ports(sockets, job);
    for (job->family = 0; job->family < FAMILY_COUNT && !error; job->family++) {
        if (request_states(job->request, job->proto, job->family))
            error = dump_ports(sockets, job);
    }
    return error;
}

/** Takes the sockets of a job from SUPPLY; without a second one, the job is not shared. */
static int take_sockets(struct netlink_supply *supply, struct dump_job *job,
                        struct dump_sockets *ret_sockets)
{
    int error = netlink_supply_take(supply, &ret_sockets->netlink[0]);

    if (error)
        return error;
    job->shared = job->shared && netlink_supply_take(supply, &ret_sockets->netlink[1]) == 0;
    ret_sockets->count = job->shared ? INET_SHARES : 1;
    return 0;
}

/** Runs all dumps over sockets from SUPPLY. */
static int dump_all(struct netlink_supply *supply, struct dump_job *job)
{
    struct dump_sockets sockets = {0};
    int error = take_sockets(supply, job, &sockets);

    if (error)
        return error;
    error = dump_over(&sockets, job);
    for (size_t i = 0; i < sockets.count; i++) {
        if (error)
            netlink_supply_reclaim(supply, sockets.netlink[i], error);
        else
            netlink_supply_return(supply, sockets.netlink[i]);
    }
    return error;
}

static bool asks_for_all_families(const struct request *request, enum proto proto)
{
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        bool has = proto_table[proto].families & FAMILY_BIT(family);
        if (has && !request_states(request, proto, family))
            return false;
    }
    return true;
}

/** Returns true if the kernel refused the request before the first row. */
static bool is_refusal(int error)
{
    return error == -EINVAL || error == -EPERM || error == -EACCES || error == -EOPNOTSUPP ||
           error == -ENOENT;
}

/**
 * Returns true for a reply that could not be read. The kernel sends all storage of a socket at
 * once, in datagrams that grow with it (net/ipv4/inet_diag.c, inet_diag_dump_icsk), and an
 * attribute of more than 64 KiB has a wrong length.
 */
static bool is_unreadable(int error)
{
    return error == -EMSGSIZE || error == -EBADMSG;
}

/**
 * Leaves out of the next request what the kernel may have refused with ERROR, at the start of a
 * dump, because it lacks or reserves it. First the division into shares. Then storage of BPF
 * programs, which takes CAP_BPF (net/core/bpf_sk_storage.c, bpf_sk_storage_diag_alloc). If the dump
 * fails without it, too, the request for all families, then the byte-code, of which some operations
 * take CAP_NET_ADMIN; the dumps ask for storage again. Likewise storage if the reply is unreadable.
 * Returns false if there is nothing to leave out.
 */
static bool simplify(struct dump_job *job, int error)
{
    const struct request *request = job->request;
    struct inet_dump_answer *answer = job->answer;
    bool coded =
        job->has_bytecode && (request->bytecode.length > 0 || (request->needs & NEED_AUTOBOUND));

    bool unanswered = is_refusal(error) || is_unreadable(error);
    bool shared = job->shared;

    job->shared = false;
    if (shared && unanswered)
        return true;
    if (asks_storage(job) && unanswered) {
        answer->storage_error = error;
        return true;
    }
    if (!is_refusal(error) || (!job->together && (!coded || answer->without_bytecode)))
        return false;
    answer->without_bytecode = !job->together;
    answer->storage_error = job->storage_error;
    job->together = false;
    return true;
}

/**
 * The first kernel in which two dumps run at the same time: up to Linux 6.8 or later, a mutex lets
 * one of them fill a datagram at a time (net/ipv4/inet_diag.c, inet_diag_table_mutex).
 */
#define DUMPS_AT_ONCE KERNEL_VERSION(6, 12, 0)

/**
 * Returns true if two dumps may take less time than one. Not if the kernel filters: few rows may be
 * left. Nor for a stream with details: its rows take a processor longer than the dump.
 */
static bool may_be_shared(const struct dump_job *job, const struct inet_dump_means *means)
{
    const struct request *request = job->request;
    bool filtered = request->bytecode.length > 0 || request->local_port || request->peer_port;
    bool slow = job->sink->batch > 0 && (job->needs & NEED_INFO);

    return means->many && means->release >= DUMPS_AT_ONCE && job->has_bytecode && !filtered &&
           !slow;
}

/** Dumps in simpler and simpler ways until the kernel answers. */
static int collect_job(struct netlink_supply *supply, struct dump_job *job)
{
    size_t mark = sink_mark(job->sink);
    int error = dump_all(supply, job);

    while (simplify(job, error) && sink_rewind(job->sink, mark)) {
        job->answer->told = 0;
        job->answer->records = 0;
        job->answer->of_kernel = false;
        error = dump_all(supply, job);
    }
    return error;
}

int inet_dump(const struct request *request, enum proto proto, const struct inet_dump_means *means,
              struct row_sink *sink, struct inet_dump_answer *answer)
{
    struct dump_job job = {.request = request,
                           .proto = proto,
                           .needs = request_needs(request, proto),
                           .storage_error = answer->storage_error,
                           .sink = sink,
                           .answer = answer};

    *answer = (struct inet_dump_answer){.storage_error = job.storage_error};
    job.packed = (job.needs & NEED_INFO_REST) && means->release >= TCP_INFO_PACKED;
    job.has_ports = proto_table[proto].port == PORT_TRANSPORT;
    job.has_bytecode = job.has_ports && !(proto_table[proto].lacks & HAVE_AUTOBOUND);
    job.shared = may_be_shared(&job, means);
    job.expects_thread = means->expects_thread;
    job.together = proto_table[proto].families_together && asks_for_all_families(request, proto);
    int error = collect_job(means->supply, &job);
    sink_settle(sink);
    strbuf_free(&job.detail);
    return error;
}
