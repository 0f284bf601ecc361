# SPDX-License-Identifier: MIT
# A thread with its own descriptor table holds a socket that its process does not have.
[ -z "${SAN:-}" ] || skip 'the sanitizers of this build need all of /proc'
factory 'up lo'
mkfifo ready
setpriv --pdeathsig KILL "$PYTHON" - > ready << 'END' &
import ctypes, signal, socket, threading

CLONE_FILES = 0x400
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(15, b"server", 0, 0, 0)


def serve():
    if libc.unshare(CLONE_FILES) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 8080))
        listener.listen()
        print("ready", flush=True)
        threading.Event().wait()


threading.Thread(target=serve, daemon=True).start()
signal.pause()
END
server=$!
read -r _ < ready
hide_unreadable_process
sockstat -tlnp --columns=local,owner,processes 2>&1 | sed "s/\b$server\b/PID/"
kill "$server"
