# SPDX-License-Identifier: MIT
# Unix, packet and netlink sockets from /proc/net: the same as from sock_diag, as far as the files
# have it; what the files lack is said, and a condition on it is undecided.
need jq
mkfifo ready
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" - > ready << 'END' &
import functools, socket
from held import held, hold, make

make = functools.partial(make, socket.AF_UNIX)
server = make(name="stream", listen=5)
make(connect="stream")
held.append(server.accept()[0])
make(connect="stream")  # waits to be accepted
make(socket.SOCK_DGRAM, "idle")
make(socket.SOCK_SEQPACKET, "seq", listen=3)
make(name="\0abstract\0name", listen=1)
make(name="@looks-abstract", listen=1)
make(name=b"latin\xe9\t x", listen=1)
make(name="\0" + "l" * 107, listen=1)
held.extend(socket.socketpair())
held.append(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
held.append(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0))
held[-1].bind(("lo", 0x88CC))
held.append(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15))
held[-1].bind((4242, 1))
hold()
END
holder=$!
read -r _ < ready
rows() {
    echo "$ sockstat $*"
    status "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --services="$SERVICES" "$@" 2>&1
}
rows -xaH --columns=proto,type,state,local,local_abstract,uid,recv_q
rows -xlH --columns=local 'path = idle'
rows -0aH --columns=proto,type,state,local,device_index,uid,recv_q
rows --netlink -aH --columns=type,state,local,recv_q,netlink_groups local_portid = 4242
rows -xaH --columns=local uid=0
rows -xaH --columns=local 'local_abstract = no and path = idle'
rows -xaH --columns=local 'path = idle and not peer_path = x'
rows -0aH --columns=local 'drops > 0'
rows -xH --connected --columns=local path = idle --source=netlink
echo 'the same sockets from both sources:'
# Our own netlink sockets differ.
inodes() {
    sockstat -aH --columns=proto,inode,local "$@" 2> words |
        awk '$3 !~ /^sock_diag/ { print $1, $2 }' | sort
}
for options in -x -xl -0 --netlink; do
    inodes "$options" > from-netlink
    inodes "$options" --source=proc > from-proc
    diff from-netlink from-proc && echo "$options: the same"
    [ -s from-proc ] || echo "$options: none"
done
echo 'a stream, and without the sandbox:'
sockstat -xaH --source=proc --columns=local,inode --no-sandbox > one 2>&1
sockstat -xaH --source=proc --columns=local,inode > other 2>&1
cmp one other && echo 'the same'
sockstat -xaH --source=proc --columns=local,inode --sort=none 2>&1 | sort > other
sort one | cmp - other && echo 'the same as a stream'
echo 'no file in /proc:'
rows -A mptcp,vsock -aH --source=proc
sockstat -A all -aj --source=proc 2> words |
    jq -c '[.sources.mptcp, .sources.vsock, .sources.unix, .complete]'
kill "$holder"
