# SPDX-License-Identifier: MIT
# A reader that closes the pipe early causes no error message; a slow reader of a non-blocking pipe
# receives all output.
many=()
for port in $(seq 2000 2900); do
    many+=("listen l$port 127.0.0.1 $port")
done
factory 'up lo' "${many[@]}"
sockstat -lnH --columns=local | head -n 1
sockstat -lnH --columns=local | wc -l
"$PYTHON" - "$SOCKSTAT" << 'END'
import fcntl, json, os, select, subprocess, sys

reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
program = subprocess.Popen([sys.argv[1], "-ljn"], stdout=writer, stderr=subprocess.DEVNULL)
while select.select([], [writer], [], 0)[1]:  # until the pipe is full
    assert program.poll() is None
os.close(writer)
with os.fdopen(reader) as output:
    print(len(json.load(output)["sockets"]), "sockets, exit", program.wait())
END
