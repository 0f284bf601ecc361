# SPDX-License-Identifier: MIT
# --follow ends by itself, when nobody reads, and not when stderr is gone. It shows the sockets of
# the start if they are asked for.
need jq
factory 'up lo' 'listen a 127.0.0.1 5000'

# Follows with JSON; prints the events, then the status.
events() {
    local status=0
    sockstat -tE --json "$@" > events || status=$?
    jq -r '[.event, .existing, .local_port] | map(. // "-") | join(" ")' events
    echo "exit $status"
}

events --duration=0.1
events --events=open --duration=0.1
events --count=1 local_port = 5000
echo 'text'
status sockstat -ntEH --events=existing --count=1 --columns=+proto local_port = 5000 |
    sed 's/^[0-9:.]* //; s/factory\[[0-9]*\]/F/'
status sockstat -ntE --columns=proto,local --duration=0
echo 'a filter that matches nothing is no failure'
events --duration=0.1 local_port = 1
echo 'nobody reads'
{ status=0; sockstat -ntE 2> closed.err || status=$?; echo "exit $status" > closed; } | read -r _
cat closed closed.err
echo 'stderr is gone'
events --count=1 local_port = 5000 2> >(true)
status=0
sockstat -tE --json > /dev/full 2> full || status=$?
echo "exit $status"
cat full
