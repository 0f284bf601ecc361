# SPDX-License-Identifier: MIT
# The BPF iterators report the same sockets and fields as sock_diag, except bound-inactive sockets.
# --exact is refused where BPF is not allowed.
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
# Any other failure is one.
! sockstat -tq --exact 2>&1 | grep -q 'not permitted' || skip 'BPF is not allowed here'
. "$CASE_DIR/../sockets.sh"
many_sockets
factory 'listen marked 127.0.0.1 8090 mark=42' 'udp also 127.0.0.1 8091 mark=43' \
    'connect idle 127.0.0.1 8090 from=127.0.0.1,1010' 'accept s marked' 'keepalive idle 600' \
    'connect stuck 127.0.0.1 8090 from=127.0.0.1,1011' 'accept t marked' 'fill stuck'
rows() {
    sockstat -a --jsonl --columns=+autobound "$@" 2> words | jq -c 'select(.proto) | del(.time)' |
        grep -v '"bound-inactive"'
    cat words
}
without_clocks() {
    sed 's/"timer_expires_ms":[0-9]*/"timer_expires_ms":0/' "$1" | sort
}
# Prints how many timers run, and how many expire at another time than before and after. Fails
# when one was restarted meanwhile.
timers() {
    "$PYTHON" - << 'END'
import json
import sys

ROUNDING_MS = 20  # clocks of timers have ticks of up to 10 ms

def timers(path):
    rows = [json.loads(line) for line in open(path) if line.startswith("{")]
    return {row["cookie"]: row["timer_expires_ms"] for row in rows if row["timer"]}

before, exact, after = timers("netlink"), timers("exact"), timers("after")
if any(after[cookie] > before[cookie] for cookie in before):
    sys.exit(1)
apart = [cookie for cookie in before if not
         after[cookie] - ROUNDING_MS <= exact[cookie] <= before[cookie] + ROUNDING_MS]
print(len(before), "timers that run,", len(apart), "apart")
END
}
# Again when a SYN or a probe was sent meanwhile, which happens less and less often.
while
    rows --source=netlink > netlink
    rows --exact > exact
    rows --source=netlink > after
    ! cmp -s <(without_clocks netlink) <(without_clocks after) || ! timers > clocks
do :; done
wc -l < netlink
diff <(without_clocks netlink) <(without_clocks exact) || true
cat clocks
sockstat --exact -aj 2> /dev/null | jq -c '[.sources, .warnings, .complete]'
echo 'with filters, groups, streams:'
sockstat --exact -nH --columns=local 'sport = 8080 and state established'
sockstat --exact -nH --by local_port --columns=local_port,count 'dport = 8080' | head -n 1
sockstat --exact -lnH --csv --sort=none --columns=local 'sport = 443'
status sockstat --exact -q 'sport = 9'
status sockstat --exact --source=proc 2>&1
need_nobody
status sockstat_as_nobody -tnH --exact 2>&1
sockstat_as_nobody -tj --exact 2> /dev/null > refused.json || true
jq -c "[.sources, .complete]" refused.json
echo 'what is not told is not counted as none:'
sockstat -taj -s --exact 2> /dev/null | jq -c '.groups[] | [.proto, .listen > 0, .bound_inactive]'
status sockstat -taq --exact state bound-inactive 2>&1
status sockstat -taq --source=proc state bound-inactive 2>&1
status sockstat_as_nobody -sH --exact 2>&1
