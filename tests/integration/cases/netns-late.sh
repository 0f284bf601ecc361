# SPDX-License-Identifier: MIT
# --follow, --watch and --wait with -N all read a network namespace that begins while they run, with
# its name and its sockets, and let it go when it ends: nothing of it stays open. Of UDP the trace
# reports no opens.
. "$CASE_DIR/../events.sh"
own_netns_names
ip link set lo up
not_under_fakeroot

descriptors() {
    # shellcheck disable=SC2012
    ls "/proc/$1/fd" | wc -l
}
has_event() {
    grep -q "\"event\":\"$1\".*\"netns_name\":\"late\"" events
}

for trace in none auto; do
    echo "--trace=$trace:"
    follow --json -u -N all --follow=0.1 --trace="$trace" --columns=local_port,netns_name \
        'local_port = 1749'
    netns late
    factory_in late 'up lo' 'udp there 127.0.0.1 1749'
    until_true has_event open
    kill "$FACTORY_PID"
    ip netns del late
    rm -r in-late
    until_true has_event close
    finish > /dev/null # a trace can lose reports of the host
    jq -c 'select(.event == "open" or .event == "close") | [.event, .local_port, .netns_name]' events
done

echo '--watch:'
mkfifo steps
TERM=xterm PYTHONUNBUFFERED=1 "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 \
    "$SOCKSTAT" -uln -N all --watch=0.1 \
    --columns=local_port,netns_name 'local_port = 1749' < steps > shown &
watcher=$!
exec {steps}> steps
printf '%s\n' 'until 0 sockets' 'show' >&"$steps"
until_true test -s shown
netns seen
factory_in seen 'up lo' 'udp there 127.0.0.1 1749'
printf '%s\n' 'until 1749 +seen' 'until 1 socket' >&"$steps"
printf '%s\n' 'type q' 'ended' >&"$steps"
exec {steps}>&-
until_true grep -q '^exit ' shown
kill "$FACTORY_PID" # it has the pipe open, too
status wait "$watcher"

echo '--wait:'
sockstat -ulnH -N all --wait --columns=local_port,netns_name 'local_port = 1750' > waited &
waiter=$!
has_children() {
    [ -n "$(cat "/proc/$waiter/task/$waiter/children")" ]
}
until_true has_children
netns awaited
factory_in awaited 'up lo' 'udp there 127.0.0.1 1750'
status wait "$waiter"
cat waited
kill "$FACTORY_PID"

echo '200 namespaces:'
follow --json -u -N all --follow=0.1 --trace=none --columns=local_port,netns_name \
    'local_port = 1749'
before=$(descriptors "$FOLLOWER")
for i in $(seq 200); do ip netns add "many-$i"; done
has_more() {
    [ "$(descriptors "$FOLLOWER")" -ge $((before + 200)) ]
}
until_true has_more
for i in $(seq 200); do ip netns del "many-$i"; ip netns add "more-$i"; done
for i in $(seq 200); do ip netns del "more-$i"; done
# Cases beside this one can have made some.
are_let_go() {
    [ "$(descriptors "$FOLLOWER")" -le $((before + 100)) ]
}
until_true are_let_go
finish
