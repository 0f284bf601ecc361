# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A name server of the case, and sockets with many addresses. Sourced by cases.

# Host names come from a name server on 127.0.0.1, which the resolver waits for longer than a case
# takes. name_server ARGUMENT...: starts helpers/name_server.py; name_server_end prints its counts.
need_mounts
need ip
ip link set lo up
printf 'hosts: dns\n' > nsswitch.conf
printf 'nameserver 127.0.0.1\noptions timeout:30 attempts:5\n' > resolv.conf
mount --bind nsswitch.conf /etc/nsswitch.conf
mount --bind resolv.conf /etc/resolv.conf
: > no-hosts # musl reads it, whatever nsswitch.conf says
mount --bind no-hosts /etc/hosts

name_server() {
    mkfifo server.stdout
    setpriv --pdeathsig KILL "$PYTHON" "$CASE_DIR/../helpers/name_server.py" "$@" > server.stdout &
    name_server=$!
    exec {name_server_stdout}< server.stdout
    rm server.stdout
    read -r _ <&"$name_server_stdout"
}

name_server_end() {
    kill "$name_server"
    cat <&"$name_server_stdout"
    exec {name_server_stdout}<&-
}

# hosts COUNT: two UDP sockets on port 9 for each of the addresses 127.1.0.1, 127.1.0.2, ...,
# 127.1.0.250, 127.1.1.1, ...
hosts() {
    mkfifo hosts.stdout
    setpriv --pdeathsig KILL "$PYTHON" - "$1" > hosts.stdout << 'END' &
import resource, signal, socket, sys

limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
held = []
for number in range(2 * int(sys.argv[1])):
    host = number // 2
    held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    held[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held[-1].bind((f"127.1.{host // 250}.{host % 250 + 1}", 9))
print("ready", flush=True)
signal.pause()
END
    # for the case
    # shellcheck disable=SC2034
    hosts=$!
    read -r _ < hosts.stdout
    rm hosts.stdout
}
