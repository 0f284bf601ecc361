# SPDX-License-Identifier: MIT
# The examples about changes, rates and ending sockets in sockstat(1) do what they promise.
. "$CASE_DIR/../examples.sh"
. "$CASE_DIR/../events.sh"
need ip
sockstat_in_path
ip link set lo up
ip address add 10.0.0.5/32 dev lo
ip address add 192.0.2.7/32 dev lo

mapfile -t examples < <(sed -n '/^\.Ss Changes, rates/,/^\.Sh/s/^\.Dl //p' "$TOP/man/sockstat.1" |
    sed 's/\\(aq/'\''/g')
# example NUMBER: runs it as it is printed; one that follows prints into the file `events`.
example() {
    bash -c "exec ${examples[$1]}"
}
follow_example() {
    echo "# ${examples[$1]}"
    bash -c "exec ${examples[$1]}" > events 2> words &
    # shellcheck disable=SC2034 # for finish
    FOLLOWER=$!
    until_true grep -qs TIME events
}
shape() {
    sed 's/^[0-9:.]* //; s/\[[0-9]*\]/[PID]/; s/  */ /g; s/ *$//; s/:[3-6][0-9]\{4\}/:PORT/g'
}

follow_example 0
factory 'comm server' 'listen new 127.0.0.1 5001' 'connect to 127.0.0.1 5001'
until_true grep -q ':5001' events
finish
grep ':5001' events | shape

trace=yes
sockstat -E --trace=bpf --duration=0.1 -t > /dev/null 2>&1 || trace=
follow_example 1
"$PYTHON" - << 'END'
import socket
with open("/proc/self/comm", "w") as comm:
    comm.write("client")
server = socket.create_server(("10.0.0.5", 443))
for _ in range(20):
    socket.create_connection(("10.0.0.5", 443)).close()
    server.accept()[0].close()
END
has_ends() { [ "$(grep -c ' - .*10\.0\.0\.5:443 ' events)" -ge 20 ]; }
until_true has_ends
finish
# Without the trace, the kernel reports no process.
if [ -n "$trace" ]; then
    grep -c ' - .* 10\.0\.0\.5:443 *client\[' events
else
    grep -c ' - .* 10\.0\.0\.5:443 ' events
fi

echo "# ${examples[2]}"
"$PYTHON" - << 'END' &
import socket, time
with open("/proc/self/comm", "w") as comm:
    comm.write("copy")
server = socket.create_server(("127.0.0.1", 5201))
sender = socket.create_connection(("127.0.0.1", 5201))
reader = server.accept()[0]
while True:
    sender.sendall(b"x" * 1000)
    reader.recv(100000)
    time.sleep(0.01)
END
SENDER=$!
# Both ends come first.
busy() { [ "$(example 2 2> /dev/null | sed -n '2,3s/.*:5201 .*copy.*/copy/p' | wc -l)" -eq 2 ]; }
until_true busy
example 2 2> /dev/null | sed -n 2,3p | grep -c 'copy\['
kill "$SENDER"
wait "$SENDER" 2> /dev/null || true
# That with --watch is the same command in a terminal.

factory 'comm stuck' 'listen peer 192.0.2.7 8443' 'connect one 192.0.2.7 8443 from=127.0.0.1,50001' \
    'accept other peer' 'shutdown other' 'wait-state one 8'
for i in 4 5; do
    echo "# ${examples[$i]}"
    example "$i" 2>&1 | shape
done
sockstat -tnq 'dst 192.0.2.7 and state = close-wait' || echo 'it is gone'

echo "# ${examples[6]}"
example 6
factory 'comm later' 'listen another 127.0.0.1 5003'
echo "# ${examples[7]}"
status example 7 | shape
echo "${#examples[@]} examples"
