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
echo '-- with details, which a second thread formats: none with one processor'
for processors in 0 0-7; do
    strace -f -o trace -e trace=clone,clone3 taskset -c "$processors" "$SOCKSTAT" \
        --services="$SERVICES" -tai --sort=none --jsonl |
        jq -c 'select(.cookie) | [.cookie, .local_port, .state, .mss, .cwnd, .bytes_acked]' |
        sort > "rows-$processors"
    cmp rows-0 "rows-$processors" && wc -l < "rows-$processors"
    grep -c ' = [0-9]' trace > "threads-$processors"
done
[ "$(nproc)" = 1 ] || [ "$(cat threads-0-7)" = $(($(cat threads-0) + 1)) ] && echo 'one more thread'
echo '-- a reader that closes the pipe ends it, without a message'
{
    code=0
    "$SOCKSTAT" -tani --sort=none || code=$?
    echo "$code" > code
} | head -1 > /dev/null
cat code
