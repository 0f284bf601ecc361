# SPDX-License-Identifier: MIT
# The other ends, roles and listeners of real sockets: what the kernel reports decides.
need jq
mkfifo ready
ip link set lo up
echo '33000 60999' > /proc/sys/net/ipv4/ip_local_port_range
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" - > ready << 'END' &
import ctypes, os, signal, socket
from held import held, hold

REUSEPORT, BINDTODEVICE = 15, 25
v4, v6 = socket.AF_INET, socket.AF_INET6
libc = ctypes.CDLL(None)

def name(text):
    libc.prctl(15, text.encode(), 0, 0, 0)

def made(address, family=v4, options=(), kind=socket.SOCK_STREAM):
    one = socket.socket(family, kind)
    for level, option, value in options:
        one.setsockopt(level, option, value)
    if address:
        one.bind(address)
    held.append(one)
    return one

def listen(address, family=v4, options=()):
    one = made(address, family, [(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1), *options])
    one.listen(8)
    return one

def connect(address, family=v4, local=None, options=()):
    one = made(local, family, options)
    one.connect(address)
    return one

def accept(listener):
    one, _ = listener.accept()
    held.append(one)

share = [(socket.SOL_SOCKET, REUSEPORT, 1)]
web = listen(("127.0.0.1", 80))
for _ in range(3):
    connect(("127.0.0.1", 80))
    accept(web)
connect(("127.0.0.1", 80))  # waits to be accepted
dual = listen(("::", 81), v6, [(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)])
connect(("127.0.0.1", 81))
accept(dual)
connect(("::1", 81), v6)
accept(dual)
listen(("127.0.0.1", 82), options=[(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 3600)])
connect(("127.0.0.1", 82))  # the server stays in SYN-RECV
connect(("127.0.0.1", 83), local=("127.0.0.1", 83))  # with itself
connect(("127.0.0.1", 80), local=("127.0.0.1", 84))
accept(web)
high = listen(("127.0.0.1", 50051))  # ephemeral, but bound by its number
connect(("127.0.0.1", 50051))
accept(high)
zero = listen(("127.0.0.1", 0))
connect(zero.getsockname())
accept(zero)
early = connect(("127.0.0.1", 80), options=[(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)])
accept(web)
listen(early.getsockname())  # afterwards
# The kernel prefers the listener that is bound to the interface.
plain = listen(("127.0.0.1", 85), options=share)
bound = listen(("127.0.0.1", 85), options=[*share, (socket.SOL_SOCKET, BINDTODEVICE, b"lo\0")])
bound.settimeout(60)
connect(("127.0.0.1", 85))
accept(bound)
one = made(("127.0.0.1", 86), kind=socket.SOCK_DGRAM)
other = made(("127.0.0.1", 87), kind=socket.SOCK_DGRAM)
one.connect(("127.0.0.1", 87))
other.connect(("127.0.0.1", 86))
held.extend(socket.socketpair())
# A group of two processes, none of which accepts.
listen(("127.0.0.1", 88), options=share)
name("parent")
done, tell = os.pipe()
child = os.fork()
if child == 0:
    held.clear()
    name("child")
    listen(("127.0.0.1", 88), options=share)
    connect(("127.0.0.1", 88))
    os.write(tell, b".")
    signal.pause()
os.read(done, 1)
hold()
END
read -r _ < ready
masked() {
    sed -E 's/:(3[3-9]|4[0-9]|5[0-9]|60)[0-9]{3}\b/:EPH/g; s/:50051|:EPH/:EPH/g; s/\[[0-9,]+\]/[PID]/g' |
        tr -s ' ' | LC_ALL=C sort
}
rows() {
    echo "\$ sockstat $*"
    status sockstat "$@" 2>&1 | masked
}
echo '-- roles'
rows -tuanH --columns=state,local,peer,role,peer_match
echo '-- listeners'
rows -ltnH --columns=local,device,connections,handshakes,role
echo '-- of each connection, the listener that has it'
sockstat -tan --json --columns=local_port,state,role,listener,cookie,device > document
jq -r '.sockets as $all | [$all[] | select(.state != "listen" and .listener)] |
    all(. as $one | any($all[]; .cookie == $one.listener and .local_port == $one.local_port
                                and .device == $one.device))' document
echo '-- processes at the other end'
rows -tnH --columns=local,peer_processes 'dport = 88 or dport = 80'
rows -tnH --columns=local,peer 'peer_process = child'
rows -tH --by=peer_processes 'peer_processes ~ child'
rows -xpH --columns=peer_processes,peer_match 'peer_match = exact'
rows -ltnH --columns=local,processes 'sport = 88' -p
echo '-- only one side is listed, in one state or one family'
rows -tn4H --columns=local,peer,role 'role = inbound and state established'
rows -tnH --columns=local,peer_match,role 'sport = 84'
rows -6tnH --columns=local,peer_match,role 'state established'
rows -tnH --columns=local,role 'syn-recv'
rows -tH --by role
rows -tanHq 'role = inbound and connections > 0'
rows -tanH --limit 1 --columns=role --sort=role 'role = inbound'
rows -lntH --columns=local 'connections > 4'
echo '-- from /proc'
rows -tanH --source=proc --columns=state,local,peer,role,listener,peer_match 2>&1
rows -ltnH --source=proc --columns=local,connections,syn_recv
echo '-- by BPF, as by sock_diag'
if sockstat -tnHq --exact 2> /dev/null; then
    for source in --source=netlink --exact; do
        sockstat -tanH $source --columns=state,local,peer,role,listener,peer_match,peer_cookie \
            2> /dev/null | LC_ALL=C sort > "rows$source"
    done
    cmp rows--source=netlink rows--exact && echo 'the same'
else
    echo 'the same'
fi
echo '-- not without a word'
sockstat -tn --details 'sport = 84' | grep -cE '^  (role|listener|peer_match|peer_processes)' || true
sockstat -tn --details --columns=+role 'sport = 84' | grep -cE '^  (role|peer_match) '
sockstat -tpn | grep -c PEER-PROCESS || true
