#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""factory.py [KIND...]: makes sockets of all kinds, or of these, that this kernel can make. Run it
as root in a network namespace of its own and an empty directory.

Prints a line for each kind, "made KIND" or "not made KIND: REASON", a line "smc INODE [[LOCAL,
PORT], [PEER, PORT]]" for each SMC socket, then "ready". Holds the sockets until its stdin ends.
compare_ss.py reads what it prints.
"""
import ctypes
import errno
import fcntl
import heapq
import json
import mmap
import os
import random
import select
import socket
import struct
import subprocess
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)

# Numbers that the socket module lacks, or has only on other machines.
AF_SMC, AF_XDP = 43, 44
IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_SMC, IPPROTO_MPTCP = 136, 132, 256, 262
SOL_NETLINK, SOL_PACKET, SOL_XDP = 270, 263, 283
NETLINK_ADD_MEMBERSHIP, NETLINK_PKTINFO, NETLINK_NO_ENOBUFS = 1, 3, 5
PACKET_ADD_MEMBERSHIP, PACKET_RX_RING, PACKET_AUXDATA, PACKET_VERSION = 1, 5, 8, 10
PACKET_TX_RING, PACKET_FANOUT = 13, 18
SO_ATTACH_FILTER = 26
ETH_P_ALL, ETH_P_IP, ETH_P_LLDP = 3, 0x0800, 0x88CC

IPV4, IPV6 = (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")

held = []
kinds = {}


def kind(make):
    """Notes a function that makes sockets of one kind; "_" in its name stands for "-"."""
    kinds[make.__name__.replace("_", "-")] = make
    return make


def new(family, type_, protocol=0):
    held.append(socket.socket(family, type_, protocol))
    return held[-1]


def accepted(listener):
    held.append(listener.accept()[0])
    return held[-1]


def checked(result, call):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{call}: {os.strerror(ctypes.get_errno())}")
    return result


def bind_bytes(sock, address):
    checked(LIBC.bind(sock.fileno(), address, len(address)), "bind")


def connect_bytes(sock, address):
    result = LIBC.connect(sock.fileno(), address, len(address))
    if result < 0 and ctypes.get_errno() == errno.EINPROGRESS:
        return
    checked(result, "connect")


def accept_bytes(sock):
    held.append(socket.socket(fileno=checked(LIBC.accept(sock.fileno(), None, None), "accept")))
    return held[-1]


def inet_bytes(port, family=socket.AF_INET):
    """A struct sockaddr_in or sockaddr_in6 of loopback."""
    if family == socket.AF_INET:
        return struct.pack("=H", family) + struct.pack("!H4s8x", port, b"\x7f\0\0\1")
    return struct.pack("=H", family) + struct.pack("!HI", port, 0) + b"\0" * 15 + b"\1\0\0\0\0"


def listener_at(family, address, port, protocol=0, limit=4):
    sock = new(family, socket.SOCK_STREAM, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    sock.listen(limit)
    return sock


def connected_to(listener, family, address, protocol=0):
    """Both ends of a connection: the client, then the socket that the listener returns."""
    client = new(family, socket.SOCK_STREAM, protocol)
    client.connect((address, listener.getsockname()[1]))
    return client, accepted(listener)


SIOCOUTQ = 0x5411


def wait_until_sent(sock):
    """Waits until the peer has acknowledged all bytes that it has room for."""
    for _ in range(500):
        if struct.unpack("=i", fcntl.ioctl(sock, SIOCOUTQ, bytes(4)))[0] == 0:
            return
        time.sleep(0.01)


@kind
def tcp():
    for family, address in (IPV4, IPV6):
        listener = listener_at(family, address, 7001)
        client, server = connected_to(listener, family, address)
        client.send(b"a" * 5000)
        server.send(b"b" * 100)
        waiting = new(family, socket.SOCK_STREAM)
        waiting.connect((address, 7001))
    listener_at(socket.AF_INET6, "::", 7002)
    mapped = new(socket.AF_INET6, socket.SOCK_STREAM)
    mapped.connect(("::ffff:127.0.0.1", 7002))
    half = new(socket.AF_INET, socket.SOCK_STREAM)
    half.connect(("127.0.0.1", 7001))
    half.shutdown(socket.SHUT_WR)


@kind
def tcp_states():
    """Connections in states that one end alone cannot be in, and the first ones of a new one."""
    address = "127.0.0.3"
    listener = listener_at(socket.AF_INET, address, 7003, limit=16)
    connected = [connected_to(listener, socket.AF_INET, address) for _ in range(8)]
    connected[0][0].shutdown(socket.SHUT_WR)  # fin-wait-2, close-wait
    for sock in connected[1]:  # time-wait
        sock.close()
    connected[2][0].send(b"s" * 700)  # only sends; its peer only receives
    connected[3][1].send(b"r" * 700)
    for client, server in connected[4:7]:  # the window of the peer is closed
        client.setblocking(False)
        for _ in range(10000):
            try:
                client.send(b"w" * 4096)
            except BlockingIOError:
                break
    connected[5][0].shutdown(socket.SHUT_WR)  # fin-wait-1
    connected[6][1].shutdown(socket.SHUT_WR)
    connected[6][0].close()  # last-ack
    new(socket.AF_INET, socket.SOCK_STREAM).bind((address, 0))  # bound-inactive
    deferred = listener_at(socket.AF_INET, address, 7004)
    deferred.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 600)
    new(socket.AF_INET, socket.SOCK_STREAM).connect((address, 7004))  # syn-recv
    listener_at(socket.AF_INET, address, 7005, limit=0)
    new(socket.AF_INET, socket.SOCK_STREAM).connect((address, 7005))
    waiting = new(socket.AF_INET, socket.SOCK_STREAM)
    waiting.setblocking(False)
    waiting.connect_ex((address, 7005))  # syn-sent: the accept queue is full


TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


class BadNetwork(threading.Thread):
    """A network 10.9.0.0/24 behind a TUN device: what 10.9.0.1 sends to 10.9.0.2 comes back from
    there, with delay; some packets are lost, overtaken, doubled or marked by ECN. The checksum of
    TCP stays the same, as both addresses change places."""

    def __init__(self):
        super().__init__(daemon=True)
        self.device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
        held.append(self)
        fcntl.ioctl(self.device, TUNSETIFF, struct.pack("16sH22x", b"bad0", IFF_TUN | IFF_NO_PI))
        for words in ("link set bad0 up", "address add 10.9.0.1/24 dev bad0"):
            subprocess.run(["ip", *words.split()], check=True)
        self.numbers, self.late, self.lossy = random.Random(1), [], True

    def close(self):
        os.close(self.device)

    def take(self, packet):
        due = time.monotonic() + 0.005
        header, rest = bytearray(packet[:20]), packet[20:]
        header[12:20] = packet[16:20] + packet[12:16]
        chance = self.numbers.random() if self.lossy and len(packet) > 60 else 1
        if chance < 0.02:
            return
        if 0.02 <= chance < 0.08:
            due += 0.002
        if header[1] & 3 and 0.08 <= chance < 0.1:  # congestion experienced
            header[1] |= 3
            header[10:12] = b"\0\0"
            total = sum(struct.unpack("!10H", header))
            header[10:12] = struct.pack("!H", ~(total % 0xFFFF) & 0xFFFF)
        for _ in range(2 if 0.1 <= chance < 0.11 else 1):
            heapq.heappush(self.late, (due, self.numbers.random(), bytes(header) + rest))

    def run(self):
        while True:
            timeout = max(0, self.late[0][0] - time.monotonic()) if self.late else None
            if select.select([self.device], [], [], timeout)[0]:
                packet = os.read(self.device, 65536)
                if packet[0] == 0x45:
                    self.take(packet)
            while self.late and self.late[0][0] <= time.monotonic():
                os.write(self.device, heapq.heappop(self.late)[2])


def send_all(sender, receiver, size):
    """Sends SIZE bytes, which the other end reads slowly at first."""
    def read():
        left = size
        while left > 0:
            left -= len(receiver.recv(min(left, 16384)))
            if left > size - 100000:
                time.sleep(0.01)

    reader = threading.Thread(target=read)
    reader.start()
    sender.sendall(b"l" * size)
    reader.join()


@kind
def tcp_loss():
    """Connections over a network with loss, delay, reordering, doubles and marks of congestion."""
    network = BadNetwork()
    network.start()
    ends = []
    with open("/proc/sys/net/ipv4/tcp_ecn", "w") as setting:
        setting.write("1")
    listener = listener_at(socket.AF_INET, "10.9.0.1", 7006)
    for control in b"cubic", b"reno", b"bbr":
        client = new(socket.AF_INET, socket.SOCK_STREAM)
        try:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, control)
        except OSError:
            continue  # no such congestion control here
        client.setsockopt(socket.SOL_SOCKET, 47, struct.pack("=Q", 12345678))  # SO_MAX_PACING_RATE
        client.bind(("10.9.0.1", 0))
        client.connect(("10.9.0.2", 7006))
        server = accepted(listener)
        send_all(client, server, 600000)
        send_all(server, client, 50000)
        ends += [client, server]
    network.lossy = False  # the last acknowledgments arrive
    for sock in ends:
        wait_until_sent(sock)


@kind
def udp():
    for family, address in (IPV4, IPV6):
        server = new(family, socket.SOCK_DGRAM)
        server.bind((address, 7010))
        client = new(family, socket.SOCK_DGRAM)
        client.connect((address, 7010))
        client.send(b"q" * 100)


@kind
def udplite():
    for family, address in (IPV4, IPV6):
        server = new(family, socket.SOCK_DGRAM, IPPROTO_UDPLITE)
        server.bind((address, 7011))
        client = new(family, socket.SOCK_DGRAM, IPPROTO_UDPLITE)
        client.connect((address, 7011))
        client.send(b"l" * 100)


@kind
def raw():
    new(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    new(socket.AF_INET, socket.SOCK_RAW, 253).bind(("127.0.0.1", 0))
    new(socket.AF_INET, socket.SOCK_RAW, 254).connect(("127.0.0.1", 0))
    new(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    new(socket.AF_INET6, socket.SOCK_RAW, 89).bind(("::1", 0))


@kind
def icmp():
    with open("/proc/sys/net/ipv4/ping_group_range", "w") as limits:
        limits.write("0 2147483647")
    new(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP).bind(("127.0.0.1", 77))
    new(socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_ICMPV6).bind(("::1", 78))


def unix_listener(name, type_=socket.SOCK_STREAM, limit=5):
    sock = new(socket.AF_UNIX, type_)
    sock.bind(name)
    sock.listen(limit)
    return sock


def unix_client(name, type_=socket.SOCK_STREAM):
    sock = new(socket.AF_UNIX, type_)
    sock.connect(name)
    return sock


@kind
def unix_streams():
    listener = unix_listener("stream")
    client = unix_client("stream")
    accepted(listener)
    client.send(b"x" * 1000)
    client.shutdown(socket.SHUT_WR)
    unix_client("stream")
    unix_client("stream")  # two wait to be accepted
    unix_listener(os.path.abspath("absolute"))
    closed = unix_listener("closed")
    unix_client("closed")
    held.remove(closed)
    closed.close()


@kind
def unix_pairs():
    for type_ in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
        pair = socket.socketpair(socket.AF_UNIX, type_)
        held.extend(pair)
        pair[0].send(b"hello")


@kind
def unix_datagrams():
    new(socket.AF_UNIX, socket.SOCK_DGRAM).bind("\0server")
    for _ in range(2):
        unix_client("\0server", socket.SOCK_DGRAM).send(b"12345")
    new(socket.AF_UNIX, socket.SOCK_DGRAM)
    new(socket.AF_UNIX, socket.SOCK_STREAM)
    unix_listener("seqpacket", socket.SOCK_SEQPACKET, 3)


@kind
def unix_names():
    for name in (b"new\nu_str LISTEN 0 0 forged 1 * 0", b"esc\x1b[31m", b"latin\xe9", b"@at",
                 b"blank in it", b"quote\",'", b"-", b"*", b"\0a\0b\0", b"\0new\nline",
                 b"\0\x80\xff",
                 b"\0 ", b"\0@"):
        unix_listener(name, limit=1)
    unix_listener("removed")
    os.unlink("removed")
    # The module refuses a path that leaves no room for a NUL.
    family = struct.pack("=H", socket.AF_UNIX)
    bind_bytes(new(socket.AF_UNIX, socket.SOCK_DGRAM), family + b"p" * 108)
    bind_bytes(new(socket.AF_UNIX, socket.SOCK_DGRAM), family + b"\0" + b"q" * 107)
    bind_bytes(new(socket.AF_UNIX, socket.SOCK_DGRAM), family)  # the kernel chooses the name


@kind
def unix_in_flight():
    one, other = socket.socketpair(socket.AF_UNIX)
    held.extend((one, other))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as passed:
        passed.bind("\0in flight")
        socket.send_fds(one, [b"f"], [passed.fileno()])


def receiver(type_, address=None):
    """A packet socket of all protocols, whose queue is full, and so stays as it is."""
    sock = new(socket.AF_PACKET, type_, socket.htons(ETH_P_ALL))
    if address:
        sock.bind(address)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(8):
            sender.sendto(b"p" * 1000, ("127.0.0.1", 9))
    return sock


@kind
def packet():
    new(socket.AF_PACKET, socket.SOCK_RAW)  # of no protocol: receives nothing
    receiver(socket.SOCK_DGRAM)
    new(socket.AF_PACKET, socket.SOCK_RAW, 0).bind(("lo", ETH_P_LLDP))


@kind
def packet_options():
    ring = new(socket.AF_PACKET, socket.SOCK_RAW)
    ring.setsockopt(SOL_PACKET, PACKET_VERSION, 2)  # TPACKET_V3
    ring.setsockopt(SOL_PACKET, PACKET_RX_RING, struct.pack("=7I", 65536, 2, 2048, 64, 60, 0, 0))
    ring.bind(("lo", ETH_P_IP))
    sender = new(socket.AF_PACKET, socket.SOCK_RAW)
    sender.setsockopt(SOL_PACKET, PACKET_VERSION, 1)
    sender.setsockopt(SOL_PACKET, PACKET_TX_RING, struct.pack("=4I", 4096, 2, 2048, 4))
    fanout = receiver(socket.SOCK_RAW, ("lo", ETH_P_ALL))
    fanout.setsockopt(SOL_PACKET, PACKET_FANOUT, 42 | 1 << 16)  # PACKET_FANOUT_LB
    member = receiver(socket.SOCK_RAW)
    member.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                      struct.pack("=iHH8x", socket.if_nametoindex("lo"), 1, 0))
    member.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    filtered = receiver(socket.SOCK_RAW)
    program = ctypes.create_string_buffer(struct.pack("=HBBIHBBI", 0x28, 0, 0, 12, 6, 0, 0, 0))
    filtered.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                        struct.pack("@HP", 2, ctypes.addressof(program)))


@kind
def netlink():
    groups = new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    groups.bind((0, 1))
    for group in 5, 33:
        groups.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
    groups.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, 1)
    groups.setsockopt(SOL_NETLINK, NETLINK_PKTINFO, 1)
    new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE).bind((0, 0))  # the second one
    new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE).bind((12345, 0))
    new(socket.AF_NETLINK, socket.SOCK_RAW, 16).bind((0, 0))  # generic netlink
    new(socket.AF_NETLINK, socket.SOCK_DGRAM, 15).bind((0, 1))  # events of devices
    peer = new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    peer.connect((12345, 0))
    new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)  # no dump lists it
    # Has no port, and is listed as a member.
    unbound = new(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    unbound.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 2)


@kind
def mptcp():
    for family, address in (IPV4, IPV6):
        listener = listener_at(family, address, 7020, IPPROTO_MPTCP)
        client, server = connected_to(listener, family, address, IPPROTO_MPTCP)
        client.send(b"m" * 3000)
        server.recv(100)
        connected_to(listener, family, address)  # falls back to TCP


@kind
def mptcp_subflow():
    for command in ("limits set subflow 2 add_addr_accepted 2",
                    "endpoint add 127.0.0.3 dev lo subflow"):
        subprocess.run(["ip", "mptcp", *command.split()], check=True, stderr=subprocess.DEVNULL)
    listener = listener_at(socket.AF_INET, "127.0.0.2", 7021, IPPROTO_MPTCP)
    client, server = connected_to(listener, socket.AF_INET, "127.0.0.2", IPPROTO_MPTCP)
    client.send(b"m")
    server.recv(1)
    server.send(b"m")
    client.recv(1)
    time.sleep(1)  # the kernel joins it when it likes; nothing depends on it


@kind
def sctp():
    for family, address in (IPV4, IPV6):
        listener = listener_at(family, address, 7030, IPPROTO_SCTP)
        client, _ = connected_to(listener, family, address, IPPROTO_SCTP)
        client.send(b"s" * 300)
        many = new(family, socket.SOCK_SEQPACKET, IPPROTO_SCTP)
        many.bind((address, 7031))
        many.listen(1)
        for _ in range(2):
            new(family, socket.SOCK_SEQPACKET, IPPROTO_SCTP).connect((address, 7031))


@kind
def vsock():
    cid, port = 1, 5000  # VMADDR_CID_LOCAL
    new(socket.AF_VSOCK, socket.SOCK_STREAM)
    for type_ in socket.SOCK_STREAM, socket.SOCK_SEQPACKET:
        listener = new(socket.AF_VSOCK, type_)
        listener.bind((socket.VMADDR_CID_ANY, port))
        listener.listen(3)
        client = new(socket.AF_VSOCK, type_)
        client.settimeout(5)
        client.connect((cid, port))
        accepted(listener)
        client.send(b"v" * 50)
        port += 1


def xdp_socket(device):
    sock = new(AF_XDP, socket.SOCK_RAW)
    size = 16 * 4096
    memory = mmap.mmap(-1, size)
    held.append(memory)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    sock.setsockopt(SOL_XDP, 4, struct.pack("=QQIII4x", address, size, 4096, 0, 0))  # XDP_UMEM_REG
    for ring in 5, 6, 2, 3:  # fill, completion, receive, send
        sock.setsockopt(SOL_XDP, ring, 16)
    if device:
        index = socket.if_nametoindex(device)
        bind_bytes(sock, struct.pack("=HHIII", AF_XDP, 2, index, 0, 0))  # XDP_COPY


@kind
def xdp():
    xdp_socket("lo")


@kind
def xdp_not_bound():
    xdp_socket(None)


@kind
def tipc():
    new(socket.AF_TIPC, socket.SOCK_RDM).bind((socket.TIPC_ADDR_NAMESEQ, 18888, 0, 10, 2))
    new(socket.AF_TIPC, socket.SOCK_SEQPACKET)
    listener = new(socket.AF_TIPC, socket.SOCK_STREAM)
    listener.bind((socket.TIPC_ADDR_NAMESEQ, 18889, 0, 10, 2))
    listener.listen(0)
    client = new(socket.AF_TIPC, socket.SOCK_STREAM)
    client.setblocking(False)
    # accept(2) answers: a client that waits for it in this thread waits for ever.
    client.connect_ex((socket.TIPC_ADDR_NAME, 18889, 5, 0, 2))
    listener.settimeout(10)
    accepted(listener)


@kind
def smc():
    for protocol, family in ((0, socket.AF_INET), (1, socket.AF_INET6)):
        listener = new(AF_SMC, socket.SOCK_STREAM, protocol)
        bind_bytes(listener, inet_bytes(7040, family))
        checked(LIBC.listen(listener.fileno(), 3), "listen")
        connect_bytes(new(AF_SMC, socket.SOCK_STREAM, protocol), inet_bytes(7040, family))
        accept_bytes(listener)
    new(AF_SMC, socket.SOCK_STREAM)


@kind
def smc_of_inet():
    for family, address in (IPV4, IPV6):
        listener = listener_at(family, address, 7041, IPPROTO_SMC)
        connected_to(listener, family, address, IPPROTO_SMC)


def end_by(call, sock):
    """[ADDRESS, PORT] by getsockname(2) or getpeername(2); the module refuses sockets of SMC."""
    name = ctypes.create_string_buffer(128)
    if call(sock.fileno(), name, ctypes.byref(ctypes.c_uint(len(name)))) < 0:
        return None
    family, port = struct.unpack_from("=H", name)[0], struct.unpack_from("!H", name, 2)[0]
    place, size = (4, 4) if family == socket.AF_INET else (8, 16)
    return [socket.inet_ntop(family, name.raw[place:place + size]), port]


def tell_ends(sock):
    """What the calls of an SMC socket say, which sockstat is compared with."""
    ends = [end_by(call, sock) for call in (LIBC.getsockname, LIBC.getpeername)]
    print("smc", os.fstat(sock.fileno()).st_ino, json.dumps(ends), flush=True)


def main():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for name in sys.argv[1:] or kinds:
        before = len(held)
        try:
            kinds[name]()
            print(f"made {name}", flush=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"not made {name}: {error}", flush=True)
            for sock in held[before:]:
                sock.close()
            del held[before:]
    for sock in held:
        if isinstance(sock, socket.socket) and (sock.family == AF_SMC or sock.proto == IPPROTO_SMC):
            tell_ends(sock)
    print("ready", flush=True)
    sys.stdin.read()


main()
