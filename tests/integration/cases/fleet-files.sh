# SPDX-License-Identifier: MIT
# The scripts of contrib/fleet: a file appears whole or not at all, and is sent until it is taken.
need jq curl gzip
fleet=$CASE_DIR/../../../contrib/fleet
factory 'up lo' 'listen web 127.0.0.1 8080'
mkdir spool
SOCKSTAT=$SOCKSTAT "$fleet/sockstat-collect" spool -t
SOCKSTAT=$SOCKSTAT "$fleet/sockstat-collect" spool -t port = 8080
find spool -type f | sed 's/^.*\.[0-9]\{8\}T[0-9]\{6\}Z\.[0-9a-f]\{16\}\.jsonl\.gz$/a file of a scan/'
zcat spool/* | jq -r .type
echo 'the name has the scan:'
for file in spool/*; do
    zcat "$file" | jq -r .scan_id | sort -u | grep -cF -f - <(echo "$file")
done
echo 'not complete, cut off, refused, no directory:'
status() {
    local status=0
    SOCKSTAT="$1" "$fleet/sockstat-collect" "${@:2}" || status=$?
    echo "status $status, $(find . -type f -path '*/spool*' | wc -l) files"
}
printf '#!/bin/sh\n"%s" "$@" | sed "s/true}$/false}/"; exit 3\n' "$SOCKSTAT" > partial
printf '#!/bin/sh\n"%s" "$@" | head -n 1\n' "$SOCKSTAT" > cut-off
chmod +x partial cut-off
mkdir spool2
status ./partial spool2
status ./cut-off spool2 2>&1
status "$SOCKSTAT" spool2 --no-such-option 2>&1
status "$SOCKSTAT" none 2>&1
echo 'a full disk, for the scan and for the file:'
printf '#!/bin/sh\nexec "%s" "$@" > /dev/full\n' "$SOCKSTAT" > full
mkdir bin spool3
printf '#!/bin/sh\nexit 1\n' > bin/gzip
chmod +x full bin/gzip
status ./full spool2 2>&1
PATH=$PWD/bin:$PATH status "$SOCKSTAT" spool2 2>&1
find spool2 -name '.*'
echo 'names of hosts, and of directories:'
for host in 'a b' '' .hidden $'a\nb' $'\xff' ../../up; do
    unshare --uts "$PYTHON" - "$host" "$fleet/sockstat-collect" spool3 -t << 'END'
import os, socket, sys
socket.sethostname(os.fsencode(sys.argv[1]))
os.execv(sys.argv[2], sys.argv[2:])
END
done
find spool3 -type f -printf '%f\n' | sed 's/[.][0-9]*T.*//' | sort
mkdir -- -dir
SOCKSTAT=$SOCKSTAT "$fleet/sockstat-collect" -dir -t && find ./-dir -type f | wc -l
echo 'sent, in order, until one is refused:'
mkfifo port
"$PYTHON" - 3 > port << 'END' &
import gzip, http.server, json, sys
left = int(sys.argv[1])

class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global left
        body = self.rfile.read(int(self.headers["Content-Length"]))
        left -= 1
        good = left != 0
        self.send_response(204 if good else 507)
        self.end_headers()
        if good:
            lines = gzip.decompress(body).decode().splitlines()
            with open("taken", "a", encoding="utf-8") as file:
                file.write(f"{self.path} {json.loads(lines[-1])['rows'] + 1 == len(lines)}\n")

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
END
server=$!
read -r number < port
"$fleet/sockstat-push" spool "http://127.0.0.1:$number/sockets?a=b" && echo sent
find spool -type f | wc -l
SOCKSTAT=$SOCKSTAT "$fleet/sockstat-collect" spool
"$fleet/sockstat-push" spool "http://127.0.0.1:$number/" --retry 0 2>&1 || echo "status $?"
find spool -type f | wc -l
"$fleet/sockstat-push" spool "http://127.0.0.1:$number/again" && echo sent
find spool -type f | wc -l
"$fleet/sockstat-push" -dir "http://127.0.0.1:$number/dir" && find ./-dir -type f | wc -l
cat taken
kill "$server"
