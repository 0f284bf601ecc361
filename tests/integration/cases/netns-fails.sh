# SPDX-License-Identifier: MIT
# What happens when a network namespace cannot be entered, when nothing can be opened in it, and
# when the program cannot return: it then ends, and shows nothing of another namespace as its own.
own_netns_names
need strace jq
strace -qq -o trace true 2> /dev/null || skip 'strace cannot trace here'
netns one
netns two
factory 'up lo' 'listen a 127.0.0.1 8080'
factory_in one 'up lo' 'listen b 127.0.0.1 8081'
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
grep -q 'seccomp(' trace || echo 'there is no sandbox'
sed -n '/seccomp/,$p' trace | grep -c setns || true
