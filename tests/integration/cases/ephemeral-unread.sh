# SPDX-License-Identifier: MIT
# If the ephemeral port range cannot be read, values that depend on it are absent and a warning is
# printed.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080' 'connect c 127.0.0.1 8080' 'accept s a'
printf 'web 8080/tcp\n' > services
run() {
    status strace -qq -o trace -P /proc/sys/net/ipv4/ip_local_port_range \
        -e trace=read -e inject=read:error=EIO "$SOCKSTAT" --services=services "$@" 2>&1
}
run -tl --columns=local
run -ta --columns=state,autobound
run -ta --by=peer_address,peer_port --columns=peer_port,ephemeral_used 'dport = 8080'
run -ta --columns=local_port,ephemeral,port_class 'sport = 8080 and state listen'
run -tal --strict --columns=local_port ephemeral
run_reserved() {
    status strace -qq -o trace -P /proc/sys/net/ipv4/ip_local_reserved_ports \
        -e trace=read -e inject=read:error=EIO "$SOCKSTAT" --services=services "$@" 2>&1
}
run_reserved -tl --columns=local
echo 'nothing is said where nothing depends on it:'
run -tln --columns=local
