#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The sockets of a fleet that does not exist, as sockstat --fleet would print them, and its map.

A fleet has two sites with equal addresses, each with web, application, database and cache servers
and a monitor. Beside connections between them there are those from outside and to outside, on the
loopback interface, over IPv6, of IPv6 sockets with mapped addresses, between containers whose
addresses are the same on every host, and to hosts that are not in the fleet. Ports of clients are
the same on many hosts on purpose, so that one Community ID stands for several connections.
"""

import base64
import hashlib
import ipaddress
import json
import random
import uuid
from collections import Counter

TIME = "2026-11-28T12:{minute:02d}:{second:02d}.{micro:06d}Z"
BEFORE = "2026-11-27T12:{minute:02d}:{second:02d}.{micro:06d}Z"
OWN_NETNS = 4026531833
NUMBERS = {"tcp": 6, "udp": 17}
OUTSIDE = ("", "")


def community_id(proto, one, other):
    """Version 1 with seed 0, from two (address, port)."""
    ends = []
    for address, port in (one, other):
        ip = ipaddress.ip_address(address)
        ends.append((getattr(ip, "ipv4_mapped", None) or ip, port))
    low, high = sorted(ends)
    digest = hashlib.sha1(b"\0\0" + low[0].packed + high[0].packed
                          + bytes([NUMBERS[proto], 0])
                          + low[1].to_bytes(2, "big") + high[1].to_bytes(2, "big")).digest()
    return "1:" + base64.b64encode(digest).decode()


def compact(line):
    return json.dumps({key: value for key, value in line.items() if value is not None},
                      separators=(",", ":"))


class Host:
    """A host, with the lines of its sockets. `site` is its network, `number` its address."""

    def __init__(self, fleet, site, number, kind):
        self.fleet, self.site, self.kind = fleet, site, kind
        self.name = f"{kind}{number}.{site}"
        self.address = f"10.20.{number // 200}.{number % 200 + 10}"
        self.address6 = f"fd00:20::{number + 16:x}"
        self.boot = str(uuid.UUID(int=fleet.random.getrandbits(128)))
        self.cookie = 4096
        self.ports = Counter()
        self.sockets = []

    def add(self, state, role, local, peer=None, *, unit=None, proto="tcp", netns=OWN_NETNS,
            container=None, queue=None):
        self.cookie += self.fleet.random.randint(1, 5)
        listens = state == "listen"
        self.sockets.append({
            "netns": netns, "proto": proto, "state": state, "role": role,
            "local_address": local[0], "local_port": local[1],
            "peer_address": peer and peer[0], "peer_port": peer and peer[1],
            "community_id": peer and community_id(proto, local, peer),
            "exposure": exposure(local[0]) if not peer else None,
            "accept_queue": (queue or (0, 511))[0] if listens else None,
            "accept_limit": (queue or (0, 511))[1] if listens else None,
            "unit": unit, "container": container, "cookie": f"{self.cookie:x}"})

    def listen(self, port, unit, address="0.0.0.0", **more):
        self.add("listen", "listening", (address, port), unit=unit, **more)

    def client_port(self, key):
        """The next port for connections to KEY: the same sequence on every host."""
        self.ports[key] += 1
        return 32768 + self.ports[key]

    def text(self, form, number, *, complete=True):
        """The scan, as the program prints it. NUMBER tells scans of this host apart."""
        micro = self.fleet.random.randrange(1000000)
        head = {"host": self.name, "boot_id": self.boot,
                "time": form.format(minute=50 + self.cookie % 9, second=self.cookie % 60,
                                    micro=micro),
                "scan_id": hashlib.sha1(f"{self.name}{number}".encode()).hexdigest()[:16]}
        lines = [compact({"type": "socket"} | head | socket) for socket in self.sockets]
        lines.append(compact({"type": "end"} | head | {
            "schema": "sockstat/1", "tool": "sockstat 0.1.0", "rows": len(self.sockets),
            "total": len(self.sockets), "sources": {"tcp": "netlink", "udp": "netlink"},
            "duplicates": 0, "owners_complete": "null", "warnings": [], "complete": complete,
        }).replace('"null"', "null"))
        return "".join(line + "\n" for line in lines)


def exposure(address):
    ip = ipaddress.ip_address(address)
    return "any" if ip.is_unspecified else "loopback" if ip.is_loopback else "private"


class Fleet:
    """HOSTS hosts with about ROWS sockets each. `edges` is the true map: connections by
    (client host, program, server host, program, protocol, port)."""

    def __init__(self, hosts, rows, seed=7):
        self.random = random.Random(seed)
        self.edges = Counter()
        self.hosts = []
        self.listeners = Counter()
        for site, count in (("east", hosts * 3 // 4), ("west", hosts - hosts * 3 // 4)):
            self.hosts += [Host(self, site, number, kind_of(number, count))
                           for number in range(count)]
        for host in self.hosts:
            self.listen_all(host)
        for host in self.hosts:
            self.connect_all(host, rows)
        self.full = self.of("west", "db")[0]
        self.full.listen(5433, "postgresql.service", queue=(400, 511))

    def of(self, site, kind):
        return [host for host in self.hosts if (host.site, host.kind) == (site, kind)]

    def listen_all(self, host):
        port, unit = SERVERS[host.kind]
        host.listen(port, unit, "::" if host.kind == "app" else "0.0.0.0")
        host.listen(22, "ssh.service")
        host.listen(9100, "node-exporter.service", "::")
        host.listen(8125, "statsd.service", "127.0.0.1")
        host.add("unconnected", "listening", ("127.0.0.53", 53), proto="udp",
                 unit="systemd-resolved.service")

    def edge(self, client, server, proto, port, count=1):
        """CLIENT and SERVER are (host name, program), OUTSIDE where it is not seen."""
        self.edges[(*client, *server, proto, port)] += count

    def seen(self, names):
        """The map if only these hosts report: the other ends are outside."""
        edges = Counter()
        for (client, from_program, server, to_program, *rest), count in self.edges.items():
            one = (client, from_program) if client in names else OUTSIDE
            other = (server, to_program) if server in names else OUTSIDE
            if one != OUTSIDE or other != OUTSIDE:
                edges[(*one, *other, *rest)] += count
        return dict(edges)

    def distinct_ends(self):
        """Connections by host, unit, role, protocol, port and peer, each ID once."""
        return len({(host.name, one["unit"], one["role"], one["proto"], one["community_id"])
                    for host in self.hosts for one in host.sockets if one["peer_address"]})

    def connect(self, client, server, unit, port, server_unit, *, mapped=False, version=4,
                proto="tcp"):
        """A connection between two hosts, of both of which there is a line."""
        source, target = ((client.address, server.address) if version == 4
                          else (client.address6, server.address6))
        local = (source, client.client_port((proto, target, port)))
        client.add("established", "outbound", local, (target, port), unit=unit, proto=proto)
        if mapped:
            target, local = f"::ffff:{target}", (f"::ffff:{source}", local[1])
        server.add("established", "inbound", (target, port), local, unit=server_unit, proto=proto)
        self.edge((client.name, unit), (server.name, server_unit), proto, port)

    def connect_all(self, host, rows):
        self.connect_fixed(host)
        port, unit = SERVERS[host.kind]
        targets = {kind: self.of(host.site, kind) for kind in ("app", "db", "cache")}
        while len(host.sockets) < rows:
            chance = self.random.random()
            if host.kind == "web" and chance < 0.5:
                self.from_outside(host, port, unit)
            elif host.kind == "web":
                self.connect(host, self.random.choice(targets["app"]), unit, *SERVERS["app"],
                             mapped=True)
            elif host.kind == "app" and chance < 0.5:
                self.connect(host, self.random.choice(targets["db"]), unit, *SERVERS["db"])
            elif host.kind == "app":
                self.connect(host, self.random.choice(targets["cache"]), unit, *SERVERS["cache"],
                             version=6)
            else:
                self.to_outside(host, unit)

    def connect_fixed(self, host):
        """What every host has: monitoring, the loopback interface, containers, services away."""
        for monitor in self.of(host.site, "mon")[:1]:
            if monitor is not host:
                self.connect(monitor, host, "prometheus.service", 9100, "node-exporter.service",
                             mapped=True)
        for _ in range(3):
            self.on_loopback(host, OWN_NETNS, SERVERS[host.kind][1], None)
        if host.kind in ("app", "cache"):
            self.containers(host)
        self.to_outside(host, "chrony.service", ("10.99.0.1", 123), "udp")

    def on_loopback(self, host, netns, unit, container):
        local = ("127.0.0.1", host.client_port("statsd"))
        host.add("established", "outbound", local, ("127.0.0.1", 8125), unit=unit, netns=netns,
                 container=container)
        host.add("established", "inbound", ("127.0.0.1", 8125), local, unit="statsd.service",
                 netns=netns, container=container)
        self.edge((host.name, container or unit), (host.name, container or "statsd.service"),
                  "tcp", 8125)

    def containers(self, host):
        """Two containers, with the same addresses on every host, and one that is not read."""
        front, back = f"{host.cookie:012x}", f"{host.cookie + 1:012x}"
        for _ in range(2):
            local = ("172.17.0.2", host.client_port("redis"))
            host.add("established", "outbound", local, ("172.17.0.3", 6379), netns=4026532300,
                     unit=f"docker-{front}.scope", container=front)
            host.add("established", "inbound", ("172.17.0.3", 6379), local, netns=4026532301,
                     unit=f"docker-{back}.scope", container=back)
            self.edge((host.name, front), (host.name, back), "tcp", 6379)
        host.ports["statsd"] = 0  # in a namespace of its own, the same ports again
        self.on_loopback(host, 4026532300, None, front)
        for netns in (4026532302, 4026532303):  # each with the address of slirp4netns
            name = f"{host.cookie:012x}"
            ends = ("10.0.2.100", 40000), ("10.0.2.100", 8000)
            host.add("established", "outbound", *ends, netns=netns, container=name)
            host.add("established", "inbound", *ends[::-1], netns=netns, container=name)
            self.edge((host.name, name), (host.name, name), "tcp", 8000)
        local = ("172.17.0.1", host.client_port("proxy"))
        host.add("established", "outbound", local, ("172.17.0.4", 8000), unit="docker.service")
        self.edge((host.name, "docker.service"), OUTSIDE, "tcp", 8000)

    def from_outside(self, host, port, unit):
        number = self.random.getrandbits(32) | 0x08000000
        peer = (str(ipaddress.ip_address(number & 0x0fffffff | 0x40000000)),
                self.random.randint(1025, 65535))
        host.add("established", "inbound", (host.address, port), peer, unit=unit)
        self.edge(OUTSIDE, (host.name, unit), "tcp", port)

    def to_outside(self, host, unit, peer=("192.0.2.9", 443), proto="tcp"):
        local = (host.address, host.client_port(peer))
        host.add("established", "outbound", local, peer, unit=unit, proto=proto)
        self.edge((host.name, unit), OUTSIDE, proto, peer[1])


SERVERS = {"web": (443, "nginx.service"), "app": (8080, "tomcat.service"),
           "db": (5432, "postgresql.service"), "cache": (6379, "redis-server.service"),
           "mon": (9090, "prometheus.service")}


def kind_of(number, count):
    """Of 200: 40 web servers, 100 of applications, 39 databases, 20 caches and a monitor."""
    if number == 0:
        return "mon"
    share = number / count
    return ("web" if share < 0.2 else "app" if share < 0.7 else "db" if share < 0.9 else "cache")
