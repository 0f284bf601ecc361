# SPDX-License-Identifier: MIT
"""Connections that carry known numbers of bytes between the two looks of --rates.

Usage: rates.py PROGRAM [OPTION ...]. The options ask for JSON; --rates is added. Prints rates as
the number of bytes that were carried, if that and the time agree with them.
"""
import json
import socket
import struct
import subprocess
import sys
import time

SIZE = 1_000_000
SECONDS = (1, 4, 16, 64)  # a machine that is too busy for one gets the next
SKIPPED = 77
ESTABLISHED, FIN_WAIT_2, CLOSE_WAIT = 1, 5, 8
RATES = ("recv_rate_bytes_per_s", "send_rate_bytes_per_s", "retransmits_per_s")


def info(end):
    """Returns the first part of struct tcp_info of a socket."""
    return end.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)


def unacknowledged(end):
    return int.from_bytes(info(end)[24:28], sys.byteorder)


def wait_for(condition):
    while not condition():
        time.sleep(0.001)


def carry(sender, receiver):
    """Sends SIZE bytes; returns when they were received and acknowledged."""
    sender.sendall(b"x" * (SIZE // 100))
    for _ in range(99):
        receiver.recv(SIZE // 100, socket.MSG_WAITALL)
        sender.sendall(b"x" * (SIZE // 100))
    receiver.recv(SIZE // 100, socket.MSG_WAITALL)
    wait_for(lambda: unacknowledged(sender) == 0)


def sleeps(child):
    """Tells whether the program waits for its second look."""
    with open(f"/proc/{child.pid}/wchan", encoding="ascii") as wchan:
        return "poll" in wchan.read()


class Connections:
    """Connections before the first look: each a client and a server."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.names = {}  # by the port of the client
        self.ends = {name: self.connect(name)
                     for name in ("up", "down", "half-closed", "idle", "old", "reset")}

    def connect(self, name):
        client = socket.create_connection(("127.0.0.1", self.port))
        server, _ = self.listener.accept()
        self.names[client.getsockname()[1]] = name
        return client, server

    def act(self):
        """What happens between the looks."""
        client, server = self.ends["up"]
        carry(client, server)
        client, server = self.ends["down"]
        carry(server, client)
        client, server = self.ends["half-closed"]
        carry(client, server)
        client.shutdown(socket.SHUT_WR)
        wait_for(lambda: info(client)[0] == FIN_WAIT_2 and info(server)[0] == CLOSE_WAIT)
        self.ends["new"] = self.connect("new")
        carry(*self.ends["new"])
        self.end(*self.ends.pop("old"))
        self.end(*self.connect("brief"))
        client, server = self.ends.pop("reset")
        reset = struct.pack("ii", 1, 0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        self.end(client, server)

    def end(self, client, server):
        """Ends a connection, after it carried bytes."""
        port = client.getsockname()[1]
        carry(client, server)
        client.close()
        server.close()
        wait_for(lambda: self.has_ended(port))

    def has_ended(self, port):
        """Tells whether no end of a connection, by the port of the client, is connected."""
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table][1:]
        return not any(f":{port:04X}" in row[1] + row[2] and row[3] != "06" for row in rows)

    def name(self, row):
        server = row["local_port"] == self.port
        client = self.names[row["peer_port"] if server else row["local_port"]]
        return f"{client} {'server' if server else 'client'}"

    def close(self):
        for ends in self.ends.values():
            for end in ends:
                end.close()
        self.listener.close()


def attempt(command, seconds):
    """
    Returns the connections, the output, the messages and the longest time; the output is None if it
    failed.
    """
    connections = Connections()
    start = time.clock_gettime(time.CLOCK_BOOTTIME)
    with subprocess.Popen([*command, f"--rates={seconds}"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as child:
        wait_for(lambda: sleeps(child) or child.poll() is not None)
        if child.poll() is not None:
            print("it is not seen where the program waits")
            sys.exit(SKIPPED)
        connections.act()
        in_time = sleeps(child)
        output, messages = child.communicate()
    longest = time.clock_gettime(time.CLOCK_BOOTTIME) - start
    return connections, json.loads(output) if in_time else None, messages, longest


def bytes_of(rate, least, longest, count=1):
    """Returns the bytes of COUNT ends that RATE stands for; 0 and None are themselves."""
    if rate in (None, 0):
        return rate
    right = SIZE / longest - 1 <= rate / count <= SIZE / least + 1 and rate % count == 0
    return SIZE * count if right else f"wrong: {rate}"


def show_connections(connections, rows, limits):
    named = {connections.name(row): row for row in rows if row["peer_port"] is not None}
    for name, row in sorted(named.items()):
        print(f"{name}: {row['state']},", *(bytes_of(row[key], *limits) for key in RATES))
    # All that carried bytes carried as many in the same time, and a FIN is no byte.
    rates = {row[key] for row in rows for key in RATES if row[key]}
    print("different rates:", len(rates))
    print("the first is fast:", rows[0][RATES[0]] in rates or rows[0][RATES[1]] in rates)


def show_groups(rows, limits):
    """Prints groups; all ends that carried bytes are in one of them."""
    for row in rows:
        name, received, sent = ("comm", 5, 4) if "comm" in row else ("peer_address", 6, 5)
        print(f"{row[name]}: {row['count']},",
              *(bytes_of(row[key], *limits, ends) for key, ends in zip(RATES, (received, sent, 1))))


def main():
    for seconds in SECONDS:
        connections, result, messages, longest = attempt(sys.argv[1:], seconds)
        if result:
            break
        connections.close()
    else:
        sys.exit("this machine is too busy")
    limits = seconds - 0.001, longest  # the program waits until a whole millisecond
    print(messages, end="")
    if "sockets" in result:
        show_connections(connections, result["sockets"], limits)
    else:
        show_groups(result["groups"], limits)
    print("\n".join(result["warnings"]))


main()
