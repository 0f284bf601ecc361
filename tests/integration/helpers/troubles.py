# SPDX-License-Identifier: MIT
"""Makes sockets in trouble. Server ports tell them apart; see the cases explain*."""
import ctypes
import os
import socket
import subprocess

from held import held, hold

REUSEPORT, CLONE_NEWNET = 15, 0x40000000
TCP = socket.IPPROTO_TCP
HOME = "127.0.0.1"


def run(command):
    subprocess.run(command.split(), check=True)


def listen(port, address=HOME, queue=8, share=False):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if share:
        one.setsockopt(socket.SOL_SOCKET, REUSEPORT, 1)
    one.bind((address, port))
    one.listen(queue)
    held.append(one)
    return one


def connect(port):
    one = socket.create_connection((HOME, port))
    held.append(one)
    return one


def connected(port):
    """Returns both ends of a connection, the client's first."""
    listener = listen(port)
    client = connect(port)
    server, _ = listener.accept()
    held.append(server)
    return client, server


def close(one):
    held.remove(one)
    one.close()


def fill(one):
    """Sends until the receiver takes no more."""
    one.setblocking(False)
    try:
        while True:
            one.send(b"x" * 65536)
    except BlockingIOError:
        pass


def full_queue():
    listen(7001, queue=2)
    for _ in range(3):
        connect(7001)


def leak():
    client, _ = connected(7002)
    close(client)


def zero_window():
    fill(connected(7003)[0])


def black_hole():
    run("ip link add d0 type veth peer name d1")
    run("ip addr add 10.9.9.1/24 dev d0")
    run("ip link set d0 up")
    run("ip link set d1 up")
    run("ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:99 dev d0 nud permanent")
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(("10.9.9.9", 7004))
    held.append(one)


def udp_drops():
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((HOME, 7005))
    held.append(one)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(2000):
            sender.sendto(b"y" * 1000, (HOME, 7005))


def bound():
    one = socket.socket()
    one.bind((HOME, 7006))
    held.append(one)


def orphan():
    client, _ = connected(7007)
    fill(client)
    close(client)


def database():
    listen(5432, "0.0.0.0")


def time_wait():
    listener = listen(7009)
    for _ in range(60):
        client = connect(7009)
        server, _ = listener.accept()
        close(client)
        server.close()


def imbalance():
    """Of two listeners with one port, one never accepts: until it has eight connections."""
    listen(7010, queue=16, share=True)
    other = listen(7010, queue=16, share=True)
    other.setblocking(False)
    waiting = 0
    while waiting < 8:
        connect(7010)
        try:
            held.append(other.accept()[0])
        except BlockingIOError:
            waiting += 1


def half_open():
    """The peer is in another network namespace, where its address is removed."""
    parent, child = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        parent.close()
        held.clear()
        ctypes.CDLL(None).unshare(CLONE_NEWNET)
        child.send(b".")
        child.recv(1)
        run("ip link set v1 up")
        run("ip addr add 10.9.7.2/24 dev v1")
        client = socket.create_connection(("10.9.7.1", 7011))
        child.recv(1)
        run("ip addr del 10.9.7.2/24 dev v1")
        child.send(b".")
        child.recv(1)
        client.close()
        os._exit(0)
    child.close()
    held.append(parent)
    parent.recv(1)
    run("ip link add v0 type veth peer name v1")
    run(f"ip link set v1 netns {pid}")
    run("ip addr add 10.9.7.1/24 dev v0")
    run("ip link set v0 up")
    listener = listen(7011, "10.9.7.1")
    parent.send(b".")
    server, _ = listener.accept()
    held.append(server)
    parent.send(b".")
    parent.recv(1)
    # Probes go to where nobody takes them; without it, the route would be an error.
    run("ip neigh replace 10.9.7.2 lladdr 02:00:00:00:00:98 dev v0 nud permanent")
    server.setsockopt(TCP, socket.TCP_KEEPIDLE, 1)
    server.setsockopt(TCP, socket.TCP_KEEPINTVL, 1)
    server.setsockopt(TCP, socket.TCP_KEEPCNT, 100)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def quiet():
    """Nothing of this is in trouble."""
    listen(22, "0.0.0.0")
    listen(443, "0.0.0.0")
    listen(3306)
    client, server = connected(7012)
    for one in client, server:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    close(connected(7013)[1])  # closed by the server, then by the client: TIME-WAIT
    close(held[-1])
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("0.0.0.0", 53))
    held.append(one)
    held.extend(socket.socketpair())


def troubles():
    for make in (full_queue, leak, zero_window, black_hole, udp_drops, bound, orphan, database,
                 time_wait, imbalance, half_open):
        make()


if __name__ == "__main__":
    import sys

    globals()[sys.argv[1]]()
    hold()
