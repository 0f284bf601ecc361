# SPDX-License-Identifier: MIT
# --explain-filter: syntax tree, requested sockets, byte-code, joined data.
factory 'up lo'
explain() {
    echo "-- $*"
    status sockstat --explain-filter "$@" 2>&1
}
explain -t dport = :443
explain -l 8080
explain 'dst 10.0.0.0/8 or dst [2001:db8::]/32:80-90 and not dev lo'
explain 'port != 22 and mark = 0x5/0xff and not cgroup_id = 1f'
explain 'user = root,www-* and (process = nginx or process ~ "^a b")' -a
explain -u 'autobound = no'
explain -4 'src [::1]'
explain -6 'src inet:10.0.0.1'
explain -l 'state established'
explain 'peer_host ~ example and recv_q > 64k and has peer'
explain -0 'dev = lo'
explain 'has netlink_groups and 443'
explain -0u 'dev = lo'
sockstat --source=proc --explain-filter 'sport > 80' | tail -n 3
