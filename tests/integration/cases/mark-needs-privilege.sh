# SPDX-License-Identifier: MIT
# The kernel reports the mark only with CAP_NET_ADMIN; without it, the mark is absent, not 0.
# Likewise the filter of a packet socket: without the capability, no socket is without a filter.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080 mark=42'
sockstat -tlj | jq -c '[.sockets[].mark]'
sockstat_as_nobody -tlj | jq -c '[.sockets[].mark]'
mkfifo ready
"$PYTHON" - > ready << 'END' &
import ctypes, signal, socket, struct

sockets = [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) for _ in range(2)]
code = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0) * 1)  # return 0
program = struct.pack("@HP", 1, ctypes.addressof(code))
sockets[0].setsockopt(socket.SOL_SOCKET, 26, program)  # SO_ATTACH_FILTER
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
for filter in 'has filter_instructions' 'not has filter_instructions' 'filter_instructions = 1' \
    'filter_instructions = 1 or ethertype = 0'; do
    echo "-- $filter"
    status sockstat -0H --csv --columns=local,filter_instructions "$filter" 2>&1
    status sockstat_as_nobody -0H --csv --columns=local,filter_instructions "$filter" 2>&1
done
kill "$holder"
