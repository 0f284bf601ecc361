# SPDX-License-Identifier: MIT
# --wait-gone wakes when the kernel reports the end of the last socket that matched; --wait, for
# which there is no such report, does not receive them.
. "$CASE_DIR/../events.sh"
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo'
strace_of() {
    strace -qq -o calls -e trace=poll,ppoll,setsockopt "$SOCKSTAT" --services="$SERVICES" "$@"
}
# Ends a listener while the program waits for it; tests whether a report woke it. The machine can
# be so slow that the next try is sooner.
ended_by_report() {
    rm -f calls
    factory 'listen here 127.0.0.1 8080'
    strace_of -q --wait-gone -l 8080 &
    until_true grep -qs 'poll(' calls
    kill "$FACTORY_PID"
    wait "$!" && grep 'poll(' calls | tail -n 1 | grep -q ' = 1'
}
until_true ended_by_report && echo 'woken by a report'
status strace_of -q --wait=0.1 -l 8081
grep -c NETLINK_ADD_MEMBERSHIP calls || true
# A list of netlink sockets would have the one of the reports.
factory 'listen there 127.0.0.1 8082'
status strace_of -q --wait-gone=0.1 --protocols=tcp,netlink \
    'state = listen and port = 8082 or proto = netlink and inode = 1'
grep -c NETLINK_ADD_MEMBERSHIP calls || true
status strace_of -q --wait-gone=0.1 -l 8082
grep -c NETLINK_ADD_MEMBERSHIP calls || true
