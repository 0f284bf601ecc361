#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_ss.py BUILD [KIND...]: makes sockets with factory.py, of all kinds or of these, in a
network namespace of its own, and compares what sockstat and ss (iproute2 6.1) list of them, row by
row: state, ends, queues, processes, and the details that both print. ss cannot list UDP-Lite and
ICMP sockets, which are compared with /proc, nor SMC, which is compared with the calls of the
factory. Run it as root.

Prints each difference. A difference that RULES explains is one where ss is wrong or says the same
in other words. Ends with status 1 if there is another one.
"""
import base64
import collections
import ipaddress
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import ss_info

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 8  # until nothing changes between the two listings: a SYN is sent again ever later

# A row of either side: what identifies it, and {name: value} of what is compared.
Row = collections.namedtuple("Row", "proto key values")
# `name` is what differs; or "row", of which one side has none.
Difference = collections.namedtuple("Difference", "proto name ours theirs row")

RULES = [
    (lambda d: d.proto == "netlink" and d.name == "row" and d.theirs and d.theirs["groups"] and
     d.theirs["listed"],
     "ss lists a netlink socket in a multicast group twice, as the kernel does"),
    (lambda d: d.proto == "netlink" and d.name == "state" and d.theirs == "unconnected",
     "ss prints UNCONN for every netlink socket"),
    (lambda d: d.proto == "unix" and d.name == "state" and d.row.values["type"] == "dgram" and
     (d.ours, d.theirs) == ("unconnected", "established") and not d.row.values["peer"],
     "connect(2) of a client changes the kernel's state of a datagram server, which has no peer"),
    (lambda d: d.proto == "unix" and d.name in ("local", "row", "recv_q", "send_q") and
     "\n" in (d.row.values["local"] or ""),
     "ss prints a newline in the name of a Unix socket as it is: the row falls apart"),
    (lambda d: d.proto == "unix" and d.name == "row" and d.theirs["listed"] and "line" in d.theirs,
     "the first part of such a row"),
    (lambda d: d.proto == "unix" and d.name == "local" and (d.ours, d.theirs) == ("*", None),
     "ss prints * for no name, and for the name *"),
    (lambda d: d.proto == "unix" and d.name == "local" and d.theirs == visible(d.ours),
     "ss prints each NUL in a name as @"),
    (lambda d: d.proto == "unix" and d.name == "device" and
     d.theirs == (0, d.ours[0] << 8 | d.ours[1]),
     "ss splits the device number of a path at the wrong bit"),
    (lambda d: d.proto == "sctp" and d.name == "peer" and d.ours is None and not d.row.key[1] and
     d.row.values["state"] == "unconnected",
     "ss prints the peer of one association as that of an SCTP endpoint that may have many"),
    (lambda d: d.proto == "sctp" and d.name in ("recv_q", "send_q") and d.ours is None and
     d.row.values["state"] != "listen" and not d.row.key[1],
     "ss prints the accept queue of an SCTP endpoint that does not listen"),
    (lambda d: d.proto == "vsock" and d.name == "type" and
     (d.ours, d.theirs) == ("seqpacket", "???"),
     "ss does not know the type of sequenced vsock sockets"),
    *[(lambda d, name=name: d.proto == "tcp" and d.name == name and
       ss_info.explained(name, d.ours, d.row.values),
       ss_info.explained(name, None, dict.fromkeys(ss_info.NAMES)))
      for name in (*ss_info.AGES, "app_limited", "cwnd", "unacked")],
    (lambda d: d.proto == "tcp" and d.name in ss_info.LIMITS and d.row.values["send_q"] > 0 and
     0 <= d.theirs - d.ours < ss_info.SLACK,
     "the time with data to send grows between the two listings"),
    (lambda d: d.proto == "tcp" and d.name == "row" and d.ours["state"] == "bound-inactive",
     "ss does not ask for TCP sockets that are only bound (Linux 6.8)"),
]


def visible(name):
    return name and name.replace("\0", "@")


STATES = {"ESTAB": "established", "UNCONN": "unconnected"}
TYPES = {"str": "stream", "dgr": "dgram", "seq": "seqpacket", "raw": "raw", "rdm": "rdm"}
SHUTDOWN = {"<->": "none", "-->": "receive", "<--": "send", "---": "both"}
# Of ours alone where the other side does not have it; "listed" is a note for RULES.
OPTIONAL = ("inode", "cookie", "listed")


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return result.stdout.decode("utf-8", "surrogateescape")


def pids_of(text):
    return {(int(pid), int(fd)) for pid, fd in re.findall(r"pid=(\d+),fd=(\d+)", text)}


def state_of(word):
    return STATES.get(word, word.lower().replace("_", "-"))


def address_of(text):
    """An address as ss, /proc or sockstat print it, without its scope; of a mapped one, IPv4."""
    text = text.strip("[]").split("%")[0]
    if text == "*":
        return "any"
    address = ipaddress.ip_address(text)
    address = getattr(address, "ipv4_mapped", None) or address
    return "any" if int(address) == 0 else str(address)


def end_of(text):
    """The end of an internet socket: (address, port); None: nothing is known of a peer."""
    address, _, port = text.rpartition(":")
    end = address_of(re.sub(r"\]%\w+$", "]", address)), None if port == "*" else int(port)
    return None if end == ("any", None) else end


# Of ss. Each reader returns the rows of one query.

INET_ROW = re.compile(r"(?P<nested>`- )?(?P<state>[A-Z0-9_-]+) +(?P<recv>\d+) +(?P<send>\d+) +"
                      r"(?P<local>\S+) +(?P<peer>\S+) *(?P<rest>.*)")


def found(pattern, text, convert=int):
    match = re.search(pattern, text)
    return convert(match[1]) if match else None


def addresses_of(text):
    return sorted(map(address_of, text.split(",")))


# Ours, and where ss prints it, which it does not for 0.
INET_DETAILS = {
    "mptcp": {
        "mptcp_token": (r"\btoken:(\w+)", str), "extra_subflows": (r"\bsubflows:(\d+)", int),
        "mptcp_write_seq": (r"\bwrite_seq:(\w+)", str), "mptcp_snd_una": (r"\bsnd_una:(\w+)", str),
        "mptcp_rcv_nxt": (r"\brcv_nxt:(\w+)", str),
    },
    "sctp": {
        "local_addresses": (r"\blocals:(\S+)", addresses_of),
        "peer_addresses": (r"\bpeers:(\S+)", addresses_of),
        "sctp_rwnd": (r"\brwnd:(\d+)", int), "sctp_peer_rwnd": (r"\bprwnd:(\d+)", int),
        "sctp_in_streams": (r"\binstrms:(\d+)", int),
        "sctp_out_streams": (r"\boutstrms:(\d+)", int),
    },
}


def ss_inet(proto, option):
    details = INET_DETAILS.get(proto, {})
    more = ["-i"] if details or proto == "tcp" else []
    for line in run(["ss", "-HOanpe", *more, *option]).splitlines():
        match = INET_ROW.match(line.strip())
        if not match:
            yield Row(proto, None, {"line": line})
            continue
        rest = match["rest"]
        values = {"state": state_of(match["state"]), "recv_q": int(match["recv"]),
                  "send_q": int(match["send"]), "local": end_of(match["local"]),
                  "peer": end_of(match["peer"]), "processes": pids_of(rest),
                  "inode": found(r"\bino:(\d+)", rest), "cookie": found(r"\bsk:(\w+)", rest, str)}
        key = inet_key(proto, values, bool(match["nested"]))
        told = {name: found(pattern, rest, convert)
                for name, (pattern, convert) in details.items()}
        if proto == "tcp":
            values |= ss_info.printed(rest)
        yield Row(proto, key, values | {name: value for name, value in told.items() if value})


def inet_key(proto, values, nested):
    if proto in ("raw", "icmp", "udplite"):
        return values["local"], values["peer"]
    of_endpoint = proto == "sctp" and not nested
    return values["cookie"], nested, values["local"], None if of_endpoint else values["peer"]


UNIX_ROW = re.compile(r"u_(?P<type>\w+) +(?P<state>\w+) +(?P<recv>\d+) +(?P<send>\d+) +"
                      r"(?P<local>.*) (?P<inode>\d+) +\* (?P<peer>\d+) +"
                      r"(?P<rest>(?:users:.*?\)\) )?"
                      r"(?P<shut>[<-]-[>-]).*)", re.DOTALL)


def ss_unix():
    text = run(["ss", "-HOxanpe"]).rstrip("\n")
    for line in re.split(r" *\n", text) if text else []:
        match = UNIX_ROW.match(line) or re.match(
            r".* (?P<inode>\d+) +\* (?P<peer>\d+) +(?P<rest>.*)", line)
        if not match:
            yield Row("unix", None, {"line": line})
            continue
        rest = match["rest"]
        values = {"peer": int(match["peer"]) or None, "processes": pids_of(rest)}
        if "type" in match.groupdict():
            name = match["local"].lstrip(" ")
            values.update(
                type=TYPES[match["type"]], state=state_of(match["state"]),
                recv_q=int(match["recv"]), send_q=int(match["send"]),
                shutdown=SHUTDOWN[match["shut"]], local=None if name == "*" else name,
                path_inode=found(r"\bino:(\d+)", rest), device=found(
                    r"\bdev:(\d+/\d+)", rest, lambda text: tuple(map(int, text.split("/")))),
                waiting=sorted(map(int, found(r"peers:([\d ]*)", rest, str.split) or [])))
        yield Row("unix", int(match["inode"]), values)


def ss_lines(option, columns):
    """The first words of each line, and the rest of it."""
    for line in run(["ss", "-HOanpe", *option]).splitlines():
        words = line.split(None, columns)
        yield words + [""] * (columns + 1 - len(words))


def ring_of(text, name):
    ring = re.search(name + r"\(blk_size:(\d+),blk_nr:(\d+),frm_size:(\d+),frm_nr:(\d+),tmo:(\d+)",
                     text)
    return tuple(map(int, ring.groups())) if ring else None


def ss_packet():
    for type_, state, recv, send, local, _, rest in ss_lines(["-0"], 6):
        protocol, _, device = local.rpartition(":")
        flags = (found(r"flags\( (.*?)\)", rest, str.split) or [])
        fanout = re.search(r"fanout\(id:(\d+),type:(\w+)", rest)
        yield Row("packet", found(r"\bsk:(\w+)", rest, str), {
            "type": TYPES[type_.replace("p_", "")],
            "state": state_of(state), "recv_q": int(recv),
            "send_q": int(send), "ethertype": 3 if protocol == "*" else int(protocol.strip("[]")),
            "device": None if device == "*" else device, "processes": pids_of(rest),
            "inode": found(r"\bino:(\d+)", rest), "version": found(r"\bver:(\d+)", rest),
            "flags": sorted(set(flags) - {"0"}), "rx_ring": ring_of(rest, "ring_rx"),
            "tx_ring": ring_of(rest, "ring_tx"),
            "fanout": (int(fanout[1]), fanout[2]) if fanout else None})


def ss_netlink():
    for state, recv, send, local, peer, rest in ss_lines(["-f", "netlink"], 5):
        protocol, portid = map(int, local.split(":"))
        if protocol == 4 and portid != 0:
            continue  # a program that lists sockets
        values = {"state": state_of(state), "recv_q": int(recv), "send_q": int(send),
                  "groups": found(r"groups=0x(\w+)", rest, lambda text: int(text, 16)),
                  "peer": None if peer == "*" else int(peer.split(":")[1]) % 2**32,
                  "listed": False}
        yield Row("netlink", (protocol, portid % 2**32, values["groups"]), values)


def ss_vsock():
    for type_, state, recv, send, local, peer, _ in ss_lines(["--vsock"], 6):
        values = {"type": TYPES.get(type_.replace("v_", ""), type_), "state": state_of(state),
                  "local": vsock_end(local), "peer": vsock_end(peer)}
        yield Row("vsock", (values["local"], values["peer"]), values)


def vsock_end(text):
    ends = tuple(None if word == "*" else int(word) for word in text.split(":"))
    return None if ends == (None, None) else ends


def ss_tipc():
    for state, recv, send, local, peer, rest in ss_lines(["--tipc", "--tipcinfo"], 5):
        values = {"state": state_of(state), "type": found(r"type:(\w+)", rest, str.lower),
                  "recv_q": int(recv), "send_q": int(send), "peer": None if peer == "-" else peer}
        yield Row("tipc", local, values)


def ss_xdp():
    for _, _, _, local, _, rest in ss_lines(["--xdp", "--info"], 5):
        device, _, queue = local.partition(":q")
        yield Row("xdp", found(r"\bsk:(\w+)", rest, str), {
            "device": None if device == "*" else device, "queue": int(queue) if queue else None,
            "inode": found(r"\bino:(\d+)", rest), "processes": pids_of(rest),
            **{name: found(pattern, rest) for name, pattern in XDP_DETAILS.items()}})


# Ours, and where ss prints it.
XDP_DETAILS = {
    "xdp_rx_ring_entries": r"\brx\(entries:(\d+)", "xdp_tx_ring_entries": r"\btx\(entries:(\d+)",
    "xdp_fill_ring_entries": r"\bfr\(entries:(\d+)",
    "xdp_completion_ring_entries": r"\bcr\(entries:(\d+)",
    "umem_id": r"umem\(id:(\d+)", "umem_bytes": r"umem\(.*?size:(\d+)",
    "umem_chunk_bytes": r"chunk_size:(\d+)", "umem_headroom": r"headroom:(\d+)",
    "umem_zero_copy": r"\bzc:(\d+)", "umem_refs": r"\brefs:(\d+)",
    "xdp_rx_dropped": r"rx dropped:(\d+)", "xdp_rx_invalid": r"rx invalid:(\d+)",
    "xdp_rx_full": r"rx queue full:(\d+)", "xdp_fill_ring_empty": r"rx fill ring empty:(\d+)",
    "xdp_tx_invalid": r"tx invalid:(\d+)", "xdp_tx_ring_empty": r"tx ring empty:(\d+)",
}


# Of /proc, in the layout of /proc/net/udp.

def proc_end(text):
    address, port = text.split(":")
    words = [bytes.fromhex(address[i:i + 8])[::-1] for i in range(0, len(address), 8)]
    return address_of(str(ipaddress.ip_address(b"".join(words)))), int(port, 16)


def proc_udp(proto):
    for file in proto, proto + "6":
        with open("/proc/self/net/" + file) as lines:
            for line in list(lines)[1:]:
                words = line.split()
                send, recv = (int(word, 16) for word in words[4].split(":"))
                peer = proc_end(words[2])
                local = proc_end(words[1])
                values = {"state": "established" if words[3] == "01" else "unconnected",
                          "recv_q": recv, "send_q": send, "inode": int(words[9]),
                          "local": local, "peer": None if words[3] != "01" else peer}
                yield Row(proto, (local, values["peer"]), values)


# Of sockstat. `names` are those that the other side of this protocol has.

def ours_inet(sock):
    proto = sock["proto"]
    port = {"raw": "ip_protocol", "icmp": "icmp_id"}.get(proto, "local_port")
    listening = sock["state"] == "listen"
    values = {"state": sock["state"], "inode": sock["inode"], "cookie": sock["cookie"],
              "local": (address_of(sock["local_address"]), sock[port]),
              "peer": sock["peer_address"] and (address_of(sock["peer_address"]),
                                                sock["peer_port"]),
              "recv_q": sock["accept_queue" if listening else "recv_q"],
              "send_q": sock["accept_limit" if listening else "send_q"],
              "processes": holders(sock)}
    key = inet_key(proto, values, sock.get("sctp_role") == "association")
    for name in INET_DETAILS.get(proto, {}):
        value = sock.get(name, "no such key")
        values[name] = sorted(map(address_of, value)) if isinstance(value, list) else value
    return Row(proto, key, values | (ss_info.as_printed(sock) if proto == "tcp" else {}))


def holders(sock):
    return {(process["pid"], fd) for process in sock["processes"] for fd in process["fds"]}


def text_of(sock, key):
    """A name with its bytes, as ss prints it."""
    encoded = sock.get(key + "_base64")
    if not encoded:
        return sock[key]
    return base64.b64decode(encoded).decode("utf-8", "surrogateescape")


def ours_unix(sock):
    listening = sock["state"] == "listen"
    values = {"type": sock["type"], "state": sock["state"], "shutdown": sock["shutdown"],
              "recv_q": sock["accept_queue" if listening else "recv_q"],
              "send_q": sock["accept_limit" if listening else "send_q"],
              "local": text_of(sock, "local_path"), "peer": sock["peer_inode"],
              "path_inode": sock["path_inode"], "processes": holders(sock),
              "device": None if sock["path_inode"] is None else
              (sock["path_major"], sock["path_minor"]),
              "waiting": sorted(sock["waiting_inodes"] or [])}
    return Row("unix", sock["inode"], values)


def ours_packet(sock):
    rings = []
    for name in "rx", "tx":
        keys = [f"{name}_ring_{part}" for part in
                ("block_bytes", "blocks", "frame_bytes", "frames")]
        rings.append(None if sock[keys[0]] is None else
                     tuple(sock[key] for key in keys) +
                     (sock["rx_ring_retire_ms"] if name == "rx" else 0,))
    flags = [flag for flag in ("running", "auxdata", "origdev", "vnet_header", "loss")
             if sock["packet_" + flag]]
    return Row("packet", sock["cookie"], {
        "type": sock["type"], "state": sock["state"], "recv_q": sock["recv_q"],
        "send_q": sock["send_q"], "ethertype": sock["ethertype"], "device": sock["device"],
        "processes": holders(sock), "inode": sock["inode"],
        "version": int(sock["packet_version"][1]) - 1, "flags": sorted(flags),
        "rx_ring": rings[0], "tx_ring": rings[1],
        "fanout": sock["fanout_id"] and (sock["fanout_id"], sock["fanout_type"])})


def ours_netlink(sock):
    groups = sum(1 << group - 1 for group in sock["netlink_groups"] or [] if group <= 32)
    values = {"state": sock["state"], "recv_q": sock["recv_q"], "send_q": sock["send_q"],
              "groups": groups, "peer": sock["peer_portid"] or None}
    return Row("netlink", (sock["netlink_protocol"], sock["local_portid"] or 0, groups), values)


def ours_vsock(sock):
    ends = [(sock[f"{side}_cid"], sock[f"{side}_vsock_port"]) for side in ("local", "peer")]
    ends = [None if end == (None, None) else end for end in ends]
    return Row("vsock", tuple(ends), {"type": sock["type"], "state": sock["state"],
                                      "local": ends[0], "peer": ends[1]})


def ours_tipc(sock):
    peer = None if sock["peer_tipc_ref"] is None else \
        f'{sock["peer_tipc_node"]}:{sock["peer_tipc_ref"]}'
    return Row("tipc", f'{sock["tipc_node"]}:{sock["tipc_ref"]}', {
        "state": sock["state"], "type": sock["type"], "recv_q": sock.get("tipc_recv_messages"),
        "send_q": sock.get("tipc_send_messages"), "peer": peer})  # ss: of messages, too


def ours_xdp(sock):
    return Row("xdp", sock["cookie"], {
        "device": sock["device"], "queue": sock["queue"], "inode": sock["inode"],
        "processes": holders(sock),
        **{name: sock.get(name, "no such key") for name in XDP_DETAILS}})


# Each protocol: our row of a socket, and the rows of the other side.
COMPARED = {
    "tcp": (ours_inet, lambda: ss_inet("tcp", ["-t"])),
    "udp": (ours_inet, lambda: ss_inet("udp", ["-u"])),
    "raw": (ours_inet, lambda: ss_inet("raw", ["-w"])),
    "mptcp": (ours_inet, lambda: ss_inet("mptcp", ["-M"])),
    "sctp": (ours_inet, lambda: ss_inet("sctp", ["-S"])),
    "udplite": (ours_inet, lambda: proc_udp("udplite")),
    "icmp": (ours_inet, lambda: proc_udp("icmp")),
    "unix": (ours_unix, ss_unix),
    "packet": (ours_packet, ss_packet),
    "netlink": (ours_netlink, ss_netlink),
    "vsock": (ours_vsock, ss_vsock),
    "tipc": (ours_tipc, ss_tipc),
    "xdp": (ours_xdp, ss_xdp),
}


def is_asker(sock):
    return sock["proto"] == "netlink" and sock["netlink_protocol"] == 4 and sock["local_portid"]


def list_ours(sockstat):
    document = json.loads(run([sockstat, "-A", "all", "-a", "-n", "-p", "-e", "-i", "--tcp-options",
                               "--json"]))
    return [sock for sock in document["sockets"] if not is_asker(sock)]


def differences_of(proto, ours, theirs):
    """Rows of the same key are compared in their order; there are such among netlink sockets."""
    left = collections.defaultdict(list)
    for row in theirs:
        left[row.key].append(row)
    for row in ours:
        if not left[row.key]:
            yield Difference(proto, "row", row.values, None, row)
            continue
        other = left[row.key].pop(0)
        for name, value in other.values.items():
            if row.values.get(name) != value and not (name in OPTIONAL and not value):
                yield Difference(proto, name, row.values.get(name), value, row)
    known = {row.key for row in ours}
    for rows in left.values():
        for row in rows:
            row.values["listed"] = row.key in known or is_first_part(row, ours)
            yield Difference(proto, "row", None, row.values, row)


def is_first_part(row, ours):
    """Whether a line is what comes before a newline in a name of OURS."""
    names = [other.values.get("local") for other in ours]
    return row.proto == "unix" and row.key is None and any(
        row.values["line"].endswith(" " + visible(name.split("\n")[0]))
        for name in names if isinstance(name, str) and "\n" in name)


def compare_smc(told, sockets):
    """Compares with what calls say: a port must be the same, an address may be absent."""
    rows = {sock["inode"]: sock for sock in sockets if sock["proto"] == "smc" and sock["inode"]}
    for inode, ends in told.items():
        sock = rows.get(inode)
        row = Row("smc", inode, sock or {})
        if not sock:
            if ends[0] and ends[0][1]:
                yield Difference("smc", "row", None, ends, row)
            continue
        for side, end in zip(("local", "peer"), ends):
            address, port = sock[f"{side}_address"], sock[f"{side}_port"]
            told_address, told_port = end or (None, None)
            if (port or 0) != (told_port or 0):
                yield Difference("smc", side + " port", port, told_port, row)
            if address is not None and end and address_of(address) != address_of(told_address):
                yield Difference("smc", side + " address", address, told_address, row)


def compare(sockstat, told):
    """All differences, and the number of rows of each protocol."""
    sockets = list_ours(sockstat)
    found_differences, counts = [], {}
    for proto, (convert, others) in COMPARED.items():
        ours = [convert(sock) for sock in sockets if sock["proto"] == proto]
        theirs = list(others())
        found_differences += differences_of(proto, ours, theirs)
        counts[proto] = len(ours), len(theirs)
    found_differences += compare_smc(told, sockets)
    counts["smc"] = sum(sock["proto"] == "smc" for sock in sockets), len(told)
    return found_differences, counts


def reason_of(difference):
    for applies, reason in RULES:
        try:
            if applies(difference):
                return reason
        except (KeyError, TypeError, AttributeError, IndexError):
            continue  # the rule is about rows of another kind
    return None


def report(differences, counts):
    print("protocol   ours theirs")
    for proto, (ours, theirs) in counts.items():
        if ours or theirs:
            print(f"{proto:9}{ours:6}{theirs:7}")
    reasons = collections.Counter(filter(None, map(reason_of, differences)))
    for reason, count in reasons.items():
        print(f"explained {count:3}: {reason}")
    unexplained = [difference for difference in differences if not reason_of(difference)]
    for difference in unexplained:
        print(f"DIFFERENT {difference.proto} {difference.name} of {difference.row.key!r}:\n"
              f"    ours   {difference.ours!r}\n    theirs {difference.theirs!r}")
    return len(unexplained)


def main():
    if os.environ.get("COMPARE_SS_INSIDE") != "yes":
        os.environ["COMPARE_SS_INSIDE"] = "yes"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    sockstat = os.path.realpath(os.path.join(sys.argv[1], "sockstat"))
    with tempfile.TemporaryDirectory() as scratch:
        factory = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "factory.py"), *sys.argv[2:]], cwd=scratch,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = {}
        while (line := factory.stdout.readline()) not in ("ready\n", ""):
            if line.startswith("smc "):
                _, inode, ends = line.split(" ", 2)
                told[int(inode)] = json.loads(ends)
            else:
                print(line, end="", flush=True)
        for attempt in range(ROUNDS):
            time.sleep(attempt)
            differences, counts = compare(sockstat, told)
            if all(map(reason_of, differences)):
                break
        bad = report(differences, counts)
        factory.stdin.close()
        factory.wait()
    print(f"compare_ss: {len(differences) - bad} differences explained, {bad} not")
    sys.exit(1 if bad or not line else 0)


main()
