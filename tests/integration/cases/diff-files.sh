# SPDX-License-Identifier: MIT
# Files that cannot be compared: a message, status 3, nothing on stdout. Nothing in them reaches the
# terminal as it is.
need jq
try() {
    { sockstat --diff "$@" > stdout || echo "exit $?"; } 2>&1
    [ ! -s stdout ] || { echo 'on stdout:'; cat stdout; }
}
factory 'up lo' 'comm nginx' 'listen a 127.0.0.1 8080' 'udp u 127.0.0.1 5353'
sockstat --save base
echo 'cut off after each line, and within the last one:'
for lines in 0 1 2 3; do
    head -n "$lines" base > cut.jsonl
    try cut.jsonl
done
head -c -1 base > cut.jsonl
try cut.jsonl
echo 'a line is missing, is there twice, or follows the end:'
sed 2d base > bad; try bad
sed 2p base > bad; try bad
{ cat base; tail -n 1 base; } > bad; try bad
# edit PROGRAM: the file with this jq program applied to every line.
edit() {
    jq -c "$1" base > bad
    try bad
}
echo 'values:'
edit 'if .type == "begin" then .schema = "sockstat-baseline/2" else . end'
edit 'if .type == "begin" then .schema = "sockstat/1" else . end'
edit 'if .type == "end" then .complete = false else . end'
edit 'if .local_port then .local_port = 65536 else . end'
edit 'if .local_port then .local_port = "80" else . end'
edit 'if .proto then .proto = "unix" else . end'
edit 'if .proto then .local_address = "127.0.0.1.5" else . end'
edit 'if .proto then .family = "ipv6" else . end'
edit 'if .proto then .comm = "nginx" else . end'
edit 'if .proto then .peer_port = 80 else . end'
edit 'if .proto then .state = "time-wait" else . end'
edit 'if .proto then del(.uid) else . end'
edit 'if .proto then .type = "more" else . end'
sed 's/"count":1/"count":1,"count":1/' base > bad; try bad
sed 's/"count":1/"x":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]],"count":1/' base > bad; try bad
sed 's/"comm":\[/"comm":[7,/' base > bad; try bad
sed '1s/[]]/&&/' base > bad; try bad
printf 'tcp LISTEN\n' > bad; try bad
: > bad; try bad
echo 'keys that are not known are ignored:'
jq -c '.new = {a: [1, -2.5e3, null, true, "\u0000"[0:0]]}' base > more.jsonl
try more.jsonl
echo 'hostile names:'
jq -c 'if .comm then .comm = ["\u001b[31m\u202e\n(root)"] | .user = "a\u0007b" else . end' base > hostile
try hostile
sockstat --diff hostile --json > stdout || echo "exit $?"
grep -m 1 -o '"before":{"count.*}' stdout
jq -c 'if .host then .host = "\u001b[2Jelsewhere" else . end' base > hostile
try hostile
echo 'another boot is told if something differs:'
jq -c 'if .host then .boot_id = "0" else . end' base > boot
try boot
jq -c 'if .host then .boot_id = "0" else . end | if .local_port == 8080 then .local_port = 8 else . end' base > boot
try boot
echo 'names of files:'
try none
try base none.jsonl
try base /none/base
try .
cp /dev/null 443
try base 443
try base '(443)'
echo 'stdin is one of two files:'
jq -c 'if .local_port == 8080 then .comm = ["other"] else . end' base > other
try - < base
try base - < other
try - other < base
try base - < /dev/null
try - - < base
echo 'a filter in the file:'
sed '1s/"filter":null/"filter":"port ="/' base > bad; try bad
echo 'other sockets:'
sockstat --save udp -u
try base udp
sockstat --save all -a
try base all
sockstat --save filter 8080
try base filter
