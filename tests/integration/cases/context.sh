# SPDX-License-Identifier: MIT
# first PID namespace
# Security contexts of processes, from files that are mounted in place of the kernel's, so that the
# output does not depend on the kernel.
need jq
need_mounts
need_nobody
need_jsonschema
factory 'up lo' 'comm web' 'listen a 127.0.0.1 8080' 'fork 1 worker'
pids=$(sockstat -ltn --csv -H --columns=pid 2> /dev/null | tr -d '"')
child=${pids//"$FACTORY_PID"/}
child=${child//,/}
context() {
    printf '%b' "$2" > "context.$1"
    mount --bind "context.$1" "/proc/$1/attr/current" 2> /dev/null ||
        skip 'no file can be mounted there'
}
# Other processes of the host may be unreadable; other cases are about that.
named() {
    sed -E "s/$FACTORY_PID/PARENT/g; s/$child/CHILD/g; /owners of|other processes/d; /too low/d"
}
sees() {
    echo "$ sockstat $*"
    status sockstat -ltnH "$@" 2>&1 | named
}
context "$FACTORY_PID" 'system_u:system_r:httpd_t:s0:c1,c2\0'
context "$child" ''
sees -Z --sort=none
sockstat -ltjZ 2> /dev/null | tee json | jq -c '.sockets[] | .contexts'
context "$child" '/usr/sbin/web (enforce)\nrest\n'
sees -Z
sees --csv --columns=contexts
sees --details --oneline 'has contexts' | grep contexts | tr -s ' '
for filter in 'context = "/usr/sbin/web (enforce)"' 'contexts ~ httpd_t' 'contexts = *:s0:*'; do
    sees --columns=local_port "$filter"
done
sees --by contexts
sockstat -ltj --by contexts 2> /dev/null | tee groups | jq -c '.groups[] | [.contexts, .count]'
sockstat -ltn --columns=contexts,comm --owners=proc > proc 2> /dev/null
! can_bpf || sockstat -ltn --columns=contexts,comm --owners=bpf 2> /dev/null | diff proc -
echo '-- any bytes'
context "$child" 'a;b\033[31m\0377\0134'
sees -Z
sockstat -ltjZ 2> /dev/null | tee bytes | jq -c '.sockets[] | .contexts, .contexts_base64'
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json bytes
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema --groups groups
echo '-- a context that nobody must not read'
mkfifo ready
"$PYTHON" - > ready << 'END' &
import ctypes, os, signal, socket
libc = ctypes.CDLL(None)
server = socket.create_server(("127.0.0.1", 8081))
os.setgid(65534)
os.setuid(65534)
libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: may be read by its user again
libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
libc.prctl(15, b"server", 0, 0, 0)  # PR_SET_NAME
print(os.getpid(), flush=True)
signal.pause()
END
read -r child < ready
context "$child" 'secret\n'
chmod 600 "context.$child"
for filter in 'port = 8081' 'contexts = secret' 'contexts = other'; do
    echo "$ $filter"
    status sockstat_as_nobody -ltnHZ "$filter" 2>&1 | named
done
kill "$child"
