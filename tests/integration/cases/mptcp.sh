# SPDX-License-Identifier: MIT
# MPTCP: a connection and its subflows have one token and one inode, and are two sockets. Compared
# with ss.
need jq
need ss ip
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal
import socket

MPTCP = 262
try:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, MPTCP)
except OSError as error:
    print(f"no MPTCP here: {error}", flush=True)
    raise SystemExit
listener.bind(("127.0.0.1", 7010))
listener.listen(5)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, MPTCP)
client.bind(("127.0.0.1", 40000))
client.connect(("127.0.0.1", 7010))
server, _ = listener.accept()
client.send(b"question")
server.recv(8)
server.send(b"answer")
client.recv(6)
plain = socket.socket()
plain.bind(("127.0.0.1", 7020))
plain.listen(1)
other = socket.create_connection(("127.0.0.1", 7020), source_address=("127.0.0.1", 40001))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r word < ready
case $word in no*) skip "$word" ;; esac
sockstat -MH > /dev/null 2>&1 || [ $? -ne 3 ] || skip 'the kernel does not list MPTCP'
token=none
rows() {
    echo "$ sockstat ${*/$token/TOKEN}"
    status sockstat "$@" 2>&1 | grep -v 'outside of this PID namespace'
}
rows -Ma
rows -Mta --columns=proto,state,local,peer,ulp
rows -MtapH --columns=proto,local,peer,owner
echo 'Held by the process:'
sockstat -MtaH pid = "$holder" --columns=proto,local,peer 2> /dev/null
sockstat -MtaH --by=pid --columns=count pid = "$holder" 2> /dev/null
rows -Mtas
# The token ties the connection to its subflow, and to no other socket.
token=$(sockstat -Maj sport = 40000 | jq -r '.sockets[].mptcp_token')
rows -MtaH "mptcp_token = 0x$token" --columns=proto,local,peer
rows -tH "mptcp_token = $token" --columns=proto,local,peer
rows -H "mptcp_token = $token" --columns=proto,local,peer
rows -Mta 'has mptcp_token' --columns=proto,local
rows -ta 'ulp = mptcp' --columns=state,local
rows -taH 'not has ulp' --columns=local
rows -tH "mptcp_token = $token" --source=proc
echo 'In DETAIL:'
sockstat -MtiH sport = 40000 2> words | grep -oE "^(tcp|mptcp) |mptcp_token:$token" |
    sed "s/$token/TOKEN/"
# One inode, two cookies, no duplicate.
sockstat -Mtaj > json 2> words
jq -c '[.sources, .duplicates, .complete]' json
jq -c '.sockets | group_by(.inode)[] | [([.[].proto] | sort), ([.[].cookie] | unique | length),
    ([.[].mptcp_token] | unique | length)]' json | sort
sockstat -Maej sport = 40000 | jq -c '.sockets[] | [.state, .subflows // 1, .extra_subflows,
    .mptcp_fallback, .mptcp_remote_key, .mptcp_checksum]'
# As ss lists them.
ss -MHnaiO | awk '$1 == "ESTAB" { for (i = 5; i <= NF; i++) if ($i ~ /^token:/) print $4, substr($i, 7) }' |
    sort > theirs
jq -r '.sockets[] | select(.proto == "mptcp" and .mptcp_token) |
    "\(.local_address):\(.local_port) \(.mptcp_token)"' json | sort > ours
diff theirs ours && echo "as ss lists them: $(wc -l < ours)"
kill "$holder"
