#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds naive.py to the manual: filters, and by hand which of nine sockets each has to match."""

import io
import sys
import unittest

from naive import FilterError, evaluate


def processes(text):
    """Holders out of "NAME PID, NAME PID"."""
    pairs = (part.rpartition(" ") for part in text.split(", ") if part)
    return [{"pid": int(pid), "comm": comm, "fds": [3]} for comm, _, pid in pairs]


def sock(proto, family, state, local, peer, holders, **more):
    address, port = local
    row = dict.fromkeys(
        "accept_queue accept_limit local_service peer_service timer timer_expires_ms retransmits"
        " device device_index v6only rtt_us min_rtt_us delivery_rate_bytes_per_s bytes_sent"
        " bytes_acked bytes_received app_limited tcp_sack ca_state congestion rmem_bytes".split()
    )
    row.update(proto=proto, family=family, state=state, local_address=address, local_port=port)
    row.update(peer_address=peer and peer[0], peer_port=peer and peer[1], recv_q=0, send_q=0)
    row.update(user="root", uid=0, inode=1000, cookie="ff", mark=0, autobound=False)
    row.update(cgroup_id="1", owner="known", processes=processes(holders))
    row.update(more)
    return row


LO = {"device": "lo", "device_index": 1}
QUEUE = {"recv_q": None, "send_q": None}
SOCKETS = {
    "web": sock("tcp", "ipv4", "listen", ("0.0.0.0", 80), None, "nginx 100, nginx 101",
                **QUEUE, accept_queue=3, accept_limit=511, local_service="http", cookie="1a"),
    "dual": sock("tcp", "ipv6", "listen", ("::", 443), None, "haproxy 200", **QUEUE, **LO,
                 accept_queue=0, accept_limit=128, local_service="https", v6only=False,
                 mark=0x15, cookie="1b"),
    "conn": sock("tcp", "ipv4", "established", ("10.1.2.3", 22), ("10.9.9.9", 40000), "sshd 300",
                 local_service="ssh", recv_q=1024, mark=0x10, rtt_us=1500, bytes_sent=5000000000,
                 delivery_rate_bytes_per_s=1250000, app_limited=True, ca_state="open",
                 congestion="bbr"),
    "mapped": sock("tcp", "ipv6", "established", ("::ffff:10.1.2.3", 443),
                   ("::ffff:192.168.7.7", 51000), "haproxy 200, web worker 201",
                   local_service="https", recv_q=1536, send_q=100, rtt_us=200000, bytes_sent=1536,
                   delivery_rate_bytes_per_s=1024, app_limited=False, ca_state="loss",
                   congestion="cubic"),
    "out": sock("tcp", "ipv4", "syn-sent", ("127.0.0.1", 33000), ("127.0.0.1", 80), "curl 400",
                peer_service="http", send_q=1, timer="on", timer_expires_ms=1500, retransmits=2,
                user=None, uid=1000, mark=3, autobound=True),
    "old": sock("tcp", "ipv4", "time-wait", ("127.0.0.1", 8080), ("127.0.0.1", 33001), "",
                local_service="http-alt", timer="timewait", timer_expires_ms=30000,
                retransmits=0, user=None, uid=None, inode=None, mark=None, cgroup_id=None,
                owner="none"),
    "six": sock("tcp", "ipv6", "close-wait", ("2001:db8::1", 8081), ("2001:db8::2", 443),
                "state 500", peer_service="https", recv_q=1, send_q=2097152),
    "dns": sock("udp", "ipv4", "unconnected", ("127.0.0.53", 53), None, "systemd-resolve 600",
                **LO, local_service="domain"),
    "ask": sock("udp", "ipv6", "established", ("2001:db8::1", 5353), ("2001:db8::2", 0),
                "avahi-daemon 700", local_service="mdns"),
}
ALL = " ".join(SOCKETS)
# Sections have a line of their own; the others are FILTER -> NAMES, where \n is a newline.
ROWS = r"""
ports, at one end and at either
    dport 80 -> out
    dport = :80 -> out
    sport == 80 -> web
    sport eq http -> web
    sport *:80 -> web
    sport = 0x50 -> web
    local_port http -> web
    port 80 -> web out
    port = http,https -> web dual mapped out six
    port 443 -> dual mapped six
    443 -> dual mapped six
    tcp6 -> dual mapped six
    TCP46 -> dual
    proto = tcp46,udp -> dual dns ask
    proto != tcp6 -> web conn out old dns ask
    wildcard -> web dual
    src 127.0.0.53%lo -> dns
    127.0.0.53%1:53 -> dns
    *%lo:443 -> dual
    src != 127.0.0.53%lo -> web dual conn mapped out old six ask
    :https -> dual mapped six
    80,22 -> web conn out
    80-443 -> web dual mapped out six
    :80,443 -> web dual mapped out six
    sport :80,:443 -> web dual mapped
    sport 8080-8081 -> old six
    sport != 80-443 -> conn out old six dns ask
    sport != 80,443 -> conn out old six dns ask
    :http-alt -> old
    dport > 443 -> conn mapped old
    dport gt 443 -> conn mapped old
    dport geq 40000 -> conn mapped
    dport ge 40000 -> conn mapped
    sport lt 53 -> conn
    sport <= :53 -> conn dns
    sport leq domain -> conn dns
    sport le 53 and sport ne 22 -> dns
    port < 80 -> conn dns ask
absent is not 0 and not other
    dport != 443 -> conn mapped out old ask
    dport neq 443 -> conn mapped out old ask
    not (peer_port = 443) -> web dual conn mapped out old dns ask
    not peer_port = 443 -> web dual conn mapped out old dns ask
    dport 0 -> ask
    dport != 0-65535 ->
    mark != 0 -> dual conn out
    not mark 0 -> dual conn out old
    device != lo ->
    not device lo -> web conn mapped out old six ask
    inode != 1 -> web dual conn mapped out six dns ask
    recv_q != 0 -> conn mapped six
    recv_q < 1 -> out old dns ask
    port != 80 -> dual conn mapped old six dns ask
    dst != 10.0.0.0/8 -> mapped out old six ask
    peer_address != 10.0.0.0/8 -> mapped out old six ask
    timer != on -> old
    process != nginx -> dual conn mapped out six dns ask
    not process nginx -> dual conn mapped out old six dns ask
    process != haproxy -> web conn out six dns ask
    process !~ web -> web dual conn out six dns ask
    peer_service !~ ^https -> out
    has peer -> conn mapped out old six ask
    not has dst -> web dual dns
    has port -> *
    has process -> web dual conn mapped out six dns ask
    has user -> web dual conn mapped out six dns ask
    has uid -> web dual conn mapped out six dns ask
    has dev and has v6only -> dual
addresses and prefixes
    10.0.0.0/8 -> conn mapped
    10/8 -> conn mapped
    src 10/8 -> conn mapped
    src inet:10/8 -> conn
    192.168/16 -> mapped
    dst 192.168.7.7 -> mapped
    src 10.1.2.2/31 -> conn mapped
    src 10.1.2.4/31 ->
    src ::ffff:10.1.2.3 -> mapped
    src ::ffff:0:0/96 -> mapped
    src ::/0 -> dual mapped six ask
    src 0.0.0.0/0 -> web conn mapped out old dns
    src 0.0.0.0 -> web
    src :: -> dual
    src * -> *
    dst * -> conn mapped out old six ask
    src inet6:* -> dual mapped six ask
    src inet:*:22 -> conn
    2001:db8::1 -> six ask
    ::1 ->
    dst [2001:db8::]/32 -> six ask
    dst [2001:db8::2]:443 -> six
    dst = [2001:DB8:0::2]:https -> six
    [2001:db8::1]:5353 -> ask
    127.0.0.1:80 -> out
    10.1.2.3:40000 ->
    addr = 10.9.9.9:40000 -> conn
    src 10.0.0.0/8:443 -> mapped
    dst :80,10/8 -> conn out
    addr != 127/8 -> web dual conn mapped six ask
    *:80 -> web out
    127.0.0.1:8080-8090 -> old
    local_address 127.0.0.0/8,:: -> dual out old dns
states
    state listen -> web dual
    state listening -> web dual dns
    state established,syn-sent -> conn mapped out ask
    state established state syn-sent -> conn mapped out ask
    state established state syn-sent state listen -> web dual conn mapped out ask
    state established and state syn-sent ->
    (state established) (state syn-sent) ->
    state = established state = syn-sent ->
    proto tcp proto udp ->
    LISTEN -> web dual
    TIME_WAIT -> old
    LISTEN SYN_SENT -> web dual out
    LISTEN,CLOSE_WAIT state syn-sent -> web dual out six
    tcp LISTEN IPv6 -> dual
    state established sport 22 state syn-sent ->
    sport 22 state established state syn-sent -> conn
    state established exclude time-wait -> conn mapped ask
    state time-wait or state listen state close-wait -> web dual old six
    exclude established -> web dual out old six dns
    not state established -> web dual out old six dns
    exclude established exclude listen -> out old six dns
    not state established not state listen -> out old six dns
    not state established state time-wait -> old
    state != established state != listen -> out old six dns
    state != listening -> conn mapped out old six ask
    state connected -> conn mapped out old six ask
    state synchronized -> conn mapped old six ask
    state bucket -> old
    state big -> web dual conn mapped out six dns ask
    state all -> *
    state estab sport 443 -> mapped
    state timewait,unconn -> old dns
    state *-wait -> old six
not before and before or
    sport 22 or sport 80 and sport 53 -> conn
    sport 53 and sport 80 or sport 22 -> conn
    sport 22 or sport 80 sport 53 -> conn
    (sport 22 or sport 80) and sport 80 -> web
    not sport 22 and sport 80 -> web
    not sport 22 or sport 22 -> *
    not (sport 22 or sport 80) -> dual mapped out old six dns ask
    not not sport 80 -> web
    ! !sport 80 -> web
    sport 443 !dev lo -> mapped
    sport 80 AND sport 80 ->
blanks that are not needed
    sport=80||sport=22&&dport=40000 -> web conn
    (sport=:80)or(sport=:22) -> web conn
    !(sport>=53|sport<22) -> conn
    sport=22&process="sshd"proto tcp -> conn
    process~^web -> mapped
    sport 80 , 22 -> web conn
    sport 80 or # or what?\n  sport 22 # comes last -> web conn
    #(\nsport 80 -> web
numbers and units
    recv_q > 1k -> mapped
    recv_q >= 1K -> conn mapped
    recv_q 1k -> conn
    recv_q 1k-2k -> conn mapped
    send_q = 2m -> six
    send_q<1g -> conn mapped out old six dns ask
    timer_expires_ms = 1.5s -> out
    timer_expires_ms < 1m -> out old
    timer_expires_ms 30s -> old
    timer_expires_ms >= 0.5m -> old
    rtt = 1.5ms -> conn
    rtt_us > 1500 -> mapped
    rtt 1500us-0.2s -> conn mapped
    rtt < 1m -> conn mapped
    delivery_rate = 10Mbit/s -> conn
    delivery_rate_bytes_per_s = 1K -> mapped
    delivery_rate > 0.008192mbit -> conn
    bytes_sent > 4g -> conn
    bytes_sent = 5000000000,0x600 -> conn mapped
    ca_state loss -> mapped
    app_limited -> conn
    app_limited no -> mapped
    has rtt not congestion bbr -> mapped
    accept_queue > 2 -> web
    accept_limit 128-511 -> web dual
ids, truths, marks, devices and users
    cookie 1a -> web
    cookie = 0x1A,1b -> web dual
    v6only no -> dual
    v6only ->
    not v6only -> *
    autobound -> out
    autobound dport 80 -> out
    autobound = no sport 80 -> web
    fwmark 0x10/0xff -> conn
    fwmark = 0x10/0x10 -> dual conn
    fwmark != 0x10/0xff -> web dual mapped out six dns ask
    mark 21 -> dual
    mark > 2 -> dual conn out
    dev lo -> dual dns
    dev=1 -> dual dns
    user root -> web dual conn mapped six dns ask
    user 1000 -> out
    uid > 999 -> out
    user ~ ^ro+t$ -> web dual conn mapped six dns ask
processes and names
    process nginx -> web
    nginx -> web
    nginx,22 -> web conn
    ngin? -> web
    [mn]*x -> web
    *d -> conn
    process = "ngin?" ->
    process 200 -> dual mapped
    process = "200" ->
    "443" ->
    pid 201 -> mapped
    pid < 150 -> web
    comm curl,sshd -> conn out
    process "web worker" -> mapped
    process = 'web worker',nginx -> web mapped
    process = "web\ worker" -> mapped
    process ~ nginx|haproxy -> web dual mapped
    (process ~ ^ngi(nx|x)$) -> web
    (process ~ nginx or sport 22) -> web conn
    process ~ '^s.*e$' -> six dns
    process ~ "web worker" -> mapped
    process ~ NGINX ->
    process state -> six
    "state" -> six
    local_service http* -> web dual mapped old
    local_service "http*" ->
    peer_service https,http -> out six
    owner none -> old
    owner != kn* -> old
    proto udp family ipv6 -> ask
"""
ERRORS = (
    "", "  # nothing", "dport", "dport =", "src 22", "dst 22", "state gone", "sport 70000",
    "user no-such-user", "dev no-such-dev0", "/run/x.sock", "colour = red", "(sport 80",
    "sport 80)", "()", 'process "nginx', 'process "nginx\\"', "sport <> 80", "and sport 80",
    "sport 80 or", "not", "src [fe80::1%nosuch]:22", "src > 10.0.0.1", "sport = 80,", "has nothing",
    "process ~ ", "recv_q 1kb", "rtt 5k", "delivery_rate 10Mbps", "sport no-such-service",
    "local_address 10.0.0.1:80",
    "sport !80", "state a?", "v6only maybe = 1",
)  # fmt: skip


class Naive(unittest.TestCase):
    def test_what_is_no_filter(self):
        for text in ERRORS:
            with self.subTest(filter=text), self.assertRaises(FilterError):
                evaluate(text, SOCKETS.values())


def test_of(text, expected):
    def test(self):
        names = list(SOCKETS)
        matched = [names[index] for index in evaluate(text, SOCKETS.values())]
        self.assertEqual(" ".join(matched), expected, text)

    return test


for number, line in enumerate(ROWS.splitlines()):
    if "->" in line:
        row, _, wanted = line.rpartition("->")
        case = test_of(row.strip().replace("\\n", "\n"), ALL if "*" in wanted else wanted.strip())
        setattr(Naive, f"test_row_{number:03}", case)


def main():
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(Naive)
    result = unittest.TextTestRunner(stream=io.StringIO(), verbosity=0).run(tests)
    wrong = result.failures + result.errors
    for test, trace in wrong:
        print(f"not ok {test}\n{trace}")
    failed = len({test.id() for test, _ in wrong})
    print(f"naive: {result.testsRun - failed} passed, {failed} failed")
    return 0 if result.testsRun > 1 and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
