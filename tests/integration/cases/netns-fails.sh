# SPDX-License-Identifier: MIT
# What happens when a network namespace cannot be entered, when nothing can be opened in it, and
# when the program cannot return: it then ends, and shows nothing of another namespace as its own.
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
own_netns_names
need strace jq
strace -qq -o trace true 2> /dev/null || skip 'strace cannot trace here'
netns one
netns two
factory 'up lo' 'listen a 127.0.0.1 8080'
factory_in one 'up lo' 'listen b 127.0.0.1 8081'
one=$FACTORY_PID
factory_in two 'up lo' 'listen c 127.0.0.1 8082'
strace -qq -e trace=setns -o trace "$SOCKSTAT" -tq -N one,two
calls=$(grep -c 'setns(' trace)
# inject WHAT...: the rows and the status when these calls fail.
inject() {
    local call=$1
    shift
    strace -qq -e trace="${call%%:*}" -e inject="$call" -o trace "$SOCKSTAT" \
        --services="$SERVICES" -tlnH --columns=local,netns_name "$@" 2>&1 |
        sed 's/^sockstat: tcp: read from .*are unknown/sockstat: tcp: read from .../'
}
echo "the last of the calls is the return: $((calls > 2))"
status inject "setns:error=EPERM:when=$calls" -N one,two
echo 'none can be entered:'
status inject "setns:error=EPERM" -N one,two
echo 'the first of them cannot be entered:'
status inject "setns:error=EPERM:when=$((calls - 2))" -N one,two --source=netlink
echo 'descriptors that are closed twice:'
strace -qq -e trace=setns,seccomp,close -o trace "$SOCKSTAT" -tq -N one,two
grep -c EBADF trace || true
echo 'entered after the sandbox:'
[ -n "${SAN:-}" ] || # a sanitizer build has none
    grep -q 'seccomp(' trace || echo 'there is no sandbox'
sed -n '/seccomp/,$p' trace | grep -c setns || true
# A process that may not be read is compared with namespaces that have a name, inside of these. The
# own namespace is still what is shown as such, or nothing is shown.
id=$("$PYTHON" -c 'import socket; print("%x" % int.from_bytes(
    socket.socket().getsockopt(socket.SOL_SOCKET, 71, 8), "little"))')
# mislabelled CALL ERROR COMMAND...: runs the command, in which CALL fails once, for each call.
mislabelled() {
    local call=$1 error=$2
    shift 2
    strace -qq -e trace="$call" -o trace "$@" > right 2> /dev/null || true
    for k in $(seq "$(grep -c "$call(" trace)"); do
        strace -qq -e trace="$call" -e inject="$call:error=$error:when=$k" -o trace "$@" \
            2> /dev/null || true
    done | jq -c --arg id "$id" '.sockets as $rows |
        ($rows[] | select(.local_port == 8080 and
            (.netns_name != null or (.netns_id != null and .netns_id != $id)))),
        ($rows[] | select(.local_port == 8081 and
            ((.netns_name != null and .netns_name != "one") or .netns_id == $id))),
        ($rows[] | select(.local_port == 8082 and
            ((.netns_name != null and .netns_name != "two") or .netns_id == $id))),
        ($rows | map(.local_port) | select(length > (unique | length)))' > wrong
    echo "$call: $(jq -c '[.sockets[].local_port]' right) $(wc -l < wrong)"
}
# shellcheck disable=SC2054
words=(--services="$SERVICES" -tlj --columns=local_port,netns_name,netns_id)
echo 'rows, and how many are those of another, or shown twice:'
for call in openat statx; do
    mislabelled $call EMFILE "$SOCKSTAT" "${words[@]}" -N "self,one,two,pid:$$"
done
echo 'without cap_sys_ptrace:'
mislabelled setns EPERM setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace \
    "$SOCKSTAT" "${words[@]}" -N "self,two,one,pid:$one"
echo 'with few descriptors, rows of the own namespace, and the status:'
for name in a b c d e f g h; do
    netns "few-$name"
done
for options in -tan '-tan --exact'; do
    (
        ulimit -n 24
        # shellcheck disable=SC2086
        sockstat $options -H --columns=local,netns_name state = listen \
            -N self,one,two,few-a,few-b,few-c,few-d,few-e,few-f,few-g,few-h 2> words > rows ||
            echo "exit $?"
        grep -c ':8080' rows || true
        grep -o 'Too many open files$' words
    )
done
