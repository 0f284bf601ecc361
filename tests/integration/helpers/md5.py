# SPDX-License-Identifier: MIT
"""Sockets with keys of TCP-MD5 (RFC 2385), and a search for the key.

md5.py listen COUNT     listens at ports 8001 (no key), 8002 (one) and 8003 (two), and at COUNT
                        others with a key; makes a connection; prints "ready"
md5.py find FILE...     prints the files that contain the key
md5.py held COMMAND...  runs the command and does not read its output; prints where its memory and
                        its core file contain the key once it has written something
"""
import base64
import glob
import os
import re
import resource
import select
import signal
import socket
import struct
import subprocess
import sys

KEY = b"Kept-By-The-Kernel-7ac41e"
MD5SIG = 14  # linux/tcp.h, TCP_MD5SIG
FORMS = (KEY, KEY.hex().encode(), KEY.hex().upper().encode(), base64.b64encode(KEY)[:-4])


def add_key(sock, address):
    """linux/tcp.h, struct tcp_md5sig"""
    name = struct.pack("=HH4s", socket.AF_INET, 0, socket.inet_aton(address)).ljust(128, b"\0")
    sock.setsockopt(socket.IPPROTO_TCP, MD5SIG,
                    name + struct.pack("=BBHi80s", 0, 0, len(KEY), 0, KEY))


def listen(count):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    kept = []
    for port in [8001, 8002, 8003] + list(range(20000, 20000 + count)):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
        try:
            if port != 8001:
                add_key(sock, "127.0.0.2")
        except OSError as error:
            print(f"no key of TCP-MD5 can be set (CONFIG_TCP_MD5SIG): {error.strerror}")
            return
        if port == 8003:
            add_key(sock, "127.0.0.3")
        sock.listen()
        kept.append(sock)
    client = socket.socket()
    client.bind(("127.0.0.2", 8004))
    add_key(client, "127.0.0.1")
    client.connect(("127.0.0.1", 8002))
    kept += [client, kept[1].accept()[0]]
    print("ready", flush=True)
    signal.pause()


def has_key(data):
    return any(form in data for form in FORMS)


def find(names):
    for name in names:
        with open(name, "rb") as file:
            if has_key(file.read()):
                print(f"{name}: has the key")


def search_memory(pid):
    """Prints the mappings with the key; returns how many bytes were searched."""
    searched = 0
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            start, end, rights = re.match("([0-9a-f]+)-([0-9a-f]+) (\\S+)", line).groups()
            size = int(end, 16) - int(start, 16)
            shadow = size > 1 << 30  # of a sanitizer, which notes what may be read
            if not rights.startswith("r") or shadow or "[vvar" in line or "[vsyscall" in line:
                continue
            memory.seek(int(start, 16))
            data = memory.read(size)
            searched += len(data)
            if has_key(data):
                print("memory: has the key:", line.split()[-1])
    return searched


def held(command):
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    select.select([child.stdout], [], [])
    if child.poll() is not None:
        print("ended before its memory was searched")
    if search_memory(child.pid) < 100000:
        print("its memory could not be read")
    child.send_signal(signal.SIGABRT)
    child.wait()
    cores = glob.glob("core*")  # none: /proc/sys/kernel/core_pattern is about something else
    find(cores)
    for core in cores:
        os.remove(core)


if sys.argv[1] == "listen":
    listen(int(sys.argv[2]))
elif sys.argv[1] == "find":
    find(sys.argv[2:])
else:
    held(sys.argv[2:])
