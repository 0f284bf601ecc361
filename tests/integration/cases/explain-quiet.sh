# SPDX-License-Identifier: MIT
# A host without trouble: no finding above a note.
need jq
hide_unreadable_process
mkfifo ready
ip link set lo up
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" "$CASE_DIR/../helpers/troubles.py" quiet > ready &
read -r _ < ready
echo '-- warnings'
status sockstat -q 'severity = warning' 2>&1
echo '-- findings'
status sockstat -A all -a --columns=proto,state,local_port,findings -H 'severity != none' 2> /dev/null
echo '-- severity by number of sockets'
sockstat -tuaj --explain | jq -r '.sockets[].severity' | sort | uniq -c | tr -s ' '
echo '-- from /proc, what is not reported could be a warning'
status sockstat -q --source=proc 'severity = warning' 2>&1
sockstat -ltj --source=proc --explain 'sport = 22' 2> /dev/null | jq -c '.sockets[] | [.severity, .findings]'
status sockstat -q --source=proc --check 2>&1
echo '-- no likely fault'
status sockstat --check
status sockstat --check -q sport = 1
status sockstat --check -q --wait-gone=1
status sockstat --check --wait=1 2>&1
status sockstat --check --by=state 2>&1
echo '-- nor one of a process, as far as processes are visible'
status sockstat --check -q comm = nosuch 2>&1
echo '-- what excludes --explain'
status sockstat --explain --by=state 2>&1
status sockstat --explain --columns=state 2>&1
echo '-- explained'
sockstat --explain -tun --oneline 'port = 22 or port = 53 or port = 7012' |
    sed -E 's/python[0-9.]*\[[0-9]+\]/NAME[PID]/g; s/cookie( =)? [0-9a-f]+/cookie\1 C/
            s/:[3-6][0-9]{4}/:EPH/g; s/ It was created in .*( The other end)/\1/; s/ It was created in .*//'
