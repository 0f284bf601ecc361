# SPDX-License-Identifier: MIT
# Sockets that are opened, closed, or held by another program or user.
need jq
not_under_fakeroot
stop() {
    kill "$FACTORY_PID"
    wait "$FACTORY_PID" || true
}
try() {
    echo "\$ sockstat $*"
    status sockstat "$@" 2>&1
}
factory 'up lo' 'comm nginx' 'listen a 127.0.0.1 8080' 'listen b 0.0.0.0 9000' 'udp e 127.0.0.1 0'
sockstat --save base
stop
factory 'comm nginx' 'listen b 0.0.0.0 9000' 'udp e 127.0.0.1 0'
try --diff base
factory 'comm evil' 'listen a 127.0.0.1 8080' 'listen six :: 8081 v6only=1' 'listen dual :: 8082'
evil=$FACTORY_PID
try --diff base
try --diff base -H
try --diff base -q
try --diff base --jsonl | jq -Rc 'fromjson? |
    if .schema then del(.before, .after, .tool) else . end'
sockstat --save now
echo 'two files, in both directions:'
cmp <(sockstat --diff base) <(sockstat --diff base now) && echo 'the same as now'
try --diff now base
echo 'a filter limits what is compared:'
try --diff base 8081
try --diff base comm = evil and not port 8082
try --diff base user = root and port 8080
try --diff base 9000
try --diff base ./now '[::]:8082'
kill "$evil"
wait "$evil" || true
echo 'another user, and a program that joins a port:'
factory 'comm nginx' 'user 65534' 'listen a 127.0.0.1 8080' 'udp e 127.0.0.1 0'
try --diff base
sockstat --save base.reuse 8080
stop
factory 'comm nginx' 'listen a 127.0.0.1 8080 reuseport'
sockstat --save base.reuse 8080
echo 'the file has the filter; it is applied again:'
head -n 1 base.reuse | jq -c .filter
factory 'comm other' 'listen a 127.0.0.1 8080 reuseport' 'listen c 127.0.0.1 8083'
try --diff base.reuse
echo 'ports that the kernel chose are told apart by who has them:'
factory 'comm dig' 'udp e 127.0.0.1 0'
try --diff base port 0 or comm = dig
