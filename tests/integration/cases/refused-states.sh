# SPDX-License-Identifier: MIT
# /proc/net/unix calls both ends of connect(2) on datagram sockets connected, also the one without a
# peer. Where only one of the states is asked for, sockets may be missing.
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

receiver, sender, idle = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(3))
receiver.bind("receiver")
sender.connect("receiver")
idle.bind("idle")
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
for source in netlink proc; do
    for states in -a -l --connected; do
        echo "$source $states:"
        status sockstat -xH "$states" --columns=state,local --source="$source" 2>&1 |
            grep -v 'read from /proc'
    done
done
kill "$holder"
