# SPDX-License-Identifier: MIT
# first PID namespace
# The BPF scan and the scan of /proc find the same holders: forked sharers, threads with their own
# descriptor tables, a process whose main thread has exited; also while other processes come and go.
hide_unreadable_process
factory 'up lo' 'comm parent' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53' 'dup b 2' \
    'connect c 127.0.0.1 8080' 'accept s a' 'fork 20' 'fork 1 child'
can_bpf || skip 'BPF is not built in or not allowed here'
mkfifo ready
# Python 3.12 and later warn of a fork in a process with threads.
setpriv --pdeathsig KILL "$PYTHON" -W ignore::DeprecationWarning - > ready << 'END' &
import ctypes, os, signal, socket, threading

CLONE_FILES = 0x400
libc = ctypes.CDLL(None, use_errno=True)
shared = socket.create_server(("127.0.0.1", 8081))


def serve(port):
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    if libc.unshare(CLONE_FILES) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    with socket.create_server(("127.0.0.1", port)):
        os.write(1, b"%d\n" % port)  # print has a lock, and this forks
        threading.Event().wait()


for port in 8082, 8083:
    threading.Thread(target=serve, args=(port,), daemon=True).start()
if os.fork() == 0:
    shared.close()  # the walk looks into threads only for what nobody seems to hold
    for port in 8084, 8085:
        threading.Thread(target=serve, args=(port,)).start()
    libc.syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)  # exit of this thread alone
signal.pause()
END
threads=$!
head -n 4 ready > /dev/null
setpriv --pdeathsig KILL "$PYTHON" - << 'END' &
import os, socket

# processes that hold a listener of this one, and end at once
keep = socket.create_server(("127.0.0.1", 8090))
while True:
    if os.fork() == 0:
        os._exit(0)
    os.waitpid(-1, 0)
END
churn=$!
trap 'kill "$threads" "$churn" 2> /dev/null || true' EXIT
rows() {
    sockstat -tuanp --csv --columns=local,peer,owner,pid,comm 'not port = 8090' "$@" 2> words
    cat words
}
wait_until_listening() {
    sockstat -q --wait -tl 'sport = 8090'
}
wait_until_listening
rows --owners=proc > proc
for _ in $(seq 50); do
    rows --owners=bpf > bpf
    diff proc bpf || true
    sockstat -tlnH --columns=owner --owners=bpf 'sport = 8090'
done | sort | uniq -c | tr -s ' '
echo "$(wc -l < proc) rows"
fds() {
    sockstat -tulpj "$@" 'not port = 8090' | jq -c '[.sockets[] | [.processes, .owner]]'
}
[ "$(fds --owners=bpf)" = "$(fds --owners=proc)" ] && echo 'the same descriptors'
echo 'refused where it is not allowed, and then the walk takes its place:'
need_nobody
status sockstat_as_nobody -tlnH --columns=local,owner --owners=bpf 'sport = 8080' 2>&1
status sockstat_as_nobody -tlnH --columns=local,owner 'sport = 8080' 2>&1
pkill -P "$threads"
kill "$threads" "$churn"
