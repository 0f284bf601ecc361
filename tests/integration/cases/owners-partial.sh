# SPDX-License-Identifier: MIT
# nobody lists a listener that is held by a process of nobody and by one of root. A condition on
# processes that is not true of the visible holder is undecided, with or without negation: it
# matches nothing, a message says so, and --strict and --wait-gone do not treat it as an answer.
need jq
need_nobody
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import ctypes, os, signal, socket, time
libc = ctypes.CDLL(None)
listener = socket.create_server(("127.0.0.1", 8080))
parent = os.getpid()
if os.fork() == 0:
    libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    libc.prctl(15, b"visible", 0, 0, 0)  # PR_SET_NAME
    os.setgid(65534)
    os.setuid(65534)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: may be read by its user again
    libc.prctl(1, signal.SIGKILL)
    print(flush=True)
else:
    libc.prctl(15, b"secret", 0, 0, 0)
signal.pause()
END
holders=$!
read -r _ < ready
seen() {
    echo "$ sockstat $*"
    # The number of netlink sockets depends on the kernel.
    status sockstat_as_nobody -ltnH --columns=local,comm --owners=proc "$@" 2>&1 |
        sed '/protocol netlink/d'
}
seen -p
seen -p --strict
seen 'process = visible'
seen 'process = visible and port = 8080' --strict
for filter in 'process = secret' 'process != secret' 'not process = secret' 'not has process' \
    'pid < 2' 'comm !~ ^s' 'process = secret or port = 1' 'process = secret and port = 1'; do
    seen "$filter"
done
seen 'process = secret' --strict
seen --wait-gone=0.1 'process = secret'
seen -q --wait-gone=0.1 'process = secret'
seen --wait=0.1 'process = secret'
sockstat_as_nobody -ltn --by process 2>&1
sockstat_as_nobody -lt --by process --json 2> /dev/null |
    jq -c '[.groups[].comm], .warnings, .owners_complete'
for options in '-p' '' "process=visible"; do
    # shellcheck disable=SC2086
    sockstat_as_nobody -lt --json $options 2> /dev/null | jq -c '[.owners_complete, .complete]'
done
kill "$holders"
