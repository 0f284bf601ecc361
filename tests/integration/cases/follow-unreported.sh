# SPDX-License-Identifier: MIT
# The trace does not report the end of a connection, and does not count that it is lost: scans find
# the sockets gone, and a gap says that reports are missing. One is enough for all that is missing.
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
# Any other failure is one.
! sockstat -tq --exact 2>&1 | grep -q 'not permitted' || skip 'BPF is not allowed here'
need jq
. "$CASE_DIR/../events.sh"
factory 'up lo' 'listen web 127.0.0.1 8080' 'connect c 127.0.0.1 8080' 'accept s web' \
    'connect d 127.0.0.1 8080' 'accept t web'

# has_gaps COUNT
has_gaps() {
    [ "$(grep -c '"event":"gap"' events)" -ge "$1" ]
}

follow --trace=bpf -t --jsonl --events=close
kill -STOP "$FOLLOWER"
kill "$FACTORY_PID"
wait "$FACTORY_PID" 2> /dev/null || true
echo "thrown away: $("$HELPERS/swallow" "$FOLLOWER")"
kill -CONT "$FOLLOWER"
until_true has_closes 5
until_true has_gaps 1
finish
jq -r 'select(.event == "close") | [.seen, .state, .reason // "-"] | join(" ")' events |
    sort | uniq -c
jq -c 'select(.event == "gap") | [.source, .lost]' events
jq -c 'select(.event == "end") | [.gaps, .trace_received, .trace_lost, .complete]' events
