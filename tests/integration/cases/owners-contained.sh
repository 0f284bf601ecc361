# SPDX-License-Identifier: MIT
# Root in a container without CAP_SYS_PTRACE can read processes that have no capability it lacks.
# sockstat keeps its capabilities until it has read them.
kept=+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service
kept+=,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap
contained=(setpriv "--bounding-set=-all,$kept" --inh-caps=-all)
"${contained[@]}" true 2> /dev/null || skip 'capabilities cannot be taken away here'
ip link set lo up
mkfifo ready
"${contained[@]}" --pdeathsig KILL "$PYTHON" -c '
import signal, socket
listener = socket.create_server(("127.0.0.1", 8080))
print(flush=True)
signal.pause()' > ready &
holder=$!
read -r _ < ready
"${contained[@]}" "$SOCKSTAT" -tlnH --columns=local,owner --owners=proc 2> /dev/null
kill "$holder"
