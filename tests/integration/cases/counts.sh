# SPDX-License-Identifier: MIT
# A dump with no socket, though the kernel counts some, is not shown as empty: here, the counts are
# those of another network namespace. In our own, they agree with the dump.
need_mounts
mkfifo ready
unshare --net "$PYTHON" -c '
import signal, socket
held = [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) for _ in range(3)]
print("ready", flush=True)
signal.pause()' > ready &
other=$!
read -r _ < ready
# The counts belong to the process: sockstat gets its PID from the shell that mounts them.
elsewhere() {
    # shellcheck disable=SC2016
    status bash -c 'mount --bind "/proc/$0/net" "/proc/$$/net"; exec "$@"' "$other" \
        "$SOCKSTAT" --services="$SERVICES" -H "$@" 2>&1
}
elsewhere -0
elsewhere -0 --sort=none
elsewhere -0j | sed -n 's/.*"complete"/complete/p'
echo 'our own:'
status sockstat -0H 2>&1
echo 'only what is asked for:'
elsewhere -t
elsewhere -0 --source=proc | cut -d ' ' -f 1
kill "$other"
