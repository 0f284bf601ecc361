# SPDX-License-Identifier: MIT
"""Values for random filters: those of a table and their neighbours, in every way to write them."""

import ipaddress
import os
import pwd
import re
from collections import namedtuple

from naive import SERVICES, read_services
from naive_values import CGROUPS, GROUPS, STATES, text_of

EQUAL = {"=": ["==", "eq"], "!=": ["ne", "neq"]}
ORDERS = {">": ["gt"], "<": ["lt"], ">=": ["ge", "geq"], "<=": ["le", "leq"]}
SPECIAL = re.compile(r"""[ \t(),=!<>~&|'"*?[\\#]""")
# Queues that are full shrink and grow; these are below what those hold.
STILL_BYTES = 65536
# Retransmissions grow, but no further than this, and timers are far from these.
RETRANSMITS = ["0x100", "200", "1000"]
TIMES = "4m 5m 300s 300000ms 300000 400.5s 0.1h 7.5m 0x50000 0.5h 1h 2h".split()
SPANS = "0-5m 4m-1h 0ms-300s 300000ms-2h 400.5s-0.5h 1h-2h".split()

# Round trips and rates change while full queues are probed; no value is next to one of these.
ROUND_TRIPS = "0 0us 10s 10.5s 15000ms 0.5m 20000000us 20000000 0x5000000 1h".split()
ROUND_TRIP_SPANS = "0-10s 0us-0.5m 10000000us-1h 10s-20000ms".split()
RATES = "0 0b 0kbit 900Gbit/s 1000gbit 8192g 900000.5Mbit/s 0x10000000000 9000000000000".split()
RATE_SPANS = "0-900Gbit 0k-8192G 900Gbit/s-2000gbit/s 0-18446744073709551615".split()

# make: a value; limit: one to order by, None when there is no order; pattern: ~ can be asked
Maker = namedtuple("Maker", "make limit pattern", defaults=(None, False))
Maker.ordered = property(lambda maker: maker.limit is not None)


class Values:
    def __init__(self, random, sockets):
        self.random, self.sockets = random, sockets
        self.pools = {}
        self.services = sorted(read_services(SERVICES))
        self.ends = sorted(
            {
                (row[side + "_address"], row[side + "_port"])
                for row in sockets
                for side in ("local", "peer")
                if row[side + "_address"] is not None and row[side + "_port"] is not None
            }
        )
        self.holders = [holder for row in sockets for holder in row["processes"]]
        self.names = sorted({text_of(holder, "comm") for holder in self.holders})
        self.users = [user.pw_name for user in pwd.getpwall()[:3]]

    def make(self, key):
        return MAKERS[key].make(self, key)

    def limit(self, key):
        return MAKERS[key].limit(self, key)

    def chance(self, probability):
        return self.random.random() < probability

    def choose(self, *values):
        return self.random.choice(values)

    def drawn(self, key):
        """A value that a row has under the key; 0 when none has."""
        if key not in self.pools:
            rows = self.holders if key == "pid" else self.sockets
            self.pools[key] = sorted({row[key] for row in rows if row[key] is not None})
        return self.random.choice(self.pools[key] or [0])

    # Numbers

    def near(self, number, most=2**32 - 1):
        return min(max(number + self.choose(0, 0, 0, -1, 1), 0), most)

    def written(self, number):
        return hex(number) if self.chance(0.1) else str(number)

    def between(self, one, other):
        return f"{self.written(min(one, other))}-{self.written(max(one, other))}"

    def bits32_limit(self, key):
        return self.written(self.near(self.drawn(key)))

    def bits32(self, key):
        if self.chance(0.3):
            return self.between(self.near(self.drawn(key)), self.near(self.drawn(key)))
        return self.bits32_limit(key)

    def number_limit(self, key):
        if self.chance(0.2):
            return hex(self.drawn(key) + 2**32)  # of which 32 bits are a value that rows have
        return self.bits32_limit(key)

    def number(self, key):
        return self.number_limit(key) if self.chance(0.3) else self.bits32(key)

    def bytes_limit(self, key):
        unit = self.choose("k", "K", "m", "M", "g", "G")
        if self.chance(0.2):
            return str(self.random.randrange(1, 3)) + unit
        number = self.near(min(self.drawn(key), STILL_BYTES))
        if number % 1024 == 0 and self.chance(0.5):
            return str(number // 1024) + self.choose("k", "K")
        return self.written(number)

    def bytes(self, key):
        if self.chance(0.3):
            high = self.choose("1k", "2K", 5000, 5792, "1m", "2g")
            unit = "" if str(high).isdigit() else self.choose("b", "B")  # not for the end alone
            return f"{self.choose(0, 1, 300, 1024)}{unit}-{high}"
        return self.bytes_limit(key)

    def mark(self, key):
        mark = self.near(self.drawn(key))
        if self.chance(0.3):
            mask = self.choose(1, 0x10, 0xF0, 0xFF, 2**32 - 1)
            mark &= self.choose(mask, 2**32 - 1)
            return f"{self.written(mark)}/{self.choose(hex(mask), mask)}"
        return self.bits32(key)

    def ident(self, key):
        number = max(int(self.drawn(key) or "0", 16) + self.choose(0, 0, 0, 1), 0)
        return self.choose("", "", "0x", "0X") + format(number, self.choose("x", "X"))

    # Ports, addresses and both

    def port_number(self):
        return self.near(self.random.choice(self.ends)[1], 65535)

    def bare_port(self):
        """What can stand behind a colon."""
        if self.chance(0.2):
            return self.random.choice(self.services)
        if self.chance(0.25):
            ports = sorted((self.port_number(), self.port_number()))
            return f"{self.written(ports[0])}-{self.written(ports[1])}"
        return self.written(self.port_number())

    def port_limit(self, _):
        port = self.written(self.port_number())
        service = self.random.choice(self.services)
        return self.choose("", "", ":", "*:") + self.choose(port, port, service)

    def port(self, _):
        return self.choose("", "", ":", "*:") + self.bare_port()

    def host(self):
        """An address of the table, or one next to it."""
        host = ipaddress.ip_address(self.random.choice(self.ends)[0])
        number = min(max(int(host) + self.choose(0, 0, 0, -1, 1), 0), 2**host.max_prefixlen - 1)
        host = type(host)(number)
        mapped = getattr(host, "ipv4_mapped", None)
        return mapped if mapped and self.chance(0.5) else host

    def address_text(self, host):
        if host.version == 6 and host.ipv4_mapped and self.chance(0.5):
            return f"::ffff:{host.ipv4_mapped}"
        return self.choose(host.compressed, host.compressed, host.exploded.upper())

    def scope(self):
        return "%" + self.choose("lo", "1", "2") if self.chance(0.2) else ""

    def prefix(self, host):
        most = host.max_prefixlen
        bits = self.random.choice([0, 7, 8, 9, 16, 24, most - 2, most - 1, most, 32, most - 32])
        if host.version == 4 and bits in (8, 16) and self.chance(0.5):
            return ".".join(str(host).split(".")[: bits // 8]) + f"/{bits}"
        return f"{self.address_text(host)}/{bits}"

    def address(self, _):
        host = self.host()
        return self.prefix(host) if self.chance(0.5) else self.address_text(host) + self.scope()

    def end_at_table(self):
        """Both of one end, so that some socket may have them."""
        address, port = self.random.choice(self.ends)
        host = ipaddress.ip_address(address)
        scope = self.scope()
        text = address + scope
        if host.version == 6:
            text = self.choose(f"[{address}{scope}]", f"[{address}]{scope}")
        return f"{text}:{self.near(port, 65535)}"

    def end(self, _):
        family = self.choose("", "", "", "", "inet")
        host = self.host()
        if family:
            family = "inet6:" if host.version == 6 else "inet:"
        kind = self.random.randrange(8)
        if kind == 0:
            return self.choose("inet:*", "inet6:*", "*")
        if kind == 1:
            return self.choose("", "inet:", "inet6:") + "*:" + self.bare_port()
        if kind == 2:
            return ":" + self.bare_port()
        if kind == 3:
            return self.end_at_table()
        text = self.prefix(host) if self.chance(0.5) else self.address_text(host)
        if host.version == 6 and (kind < 6 or self.chance(0.5)):
            address, slash, bits = text.partition("/")
            text = f"[{address}]{slash}{bits}"
        if kind < 6:
            text += ":" + self.bare_port()
        return family + text

    # Words and names

    def yes_or_no(self, _):
        return self.choose("yes", "no", "true", "false", "1", "0")

    def state(self, _):
        globs = ["fin-*", "*-wait", "[cl]*", "syn-????"]
        return self.random.choice(STATES + sorted(GROUPS) + globs)

    def word(self, key):
        more = {
            "proto": ["tcp", "udp", "t*", "tcp6", "TCP46", "udp6", "udp46"],
            "family": ["ipv4", "ipv6", "*6", "ipv?"],
            "timer": ["timewait", "keepalive", "time*", "k*"],
            "exposure": ["loopback", "private", "link-local", "special", "any", "l*", "*a*"],
            "exposure_family": ["ipv4", "ipv6", "both", "ipv?"],
            "port_class": ["well-known", "registered", "dynamic", "*e*", "d*"],
            "owner": ["known", "none", "hidden", "kernel", "not-scanned", "*n*"],
        }
        return self.random.choice(more[key])

    def quoted(self, text):
        """The text in quotes, of either kind where that is possible."""
        if "'" in text or self.chance(0.5):
            return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
        return f"'{text}'"

    def literal(self, text):
        return self.quoted(text) if SPECIAL.search(text) or self.chance(0.2) else text

    def glob(self, text):
        # what a word cannot have may be anything
        text = re.sub(r"""[][ \t(),=!<>~&|'"\\#*]""", "?", text)
        at = self.random.randrange(len(text))
        among = self.choose("", "a-m") + text[at].replace("?", "x")
        return self.choose(
            text[: at + 1] + "*",
            "*" + text[at:],
            text[:at] + "?" + text[at + 1 :],
            f"{text[:at]}[{among}]{text[at + 1 :]}",
        )

    def named(self, text):
        return self.glob(text) if self.chance(0.4) else self.literal(text)

    def text_under(self, key):
        """A name that is one of the key's in the table."""
        if key in ("processes", "comm"):
            return self.random.choice(self.names)
        return self.drawn(key) or "nothing"

    def name(self, key):
        return self.named(self.text_under(key))

    def process(self, key):
        return str(self.near(self.drawn("pid"))) if self.chance(0.3) else self.name(key)

    def user(self, _):
        user = self.random.choice(self.users)
        return self.choose(user, self.quoted(user), self.glob(user), "0", "1", "65534")

    def device(self, _):
        return self.choose("lo", "'lo'", "1", "2", self.glob("lo"), "eth*")

    def pattern(self, key):
        text = self.text_under(key)
        at = self.random.randrange(len(text))
        part = [re.sub(r"([][(){}.*+?^$|\\])", r"\\\1", piece) for piece in (text[:at], text[at:])]
        other = re.sub(r"[^a-z]", ".", self.text_under(key))
        pattern = self.choose(
            f"^{part[0]}", f"{part[1]}$", f"^{part[0]}.*$", f"{part[1]}|^{other}", f"({other}|x+)",
            f"^[{text[0]}-z]", f"{part[0]}.{{1,3}}$", f"^({other[0]}|{other})+$", "[x[]", "^.{5}$",
        )  # fmt: skip
        if not re.search(r"[ '\"\\]", pattern) and pattern[0] != "#" and self.chance(0.6):
            return pattern
        return self.quoted(pattern)

    def cgroup(self, _):
        below = sorted(entry.name for entry in os.scandir(CGROUPS)
                       if entry.is_dir() and not entry.name.startswith("sockstat"))[:3]  # of tests
        paths = ["/"] + ["/" + name for name in below if not SPECIAL.search(name)]
        path = self.random.choice(paths)
        return self.choose(path, f"'{path}'", CGROUPS + path)

    # Terms without a key

    def shortcut(self):
        port = self.bare_port()
        host = self.host()
        kind = self.random.randrange(10)
        if kind == 0:
            # with letters, a word is a process
            return port if re.fullmatch("[0-9-]+", port) else ":" + port
        if kind == 1:
            return ":" + port
        if kind == 2:
            return "*:" + port
        if kind == 3:
            return self.end_at_table()
        if kind == 4:
            return self.prefix(host)
        if kind == 5:
            return self.address_text(host)
        if kind == 6:
            return self.random.choice(BARE_WORDS)
        return self.name("processes")


# States, protocols and families as ss and netstat write them, and services.
BARE_WORDS = (
    "LISTEN ESTAB established TIME_WAIT SYN_RECV close-wait unconn listening CONNECTED bucket"
    " tcp UDP tcp6 tcp46 udp6 UDP46 ipv4 IPv6 http https domain ssh mdns"
).split()

MAKERS = {
    "user": Maker(Values.user, None, True),
    "device": Maker(Values.device, None, True),
    "processes": Maker(Values.process, None, True),
    "mark": Maker(Values.mark, Values.bits32_limit),
    "state": Maker(Values.state),
    "timer_expires_ms": Maker(
        lambda values, _: values.random.choice(TIMES + SPANS),
        lambda values, _: values.random.choice(TIMES),
    ),
    "rtt_us": Maker(
        lambda values, _: values.random.choice(ROUND_TRIPS + ROUND_TRIP_SPANS),
        lambda values, _: values.random.choice(ROUND_TRIPS),
    ),
    "delivery_rate_bytes_per_s": Maker(
        lambda values, _: values.random.choice(RATES + RATE_SPANS),
        lambda values, _: values.random.choice(RATES),
    ),
    "retransmits": Maker(
        lambda values, _: values.random.choice(RETRANSMITS + ["0-200"]),
        lambda values, _: values.random.choice(RETRANSMITS),
    ),
}
for keys, maker in (
    ("local peer addr", Maker(Values.end)),
    ("local_address peer_address", Maker(Values.address)),
    ("local_port peer_port port", Maker(Values.port, Values.port_limit)),
    ("accept_queue accept_limit uid inode", Maker(Values.number, Values.number_limit)),
    ("device_index pid", Maker(Values.number, Values.number_limit)),
    ("recv_q send_q rmem_bytes", Maker(Values.bytes, Values.bytes_limit)),
    ("bytes_sent bytes_acked bytes_received", Maker(Values.bytes, Values.bytes_limit)),
    ("v6only ephemeral autobound wildcard tcp_sack", Maker(Values.yes_or_no)),
    ("proto family timer owner exposure exposure_family port_class", Maker(Values.word)),
    ("cookie cgroup_id", Maker(Values.ident)),
    ("local_service peer_service comm congestion", Maker(Values.name, None, True)),
):
    MAKERS.update(dict.fromkeys(keys.split(), maker))
if os.path.isdir(CGROUPS):
    MAKERS["cgroup"] = Maker(Values.cgroup)
