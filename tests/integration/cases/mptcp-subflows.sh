# SPDX-License-Identifier: MIT
# All subflows of an MPTCP connection have one inode; every source lists each of them.
need ip
[ -e /proc/sys/net/mptcp/enabled ] || skip 'this kernel has no MPTCP'
ip link set lo up
ip addr add 10.9.0.1/32 dev lo
ip addr add 10.9.0.2/32 dev lo
{ echo 1 > /proc/sys/net/mptcp/enabled && ip mptcp limits set subflow 4 add_addr_accepted 4 &&
    ip mptcp endpoint add 10.9.0.2 dev lo id 1 subflow; } 2> /dev/null || skip 'MPTCP cannot be set up'
cat > connect.py << 'END'
import socket, sys
IPPROTO_MPTCP = 262  # in the module since Python 3.10
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("0.0.0.0", 7100))
listener.listen(9)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
client.bind(("10.9.0.1", 0))
client.connect(("10.9.0.1", 7100))
client.send(b"hello")
server, _ = listener.accept()
server.recv(10)
server.send(b"x")
# The second subflow is made by the kernel when it likes.
while sum(line.split()[3] == "01" for line in list(open("/proc/net/tcp"))[1:]) < 4:
    pass
print("ready", flush=True)
sys.stdin.read()
END
mkfifo stdin stdout
"$PYTHON" connect.py < stdin > stdout &
program=$!
exec 3> stdin
read -r ready < stdout
[ "$ready" = ready ] || { echo 'no connection'; exit 1; }
for source in netlink proc; do
    sockstat -taj --source=$source 2> /dev/null | jq -c '[.total, .duplicates, .complete]'
    sockstat -taH --columns=state,local_address,local_port,inode --source=$source 2> /dev/null > "$source"
done
cmp netlink proc && echo 'the same'
echo "$(awk '$1 == "ESTABLISHED" {print $4}' proc | sort -u | wc -l) inodes of 4 connections"
if [ -n "$(sockstat -tH --exact 2> /dev/null || true)" ]; then
    sockstat -taH --columns=state,local_address,local_port,inode --exact 2> /dev/null | diff - proc
fi
echo 'Connections by their token:'
sockstat -Mtaj 2> /dev/null | jq -c '[.sockets[] | select(.mptcp_token)] |
    group_by(.mptcp_token)[] | [([.[].proto] | sort), ([.[].subflows | values][0] // 2),
        [.[].extra_subflows | values][0], ([.[].inode] | unique | length)]'
sockstat -ta --by=state --columns=state,count --source=proc 2> /dev/null
exec 3>&-
wait "$program"
