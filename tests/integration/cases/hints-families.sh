# SPDX-License-Identifier: MIT
# Hints about sockets without addresses and ports, and about the names of Unix sockets.
not_under_fakeroot
mkfifo ready
"$PYTHON" - > ready << 'END' &
import os, signal, socket

held = []


def make(family, kind, name=None):
    held.append(socket.socket(family, kind))
    if name is not None:
        held[-1].bind(name)
    return held[-1]


make(socket.AF_UNIX, socket.SOCK_STREAM, "a=b.sock").listen(1)
make(socket.AF_UNIX, socket.SOCK_SEQPACKET, "with blank").listen(1)
held.extend(socket.socketpair())
held[-1].shutdown(socket.SHUT_WR)
make(socket.AF_UNIX, socket.SOCK_DGRAM, os.path.abspath("dgram socket"))
make(socket.AF_UNIX, socket.SOCK_DGRAM, "\0abstract")
make(socket.AF_UNIX, socket.SOCK_DGRAM, "\0a\0b")
make(socket.AF_NETLINK, socket.SOCK_RAW, (0, 1))
make(socket.AF_PACKET, socket.SOCK_RAW)
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
hint() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1 | grep -v -e 'owners of' -e 'undecided' -e 'outside of this'
}
echo 'The protocol is missing, and nothing else is said:'
hint -tH 'path = "a=b.sock"'
hint -tH 'type = seqpacket'
hint -lH 'shutdown = send'
hint -tH 'proto = packet'
hint -tH 'family = netlink and has netlink_groups'
hint -tH 'packet and type = raw'
hint -xlH 'local_path = "a=b.sock" and state = established'
hint -xH --connected 'path = "a=b.sock"'
echo 'Sockets of other protocols cannot have the key:'
hint -tH 'not sockopt_mc_loop'
hint -tH 'not retransmits = 5'
hint -tH 'not local_address = 10.0.0.1'
hint -tH 'not (sockopt_mc_loop or retransmits = 5)'
hint -tH 'not (sockopt_mc_loop and state = established)'
hint -xlH 'not sockopt_mc_loop and state = established'
hint -tH 'sport = 1 or path = "a=b.sock"'
echo 'There are no addresses and ports:'
hint -xH 22
hint --netlink -0H 'addr = 10.0.0.1'
hint -txH 22
echo 'Names:'
hint '/run/with blank'
hint -H '"a=b.sock"'
hint -xH 'path = "with blank"' --columns=local
hint ./a=b.sock
hint unix:./a=b.sock
echo 'The filter selects the protocol:'
hint -H unix --columns=proto,type,state,local_abstract
hint -H 'proto = packet' --columns=proto,type,state,local
hint -H 'family = netlink and type = raw and local_portid > 0 and has netlink_groups' --columns=proto,netlink_groups
hint -H 'unix or packet' --columns=proto,type
echo 'Names of Unix sockets for completion:'
sockstat --list-words -- path = '' | sort -u | sed "s,$PWD,DIR,"
sockstat --list-words -- 'local_path = "with' | sort -u
kill "$holder"
