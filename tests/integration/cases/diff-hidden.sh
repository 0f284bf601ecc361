# SPDX-License-Identifier: MIT
# Owners that one of two baselines does not tell cannot be compared; users can.
need jq
need_nobody
factory 'up lo' 'comm nginx' 'listen a 127.0.0.1 8080'
others=("$FACTORY_PID")
factory 'comm nginx' 'user 65534' 'listen b 127.0.0.1 8081' 'udp e 127.0.0.1 0'
factory 'comm nginx' 'udp f 127.0.0.1 0'
others+=("$FACTORY_PID")
# end PID...: their sockets are gone afterwards.
end() {
    kill "$@"
    wait "$@" || true
}
try() {
    status "$@" 2>&1
}
sockstat --save known
echo 'nobody has no rights:'
{ sockstat_as_nobody --save=- > hidden; } 2>&1
jq -c 'if .owner then [.local_port, .user, .owner, .comm] else .owners_complete // empty end' hidden
{ sockstat_as_nobody --save=- --strict > strict; } 2>&1 || echo "strict: exit $?"
jq -c '.complete // empty' strict
chmod 644 known hidden
echo 'saved with all owners, and compared without them:'
try sockstat_as_nobody --diff known
sockstat_as_nobody --diff known --json 2> /dev/null | jq .owners_not_compared
try sockstat_as_nobody --diff known -q
try sockstat_as_nobody --diff known --strict
echo 'and the other way round:'
try sockstat --diff hidden
end "${others[@]}"
echo 'another program, and another user:'
factory 'comm evil' 'listen a 127.0.0.1 8080' 'udp f 127.0.0.1 0'
try sockstat --diff hidden
end "$FACTORY_PID"
factory 'user 65534' 'listen a 127.0.0.1 8080'
try sockstat --diff hidden
echo 'no right to write there:'
chmod 755 .
try sockstat_as_nobody --save base
mkdir open
chmod 777 open
sockstat_as_nobody --save open/base 2> /dev/null
stat -c '%U %a' open/base
