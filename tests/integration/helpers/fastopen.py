#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""fastopen.py: holds a connection that TCP Fast Open let it accept in SYN-RECV, until stdin ends.

A SYN with data comes from a neighbour that is not there, over a pair of interfaces that this makes,
so that its SYN-ACK is never acknowledged. Prints a line when the connection is accepted.
"""

import ctypes
import socket
import struct
import subprocess
import sys
from pathlib import Path

HERE, THERE = "10.77.0.1", "10.77.0.9"
PORT, CALLER = 7301, 5555
NEAR, FAR = "02:00:00:00:00:01", "02:00:00:00:00:09"
FASTOPEN_WITHOUT_COOKIE = 0x602  # the server side, no cookie needed, every listener
IP = f"""
link add near address {NEAR} type veth peer name far address {FAR}
addr add {HERE}/24 dev near
link set near up
link set far up
neigh add {THERE} lladdr {FAR} nud permanent dev near
"""


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def syn(data):
    """An Ethernet frame with a SYN that carries DATA and asks for no cookie."""
    options = b"\x02\x04\x05\xb4\x22\x02\x01\x01"  # MSS, Fast Open
    offset = (5 + len(options) // 4) << 4
    head = struct.pack("!HHIIBBHHH", CALLER, PORT, 1000, 0, offset, 2, 65535, 0, 0)
    tcp = head + options + data
    ends = socket.inet_aton(THERE) + socket.inet_aton(HERE)
    total = checksum(ends + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", total) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, socket.IPPROTO_TCP, 0) + ends
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    addresses = bytes.fromhex((NEAR + FAR).replace(":", ""))
    return addresses + struct.pack("!H", 0x0800) + ip + tcp


def main():
    for line in IP.split("\n")[1:-1]:
        subprocess.run(["ip", *line.split()], check=True)
    settings = Path("/proc/sys/net/ipv4")
    (settings / "tcp_fastopen").write_text(str(FASTOPEN_WITHOUT_COOKIE))
    (settings / "tcp_synack_retries").write_text("200")  # the connection stays in SYN-RECV
    ctypes.CDLL(None).prctl(15, b"early", 0, 0, 0)  # PR_SET_NAME; not the beginning of a key
    listener = socket.socket()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 16)
    listener.bind((HERE, PORT))
    listener.listen(16)
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind(("far", 0))
        wire.send(syn(b"data"))
    connection, _ = listener.accept()
    print("ready", flush=True)
    sys.stdin.read()
    connection.close()


main()
