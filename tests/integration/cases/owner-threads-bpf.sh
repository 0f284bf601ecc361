# SPDX-License-Identifier: MIT
# first PID namespace
# A thread with its own descriptor table holds a socket that another process holds as well. A filter
# on its process finds it, by BPF and from /proc, so --wait-gone does not end.
[ -z "${SAN:-}" ] || skip 'the sanitizers of this build need all of /proc'
factory 'up lo'
can_bpf || skip 'BPF is not built in or not allowed here'
mkfifo ready
setpriv --pdeathsig KILL "$PYTHON" - > ready << 'END' &
import ctypes, os, signal, socket, threading

CLONE_FILES = 0x400
libc = ctypes.CDLL(None, use_errno=True)
listener = socket.create_server(("127.0.0.1", 8080))
unshared = threading.Event()


def hold():
    if libc.unshare(CLONE_FILES) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    unshared.set()
    threading.Event().wait()


if os.fork() == 0:
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    libc.prctl(15, b"other", 0, 0, 0)  # PR_SET_NAME
    threading.Thread(target=hold, daemon=True).start()
    unshared.wait()
    listener.close()  # of the first thread; the other one has its own
    print("ready", flush=True)
else:
    libc.prctl(15, b"server", 0, 0, 0)
signal.pause()
END
server=$!
read -r _ < ready
for owners in bpf proc; do
    echo "by $owners:"
    for filter in 'process = other' 'process = server' 'process = server and not process = other'; do
        status sockstat -tlnH --owners=$owners --columns=local,comm "$filter" 2> /dev/null
    done
    status sockstat -tlnq --owners=$owners --wait-gone=0.1 'process = other' 2> /dev/null
done
kill "$server"
