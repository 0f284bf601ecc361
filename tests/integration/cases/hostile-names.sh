# SPDX-License-Identifier: MIT
# A process name can contain any bytes. No format prints a control byte except newline, and the
# bytes can be recovered.
factory 'up lo' 'comm \e[31mvil\s"\n' 'listen a 127.0.0.1 8080' \
    'fork 1 \xff\xfe],x[1' 'fork 1 a\\,b'
controls() {
    LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]|\x1b' || true
}
digits() {
    sed -E 's/[0-9]{2,}/N/g'
}
sockstat -lnpH --columns=process | digits
sockstat -lnp --csv --columns=process | digits
for format in --json --jsonl --csv --color=always; do
    # colour itself is a sequence: only what it wraps counts
    sockstat -lnp "$format" | sed 's/\x1b\[[0-9]*m//g' | controls
done
sockstat -ljp | jq -c '.sockets[].processes[] | [.comm, .comm_base64]'
sockstat -lj --columns=comm | jq -c '.sockets[]'
sockstat -ljp | python3 -c '
import base64, json, sys
for process in json.load(sys.stdin)["sockets"][0]["processes"]:
    exact = process.get("comm_base64")
    print(base64.b64decode(exact) if exact else process["comm"].encode())
with open(f"/proc/{sys.argv[1]}/comm", "rb") as file:
    print("as the kernel has it:", file.read()[:-1])
' "$FACTORY_PID"
echo 'each name, copied from the table into quotes:'
for name in '\x1b\x5b31mvil \"\x0a' '\xff\xfe\x5d\x2cx\x5b1' 'a\\\x2cb'; do
    status sockstat -lnpqH "process = \"$name\""
done
