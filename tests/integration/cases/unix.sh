# SPDX-License-Identifier: MIT
# Unix sockets: names, peers, queues, types, filters, and each format with names that try to forge
# rows. Compared with ss, which prints newlines in names as they are.
need jq
need ss
need_jsonschema
mkfifo ready
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" - > ready << 'END' &
import functools, socket
from held import held, hold, make

make = functools.partial(make, socket.AF_UNIX)
server = make(name="stream", listen=5)
client = make(connect="stream")
accepted, _ = server.accept()
held.append(accepted)
client.send(b"x" * 100)
make(connect="stream")  # waits to be accepted
receiver = make(socket.SOCK_DGRAM, "dgram")
make(socket.SOCK_DGRAM, connect="dgram").send(b"hello")
make(socket.SOCK_DGRAM, "idle")
make(socket.SOCK_SEQPACKET, "seq", listen=3)
make(name="\0abstract\0name", listen=1)
make(name="@looks-abstract", listen=1)
make(name="l" * 107, listen=1)
make(name="new\nline unix stream LISTEN", listen=1)
make(name=b"latin\xe9", listen=1)
make(name="quote\",'", listen=1)
make(name="\0x  -  python3[1]", listen=1)
make(name="-", listen=1)
make(name="\0hidden\0behind", listen=1)
make(name="esc\x1b[31m", listen=1)
pair = socket.socketpair()
held.extend(pair)
pair[0].shutdown(socket.SHUT_WR)
hold()
END
holder=$!
read -r _ < ready
rows() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1 | grep -v 'outside of this PID namespace'
}
rows -x
rows -xl
rows -xH --connected --columns=type,recv_q,local_path,peer_path,shutdown
rows -H path = stream --columns=proto,local
rows -xH 'dst = unix:stream'
rows -xH 'src "@looks-abstract"'
rows -xH @abstract*
rows -xH local_abstract=yes
rows -xH 'type = seqpacket or type = dgram'
rows -xH 'local_path ~ ^(idle|seq)$'
rows -xH 'path = dgram'
rows -xlH 'path = dgram'
rows -xH 'local_path ~ behind'
rows -xH 'local_path ~ ^@hidden$'
rows -xH 'local_path = @hid*behind'
rows -xrH 'local_path = idle'
rows -xH 'peer_path = stream or shutdown != none'
rows -xH port = 1
rows -xH 'not has local_path' --columns=type
rows -xl --csv --columns=type,local_path 'local_path ~ quote|esc or path = "latin\xe9"'
rows -xH --by type
rows -xs
rows -xpH --columns=local,owner,pid path = idle | sed "s/\b$holder\b/PID/"
rows -xpH --columns=local,peer_processes peer_path = stream | sed "s/\b$holder\b/PID/"
rows -xH --columns=local peer_process = "$holder" | sed "s/\b$holder\b/PID/"
rows -xH --by peer_processes | sed "s/\b$holder\b/PID/"
rows -x --netlink -H --columns=proto,peer 'peer_path = stream'
rows -xH --columns=local,peer,peer_count 'peer_count > 0 and type = dgram'
rows -x4H --columns=local path = idle
rows -tH path = idle
rows -txH --sort=-local_path --limit=2 -l --columns=local
rows -xH --sort=none --columns=local path = seq
rows -x --exact
rows --explain-filter -x 'src /run/x*'
sockstat -xj > json 2> words
jq -c '.sockets[] | select(.local_path == "dgram" or .peer_path == "stream") |
    [.type, .state, .local_path, .local_abstract, .peer_path, .shutdown, .local_address]' json
jq -c '.sockets[] | select(.local_path_base64) | [.local_path, .local_path_base64]' json
jq -c '[.sources, .duplicates, .complete]' json
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
sockstat -xjp --columns=+local,peer > with_owners 2> words
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema with_owners
# By inode: the peers that ss tells are ours, and no socket is in one list alone.
ss -xanH -O | grep -v -e ' new$' -e '^line ' | awk '{ print $(NF - 2), $NF }' | sort > theirs
jq -r '.sockets[] | select(.local_path // "" | contains("\n") | not) |
    "\(.inode) \(.peer_inode // 0)"' json | sort > ours
diff theirs ours && echo "as ss lists them: $(wc -l < ours)"
kill "$holder"
