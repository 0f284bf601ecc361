# SPDX-License-Identifier: MIT
# SCTP: endpoints and associations, which share inode and cookie, and lists of addresses. Compared
# with /proc/net/sctp.
need jq ip
ip link set lo up
ip addr add 192.0.2.1/24 dev lo
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal
import socket

SCTP = 132
try:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, SCTP)
except OSError as error:
    print(f"no SCTP here: {error}", flush=True)
    raise SystemExit
listener.bind(("127.0.0.1", 7030))
listener.listen(4)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, SCTP)
client.bind(("0.0.0.0", 40000))
client.connect(("127.0.0.1", 7030))
server, _ = listener.accept()
many = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, SCTP)
many.bind(("127.0.0.1", 7031))
many.listen(1)
one = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, SCTP)
one.bind(("127.0.0.1", 40001))
one.connect(("127.0.0.1", 7031))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r word < ready
case $word in no*) skip "$word" ;; esac
sockstat -SH > /dev/null 2>&1 || [ $? -ne 3 ] || skip 'the kernel does not list SCTP'
rows() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1 | grep -v 'outside of this PID namespace'
}
rows -Sa --columns=type,sctp_role,state,local,peer
rows -Sa --columns=sctp_role,local,local_addresses,peer_addresses
rows -SlH --columns=sctp_role,local,recv_q,accept_limit
rows -SaH 'sctp_role = association' --columns=local,peer,device,timer
rows -SaH 'local_addresses = 192.0.2.0/24' --columns=sctp_role,local,peer
rows -SaH 'peer_addresses = 127.0.0.0/8 and sport = 7031' --columns=sctp_role,peer
rows -SaH 'state = cookie-wait'
rows -SaH autobound --columns=local
rows -Sas
echo 'Held by the process:'
sockstat -SaH pid = "$holder" --columns=sctp_role,local 2> /dev/null
sockstat -Saej > json 2> words
jq -c '[.sources, .duplicates, .complete]' json
jq -c '.sockets | group_by(.inode)[] | [([.[].sctp_role] | sort), ([.[].cookie] | unique | length)]' json |
    sort
jq -c '.sockets[] | [.sctp_role, .local_port, .local_addresses, .sctp_in_streams,
    (.sctp_rwnd // 0) > 0, .device_index]' json
# As many as the kernel lists otherwise: column 13 of associations is an inode.
[ "$(jq '[.sockets[] | select(.sctp_role == "association")] | length' json)" -eq \
    $(($(wc -l < /proc/net/sctp/assocs) - 1)) ] && echo 'as many associations as in /proc'
kill "$holder"
