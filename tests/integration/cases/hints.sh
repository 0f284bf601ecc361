# SPDX-License-Identifier: MIT
# If no socket matches, an interactive user is told which other sockets would match.
need jq strace
not_under_fakeroot
factory 'up lo' 'addr lo 2001:db8::1/32' 'comm nginx' 'listen a 127.0.0.1 8081' 'connect c 127.0.0.1 8081' 'accept s a' \
    'bind b 127.0.0.1 8080' 'bind b2 127.0.0.2 8080' 'udp u 127.0.0.1 5353' \
    'listen full 127.0.0.1 8082 backlog=0' 'connect f 127.0.0.1 8082' \
    'connect g 127.0.0.1 8082 from=127.0.0.1,7002 nowait' 'wait-state g 2' 'bind h 127.0.0.3 7002' \
    'listen six 2001:db8::1 9000' 'listen mapped ::ffff:127.0.0.1 8083' \
    'connect m 127.0.0.1 8083' 'accept m2 mapped'
hint() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1
}
hint -ltnH 8080
hint -ltnH 'sport = 7002'
hint -lnH 'sport = 8080 or sport = 7002'
hint -tnH 5353
hint -4nlH 9000
hint -nH --connected 9000
hint -tlnH 'state = established and port = 8081'
hint -6nH 8083
hint -u6nH 8083
hint -u6lnH 'state = established and port = 8083'
hint -tnH 'state = bound-inactive and sport = 1'
hint -tnH 'process = nginy'
hint -tnH 'process = "ng\x0ainx"'
hint -tnH "process = 'a
b'"
hint -tnH 'comm = nginx and sport = 1'
hint -tnH 'process = 1'
hint -tnH 'process = 4194305'
hint -tnH 'pid = 4194305'
hint -tnH 'process = "1"'
hint -tnH 'pid > 4194305'
hint -lH https
hint -lH http-alt
hint -tpnH 1
hint -tnH 1
hint -uH root
hint -uH root:x
hint -uH 'not root and sport = 1'
hint -tH 'netns_name = another'
hint -tH 'container = 3f2a and cgroup_state = none'
echo 'Of many processes, only the first ones:'
hint -uH 'process = zz1x,zz2x,zz3x,zz4x,zz5x,zz6x'
echo 'Nothing is left to say:'
hint -tanH 1
hint -tnH --columns=state,local 'src 127.0.0.1:8081'
echo 'A script is not told, but when --wait-gone says that nothing is left:'
hint -qltn 8080
hint -ltn --json --columns=local 8080 | grep -v '^{"schema"'
hint -qltn --wait-gone=0.1 8080
echo 'On a terminal:'
# shellcheck disable=SC2016
"$PYTHON" "$CASE_DIR/../helpers/terminal.py" 80 /bin/sh -c 'exec "$0" "$@" 2>&1' \
    "$SOCKSTAT" -qltn 8080 || true
echo 'What the request lists is not asked for again; TCP: dumps of states'
asked() {
    echo "$ sockstat $*"
    strace -f -o trace -e trace=sendto "$SOCKSTAT" "$@" > /dev/null 2>&1 || true
    grep -c TCPDIAG_GETSOCK trace
}
asked -tan 'dport = 9'
asked -tn 'dport = 9'
asked -t4an 'dport = 9' # IPv6 is left out: all is asked for
