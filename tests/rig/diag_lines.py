#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""diag_lines.py FILE...: decodes recorded replies of sock_diag (lines "NAME HEX", little endian)
and prints for each "FAMILY NAME KEY=VALUE..." with every field that sockstat has of it. Of TCP
sockets, which are in inet_diag_families.hex and tcp_info.hex, these are the fields of struct
tcp_info and the congestion control.

Written from the kernel's headers, independently of the program: its output is what
tests/unit/test_family_diag.c expects (tests/data/family_diag.lines), and
tests/unit/test_tcp_info.c (tests/data/tcp_info.lines).
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
            size, count, frame, frames, timeout, private, features = words(found[kind])
            prefix = ring + "_ring_"
            out.update({prefix + "block_bytes": size, prefix + "blocks": count,
                        prefix + "frame_bytes": frame, prefix + "frames": frames})
            if ring == "rx":
                out["rx_ring_retire_ms"] = timeout or None
                if timeout:  # version 3
                    out.update(rx_ring_private_bytes=private,
                               rx_ring_fill_rxhash=yes(features & 1))
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
        size, number, pages, chunk, room, device, where, flags, users = struct.unpack(
            "<Q8I", found[5])
        out.update(umem_id=number, umem_bytes=size, umem_chunk_bytes=chunk, umem_headroom=room,
                   umem_zero_copy=yes(flags & 1), umem_refs=users, umem_pages=pages)
        if device:
            out.update(umem_device_index=device, umem_queue=where)
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


# Members of struct tcp_info (linux/tcp.h): key, offset and size in bytes.
TCP_INFO = """
rto_retransmits 2 1    probes 3 1              backoff 4 1          rto_us 8 4
ato_us 12 4            mss_bytes 16 4          rcv_mss_bytes 20 4   unacked 24 4
sacked 28 4            lost 32 4               retransmits_in_flight 36 4
last_data_sent_ms 44 4 last_data_received_ms 52 4                   last_ack_received_ms 56 4
pmtu_bytes 60 4        rcv_ssthresh_bytes 64 4 rtt_us 68 4          rttvar_us 72 4
ssthresh 76 4          cwnd 80 4               advmss_bytes 84 4    reordering 88 4
rcv_rtt_us 92 4        rcv_space_bytes 96 4    retransmits_total 100 4
pacing_rate_bytes_per_s 104 8                  max_pacing_rate_bytes_per_s 112 8
bytes_acked 120 8      bytes_received 128 8    segs_out 136 4       segs_in 140 4
not_sent_bytes 144 4   min_rtt_us 148 4        data_segs_in 152 4   data_segs_out 156 4
delivery_rate_bytes_per_s 160 8                busy_us 168 8        rwnd_limited_us 176 8
sndbuf_limited_us 184 8                        delivered 192 4      delivered_ce 196 4
bytes_sent 200 8       bytes_retransmitted 208 8                    dsack_dups 216 4
reordering_seen 220 4  rcv_out_of_order 224 4  snd_wnd_bytes 228 4  rcv_wnd_bytes 232 4
rehash 236 4           rto_total 240 2         rto_recoveries 242 2 rto_time_ms 244 4
received_ce 248 4      delivered_e1_bytes 252 4                     delivered_e0_bytes 256 4
delivered_ce_bytes 260 4                       received_e1_bytes 264 4
received_e0_bytes 268 4                        received_ce_bytes 272 4
""".split()

# When 0 says that nothing is known, and when all bits do.
UNKNOWN_ZERO = """rto_us ato_us mss_bytes rcv_mss_bytes pmtu_bytes rcv_ssthresh_bytes rtt_us
    advmss_bytes rcv_rtt_us rcv_space_bytes delivery_rate_bytes_per_s pacing_rate_bytes_per_s
    max_pacing_rate_bytes_per_s accecn_fail""".split()
UNKNOWN_ONES = {"min_rtt_us": 32, "pacing_rate_bytes_per_s": 64, "max_pacing_rate_bytes_per_s": 64}
# What has no meaning unless another member is there and not 0, or is not in the structure.
GIVEN = {"rttvar_us": "rtt_us", "last_data_sent_ms": "data_segs_out",
         "last_data_received_ms": "data_segs_in", "last_ack_received_ms": "segs_in",
         "snd_wnd_bytes": "segs_in"}
CA_STATES = ["open", "disorder", "cwr", "recovery", "loss"]
FASTOPEN_FAILS = [None, "cookie-unavailable", "data-not-acked", "syn-retransmitted"]
ECN_MODES = ["disabled", "rfc3168", "accecn", "pending"]
ACCECN_OPTIONS = ["no", "empty", "counter", "fail"]


def tcp_flags(info, segments):
    """The members of less than a byte; SEGMENTS: how many came in, None if that is not known."""
    options, scales, limits = info[5], info[6], info[7]
    out = {"ca_state": CA_STATES[info[1]] if info[1] < len(CA_STATES) else None,
           "fastopen_client_fail": FASTOPEN_FAILS[limits >> 1 & 3]}
    if any(info[160:168]):  # delivery_rate
        out["app_limited"] = yes(limits & 1)
    if segments != 0:
        for bit, name in enumerate(["timestamps", "sack", "window_scaling", "ecn", "ecn_seen",
                                    "syn_data", "usec_ts", "fastopen_child"]):
            out["tcp_" + name] = yes(options >> bit & 1)
    if len(info) < 280:  # Linux 6.18: then the kernel has TCPI_OPT_TFO_CHILD, of Linux 6.16
        out.pop("tcp_fastopen_child", None)
    if options & 4:
        out.update(snd_wscale=scales & 15, rcv_wscale=scales >> 4)
    return out


def tcp_accecn(info, kernel):
    """The last word, which is three bit-fields since Linux 7.0."""
    if len(info) < 280:
        return {}
    word_of_all, fail, option = *struct.unpack_from("<I", info, 276), *struct.unpack_from(
        "<HH", info, 276)
    out = {}
    if kernel >= 7:
        out["ecn_mode"] = ECN_MODES[word_of_all & 3]
        option, fail = word_of_all >> 2 & 3, word_of_all >> 4 & 15
    out.update(accecn_option=ACCECN_OPTIONS[option] if option < 4 else None, accecn_fail=fail)
    return out


def tcp(body, kernel):
    found = attributes(body[72:])
    info = found.get(2, b"")
    out = {"congestion": found[4].split(b"\0")[0].decode() if 4 in found else None}
    if not info or body[1] in (6, 10):  # of a listener, some members mean something else
        return out
    numbers = {}
    for key, offset, size in zip(*[iter(TCP_INFO)] * 3):
        offset, size = int(offset), int(size)
        if offset + size <= len(info):
            numbers[key] = int.from_bytes(info[offset:offset + size], "little")
    out.update(numbers, **tcp_flags(info, numbers.get("segs_in")), **tcp_accecn(info, kernel))
    for key in out:
        bits = UNKNOWN_ONES.get(key)
        if (key in UNKNOWN_ZERO and out[key] == 0 or bits and out[key] == (1 << bits) - 1 or
                numbers.get(GIVEN.get(key)) == 0):
            out[key] = None
    if out.get("ssthresh", 0) >= 0x7FFFFFFF:  # TCP_INFINITE_SSTHRESH
        out["ssthresh"] = None
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
                body = bytes.fromhex(digits)[16:]
                if family in ("inet", "tcp"):
                    if ".tcp" in name:
                        out = tcp(body, int(name.split(".")[0]))
                        print(name, *(f"{key}={out[key]}" for key in sorted(out)
                                      if out[key] is not None))
                    continue
                out = {"kernel": "no"} | DECODERS[family](body)
                known = [f"{key}={value}" for key, value in out.items() if value is not None]
                print(family, name, *(known if len(out) > 1 else []))


main()
