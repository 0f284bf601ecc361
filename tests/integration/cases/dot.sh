# SPDX-License-Identifier: MIT
# --dot: the graph of real sockets, as many connections as in JSON, and what options do with it.
not_under_fakeroot
need jq
hide_unreadable_process
"$PYTHON" "$CASE_DIR/../helpers/dot.py" --malformed
COLUMNS_READ=peer_match,cookie,peer_cookie,inode,peer_inode
factory 'comm postgres' 'up lo' 'listen db 127.0.0.1 5432'
factory 'comm nginx' 'listen web 127.0.0.1 80' 'connect to-db 127.0.0.1 5432' \
    'connect more 127.0.0.1 5432'
# Nobody answers there: SYN-SENT.
ip route add 203.0.113.0/24 dev lo
factory 'comm curl' 'connect a 127.0.0.1 80' 'connect b 127.0.0.1 80' \
    'connect x 203.0.113.1 443 nowait' \
    'connect y 203.0.113.2 443 nowait' 'connect z 203.0.113.2 443 nowait'
factory 'comm dns' 'udp one 127.0.0.1 53 to=127.0.0.1,54' 'udp other 127.0.0.1 54 to=127.0.0.1,53'
pids() {
    sed -E 's/\[[0-9,]+\]/[PID]/g'
}
# graph OPTIONS OPTION...: the edges, after what differs from JSON, and from the picture if there is
# one. The first argument has options that JSON does not get.
graph() {
    local picture=() own
    read -ra own <<< "$1"
    shift
    echo "\$ sockstat --dot ${own[*]} $*" | tr -s ' '
    sockstat --dot "${own[@]}" "$@" > graph 2> errors || echo "exit $?"
    sockstat --json --columns=$COLUMNS_READ "$@" > document 2> /dev/null || true
    if command -v dot > /dev/null; then
        dot -Tsvg graph > picture 2> warnings || echo 'dot fails'
        cat warnings
        picture=(picture)
    fi
    "$PYTHON" "$CASE_DIR/../helpers/dot.py" graph document "${picture[@]}" | pids
    cat errors
}
graph '' -tp
graph '' -tun
graph '--by comm' -t
graph '' -tn 'process = nginx'
graph '' -tn --connected 'dport = 80'
graph --source=proc -tn -4
echo '-- keys of rows: those of the other end only if that is a row'
graph '--by user' -tn
graph '--by user' -tn 'sport = 80'
graph '--by cgroup_id,user' -tn | sed -E 's/([0-9a-f]+|-), root/ID, root/g'
echo '-- the whole text'
sockstat -un --dot | pids | sed "s/label=\"$(hostname)\"/label=\"HOST\"/"
echo '-- no connection'
graph '' -l
status sockstat --dot -t 'dport = 1' 2> /dev/null | tail -n 2
echo '-- with other options'
for options in '--json --dot' '--dot -H' '--dot -e' '--dot --wait=9 nginx'; do
    # several words
    # shellcheck disable=SC2086
    sockstat -t $options | head -n 1
done
sockstat -tj --dot --json | jq -r keys[0]
status sockstat --dot -q -t nginx
for options in --limit=1 --sort=pid --columns=pid -s '--by nothing' --by=; do
    # shellcheck disable=SC2086
    status sockstat --dot $options 2>&1
done
echo '-- Unix sockets'
"$PYTHON" -c '
import ctypes, os, signal, socket
libc = ctypes.CDLL(None)
libc.prctl(15, b"client", 0, 0, 0)
one, other = socket.socketpair()
if os.fork() == 0:
    one.close()
    libc.prctl(15, b"server", 0, 0, 0)
    print("ready", flush=True)
    signal.pause()
other.close()
signal.pause()
' > pipe &
while ! grep -qs ready pipe; do sleep 0.1; done
graph '--by comm' -x 'process = client or process = server'
graph '--by comm' -x 'process = client'
