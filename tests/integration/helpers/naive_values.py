# SPDX-License-Identifier: MIT
"""What the keys and values of a filter mean: the half of naive.py that knows sockets.

Absence is an empty list: every key has a list of the values that are there, none when it is
absent, two when it is both ends.
"""

import base64
import ipaddress
import operator
import os
import pwd
import re
import socket as network
from collections import namedtuple
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import lru_cache

# Version 2, which alone has this file.
CGROUPS = next((path for path in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                if os.path.exists(path + "/cgroup.controllers")), "/nonexistent")
ip_address = lru_cache(ipaddress.ip_address)
Value = namedtuple("Value", "text quoted")
End = namedtuple("End", "family address port device")
Named = namedtuple("Named", "number name")


class FilterError(ValueError):
    """The filter is none."""

# What a key has of a socket


def text_of(row, key):
    exact = row.get(key + "_base64")
    return base64.b64decode(exact).decode("utf-8", "surrogateescape") if exact else row[key]


def field(*keys):
    return lambda row: [row[key] for key in keys if row[key] is not None]


def name(key):
    return lambda row: [text_of(row, key)] if row[key] is not None else []


def ident(key):
    return lambda row: [int(row[key], 16)] if row[key] is not None else []


def ends(*sides):
    return lambda row: [
        End(row["family"], ip_address(row[side + "_address"]), row[side + "_port"], row["device_index"])
        for side in sides
        if row[side + "_address"] is not None
    ]


def is_wildcard(row):
    host = ip_address(row["local_address"])
    return (getattr(host, "ipv4_mapped", None) or host).is_unspecified


def proto_words(row):
    """The protocol, and what tables write for it; tcp46 is tcp6 as well."""
    words = {row["proto"]}
    if row["family"] == "ipv6":
        words.add(row["proto"] + "6")
        if row["local_address"] == "::" and row["v6only"] is False:
            words.add(row["proto"] + "46")
    return words


def named(number_key, name_key):
    return lambda row: (
        [Named(row[number_key], text_of(row, name_key))] if row[number_key] is not None else []
    )


def holders(row):
    return [Named(holder["pid"], text_of(holder, "comm")) for holder in row["processes"]]


STATES = (
    "established syn-sent syn-recv fin-wait-1 fin-wait-2 time-wait closed close-wait last-ack"
    " listen closing bound-inactive unconnected"
).split()
CONNECTED = set(STATES) - {"listen", "closed", "unconnected", "bound-inactive"}
WORDS = {
    "family": ["ipv4", "ipv6"],
    "state": STATES,
    "timer": ["on", "keepalive", "timewait", "persist", "delack"],
    "owner": ["known", "none", "hidden", "kernel", "not-scanned"],
    "exposure": "loopback link-local private shared special multicast global any".split(),
    "exposure_family": ["ipv4", "ipv6", "both"],
    "port_class": ["well-known", "registered", "dynamic"],
    "ca_state": ["open", "disorder", "cwr", "recovery", "loss"],
}
GROUPS = {
    "all": set(STATES),
    "listening": {"listen", "unconnected"},
    "connected": CONNECTED,
    "synchronized": CONNECTED - {"syn-sent"},
    "bucket": {"syn-recv", "time-wait"},
    "big": set(STATES) - {"syn-recv", "time-wait"},
    "estab": {"established"},
    "syn-rcv": {"syn-recv"},
    "fin-wait1": {"fin-wait-1"},
    "fin-wait2": {"fin-wait-2"},
    "timewait": {"time-wait"},
    "close": {"closed"},
    "unconn": {"unconnected"},
}

# key: kind of its values, and how to get them
KEYS = {
    "port": ("port", field("local_port", "peer_port")),
    "addr": ("end", ends("local", "peer")),
    "timer_expires_ms": ("time", field("timer_expires_ms")),
    "user": ("user", named("uid", "user")),
    "device": ("device", named("device_index", "device")),
    "mark": ("mark", field("mark")),
    "proto": ("proto", lambda row: [proto_words(row)]),
    "wildcard": ("bool", lambda row: [is_wildcard(row)]),
    "cookie": ("id", ident("cookie")),
    "cgroup_id": ("id", ident("cgroup_id")),
    "cgroup": ("cgroup", ident("cgroup_id")),
    "processes": ("process", holders),
    "pid": ("number", lambda row: [holder.number for holder in holders(row)]),
    "comm": ("name", lambda row: [holder.name for holder in holders(row)]),
}
for side in ("local", "peer"):
    KEYS[side] = ("end", ends(side))
    KEYS[side + "_address"] = ("address", ends(side))
    KEYS[side + "_port"] = ("port", field(side + "_port"))
    KEYS[side + "_service"] = ("name", name(side + "_service"))
    KEYS[side + "_host"] = ("name", name(side + "_host"))
for keys, kind in (
    ("accept_queue accept_limit retransmits uid inode device_index", "number"),
    ("recv_q send_q rmem_bytes bytes_sent bytes_acked bytes_received", "bytes"),
    ("rtt_us min_rtt_us", "microseconds"),
    ("delivery_rate_bytes_per_s", "rate"),
    ("v6only ephemeral autobound app_limited tcp_sack", "bool"),
    (" ".join(WORDS), "word"),
):
    KEYS.update((key, (kind, field(key))) for key in keys.split())
KEYS["congestion"] = ("name", name("congestion"))
for alias, key in (
    ("rtt", "rtt_us"),
    ("delivery_rate", "delivery_rate_bytes_per_s"),
    ("sport", "local_port"),
    ("dport", "peer_port"),
    ("src", "local"),
    ("dst", "peer"),
    ("dev", "device"),
    ("fwmark", "mark"),
    ("process", "processes"),
):
    KEYS[alias] = KEYS[key]
# What a value means: each gives a test of one element

UNITS = {
    "number": {"": 1},
    "bytes": {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3},
    "rate": {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "kbit": 125, "mbit": 125000,
             "gbit": 125000000, "kbit/s": 125, "mbit/s": 125000, "gbit/s": 125000000},
    "microseconds": {"": 1, "us": 1, "ms": 1000, "s": 10**6, "m": 6 * 10**7, "h": 36 * 10**8},
    "time": {"": 1, "ms": 1, "s": 1000, "m": 60000, "h": 3600000},
}
IN_ANY_CASE = ("bytes", "rate")
WITH_FRACTION = ("time", "microseconds", "rate")
BOOLS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def amount(text, kind):
    found = re.fullmatch(r"(0[xX][0-9a-fA-F]+|[0-9]+)(\.[0-9]+)?([a-zA-Z/]*)", text)
    if not found or (found[2] and kind not in WITH_FRACTION):
        return None
    unit = UNITS[kind].get(found[3].lower() if kind in IN_ANY_CASE else found[3])
    if unit is None:
        return None
    return (int(found[1], 0 if found[1][1:2] in "xX" else 10) + Fraction(found[2] or 0)) * unit


def span(text, kind):
    """(low, high) of a number or a range; None when it is neither."""
    low, dash, high = text.partition("-")
    pair = amount(low, kind), amount(high if dash else low, kind)
    return None if None in pair else pair


def plain(value):
    """The text, which is not to be quoted: quoted text is literal."""
    if value.quoted:
        raise FilterError(f"quoted: {value.text}")
    return value.text


def of_number(kind):
    def matcher(value, _):
        pair = span(plain(value), kind)
        if pair is None or pair[0] > pair[1]:
            raise FilterError(f"not a {kind}: {value.text}")
        return lambda element: pair[0] <= element <= pair[1]

    return matcher


def spans_of_port(value, services):
    text = re.sub(r"^\*?:", "", plain(value))
    pair = span(text, "number")
    pairs = [pair] if pair else [(port, port) for port in services.get(text, ())]
    if not pairs or any(low > high or high > 65535 for low, high in pairs):
        raise FilterError(f"not a port: {value.text}")
    return pairs


def of_port(value, services):
    pairs = spans_of_port(value, services)
    return lambda element: any(low <= element <= high for low, high in pairs)


def networks(host):
    """What an address, a prefix or the name of a host stands for."""
    bare, slash, length = host.partition("/")
    if "%" in host:
        raise FilterError(f"no scope is known here: {host}")
    if slash and re.fullmatch(r"[0-9]+(\.[0-9]+){0,2}", bare):
        bare += ".0" * (3 - bare.count("."))
    try:
        return [ipaddress.ip_network(bare + slash + length, strict=False)]
    except ValueError:
        pass
    if slash or re.fullmatch(r"[0-9.]+|.*:.*", host):
        raise FilterError(f"not an address: {host}")
    try:
        found = network.getaddrinfo(host, None)
    except OSError as error:
        raise FilterError(f"no such host: {host}") from error
    return [ipaddress.ip_network(entry[4][0].partition("%")[0]) for entry in found]


def within(addr, nets):
    for net in nets:
        if net.version == addr.version:
            inside = addr in net
        else:
            inside = addr.version == 6 and addr.ipv4_mapped and addr.ipv4_mapped in net
        if inside:
            return True
    return False


def unscoped(text):
    """The text without %INTERFACE, and the index of that interface; None when it has none."""
    found = re.search("%([^]/:]+)", text)
    if not found:
        return text, None
    scope = found[1]
    try:
        index = int(scope) if scope.isdigit() else network.if_nametoindex(scope)
    except OSError as error:
        raise FilterError(f"no such interface: {scope}") from error
    return text.replace(found[0], "", 1), index


def of_address(value, _):
    text, scope = unscoped(plain(value))
    nets = networks(text)
    return lambda end: within(end.address, nets) and scope in (None, end.device)


def split_end(text):
    """Host, with its prefix, and port; each None when it may be any."""
    found = re.fullmatch(r"\[([^]/]*)\](/[0-9]+)?(?::(.+))?", text)
    if found and ":" in found[1]:
        return found[1] + (found[2] or ""), found[3]
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    if colon and not port or not text or "[" in text:
        raise FilterError(f"not an address: {text}")
    return (None if host in ("", "*") else host), (port if colon else None)


def of_end(value, services):
    text, scope = unscoped(plain(value))
    found = re.fullmatch(r"(?:inet(6?):)?(.*)", text)
    family = {None: None, "": "ipv4", "6": "ipv6"}[found[1]]
    host, port = split_end(found[2])
    nets = networks(host) if host else None
    port_test = of_port(Value(port, False), services) if port else None

    def test(end):
        if family and end.family != family or nets and not within(end.address, nets):
            return False
        if scope not in (None, end.device):
            return False
        return not port_test or end.port is not None and port_test(end.port)

    return test


def of_word(words, more):
    def matcher(value, _):
        if value.text in more and not value.quoted:
            wanted = more[value.text]
        else:
            glob = is_glob(value)
            wanted = {w for w in words if (fnmatchcase(w, value.text) if glob else w == value.text)}
        if not wanted:
            raise FilterError(f"not one of {' '.join(words)}: {value.text}")
        return lambda element: element in wanted

    return matcher


def of_proto(value, _):
    names = ["tcp", "udp"]
    if is_glob(value):
        wanted = {name for name in names if fnmatchcase(name, value.text)}
    else:
        wanted = {value.text.lower()} & {name + more for name in names for more in ("", "6", "46")}
    if not wanted:
        raise FilterError(f"no protocol: {value.text}")
    return lambda words: bool(words & wanted)


def of_bool(value, _):
    if plain(value) not in BOOLS:
        raise FilterError(f"not yes or no: {value.text}")
    return lambda element: element == BOOLS[value.text]


def of_id(value, _):
    if not re.fullmatch(r"(0[xX])?[0-9a-fA-F]{1,16}", plain(value)):
        raise FilterError(f"not hexadecimal: {value.text}")
    return lambda element: element == int(value.text, 16)


def of_mark(value, services):
    text, slash, mask = plain(value).partition("/")
    if not slash:
        return of_number("number")(value, services)
    wanted, bits = amount(text, "number"), amount(mask, "number")
    if wanted is None or bits is None:
        raise FilterError(f"not a mark: {value.text}")
    return lambda element: element & int(bits) == wanted


def of_cgroup(value, _):
    path = value.text[len(CGROUPS):] if value.text.startswith(CGROUPS) else value.text
    try:
        inode = os.stat(CGROUPS + "/" + path.strip("/")).st_ino
    except OSError as error:
        raise FilterError(f"no such cgroup: {value.text}") from error
    return lambda element: element == inode


def is_glob(value):
    return not value.quoted and any(sign in value.text for sign in "*?[")


def of_name(value, _):
    if is_glob(value):
        return lambda element: fnmatchcase(element, value.text)
    return lambda element: element == value.text


def of_named(find):
    """Names that stand for numbers. FIND gives the number of a name, where one has to exist."""

    def matcher(value, services):
        number = None if value.quoted else amount(value.text, "number")
        if number is not None:
            return lambda element: element.number == number
        if find and not is_glob(value):
            try:
                number = find(value.text)
            except (KeyError, OSError) as error:
                raise FilterError(f"unknown: {value.text}") from error
            return lambda element: element.number == number
        test = of_name(value, services)
        return lambda element: element.name is not None and test(element.name)

    return matcher


MATCHERS = {
    "number": of_number("number"),
    "bytes": of_number("bytes"),
    "microseconds": of_number("microseconds"),
    "rate": of_number("rate"),
    "time": of_number("time"),
    "port": of_port,
    "end": of_end,
    "address": of_address,
    "bool": of_bool,
    "proto": of_proto,
    "id": of_id,
    "mark": of_mark,
    "cgroup": of_cgroup,
    "name": of_name,
    "user": of_named(lambda name: pwd.getpwnam(name).pw_uid),
    "device": of_named(network.if_nametoindex),
    "process": of_named(None),
}
ORDERED = {"number", "bytes", "microseconds", "rate", "time", "port", "mark"}
ORDERS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}


def present(key, row):
    """Whether the field has a value; of a user or device without a name that is the number."""
    return bool(KEYS[key][1](row))


def compare(key, sign, values, services):
    """The test of a socket that KEY SIGN VALUES is."""
    kind, get = KEYS[key]
    if sign in ORDERS:
        if kind not in ORDERED:
            raise FilterError(f"{key} has no order")
        limits = [bound(kind, value, services) for value in values]
        return lambda row: any(ORDERS[sign](e, limit) for e in get(row) for limit in limits)
    matcher = of_word(WORDS[key], GROUPS if key == "state" else {}) if key in WORDS else None
    tests = [(matcher or MATCHERS[kind])(value, services) for value in values]

    def equal(row):
        return any(test(element) for element in get(row) for test in tests)

    # patterns are about names alone
    about_names = kind in ("user", "device") and all(is_glob(value) for value in values)

    def comparable(row):
        return any(not about_names or element.name is not None for element in get(row))

    return equal if sign == "=" else lambda row: comparable(row) and not equal(row)


def bound(kind, value, services):
    if kind == "port":
        low, high = spans_of_port(value, services)[0]
    else:
        low, high = span(plain(value), "number" if kind == "mark" else kind) or (0, -1)
    if low != high:
        raise FilterError(f"not one number: {value.text}")
    return low


def search(key, sign, pattern):
    """The test of a socket that KEY ~ PATTERN, or !~, is."""
    kind, get = KEYS[key]
    if kind not in ("name", "user", "device", "process"):
        raise FilterError(f"{key} is no name")

    def names(row):
        found = [getattr(element, "name", element) for element in get(row)]
        return [text for text in found if text is not None]

    def found(row):
        return any(re.search(pattern, text) for text in names(row))

    return found if sign == "~" else lambda row: bool(names(row)) and not found(row)
