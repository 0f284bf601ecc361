#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""name_server.py DELAY [LAST]: a name server on 127.0.0.1 that answers each question for the name
of an address A.B.C.D after DELAY seconds with host-A-B-C-D.example. It never answers a question
for an address whose last number is LAST or more. Prints "ready"; at SIGTERM, prints what it was
asked. Whoever reads its stdout must be there."""

import heapq
import select
import signal
import socket
import struct
import sys
import time

TYPE_PTR = 12
RESPONSE, RECURSION_DESIRED, RECURSION_AVAILABLE = 0x8000, 0x0100, 0x0080


def labels(name):
    return b"".join(bytes([len(label)]) + label for label in name.split(b".")) + b"\0"


def question_of(packet):
    """The labels of the first question, and where it ends."""
    found, at = [], 12
    while packet[at]:
        found.append(packet[at + 1:at + 1 + packet[at]])
        at += 1 + packet[at]
    return found, at + 5


def answer_to(packet, numbers, end):
    name = labels(b"host-" + b"-".join(numbers) + b".example")
    header = packet[:2] + struct.pack(
        ">5H", RESPONSE | RECURSION_DESIRED | RECURSION_AVAILABLE, 1, 1, 0, 0)
    record = struct.pack(">3HIH", 0xC00C, TYPE_PTR, 1, 60, len(name)) + name
    return header + packet[12:end] + record


delay = float(sys.argv[1])
last = int(sys.argv[2]) if len(sys.argv) > 2 else 256
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
server.bind(("127.0.0.1", 53))
# Python does not return from select() for a signal without this.
wake, wakes = socket.socketpair()
wakes.setblocking(False)
signal.set_wakeup_fd(wakes.fileno())
signal.signal(signal.SIGTERM, lambda *_: None)
waiting = []  # (when, order, address of the client, answer)
questions = {}
held = most = silent = 0
print("ready", flush=True)
while True:
    pause = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([server, wake], [], [], pause)
    if wake in readable:
        break
    if server in readable:
        packet, client = server.recvfrom(4096)
        reverse, end = question_of(packet)
        numbers = reverse[3::-1]
        questions[tuple(numbers)] = questions.get(tuple(numbers), 0) + 1
        held += 1
        most = max(most, held)
        if int(numbers[3]) < last:
            heapq.heappush(waiting, (time.monotonic() + delay, sum(questions.values()), client,
                                     answer_to(packet, numbers, end)))
        else:
            silent += 1
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, client, answer = heapq.heappop(waiting)
        held -= 1
        server.sendto(answer, client)
print(f"{len(questions)} addresses, {sum(questions.values())} questions, at most {most} at once, "
      f"{silent} without an answer")
