# SPDX-License-Identifier: MIT
# With BPF, --follow sees each of 500 connections that last 2 ms, at both ends, with the process
# that opened, accepted or closed it. Then its buffer is made to overflow: what is lost is counted
# exactly.
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
# Any other failure is one.
! sockstat -tq --exact 2>&1 | grep -q 'not permitted' || skip 'BPF is not allowed here'
need ip
ip link set lo up

. "$CASE_DIR/../events.sh"

follow --trace=bpf -t --json
"$PYTHON" "$CASE_DIR/../helpers/short_connections.py" 500 2 8080 > pids
read -r client worker < pids
until_true has_closes 1001
finish
"$PYTHON" "$CASE_DIR/../helpers/trace_events.py" events 8080 "$client" "$worker"
jq -c 'select(.event == "begin") | .sources' events
jq -c 'select(.event == "end") | [.trace_received, .trace_lost]' events

echo 'a reader that is stopped:'
follow --trace=bpf -t --json
kill -STOP "$FOLLOWER"
"$PYTHON" "$CASE_DIR/../helpers/short_connections.py" 12000 0 8080 > pids
kill -CONT "$FOLLOWER"
until_true grep -q '"gap"' events
finish
# Each connection makes 7 reports, the listener 2.
jq -c 'select(.event == "end") |
    [.trace_received + .trace_lost, .trace_lost > 0, .gaps > 0, .complete]' events
jq -s -c '[.[] | select(.event == "gap" and .source == "trace") | .lost] | add as $gaps |
    [$gaps > 0]' events
jq -s -c '([.[] | select(.event == "gap" and .source == "trace") | .lost] | add) ==
    (.[-1].trace_lost)' events
grep 'events were lost' words | sed 's/[0-9]* time.*/N times/'
