// SPDX-License-Identifier: MIT
#include "show/sentences.h"

#include <assert.h>
#include <string.h>

#define TCP PROTO_BIT(PROTO_TCP)
#define UDP (PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE))
#define UNIX PROTO_BIT(PROTO_UNIX)

#define IN(state) STATE_BIT(STATE_##state)
#define OPEN (IN(ESTABLISHED) | IN(CLOSE_WAIT))
#define OWN_PORT (IN(LISTEN) | IN(UNCONNECTED) | IN(BOUND_INACTIVE))
/** States in which the local port is named: a great many sockets in TIME-WAIT differ by it only. */
#define WITH_PORT ~IN(TIME_WAIT)
#define CONNECTED ~(OWN_PORT | IN(CLOSED))
/** States of connections that this end has closed. */
#define CLOSED_HERE (IN(FIN_WAIT_1) | IN(CLOSING) | IN(LAST_ACK))

// clang-format off
const struct sentence sentence_table[] = {
    {ABOUT_KIND, TCP, IN(LISTEN), {WHERE_WORD(FIELD_EXPOSURE_FAMILY, "both")},
     "This is a TCP listener, the socket of a server that takes new connections, at {local}: IPv4 "
     "and IPv6 (dual-stack)."},
    {ABOUT_KIND, TCP, IN(LISTEN), {{0}},
     "This is a TCP listener, the socket of a server that takes new connections, at {local}."},
    {ABOUT_KIND, TCP, IN(TIME_WAIT), {WHERE_WORD(FIELD_ROLE, "inbound")},
     "This is what is left of a TCP connection at the server's end."},
    {ABOUT_KIND, TCP, IN(TIME_WAIT), {{0}}, "This is what is left of a TCP connection."},
    {ABOUT_KIND, TCP, 0, {WHERE_WORD(FIELD_ROLE, "inbound")},
     "This is the server's end of a TCP connection to {local}."},
    {ABOUT_KIND, TCP, 0, {WHERE_WORD(FIELD_ROLE, "outbound")},
     "This is the client's end of a TCP connection to {peer}."},
    {ABOUT_KIND, TCP, CONNECTED, {WHERE_HAS(FIELD_PEER)},
     "This is one end of a TCP connection between {local} and {peer}; which end opened it is not "
     "known."},
    {ABOUT_KIND, TCP, IN(BOUND_INACTIVE), {{0}},
     "This TCP socket is bound to {local}, and has no connection."},
    {ABOUT_KIND, TCP, IN(CLOSED), {{0}}, "This TCP socket has no connection."},
    {ABOUT_KIND, UDP, IN(UNCONNECTED), {WHERE_WORD(FIELD_EXPOSURE_FAMILY, "both")},
     "This UDP socket receives at {local}, IPv4 and IPv6 (dual-stack), from any sender."},
    {ABOUT_KIND, UDP, IN(UNCONNECTED), {{0}},
     "This UDP socket receives at {local} from any sender."},
    {ABOUT_KIND, UDP, IN(ESTABLISHED), {{0}},
     "This UDP socket at {local} receives datagrams only from {peer}."},
    {ABOUT_KIND, UNIX, IN(LISTEN), {WHERE_HAS(FIELD_LOCAL_PATH)},
     "This is a Unix listener, for programs on this host, at {local_path}."},
    {ABOUT_KIND, UNIX, IN(ESTABLISHED), {WHERE_HAS(FIELD_LOCAL_PATH)},
     "This is a Unix socket ({type}) for programs on this host, connected, at {local_path}."},
    {ABOUT_KIND, UNIX, IN(ESTABLISHED), {WHERE_HAS(FIELD_PEER_PATH)},
     "This is a Unix socket ({type}) for programs on this host, connected to {peer_path}."},
    {ABOUT_KIND, UNIX, IN(ESTABLISHED), {{0}},
     "This is a connected Unix socket ({type}) for programs on this host, without a name."},
    {ABOUT_KIND, UNIX, 0, {WHERE_HAS(FIELD_LOCAL_PATH)},
     "This is a Unix socket ({type}) for programs on this host, at {local_path}."},
    {ABOUT_KIND, UNIX, 0, {{0}},
     "This is a Unix socket ({type}) for programs on this host, without a name."},
    {ABOUT_KIND, 0, 0, {WHERE_HAS(FIELD_PEER)},
     "This is a socket of the protocol {proto}, from {local} to {peer}."},
    {ABOUT_KIND, 0, 0, {WHERE_HAS(FIELD_LOCAL)},
     "This is a socket of the protocol {proto} at {local}."},
    {ABOUT_KIND, 0, 0, {{0}}, "This is a socket of the protocol {proto}."},

    {ABOUT_LISTENER, TCP, CONNECTED, {WHERE_WORD(FIELD_ROLE, "inbound"), WHERE_HAS(FIELD_LISTENER)},
     "It came through the listener with the cookie {listener}."},
    {ABOUT_LISTENER, TCP, IN(LISTEN), {WHERE_AT_LEAST(FIELD_CONNECTIONS, 1)},
     "Established connections through it: {connections}."},

    {ABOUT_PORT, TCP | UDP, OWN_PORT, {WHERE_AT_LEAST(FIELD_AUTOBOUND, 1)},
     "The kernel chose port {local_port} from the ephemeral range of this host."},
    {ABOUT_PORT, TCP | UDP, CONNECTED, {WHERE_WORD(FIELD_ROLE, "outbound"),
                                        WHERE_AT_LEAST(FIELD_AUTOBOUND, 1)},
     "The kernel chose its own port from the ephemeral range of this host."},
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_AT_LEAST(FIELD_EPHEMERAL, 1)},
     "Port {local_port} is in the ephemeral range of this host, from which the kernel chooses."},
    // RFC 6335, 6: the three ranges
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_WORD(FIELD_PORT_CLASS, "well-known"),
                                        WHERE_HAS(FIELD_LOCAL_SERVICE)},
     "Port {local_port} is a well-known port (0 to 1023); its service is named {local_service}."},
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_WORD(FIELD_PORT_CLASS, "well-known")},
     "Port {local_port} is a well-known port (0 to 1023)."},
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_WORD(FIELD_PORT_CLASS, "registered"),
                                        WHERE_HAS(FIELD_LOCAL_SERVICE)},
     "Port {local_port} is a registered port (1024 to 49151); its service is named "
     "{local_service}."},
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_WORD(FIELD_PORT_CLASS, "registered")},
     "Port {local_port} is in the range of registered ports (1024 to 49151)."},
    {ABOUT_PORT, TCP | UDP, WITH_PORT, {WHERE_WORD(FIELD_PORT_CLASS, "dynamic")},
     "Port {local_port} is in the range of dynamic ports (49152 to 65535)."},

    {ABOUT_PEER_PORT, TCP | UDP, 0, {WHERE_WORD(FIELD_ROLE, "outbound"),
                                     WHERE_HAS(FIELD_PEER_SERVICE)},
     "The port of the server is {peer_port}, {peer_service}."},
    {ABOUT_PEER_PORT, TCP | UDP, 0, {WHERE_WORD(FIELD_ROLE, "outbound"),
                                     WHERE_HAS(FIELD_PEER_PORT)},
     "The port of the server is {peer_port}."},

    {ABOUT_STATE, TCP, IN(LISTEN), {{0}},
     "LISTEN: the kernel completes the handshakes, and a process has to accept(2) each "
     "connection."},
    {ABOUT_STATE, TCP, IN(SYN_SENT), {{0}},
     "SYN-SENT: this end sent a SYN, and the peer has to answer it."},
    {ABOUT_STATE, TCP, IN(SYN_RECV), {{0}},
     "SYN-RECV: the kernel answered the SYN of the peer, and the peer has to acknowledge that, or "
     "to send data if the listener has TCP_DEFER_ACCEPT."},
    {ABOUT_STATE, TCP, OPEN, {WHERE_NO_INODE},
     "No process has accepted the connection yet; the process of the listener has to call "
     "accept(2)."},
    {ABOUT_STATE, TCP, IN(ESTABLISHED), {{0}},
     "ESTABLISHED: both ends can send data."},
    {ABOUT_STATE, TCP, IN(FIN_WAIT_1), {{0}},
     "FIN-WAIT-1: this end closed its direction, and the peer has to acknowledge the FIN."},
    {ABOUT_STATE, TCP, IN(FIN_WAIT_2), {WHERE_INODE},
     "FIN-WAIT-2: this end closed its direction, and the peer has to close the other one."},
    {ABOUT_STATE, TCP, IN(FIN_WAIT_2), {{0}},
     "FIN-WAIT-2: the process closed the socket, and the peer has to close its direction. The "
     "kernel removes the socket after some time (net.ipv4.tcp_fin_timeout)."},
    {ABOUT_STATE, TCP, IN(CLOSE_WAIT), {{0}},
     "CLOSE-WAIT: the peer closed its direction, and the process has to close the socket."},
    {ABOUT_STATE, TCP, IN(CLOSING), {{0}},
     "CLOSING: both ends closed at the same time, and the peer has to acknowledge the FIN."},
    {ABOUT_STATE, TCP, IN(LAST_ACK), {{0}},
     "LAST-ACK: both ends closed, the peer first, and the peer has to acknowledge the FIN."},
    {ABOUT_STATE, TCP, IN(TIME_WAIT), {{0}},
     "TIME-WAIT: both ends closed the connection. The kernel keeps its ports until old segments "
     "have left the network. This is normal, and nobody has to act."},
    {ABOUT_STATE, UDP, IN(UNCONNECTED) | IN(ESTABLISHED), {{0}},
     "UDP has no connections: the process reads datagrams as they come."},

    // A FIN that was received, and one that was sent, count as a byte (net/ipv4/tcp_diag.c).
    {ABOUT_QUEUES, TCP, IN(ESTABLISHED), {WHERE_AT_LEAST(FIELD_RECV_Q, 1),
                                          WHERE_AT_LEAST(FIELD_SEND_Q, 1)},
     "Bytes received and not read yet: {recv_q}; bytes sent and not acknowledged, or not sent yet: "
     "{send_q}."},
    {ABOUT_QUEUES, TCP, IN(ESTABLISHED), {WHERE_AT_LEAST(FIELD_RECV_Q, 1)},
     "Bytes received and not read yet: {recv_q}."},
    // It counts what the buffers of datagrams take (net/ipv4/udp.c, udp_rqueue_get).
    {ABOUT_QUEUES, UDP, IN(ESTABLISHED) | IN(UNCONNECTED), {WHERE_AT_LEAST(FIELD_RECV_Q, 1)},
     "Datagrams are received and not read yet; they take {recv_q} bytes of memory, which is more "
     "than their size."},
    {ABOUT_QUEUES, TCP, IN(CLOSE_WAIT), {WHERE_AT_LEAST(FIELD_RECV_Q, 2)},
     "Bytes received and not read yet, with one for the FIN: {recv_q}."},
    {ABOUT_QUEUES, TCP, OPEN, {WHERE_AT_LEAST(FIELD_SEND_Q, 1)},
     "Bytes sent and not acknowledged, or not sent yet: {send_q}."},
    {ABOUT_QUEUES, TCP, CLOSED_HERE, {WHERE_AT_LEAST(FIELD_SEND_Q, 2)},
     "Bytes sent and not acknowledged, or not sent yet, with one for the FIN: {send_q}."},
    {ABOUT_QUEUES, TCP | UNIX, IN(LISTEN), {WHERE_AT_LEAST(FIELD_ACCEPT_QUEUE, 1),
                                            WHERE_HAS(FIELD_ACCEPT_LIMIT)},
     "Connections in its accept queue: {accept_queue}, limit {accept_limit}."},
    {ABOUT_QUEUES, TCP | UNIX, IN(LISTEN), {WHERE_AT_LEAST(FIELD_ACCEPT_QUEUE, 1)},
     "Connections in its accept queue: {accept_queue}."},

    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "loopback")},
     "Only programs on this host, in the same network namespace, can reach it: its address or "
     "interface is the loopback one."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "any"), WHERE_HAS(FIELD_DEVICE_INDEX)},
     "Its address is the wildcard, but it receives through the interface {device} only. Firewalls "
     "were not looked at."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "any"),
                            WHERE_WORD(FIELD_EXPOSURE_FAMILY, "both")},
     "Its address is the wildcard: it receives at every address of its network namespace. "
     "Firewalls were not looked at."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "any"),
                            WHERE_WORD(FIELD_EXPOSURE_FAMILY, "ipv4")},
     "Its address is the wildcard: it receives at every IPv4 address of its network namespace. "
     "Firewalls were not looked at."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "any"),
                            WHERE_WORD(FIELD_EXPOSURE_FAMILY, "ipv6")},
     "Its address is the wildcard: it receives at every IPv6 address of its network namespace. "
     "Firewalls were not looked at."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_WORD(FIELD_EXPOSURE, "any")},
     "Its address is the wildcard. Firewalls were not looked at."},
    {ABOUT_EXPOSURE, 0, 0, {WHERE_HAS(FIELD_EXPOSURE)},
     "The kind of its address: {exposure}. Firewalls were not looked at."},

    {ABOUT_PROCESS, 0, 0, {WHERE_SEVERAL(FIELD_PROCESSES)},
     "Several processes hold it: {processes}."},
    {ABOUT_PROCESS, 0, 0, {WHERE_HAS(FIELD_PROCESSES)}, "The process {processes} holds it."},
    {ABOUT_PROCESS, TCP, CLOSED_HERE | IN(FIN_WAIT_2) | IN(TIME_WAIT), {WHERE_NO_INODE},
     "No process holds it: its process closed it or ended, and the kernel completes the closing."},
    {ABOUT_PROCESS, TCP, IN(SYN_RECV), {WHERE_NO_INODE},
     "No process holds it before the handshake is complete and the connection is accepted."},
    {ABOUT_PROCESS, 0, 0, {WHERE_WORD(FIELD_OWNER, "kernel")},
     "No process holds it: the kernel itself uses it, or it is held in another way than by a "
     "descriptor."},

    {ABOUT_UNIT, 0, 0, {WHERE_HAS(FIELD_USER_UNIT), WHERE_HAS(FIELD_UNIT)},
     "It was created in the unit {user_unit} of {unit}."},
    {ABOUT_UNIT, 0, 0, {WHERE_HAS(FIELD_UNIT)}, "It was created in the unit {unit}."},
    {ABOUT_CONTAINER, 0, 0, {WHERE_HAS(FIELD_CONTAINER), WHERE_HAS(FIELD_CONTAINER_RUNTIME)},
     "It was created in the container {container} of {container_runtime}."},
    {ABOUT_CONTAINER, 0, 0, {WHERE_HAS(FIELD_CONTAINER)},
     "It was created in the container {container}."},
    {ABOUT_NETNS, 0, 0, {WHERE_HAS(FIELD_NETNS_NAME)},
     "It is in the network namespace {netns_name}."},
    {ABOUT_NETNS, 0, 0, {WHERE_HAS(FIELD_NETNS_PID)},
     "It is in the network namespace net:[{netns}], that of process {netns_pid}."},

    {ABOUT_PEER, 0, CONNECTED, {WHERE_WORD(FIELD_PEER_MATCH, "self")},
     "It is connected to itself."},
    {ABOUT_PEER, 0, CONNECTED, {WHERE_WORD(FIELD_PEER_MATCH, "unaccepted"),
                                WHERE_HAS(FIELD_PEER_PROCESSES)},
     "The other end is on this host and not accepted yet; {peer_processes} has to accept it."},
    {ABOUT_PEER, 0, CONNECTED, {WHERE_WORD(FIELD_PEER_MATCH, "unaccepted")},
     "The other end is on this host and not accepted yet."},
    {ABOUT_PEER, 0, CONNECTED, {WHERE_WORD(FIELD_PEER_MATCH, "exact"),
                                WHERE_HAS(FIELD_PEER_PROCESSES)},
     "The other end is on this host, held by {peer_processes}."},
    {ABOUT_PEER, 0, CONNECTED, {WHERE_WORD(FIELD_PEER_MATCH, "exact")},
     "The other end is on this host."},
    {.text = NULL},
};

const char *const finding_sentences[] = {
    [FINDING_ACCEPT_QUEUE_FULL] =
    "The accept queue is full: it holds {accept_queue}, and its limit is {accept_limit} (Linux "
    "holds one more than the limit). Further clients cannot connect until there is room.\n"
    "Packets dropped since it listens: {drops}.\n"
    "Likely reasons: the process is stopped, blocked or too slow to call accept(2); or the limit, "
    "the backlog of listen(2) and net.core.somaxconn, is too low for bursts.",
    [FINDING_REUSEPORT_IMBALANCE] =
    "{reuseport_sockets} sockets listen at this address and port (SO_REUSEPORT): {accept_queue} "
    "connections are in the accept queue of this one, {reuseport_least_queue} in the shortest.\n"
    "The kernel assigns connections by their addresses and ports, not by load. Likely reason: the "
    "process of this one is stopped, blocked or overloaded.",
    [FINDING_NOT_ACCEPTED] =
    "No process has accepted this connection for at least {last_ack_received_ms}.\n"
    "Likely reason: the process of the listener is stopped, blocked or overloaded.",
    [FINDING_CLOSE_WAIT] =
    "The peer closed its direction at least {last_ack_received_ms} ago, and the process has not "
    "closed the socket.\n"
    "Likely reasons: the program does not close connections that ended (a leak of descriptors); or "
    "it is blocked.",
    [FINDING_ZERO_WINDOW] =
    "The peer takes no data: its receive window is zero or too small. Bytes not acknowledged: "
    "{send_q}.\n"
    "The interval between probes was doubled {backoff} times.\n"
    "Likely reason: the process at the other end does not read.",
    [FINDING_HALF_OPEN] =
    "The peer did not answer {retransmits} keepalive probes.\n"
    "The last acknowledgement came {last_ack_received_ms} ago.\n"
    "Likely reasons: the peer is down or lost the connection (half-open); or a firewall or NAT "
    "forgot it.",
    [FINDING_RETRANSMITTING] =
    "{retransmits} retransmissions in a row without an acknowledgement. Bytes not acknowledged: "
    "{send_q}.\n"
    "The last acknowledgement came {last_ack_received_ms} ago.\n"
    "Likely reasons: the peer is down or lost the connection (half-open); or the path loses "
    "packets, large ones only if the MTU is wrong.",
    [FINDING_SYN_UNANSWERED] =
    "The peer did not answer: {retransmits} retransmissions of the SYN.\n"
    "Likely reasons: the accept queue of the server is full, a firewall drops the packets, the "
    "address is wrong, or the host is down. A closed port would have refused the connection.",
    [FINDING_TIME_WAIT_FLOOD] =
    "{time_wait_ports} local ports are in TIME-WAIT for this peer, {time_wait_percent} % of the "
    "ephemeral ports: connect(2) may soon fail (EADDRNOTAVAIL).\n"
    "Likely reason: many short connections that this end closes first. Keep connections open, or "
    "see net.ipv4.tcp_tw_reuse and ip_local_port_range.",
    [FINDING_RECEIVE_BUFFER_FULL] =
    "The receive buffer is full or almost: {rmem_bytes} of {rcvbuf_bytes}. Datagrams dropped since "
    "the socket exists: {drops}.\n"
    "Likely reasons: the process does not read, or reads too slowly for bursts; or SO_RCVBUF "
    "(net.core.rmem_default) is too small.",
    [FINDING_EXPOSED_SERVICE] =
    "Port {local_port} is usual for {private_service}, and the address is the wildcard. Such "
    "services are seldom meant for other networks.\n"
    "Firewalls were not looked at. Bind the service to 127.0.0.1 or a private address if it is "
    "not meant for all.",
    [FINDING_ACCEPT_QUEUE_FILLING] =
    "The accept queue is {accept_percent} % full: it holds {accept_queue}, and its limit is "
    "{accept_limit}.\n"
    "Likely reasons: a burst of connections, or a process that is slow to call accept(2).",
    [FINDING_LISTENER_DROPS] =
    "Packets dropped since it listens: {drops}.\n"
    "Likely reasons: its accept queue was full before; or it has TCP_DEFER_ACCEPT, and the kernel "
    "drops acknowledgements without data.",
    [FINDING_DROPS] =
    "Datagrams dropped since the socket exists: {drops}.\n"
    "Likely reasons: the receive buffer ({rcvbuf_bytes}) was full, or checksums were wrong.",
    [FINDING_UNREAD_DATA] =
    "The data received is not read; the last came {last_data_received_ms} ago.\n"
    "Likely reasons: the process is stopped, blocked or busy.",
    [FINDING_FIN_WAIT_2] =
    "The process closed its direction only (shutdown(2)), and the peer has not closed the other "
    "one for at least {last_ack_received_ms}.\n"
    "There is no time limit as long as a process holds the socket.",
    [FINDING_ORPHAN] =
    "The process closed the socket, and {send_q} bytes are not acknowledged: the kernel still "
    "sends them, without a process.\n"
    "The data is lost if the peer does not answer (net.ipv4.tcp_orphan_retries).",
    [FINDING_BOUND_IDLE] =
    "Port {local_port} is bound, and the socket neither listens nor is connected: other programs "
    "cannot bind the port, unless both use SO_REUSEADDR or SO_REUSEPORT.\n"
    "Likely reasons: the program reserves the port, has not called listen(2) or connect(2) yet, or "
    "its connection ended and it keeps the socket.",
    [FINDING_SEVERAL_ACCEPT] =
    "Several processes can accept from this one socket: {processes}.\n"
    "Usually these are a server and its workers. To stop the service, end all of them.",
    [FINDING_OWNER_HIDDEN] =
    "A process may hold the socket, but not every process can be read; a message on standard error "
    "tells why.\n"
    "Run sockstat as root, for instance with sudo(8), in the PID namespace of the host.",
};
// clang-format on
static_assert(sizeof(finding_sentences) / sizeof(finding_sentences[0]) == FINDING_COUNT, "a text");

const char *const severity_sentences[] = {"", "note", "warning"};
static_assert(sizeof(severity_sentences) / sizeof(severity_sentences[0]) == SEVERITY_COUNT, "all");

const char *const unknown_sentence =
    "unknown: The source of this socket lacks facts, so likely faults may be missing here; a "
    "message on standard error tells which.";
const char *const command_sentence = "More: ";
const char *const more_sentence = "more sockets like these: ";

struct text sentence_take_piece(struct text *text, bool *ret_placeholder)
{
    bool placeholder = text->length > 0 && *text->bytes == '{';
    struct text rest = placeholder ? text_skip(*text, 1) : *text;
    const char *end = memchr(rest.bytes, placeholder ? '}' : '{', rest.length);
    size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
    struct text piece = {rest.bytes, length};

    *ret_placeholder = placeholder;
    *text = text_skip(rest, length + (placeholder && end));
    if (text->length == 0)
        text->bytes = NULL;
    return piece;
}

static void add_placeholders(struct field_list *list, const char *sentence)
{
    struct text rest = text_of(sentence);
    bool placeholder = false;

    while (rest.bytes) {
        struct text piece = sentence_take_piece(&rest, &placeholder);
        const struct field *field = placeholder ? field_find(piece.bytes, piece.length) : NULL;
        if (field)
            field_list_add(list, field);
    }
}

void sentences_add_fields(struct field_list *list)
{
    for (const struct sentence *sentence = sentence_table; sentence->text; sentence++) {
        for (const struct condition *one = sentence->conditions; one->kind; one++) {
            if (one->kind < CONDITION_INODE)
                field_list_add(list, &field_table[one->field]);
        }
        add_placeholders(list, sentence->text);
    }
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++)
        add_placeholders(list, finding_sentences[finding]);
    field_list_add(list, &field_table[FIELD_FINDINGS]);
    field_list_add(list, &field_table[FIELD_COOKIE]);
}
