# SPDX-License-Identifier: MIT
# A name with a newline adds lines to /proc/net/unix: parts of names are no sockets, and a whole line
# is reported, as it cannot be told from that of a socket. sock_diag lists what there is.
need jq
[ "$(uname -m | grep -c 64)" = 1 ] || skip 'pointers of this kernel have 32 bits'
held=()
hold() {
    mkfifo ready
    "$PYTHON" -c '
import signal, socket, sys
held = socket.socket(socket.AF_UNIX)
held.bind(sys.argv[1].replace("@", "\0"))
held.listen(1)
print("ready", flush=True)
signal.pause()' "$1" > ready &
    held+=($!)
    read -r _ < ready
    rm ready
}
rows() {
    status sockstat -xlH --columns=state,local "$@" 2>&1
}
hold real
echo 'no newline:'
rows --source=proc
echo 'a part of a name:'
hold $'part\nof a name'
rows --source=proc
echo 'a line with a pointer of 32 bits, which is none of this kernel:'
hold $'@narrow\nbcf1e255: 00000002 00000000 00010000 0001 01 24973736 /run/narrow'
rows --source=proc 2>&1
echo 'a line:'
hold $'@x\n00000000bcf1e255: 00000002 00000000 00010000 0001 01 24973736 /run/docker.sock'
rows --source=proc
rows --source=proc --sort=none | sort
sockstat -xlj --source=proc 2> words | jq -c '[.complete, (.warnings | length)]' || true
echo 'sock_diag:'
rows
kill "${held[@]}"
