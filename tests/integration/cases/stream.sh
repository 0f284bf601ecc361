# SPDX-License-Identifier: MIT
# Unsorted rows are written as they are read: more rows than one buffer holds, and the same rows.
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
export ASAN_OPTIONS=detect_leaks=0 # it cannot look for them below strace
many_sockets
mkfifo ready
setpriv --pdeathsig KILL "$PYTHON" - > ready << 'END' &
import signal, socket
held = []
for port in range(10000, 19000):
    held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    held[-1].bind(("127.0.0.1", port))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready

same() {
    local streamed sorted
    streamed=$(sockstat -a --sort=none "$@" | tr '\0' '\n' | sort | sha256sum)
    sorted=$(sockstat -a "$@" | tr '\0' '\n' | sort | sha256sum)
    [ "$streamed" = "$sorted" ] && echo "same: $*"
}
columns=--columns=cookie,local_address,local_port,local_service,user,device,state
same --csv "$columns"
same --null -H "$columns"
same --csv "$columns" 'sport < 12000 and user = root'
same --csv "$columns" -u 'not device = lo'
same --csv "$columns" -u 'not has device and not v6only'
same --csv "$columns" -t
same --csv "$columns" --source=proc 2> /dev/null
same_table() {
    local streamed sorted
    streamed=$(sockstat -a --sort=none "$@" | tr -s ' ' | sort | sha256sum)
    sorted=$(sockstat -a "$@" | tr -s ' ' | sort | sha256sum)
    [ "$streamed" = "$sorted" ] && echo "same table: $*"
}
same_table -n
same_table -e
same_table -H -u
echo "$(sockstat -a --sort=none | grep -c '^PROTO') heading"
sockstat -au --sort=none --jsonl | tail -1 | sed 's/"tool":"[^"]*",//'
sockstat -au --sort=none --jsonl --limit 5000 | tail -1 | sed 's/"tool":"[^"]*",//'
sockstat -au --sort=none --json | "$PYTHON" -c 'import json, sys; print(len(json.load(sys.stdin)["sockets"]))'
status sockstat -au --sort=none --csv -H sport = 9
# What was written stays, and what is missing is said, if a file cannot be read to its end.
strace -o trace -e trace=read -e inject=read:error=EIO:when=250 "$SOCKSTAT" -aun --source=proc \
    --sort=none --jsonl --columns=local_port > rows 2> error || echo "exit $?"
[ "$(wc -l < rows)" -gt 4096 ] && echo 'more than one batch'
tail -1 rows | jq -c '[.sources, .complete]'
grep -c 'sockets are missing: /proc/self/net/udp: Input/output error' error
kill "$holder"
