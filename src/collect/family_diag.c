// SPDX-License-Identifier: MIT
#include "collect/family_diag.h"

#include "collect/unix_diag.h"
#include "sock/detail.h"

#include <assert.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>

const struct family_messages family_messages[] = {
    [DIAG_INET] = {NULL, NULL},
    [DIAG_UNIX] = {unix_diag_put_request, unix_diag_decode},
};
static_assert(sizeof(family_messages) / sizeof(family_messages[0]) == DIAG_COUNT,
              "a row a kind of messages");

/** One dump, and where its records go. */
struct dump_job {
    const struct request *request;
    const struct family_messages *messages;
    struct row_sink *sink;
    struct names *names;
    struct strbuf detail; /**< of the record at hand */
};

static int take_record(const struct nlmsghdr *message, void *context)
{
    struct dump_job *job = context;
    struct sock sock;

    strbuf_truncate(&job->detail, 0);
    int result = job->messages->decode(message, &sock, &job->detail);
    if (result == MESSAGE_WITHOUT_SOCKET)
        return 0;
    if (result < 0)
        return result;
    struct text detail = {job->detail.data, job->detail.length};
    struct text name = job->request->peers ? detail_find(detail, DETAIL_NAME) : (struct text){0};
    if (name.length > 0)
        names_add(job->names, sock.inode, name.bytes, name.length);
    if (!request_lists(job->request, &sock))
        return 0;
    sink_add(job->sink, &sock);
    sock_table_add_detail(job->sink->rows, detail);
    return 0;
}

int family_diag_collect(const struct request *request, enum proto proto,
                        struct netlink_supply *supply, struct row_sink *sink, struct names *names)
{
    char buffer[FAMILY_REQUEST_SIZE] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
    struct dump_job job = {.request = request,
                           .messages = &family_messages[proto_table[proto].diag],
                           .sink = sink,
                           .names = names};
    struct netlink *netlink = NULL;
    int error = netlink_supply_take(supply, &netlink);

    if (error)
        return error;
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    job.messages->put_request(request, message);
    error = netlink_dump(netlink, message, take_record, &job);
    strbuf_free(&job.detail);
    if (error)
        netlink_close(netlink);
    else
        netlink_supply_return(supply, netlink);
    return error;
}
