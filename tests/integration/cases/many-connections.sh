# SPDX-License-Identifier: MIT
# Many connections: the counts of the kernel show bound-inactive sockets beside them, and several
# threads format the same rows as one.
need ip strace jq taskset
kernel_since 6.8 || skip 'kernels before 6.8 do not list bound sockets'
ulimit -n 20000 || skip 'the limit of descriptors cannot be raised'
export ASAN_OPTIONS=detect_leaks=0
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket, struct

held = []
server = socket.create_server(("127.0.0.1", 7000), backlog=16)
for number in range(8300):
    held.append(socket.create_connection(("127.0.0.1", 7000)))
    held.append(server.accept()[0])
for port in 7001, 7002:
    held.append(socket.socket())
    held[-1].bind(("127.0.0.1", port))
# One whose connection was reset stays bound.
held.append(socket.socket())
held[-1].bind(("127.0.0.1", 7003))
held[-1].connect(("127.0.0.1", 7000))
other = server.accept()[0]
other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
other.close()
print("ready", flush=True)
signal.pause()
END
read -r _ < ready
sockstat -ta --by=state --columns=state,count
echo '-- as a stream'
sockstat -taj --sort=none --jsonl | jq -r 'select(.state == "bound-inactive") | .local_port' | sort
echo '-- with a filter for the kernel'
sockstat -tanH --columns=state,local 'sport >= 7001 and sport <= 7003'
echo '-- the counts are read'
strace -f -o trace -e trace=openat "$SOCKSTAT" -q -ta > /dev/null
grep -c '"/proc/self/net/sockstat' trace
echo '-- two dumps at the same time, if the processors and the kernel allow it'
# Prints how many dumps of TCP a command makes.
dumps() {
    strace -f -o trace -e trace=sendto "$@" > /dev/null
    grep -c TCPDIAG_GETSOCK trace
}
several=1
[ "$(nproc)" = 1 ] || ! kernel_since 6.12 || several=2
for options in -tan '-tanj --sort=none --jsonl'; do
    # Beside more sockets in other namespaces, such as those of another case, it makes one.
    for _ in $(seq 60); do
        # shellcheck disable=SC2086 # several options
        made=$(dumps "$SOCKSTAT" $options)
        [ "$made" != "$several" ] || break
        sleep 1
    done
    [ "$made" = "$several" ] && echo yes
    # shellcheck disable=SC2086
    dumps taskset -c 0 "$SOCKSTAT" $options
done
echo '-- without one for few sockets, or if the kernel filters'
dumps "$SOCKSTAT" -tan state=listen
dumps "$SOCKSTAT" -tan 'dport > 7001'
echo '-- the same with one processor'
for options in -tan -tane '-tani --columns=local,peer,cwnd' '-taj --columns=local,peer,state' \
    '-ta --csv' '-ta --limit=16500'; do
    # shellcheck disable=SC2086 # several options
    for processors in 0 0-7; do
        taskset -c "$processors" "$SOCKSTAT" --services="$SERVICES" $options 2> /dev/null |
            sed 's/"time":"[^"]*"//' > "rows-$processors"
    done
    cmp rows-0 rows-0-7 && wc -l < rows-0
done
echo '-- and as a stream, in any order'
for processors in 0 0-7; do
    taskset -c "$processors" "$SOCKSTAT" --services="$SERVICES" -taj --sort=none --jsonl |
        jq -c 'select(.cookie) | [.cookie, .local_port, .peer_port, .state]' |
        sort > "rows-$processors"
done
cmp rows-0 rows-0-7 && wc -l < rows-0
echo '-- with details, of one dump, which a second thread formats if there are two processors'
# Prints the rows of a stream with details, in order; $1: processors, then more of the command.
details() {
    local processors=$1
    shift
    strace -f -o trace -e trace=sendto,clone,clone3 "$@" taskset -c "$processors" "$SOCKSTAT" \
        -tain --sort=none --csv --columns=cookie,local_port,state,mss,cwnd,bytes_acked |
        grep '^[0-9a-f]\+,' # not those in TIME-WAIT, which end meanwhile
    grep -c TCPDIAG_GETSOCK trace > dumps
    grep -cE 'clone.* = [0-9]' trace > threads || true
}
details 0 > rows-0
threads=$(cat threads)
details 0-7 > rows-0-7
cmp rows-0 rows-0-7 && wc -l < rows-0 && cat dumps
[ "$(nproc)" = 1 ] || [ "$(cat threads)" = $((threads + 1)) ] && echo 'one more thread'
echo '-- the same if no thread can be started'
details 0-7 -e inject=clone,clone3:error=EAGAIN > rows-0-7
cmp rows-0 rows-0-7 && cat threads
echo '-- a reader that closes the pipe ends it, without a message'
{
    code=0
    "$SOCKSTAT" -tani --sort=none || code=$?
    echo "$code" > code
} | head -1 > /dev/null
cat code
