# SPDX-License-Identifier: MIT
# Netlink sockets: of the kernel and of programs, multicast groups, which dumps list twice, and
# processes, which are not those with the port ID. ss takes the port ID for a PID.
need jq
need_jsonschema
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

ROUTE, EVENTS, GENERIC = 0, 15, 16
ADD_MEMBERSHIP, PKTINFO, NO_ENOBUFS = 1, 3, 5
held = []


def make(protocol, portid=None, groups=0, kind=socket.SOCK_RAW):
    held.append(socket.socket(socket.AF_NETLINK, kind, protocol))
    if portid is not None:
        held[-1].bind((portid, groups))
    return held[-1]


member = make(ROUTE, 4001001, 1)
for group in 5, 33:
    member.setsockopt(270, ADD_MEMBERSHIP, group)
member.setsockopt(270, PKTINFO, 1)
member.setsockopt(270, NO_ENOBUFS, 1)
make(ROUTE, 4001002)
make(ROUTE, 4000000000)
make(EVENTS, 4001003, 1, socket.SOCK_DGRAM)
make(GENERIC, 4001004)
make(ROUTE, 4001005).connect((4001002, 0))
make(ROUTE)  # no dump lists it
make(ROUTE).setsockopt(270, ADD_MEMBERSHIP, 2)  # has no port, and is listed as a member
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
rows() {
    echo "$ sockstat $*" | sed "s/\b$holder\b/PID/"
    status sockstat "$@" 2>&1 | grep -v 'outside of this PID namespace' | sed "s/\b$holder\b/PID/"
}
# The sockets that sockstat dumps with are not listed, also those that are open for later.
sock_diag='netlink_protocol = 4 and local_portid > 0'
rows -A netlink -H "$sock_diag"
rows -A netlink -H --sort=none "$sock_diag"
rows -A netlink -q --wait-gone=60 "$sock_diag"
# The kernel's own sockets depend on its modules.
mine='local_portid > 4000000'
rows -A netlink "$mine"
rows -A netlink -p "$mine" --columns=local,owner,processes
rows -A netlink -H "$mine" and peer_portid = 4001002
rows -A netlink -H netlink_groups = 33 --columns=local,netlink_groups
rows -A netlink -H --connected "$mine" --columns=local,peer,state
rows -A netlink -H local_portid = 4000000000 --columns=local
rows -A netlink -H type = dgram and "$mine" --columns=local
rows -A netlink -H process = "$holder" and netlink_protocol = 0 --columns=local,owner,processes
rows -A netlink -H netlink_protocol = 16 and local_portid = 0 --columns=local,owner,processes
rows -A netlink -H owner = kernel and has netlink_groups
rows -A netlink -Hl port = 4001002
rows -A netlink --csv "$mine" --columns=netlink_protocol,local_portid,netlink_groups
sockstat -A netlink -jep > json 2> words
jq -c --arg name python3 '.sockets[] | select(.processes[0].comm == $name) |
    [.type, .state, .netlink_protocol, .local_portid, .peer_portid, .netlink_groups,
     .netlink_pktinfo, .netlink_no_enobufs, .netlink_cap_ack, .drops, .owner]' json
jq -c '[.sources, .duplicates, .complete]' json
jq -c '[.sockets[].cookie] | length - (unique | length)' json
jq -r '.sockets[] | select(.local_portid == 0 and .netlink_groups == null) | .owner' json | sort -u
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
kill "$holder"
# A long dump can lack sockets, on a quiet machine, too: then the kernel's count says so.
unshare -n "$PYTHON" - "$SOCKSTAT" << 'END'
import resource
import socket
import subprocess
import sys

resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
many = [socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) for _ in range(2000)]
for number, one in enumerate(many):
    one.bind((5000000 + number, 0))
run = subprocess.run([sys.argv[1], "--netlink", "-aH", "local_portid >= 5000000"],
                     capture_output=True, text=True)
lost = len(many) - len(run.stdout.splitlines())
said = run.returncode == 3 and "netlink: sockets may be missing: the kernel counts 2000" in run.stderr
print("a long dump:", "as it is" if said == (lost > 0) else [lost, run.returncode, run.stderr])
END
