#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""diag_lines.py FILE...: decodes recorded replies of sock_diag (lines "NAME HEX", little endian)
and prints for each "FAMILY NAME KEY=VALUE..." with every field that sockstat has of it.

Written from the kernel's headers, independently of the program: its output is what
tests/unit/test_family_diag.c expects (tests/data/family_diag.lines).
"""
import ipaddress
import os
import struct
import sys

TYPES = {1: "stream", 2: "dgram", 3: "raw", 4: "rdm", 5: "seqpacket"}
STATES = {1: "established", 2: "syn-sent", 7: "unconnected", 8: "close-wait", 10: "listen",
          11: "closing"}
MEMORY = ["rmem_bytes", "rcvbuf_bytes", "wmem_bytes", "sndbuf_bytes", "fwd_alloc_bytes",
          "wmem_queued_bytes", "optmem_bytes", "backlog_bytes", "drops"]
SHUTDOWN = ["none", "receive", "send", "both"]
ANY = 0xFFFFFFFF


def attributes(data):
    """Returns {number: bytes}; the last of a number counts."""
    found = {}
    while len(data) >= 4:
        length, kind = struct.unpack_from("<HH", data)
        found[kind & 0x3FFF] = data[4:length]
        data = data[(length + 3) & ~3:]
    return found


def words(data):
    return struct.unpack(f"<{len(data) // 4}I", data[:len(data) // 4 * 4])


def word(data):
    return words(data)[0]


def yes(truth):
    return "yes" if truth else "no"


def put_memory(out, data):
    if data:
        memory = words(data)
        out["recv_q"], out["send_q"] = memory[0], memory[2]
        out.update(zip(MEMORY, memory))


def put_common(out, inode, cookie, kind=None, uid=None):
    out["inode"] = inode or None
    out["cookie"] = f"{cookie:x}" if cookie else None
    out["type"] = TYPES.get(kind)
    out["uid"] = uid


def star(number):
    return "*" if number == ANY else number


def packet(body):
    _, kind, protocol, inode, cookie = struct.unpack_from("<BBHIQ", body)
    found = attributes(body[16:])
    out = {"family": "packet", "state": "unconnected", "ethertype": protocol}
    put_common(out, inode, cookie, kind)
    put_memory(out, found.get(6))
    index = 0
    if 0 in found:  # struct packet_diag_info
        index, version, reserve, copy, _, flags = words(found[0])
        out.update(packet_version=dict(enumerate(["v1", "v2", "v3"])).get(version), packet_reserve=reserve,
                   packet_copy_threshold=copy)
        for bit, name in enumerate(["running", "auxdata", "origdev", "vnet_header", "loss"]):
            out["packet_" + name] = yes(flags >> bit & 1)
    out["device_index"] = index or None
    out["local"] = ("if%d" % index if index else "*") + "/0x%04x" % protocol
    if 5 in found:  # PACKET_DIAG_UID
        out["uid"] = word(found[5])
    if 1 in found:  # MCLIST, struct packet_diag_mclist: 44 bytes
        out["memberships"] = len(found[1]) // 44
    for kind, ring in ((2, "rx"), (3, "tx")):  # struct packet_diag_ring
        if kind in found:
            size, count, frame, frames, timeout = words(found[kind])[:5]
            prefix = ring + "_ring_"
            out.update({prefix + "block_bytes": size, prefix + "blocks": count,
                        prefix + "frame_bytes": frame, prefix + "frames": frames})
            if ring == "rx":
                out["rx_ring_retire_ms"] = timeout
    if 4 in found:  # FANOUT
        number = word(found[4])
        out["fanout_id"] = number & 0xFFFF
        out["fanout_type"] = dict(enumerate(["hash", "lb", "cpu", "rollover", "rnd", "qm", "cbpf",
                                             "ebpf"])).get(number >> 16 & 0xFF)
    if found.get(7):  # FILTER, struct sock_filter: 8 bytes
        out["filter_instructions"] = len(found[7]) // 8
    return out


def netlink(body):
    (_, kind, protocol, state, portid, to_portid, to_group, inode,
     cookie) = struct.unpack_from("<BBBBIIIIQ", body)
    found = attributes(body[28:])
    groups = [32 * i + bit + 1 for i, mask in enumerate(words(found.get(1, b"")))
              for bit in range(32) if mask >> bit & 1]
    unbound = portid == 0 and bool(groups)
    out = {"family": "netlink", "state": "established" if state == 1 else "unconnected",
           "netlink_protocol": protocol, "local_portid": None if unbound else portid,
           "local": f"{protocol}/{'-' if unbound else portid}"}
    put_common(out, inode, cookie, kind)
    put_memory(out, found.get(0))
    out["kernel"] = yes(portid == 0 and not groups)
    if state == 1:
        out.update(peer_portid=to_portid, peer=f"{protocol}/{to_portid}",
                   peer_group=to_group or None)
    if 1 in found:
        out["netlink_groups"] = ",".join(map(str, groups))
    if 4 in found:
        for bit, name in enumerate(["dumping", "pktinfo", "broadcast_error", "no_enobufs",
                                    "listen_all_nsid", "cap_ack"]):
            out["netlink_" + name] = yes(word(found[4]) >> bit & 1)
    return out


def vsock(body):
    (_, kind, state, shutdown, cid, port, to_cid, to_port, inode,
     cookie) = struct.unpack_from("<BBBBIIIIIQ", body)
    out = {"family": "vsock", "state": STATES[state], "shutdown": SHUTDOWN[shutdown],
           "local": f"{star(cid)}:{star(port)}"}
    put_common(out, inode, cookie, kind)
    out["local_cid"] = None if cid == ANY else cid
    out["local_vsock_port"] = None if port == ANY else port
    if (to_cid, to_port) != (ANY, ANY):
        out.update(peer_cid=None if to_cid == ANY else to_cid,
                   peer_vsock_port=None if to_port == ANY else to_port,
                   peer=f"{star(to_cid)}:{star(to_port)}")
    return out


def xdp(body):
    _, kind, _, inode, cookie = struct.unpack_from("<BBHIQ", body)
    found = attributes(body[16:])
    out = {"family": "xdp", "state": "unconnected", "local": "*/*"}
    put_common(out, inode, cookie, kind, word(found[2]) if 2 in found else None)
    put_memory(out, found.get(8))
    index, queue = words(found.get(1, bytes(8)))
    if index:
        out.update(device_index=index, queue=queue, local=f"if{index}/{queue}")
    for number, ring in ((3, "rx"), (4, "tx"), (6, "fill"), (7, "completion")):
        if number in found:
            out[f"xdp_{ring}_ring_entries"] = word(found[number])
    if 5 in found:  # struct xdp_diag_umem
        size, number, _, chunk, room, _, _, flags, users = struct.unpack("<Q8I", found[5])
        out.update(umem_id=number, umem_bytes=size, umem_chunk_bytes=chunk, umem_headroom=room,
                   umem_zero_copy=yes(flags & 1), umem_refs=users)
    if 9 in found:  # struct xdp_diag_stats
        names = ["rx_dropped", "rx_invalid", "rx_full", "fill_ring_empty", "tx_invalid",
                 "tx_ring_empty"]
        for name, count in zip(names, struct.unpack("<6Q", found[9])):
            out["xdp_" + name] = count
    return out


def tipc(body):
    if not body:
        return {}
    found = attributes(attributes(body)[2])
    state = STATES[word(found[9])]
    node, number = word(found[1]), word(found[2])
    out = {"family": "tipc", "state": state, "tipc_node": node, "tipc_ref": number,
           "local": f"{node}:{number}"}
    cookie = struct.unpack("<Q", found[10])[0] if len(found[10]) == 8 else 0
    put_common(out, word(found[7]), cookie, word(found[6]), word(found[8]) if 8 in found else None)
    counts = {number: word(data) for number, data in attributes(found[5]).items() if data}
    out.update(tipc_recv_messages=counts.get(0), tipc_send_messages=counts.get(1),
               tipc_drops=counts.get(4))
    if state == "listen":
        out["accept_queue"] = counts.get(0)
    if state != "established":
        out["tipc_published"] = yes(4 in found)
    if 3 in found:
        peer = attributes(found[3])
        out.update(peer_tipc_node=word(peer[2]), peer_tipc_ref=word(peer[3]),
                   peer=f"{word(peer[2])}:{word(peer[3])}")
    return out


def endpoint(address, port, device=0):
    host = ("-" if address is None else str(address)) + (f"%if{device}" if device else "")
    host = f"[{host}]" if address and address.version == 6 else host
    return f"{host}:{port or '*'}"


def smc(body):
    family, state, mode, _, port, to_port = struct.unpack_from("<BBBBxxxx", body)[:4] + \
        struct.unpack_from(">HH", body, 4)
    local, peer = body[8:24], body[24:40]
    device, cookie, uid, inode = struct.unpack_from("<IQIQ", body, 40)
    found = attributes(body[64:])
    six = family == 10 or (family == 43 and any(local[4:] + peer[4:]))
    zero = not any(local + peer) or (state in (2, 10) and not any(local))
    out = {"family": None if family == 43 and zero else "ipv6" if six else "ipv4",
           "state": {1: "established", 2: "unconnected", 7: "closed", 10: "listen",
                     20: "peer-close-wait-1", 23: "app-close-wait-1"}[state],
           "device_index": device or None, "local_port": port or None,
           "shutdown": SHUTDOWN[found[3][0]]}
    inode = 0 if inode >> 32 else inode  # which no socket has
    put_common(out, inode, cookie, 1, uid if uid or inode else None)
    ends = [None if zero else ipaddress.ip_address(end if six else end[:4])
            for end in (local, peer)]
    out["local"] = endpoint(ends[0], port, device)
    if not zero:
        out.update(local_address=ends[0], wildcard=yes(not any(local)))
    elif family == 43 and (state == 10 or to_port == 0):  # 0.0.0.0 or ::
        out.update(local=f"*:{port or '*'}", wildcard="yes")
    if (to_port or any(peer)) and state not in (2, 10):
        out.update(peer=endpoint(ends[1], to_port), peer_address=ends[1], peer_port=to_port)
    if mode or state not in (2, 7, 10):
        out["smc_mode"] = ["smcr", "fallback", "smcd"][mode]
    reason, diagnosis = words(found[5])
    out.update(fallback_reason=reason or None, peer_diagnosis=diagnosis or None)
    return out


DECODERS = {"packet": packet, "netlink": netlink, "vsock": vsock, "xdp": xdp, "tipc": tipc,
            "smc": smc}


def main():
    for path in sys.argv[1:]:
        family = os.path.basename(path).split("_")[0]
        with open(path, encoding="ascii") as file:
            for line in file:
                if line.startswith("#"):
                    continue
                name, digits = line.split()
                out = {"kernel": "no"} | DECODERS[family](bytes.fromhex(digits)[16:])
                known = [f"{key}={value}" for key, value in out.items() if value is not None]
                print(family, name, *(known if len(out) > 1 else []))


main()
