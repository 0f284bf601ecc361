# SPDX-License-Identifier: MIT
# The BPF iterators list the sockets of the network namespace in which each was opened.
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
! sockstat -tq --exact 2>&1 | grep -q 'not permitted' || skip 'BPF is not allowed here'
own_netns_names
need jq
netns one
netns two
factory 'up lo' 'listen a 127.0.0.1 8080'
factory_in one 'up lo' 'listen b 127.0.0.1 8081' 'udp c 127.0.0.1 8082'
factory_in two 'up lo' 'listen d 127.0.0.1 8083' 'connect e 127.0.0.1 8083 from=127.0.0.1,1010'
show() {
    sockstat -tunH --exact --columns=proto,local,peer,netns_name "$@"
}
show -N one,two
echo 'with the own one:'
show -N self,two state = listen
sockstat -tuj --exact -N one,two | jq -c '.sources, [.namespaces[] | .sources], .complete'
echo 'own sockets as those of another, when a call of bpf(2) fails:'
if strace -qq -o trace true 2> /dev/null; then
    strace -qq -e trace=bpf -o trace "$SOCKSTAT" -tq --exact -N one || true
    for k in $(seq "$(grep -c 'bpf(' trace)"); do
        strace -qq -o trace -e trace=bpf -e inject=bpf:error=ENOMEM:when="$k" "$SOCKSTAT" \
            --services="$SERVICES" -tlnH --exact -N one --columns=local,netns_name 2> /dev/null || true
    done | grep -c ':8080' || true
else
    echo 0
fi
