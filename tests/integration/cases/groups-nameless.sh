# SPDX-License-Identifier: MIT
# Users without a name are counted separately, as are interfaces that no longer exist.
need setpriv ip
need_real_users
setpriv --reuid=70001 true 2> /dev/null || skip 'cannot become another user here'
for device in gone1 gone2; do
    ip link add $device index 7"${device#gone}" type bridge 2> /dev/null ||
        skip 'no interface can be made here'
done
factory 'up lo' 'listen root 127.0.0.1 8600 backlog=5' 'udp one 0.0.0.0 68 device=gone1' \
    'udp two 0.0.0.0 68 device=gone2' 'udp three 0.0.0.0 69 device=gone2' 'udp four 0.0.0.0 70 device=lo'
ip link del gone1
ip link del gone2
cat > listen.py << 'END'
import os, socket, sys
listeners = []
for uid, port in (70003, 8603), (70001, 8604), (70001, 8601), (70002, 8602):
    os.setresuid(uid, uid, 0)
    listeners.append(socket.socket())
    listeners[-1].bind(("127.0.0.1", port))
    listeners[-1].listen(5)
    os.setresuid(0, 0, 0)
connection = socket.create_connection(("127.0.0.1", 8600))
print("ready", flush=True)
sys.stdin.read()
END
mkfifo stdin stdout
"$PYTHON" listen.py < stdin > stdout &
program=$!
exec 3> stdin
read -r ready < stdout
[ "$ready" = ready ] || { echo 'no sockets'; exit 1; }
sockstat -tl --by user
sockstat -tln --by user --sort=user
sockstat -tl --by user --csv --sort=-user
sockstat -tl --by user,state -j | jq -c '.groups[] | [.user, .uid, .state, .count]'
sockstat -tl --by uid,user -H
sockstat -tl --by user --limit 1 -H 2> /dev/null
sockstat -tl --by user --columns count,uid -H
sockstat -u --by device
sockstat -u --by device --csv
exec 3>&-
wait "$program"
