# SPDX-License-Identifier: MIT
# Output does not depend on the order of sockets in the hash tables: the same sockets in several
# namespaces, read for all families at once, per family, by BPF and from /proc.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace

# Those that are the same in every namespace; processes are looked at by a unit test.
without='local_host peer_host timer timer_expires_ms retransmits inode cookie cgroup_id owner processes pid comm'
without+=' listener peer_cookie peer_processes backends severity findings'
without+=' netns netns_id netns_name netns_pid'
# What the BPF iterators do not read.
without+=' rmem_bytes rcvbuf_bytes wmem_bytes sndbuf_bytes fwd_alloc_bytes wmem_queued_bytes'
without+=' optmem_bytes backlog_bytes drops'
without+=' tos tclass class_id'
without+=" $(sockstat --list-columns | awk '/^sockopt_/ { print $1 }' | tr '\n' ' ')"
without+=" $(sockstat --list-columns | awk '$3 == "TCP:" { print $1 }' | tr '\n' ' ')"
# Of TCP connections, what the kernel tells of them here alike; no other source reads it.
internals='ulp congestion ca_state tcp_ecn tcp_sack snd_wscale app_limited'
shown=proto,family,state,recv_q,send_q,accept_queue,local,peer,user,accept_limit,v6only,device

keys() {
    sockstat --list-columns | cut -d ' ' -f 1 | grep -vxF "$(tr ' ' '\n' <<< "$without")"
}

# Groups, as the command in the arguments makes them.
groups() {
    local key
    for key in $(keys); do
        "$@" -n --by="$key" 2> /dev/null
        "$@" --by="$key",state --csv 2> /dev/null
    done
    "$@" -s 2> /dev/null
    "$@" --by=family,device --limit 1 2> /dev/null
}

rows() {
    local key
    for key in $(keys); do
        "$@" --sort="$key" --columns=$shown --limit 12 2> /dev/null
        "$@" --sort=-"$key" --columns=$shown --csv 2> /dev/null
    done
}

internals() {
    local key
    for key in $internals; do
        "$@" -t --by="$key",state --columns=+drops,retransmits_total 2> /dev/null
        "$@" -t --by="$key" --sort=-drops --csv 2> /dev/null
        "$@" -t --sort=-"$key" --columns=$shown,"$key" --csv 2> /dev/null
    done
}

# The same for what /proc has, too.
counts() {
    local key
    for key in state local_port peer_port peer_address recv_q uid; do
        sockstat -t --by=$key --columns=$key,count,recv_q "$@" 2> /dev/null
        sockstat -t --by=$key,family --sort=-count --columns=$key,family,count --csv "$@" 2> /dev/null
    done
    sockstat -t --csv --columns=proto,state,local_address,local_port,peer_port,uid,inode "$@" 2> /dev/null
}

apart() {
    strace -qq -f -o /dev/null -e inject=recvmsg:error=EACCES:when=1 "$SOCKSTAT" --services="$SERVICES" "$@"
}

exact() {
    sockstat --exact "$@"
}

# Two files with the same.
same() {
    cmp "$1" "$2" || echo "$1 is not $2"
}

if [ -z "${ANY_ORDER:-}" ]; then
    for number in 1 2 3; do
        mkdir "$number"
        # The shell that runs the case once more is to expand its own words.
        # shellcheck disable=SC2016
        (cd "$number" && ANY_ORDER=yes unshare --net bash -c 'set -eu -o pipefail; . "$1"; . "$2"' \
            case "$CASE_DIR/../lib.sh" "$CASE_DIR/any-order.sh")
        same 1/rows.all "$number/rows.all"
        same 1/groups.all "$number/groups.all"
        same "$number/groups.all" "$number/groups.apart"
        same 1/internals.all "$number/internals.all"
        same "$number/internals.all" "$number/internals.apart"
        same "$number/netlink" "$number/proc"
        [ ! -e "$number/rows.exact" ] || same "$number/groups.all" "$number/groups.exact"
        [ ! -e "$number/rows.exact" ] || same "$number/rows.all" "$number/rows.exact"
    done
    [ "$(cat 1/rows.all 1/groups.all | wc -l)" -gt 500 ] && echo 'many lines'
    exit 0
fi

factory 'up lo' 'addr lo fe80::1/64' \
    'listen a 127.0.0.1 443 backlog=5' 'listen b 127.0.0.1 8080 backlog=4096' \
    'listen c :: 80 v6only=1 backlog=128' 'listen d :: 81 v6only=0 backlog=7' \
    'listen e 127.0.0.1 9000 backlog=9 reuseport' 'listen f 127.0.0.1 9000 backlog=9 reuseport' \
    'listen g fe80::1%lo 9001 backlog=9' 'listen h ::1 9002 backlog=19' \
    'udp i 0.0.0.0 53 reuseport' 'udp j 0.0.0.0 53 reuseport' 'udp k 0.0.0.0 68 device=lo' \
    'udp l 0.0.0.0 514' 'listen m 0.0.0.0 514 backlog=3' 'udp n :: 68 v6only=1' \
    'connect o 127.0.0.1 8080 from=127.0.0.1,1001' 'connect p 127.0.0.1 8080 from=127.0.0.1,1002' \
    'connect q fe80::1%lo 9001 from=fe80::1%lo,1003' 'connect r ::1 9002 from=::1,1004' \
    'connect s 127.0.0.1 443 from=127.0.0.2,1001' 'accept t a'
groups sockstat > groups.all
groups apart > groups.apart
internals sockstat > internals.all
internals apart > internals.apart
rows sockstat > rows.all
counts > netlink
counts --source=proc > proc
[ -n "$(sockstat -tH --exact 2> /dev/null || true)" ] || exit 0
groups exact > groups.exact
rows exact > rows.exact
