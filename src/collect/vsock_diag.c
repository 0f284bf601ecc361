// SPDX-License-Identifier: MIT
#include "collect/vsock_diag.h"

#include "collect/attribute.h"

#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/vm_sockets_diag.h>
#include <sys/socket.h>

void vsock_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct vsock_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    body->sdiag_family = AF_VSOCK;
    body->vdiag_states = state_kernel_mask(request_proto_states(request, PROTO_VSOCK));
}

int vsock_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct vsock_diag_msg reply;
    struct sock sock = {.proto = PROTO_VSOCK, .family = FAMILY_VSOCK};

    (void)detail;
    if (!message_body(message, &reply, sizeof(reply)))
        return -EBADMSG;
    sock.state = (uint8_t)state_from_kernel(PROTO_VSOCK, reply.vdiag_state, true);
    if (reply.vdiag_family != AF_VSOCK || !sock.state)
        return -EBADMSG;
    sock_set_cookie(&sock, reply.vdiag_cookie);
    sock_set_inode(&sock, reply.vdiag_ino);
    sock_set_type(&sock, reply.vdiag_type);
    sock.shutdown = reply.vdiag_shutdown & 3U;
    sock.have |= HAVE_SHUTDOWN;
    address_set_number(&sock.local, 0, reply.vdiag_src_cid);
    address_set_number(&sock.local, 1, reply.vdiag_src_port);
    // Without a peer, both numbers are ~0 (net/vmw_vsock/af_vsock.c, vsock_addr_init).
    if (reply.vdiag_dst_cid != UINT32_MAX || reply.vdiag_dst_port != UINT32_MAX) {
        address_set_number(&sock.peer, 0, reply.vdiag_dst_cid);
        address_set_number(&sock.peer, 1, reply.vdiag_dst_port);
    }
    *ret_sock = sock;
    return 0;
}
