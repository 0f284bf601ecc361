# SPDX-License-Identifier: MIT
# first PID namespace
# With many open files, descriptors are read while sockets are; again if a socket then has no holder.
# Of Unix sockets, if there are many.
need ip strace
can_bpf || skip 'BPF is not built in or not allowed here'
ulimit -n 18000 || skip 'the limit of descriptors cannot be raised'
export ASAN_OPTIONS=detect_leaks=0
ip link set lo up
mkfifo ready go
cat > hold.py << 'END'
import os, socket, sys

pause, wake = os.pipe()
child = os.fork()
held = [os.open("/dev/null", os.O_RDONLY) for number in range(11000)]
if child == 0:
    os.close(wake)
    os.read(pause, 1)  # until its parent ends
    os._exit(0)
server = socket.create_server(("127.0.0.1", 7000), backlog=16)
for number in range(50):
    held.append(socket.create_connection(("127.0.0.1", 7000)))
    held.append(server.accept()[0])
with open("/proc/self/comm", "w") as file:
    file.write("holder")
print("ready", flush=True)
sys.stdin.readline()
# One end is on its way through a Unix socket, in no table of descriptors.
ends = socket.socketpair()
socket.send_fds(ends[0], [b"x"], [held[-1].fileno()])
held.pop().close()
print("ready", flush=True)
sys.stdin.readline()
END
"$PYTHON" hold.py > ready < go &
exec 9< ready 8> go
read -r _ <&9
readings() {
    strace -f -o trace -e trace=bpf "$SOCKSTAT" "$@" > /dev/null 2>&1
    grep -c BPF_ITER_CREATE trace
}
holders() {
    sockstat -tnpH --columns=owner,processes "$@" | sed "s/\[[0-9]*\]/[PID]/; s/^hidden/kernel/" | sort | uniq -c |
        sed 's/^ *//; s/  */ /g'
}
# The program is loaded before the sockets are asked for, or afterwards.
begins() {
    strace -f -o trace -e trace=bpf,sendto "$SOCKSTAT" "$@" > /dev/null 2>&1
    grep -oEm1 'BPF_PROG_LOAD|TCPDIAG_GETSOCK|SOCK_DIAG_BY_FAMILY' trace |
        sed 's/BPF_PROG_LOAD/early/; s/.*DIAG.*/late/'
}
holders 2> /dev/null
readings -tnp
begins -tnp
echo '-- a listing of listeners begins late'
readings -tlnp
begins -tlnp
echo '-- a listing of Unix sockets begins early if there are many'
begins -xnp
mkfifo paired
setpriv --pdeathsig KILL "$PYTHON" - > paired << 'END' &
import signal, socket
pairs = [socket.socketpair() for number in range(8200)]
print("ready", flush=True)
signal.pause()
END
pairs=$!
read -r _ < paired
begins -xnp
begins -xlnp
begins -xnp state=established
kill "$pairs"
echo '-- a socket without a holder'
echo >&8
read -r _ <&9
holders 2> /dev/null
holders --owners=proc 2> /dev/null
readings -tnp
echo >&8
