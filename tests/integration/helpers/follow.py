#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""follow.py [--check SCHEMA] PROGRAM ARGUMENT... -- STEP...: runs the program, sockstat --follow
with JSON, and takes the steps beside it, in the same network namespace. The steps are functions:

    tcp PORT         a listener, a connection to it from PORT + 1000, and what is accepted
    listen PORT      a listener
    udp PORT         a UDP socket
    connect NAME PORT
    close NAME       closes listener, client, server or udp
    reset NAME       the same with a reset
    send NAME N      sends N bytes; the other end reads them
    short N PORT     N connections to PORT, one after the other, closed at once
    wait VALUE...    until there is an event with these values: event=close local_port=6000
    count N VALUE... until there are N such events
    absent VALUE...  whether there was none so far
    replace PORT     closes the listener and makes another one, until no scan came between
    stop SIGNAL      sends a signal, and waits for the end
    end              waits for the end
"""

import json
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

LIMIT = 600
HOST = "127.0.0.1"


class Follow:
    def __init__(self, command, schema):
        self.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.messages = threading.Thread(target=pass_on_messages, args=[self.program.stderr])
        self.messages.start()
        self.events = []
        self.sockets = {}
        self.validator = None
        if schema:
            import jsonschema
            self.validator = jsonschema.Draft7Validator(schema)

    def read(self):
        """Reads the next line; False at the end."""
        line = self.program.stdout.readline()
        if not line:
            return False
        event = json.loads(line)
        for error in self.validator.iter_errors(event) if self.validator else ():
            print(f"invalid {event['event']}: {error.message}")
        self.events.append(event)
        return True

    def matching(self, values):
        wanted = dict(value.split("=", 1) for value in values)
        return [event for event in self.events
                if all(text(event.get(key)) == value for key, value in wanted.items())]

    def wait(self, count, values):
        deadline = time.monotonic() + LIMIT
        while len(self.matching(values)) < count:
            if time.monotonic() > deadline or not self.read():
                raise SystemExit(f"no event {' '.join(values)}: {self.events}")
        return self.matching(values)


def pass_on_messages(messages):
    """Leaves out that scans are slow, as they are on a busy machine."""
    for message in messages:
        if b": a scan takes " not in message:
            sys.stderr.buffer.write(message)
            sys.stderr.flush()


def text(value):
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, dict):
        return ",".join(f"{key}:{before}>{after}" for key, (before, after) in value.items())
    return str(value)


def tcp(follow, port):
    port = int(port)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(5)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind((HOST, port + 1000))
    client.connect((HOST, port))
    server, _ = listener.accept()
    follow.sockets |= {"listener": listener, "client": client, "server": server}


def listen(follow, port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, int(port)))
    listener.listen(5)
    follow.sockets["listener"] = listener


def udp(follow, port):
    follow.sockets["udp"] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    follow.sockets["udp"].bind((HOST, int(port)))


def connect(follow, name, port):
    follow.sockets[name].connect((HOST, int(port)))


def close(follow, name):
    follow.sockets.pop(name).close()


def reset(follow, name):
    follow.sockets[name].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    close(follow, name)


def send(follow, name, size):
    other = {"client": "server", "server": "client"}[name]
    follow.sockets[name].sendall(b"x" * int(size))
    left = int(size)
    while left:
        left -= len(follow.sockets[other].recv(left))


def short(follow, count, port):
    listener = socket.socket()
    listener.bind((HOST, int(port)))
    listener.listen(5)
    for _ in range(int(count)):
        client = socket.create_connection((HOST, int(port)))
        server, _ = listener.accept()
        client.close()
        server.close()
    listener.close()


def replace(follow, port):
    about = [f"local_port={port}", "state=listen"]
    while not follow.matching(["event=replaced"]):
        opened = len(follow.matching(["event=open", *about]))
        close(follow, "listener")
        listen(follow, port)
        while len(follow.matching(["event=open", *about])) == opened and \
                not follow.matching(["event=replaced"]):
            follow.read()
    event = follow.matching(["event=replaced"])[0]
    same = all(event["before"][key] == event["after"][key]
               for key in ("proto", "local_address", "local_port"))
    print("replaced:", same, event["before"]["cookie"] != event["after"]["cookie"])


def wait(follow, *values):
    event = follow.wait(1, values)[0]
    print("seen:", " ".join(values), f"({event.get('seen', '-')})")


def absent(follow, *values):
    print("absent:" if not follow.matching(values) else "there:", " ".join(values))


def count(follow, number, *values):
    follow.wait(int(number), values)
    print("count:", len(follow.matching(values)), " ".join(values))


def stop(follow, name):
    follow.program.send_signal(getattr(signal, name))
    end(follow)


def end(follow):
    while follow.read():
        pass
    follow.messages.join()  # they are before the line of the end
    last = follow.events[-1]
    words = [f"{key}={text(last[key])}" for key in last if key not in ("time", "events")]
    print("end:", *words, "exit", follow.program.wait())
    kinds = ("open", "close", "change", "replaced")
    shown = sum(event["event"] in kinds for event in follow.events)
    if last["events"] != shown:
        print(f"{last['events']} events promised, {shown} there")


STEPS = {function.__name__: function
         for function in (tcp, listen, udp, connect, close, reset, send, short, replace, wait,
                          absent, count, stop, end)}


def main():
    arguments = sys.argv[1:]
    schema = None
    if arguments[0] == "--check":
        with open(arguments[1], encoding="utf-8") as file:
            schema = json.load(file)
        arguments = arguments[2:]
    split = arguments.index("--")
    follow = Follow(arguments[:split], schema)
    follow.wait(1, ["event=begin"])
    for step in arguments[split + 1:]:
        name, *words = step.split()
        STEPS[name](follow, *words)


main()
