# SPDX-License-Identifier: MIT
# The examples in the manual pages print what these show, with the same sockets.
. "$CASE_DIR/../examples.sh"
need jq
sockstat_in_path
factory 'up lo' 'listen web 0.0.0.0 80 backlog=511 reuseport' \
    'connect call 127.0.0.1 80 from=127.0.0.1,54720' 'accept served web' \
    'comm nginx' 'fork 1 nginx uid=65534'
factory 'comm api' 'listen api :: 8080 v6only=0 backlog=128'
factory 'comm app' 'listen app 127.0.0.1 9000 backlog=1' \
    'connect first 127.0.0.1 9000 from=127.0.0.1,53062' \
    'connect second 127.0.0.1 9000 from=127.0.0.1,53078'
factory 'comm resolver' 'udp dns 127.0.0.53 53 device=lo'
# Sockets of other families.
need_mounts
mount -t tmpfs none /run
mkfifo ready
"$PYTHON" - > ready << 'END' &
import os, signal, socket

held = []


def make(family, kind, protocol=0, name=None):
    held.append(socket.socket(family, kind, protocol))
    if name is not None:
        held[-1].bind(name)
    return held[-1]


def end(comm):
    """Names the process, and waits; the last one says so."""
    with open("/proc/self/comm", "w") as file:
        file.write(comm)
    if comm == "db":
        print("ready", flush=True)
    signal.pause()


server = make(socket.AF_UNIX, socket.SOCK_STREAM, name="/run/db.sock")
server.listen(5)
if os.fork() == 0:
    server.close()
    make(socket.AF_UNIX, socket.SOCK_STREAM).connect("/run/db.sock")
    end("web")
held.append(server.accept()[0])
if os.fork() == 0:
    for one in held:
        one.close()
    make(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3), ("lo", 3))
    end("capture")
if os.fork() == 0:
    for one in held:
        one.close()
    make(socket.AF_NETLINK, socket.SOCK_RAW, 0, (4321, 1 | 1 << 4))
    end("monitor")
wait = [None]
while not wait[0]:  # until the others are named
    names = [open(f"/proc/{pid}/comm").read() for pid in os.listdir("/proc") if pid.isdigit()]
    wait[0] = {"web\n", "capture\n", "monitor\n"} <= set(names)
end("db")
END
read -r _ < ready
for page in sockstat-json.5 sockstat-output.7 sockstat-filter.7 sockstat-sources.7; do
    run_examples "man/$page"
done
run_examples man/sockstat.1 --closed "$HELPERS/factory" \
    'listen again 127.0.0.1 80 reuseport' 'connect call 127.0.0.1 80 from=127.0.0.1,54732' \
    'accept served again' 'shutdown call' 'wait-state served 8' 'close served' 'close call'
