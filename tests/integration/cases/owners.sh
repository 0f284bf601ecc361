# SPDX-License-Identifier: MIT
# Every holder of a socket: forked sharers with their own names, several descriptors in one process.
factory 'up lo' 'comm parent' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53' 'dup b 2' \
    'fork 2' 'fork 1 child'
pids=$(pgrep -P "$FACTORY_PID" | sort -n | tr '\n' ' ')
read -r first second third <<< "$pids"
names() {
    sed "s/\b$FACTORY_PID\b/P/g; s/\b$first\b/C1/g; s/\b$second\b/C2/g; s/\b$third\b/C3/g"
}
sockstat -lnpH --columns=local,process | names
sockstat -ulnp --csv --columns=owner,process,pid,comm | names
sockstat -ulpj | jq -c '.sockets[] | .owner, [.processes[] | [.pid, .comm, (.fds | length)]]' | names
echo 'descriptors as in /proc:'
sockstat -ulpj | jq -r --arg pid "$FACTORY_PID" \
    '.sockets[0] as $s | $s.processes[] | select(.pid == ($pid | tonumber)) | .fds[] | "\(.) socket:[\($s.inode)]"' |
    while read -r fd link; do
        [ "$(readlink "/proc/$FACTORY_PID/fd/$fd")" = "$link" ] && echo same
    done
