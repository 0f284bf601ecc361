# SPDX-License-Identifier: MIT
# What ended before --follow is told to end is shown, also if it is more than is read at once: none
# of 12,000 ends is lost without a gap.
ip link set lo up
. "$CASE_DIR/../events.sh"
follow --trace=none -u -n --jsonl --events=close
kill -STOP "$FOLLOWER"
"$PYTHON" - << 'END'
import socket
for port in range(20000, 32000):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", port))
END
kill -INT "$FOLLOWER"
kill -CONT "$FOLLOWER"
wait "$FOLLOWER" || true
jq -c 'select(.event == "end") | .events == 12000 or .gaps > 0' events
