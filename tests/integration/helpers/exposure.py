#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""exposure.py: binds UDP sockets to addresses at and next to the borders of ranges and to random
ones, prints "ready PID", then compares the rows of `sockstat --json` on stdin, by port, with the
module ipaddress. What is not compared, and why, is in DIFFERENCES."""
import json
import random
import socket
import sys
from ipaddress import ip_address, ip_network

# ipaddress differs from the registries, or between versions of Python (3.12.4 and 3.13 changed it).
DIFFERENCES = {
    "192.0.0.0/24": "until 3.12.4 only a part is private",
    "192.88.99.0/24": "deprecated, so the registry is blank: global there",
    "::/96": "IPv4-compatible: reserved and global there",
    "64:ff9b:1::/48": "global until 3.12.4",
    "100:0:0:1::/64": "of 2025: global there",
    "2001::/23": "the exceptions are missing until 3.12.4, and one later",
    "2002::/16": "not applicable in the registry: global until 3.12.4",
    "3fff::/20": "of 2024: global until 3.14",
    "5f00::/16": "of 2024: global there",
}
NOT_COMPARED = [ip_network(text) for text in DIFFERENCES]
RANGES = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.2.0/24"
    " 192.31.196.0/24 192.52.193.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24"
    " 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::/128 ::1/128 64:ff9b::/96 100::/64 2001:db8::/32"
    " 2620:4f:8000::/48 fc00::/7 fe80::/10 fec0::/10 ff00::/8"
).split()
SHARED = ip_network("100.64.0.0/10")


def addresses():
    chosen = random.Random(5)
    for network in map(ip_network, RANGES):
        kind = type(network[0])
        for number in (int(network[0]) - 1, int(network[0]), int(network[-1]), int(network[-1]) + 1):
            if 0 <= number < 1 << network.max_prefixlen:
                yield kind(number)
    for _ in range(300):
        yield ip_address(chosen.getrandbits(32))
        yield ip_address("::ffff:" + str(ip_address(chosen.getrandbits(32))))
        yield ip_address(chosen.getrandbits(128).to_bytes(16, "big"))
        yield ip_address((0x2 << 124 | chosen.getrandbits(125)).to_bytes(16, "big"))


def bind(address, port, scope):
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_DGRAM)
    if address.version == 4:
        sock.setsockopt(socket.IPPROTO_IP, 15, 1)  # IP_FREEBIND
        sock.bind((str(address), port))
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, 78, 1)  # IPV6_FREEBIND
        sock.bind((str(address), port, 0, scope))
    return sock


def theirs(address):
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in NOT_COMPARED if network.version == address.version):
        if not address.is_unspecified and not address.is_loopback:
            return None
    for name, is_it in (
        ("any", address.is_unspecified),
        ("loopback", address.is_loopback),
        ("link-local", address.is_link_local),
        ("multicast", address.is_multicast),
        ("shared", address.version == 4 and address in SHARED),
        ("private or special", address.is_private or getattr(address, "is_site_local", False)),
    ):
        if is_it:
            return name
    return "global"


def main():
    scope = socket.if_nametoindex(sys.argv[1])
    bound, refused = {}, []
    for port, address in enumerate(addresses(), 1):
        try:
            bound[port] = (address, bind(address, port, scope))
        except OSError as error:
            refused.append(f"{address}: {error}")
    print("ready", flush=True)
    rows = json.loads(sys.stdin.read())["sockets"]
    ours = {row["local_port"]: row["exposure"] for row in rows}
    compared = 0
    for port, (address, _) in bound.items():
        expected = theirs(address)
        kind = ours[port]
        if expected is None:
            continue
        compared += 1
        if kind in ("private", "special"):
            kind = "private or special"
        if kind != expected:
            print(f"{address}: {ours[port]}, ipaddress: {expected}")
    for line in refused:
        print("cannot bind", line)
    print("enough" if compared > 1000 else f"only {compared} compared")


main()
