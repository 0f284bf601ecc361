# SPDX-License-Identifier: MIT
# The kernel does not choose reserved ports: they are not counted as ephemeral, are not autobound,
# and keep their service names.
echo '40000 40007' > /proc/sys/net/ipv4/ip_local_port_range
echo '40004-40005,40007' > /proc/sys/net/ipv4/ip_local_reserved_ports
printf 'free 40000/tcp\nkept 40004/tcp\n' > services
factory 'up lo' 'listen a 127.0.0.1 9000' 'listen b 127.0.0.1 40004' 'listen c 127.0.0.1 40000' \
    'connect c1 127.0.0.1 9000' 'connect c2 127.0.0.1 9000' 'connect c3 127.0.0.1 9000' \
    'connect c4 127.0.0.1 9000' 'connect k 127.0.0.1 9000 from=127.0.0.1,40005' \
    'connect d 127.0.0.1 40004 from=127.0.0.1,1000' 'accept e b'
ask() {
    "$SOCKSTAT" --services=services -ta "$@"
}
ask --by local_address,peer_address,peer_port --columns=count,ephemeral_used,ephemeral_percent dport = 9000
echo 'names:'
ask -H --columns=local state listen
echo 'an accepted connection on a reserved port:'
ask --columns=local,peer,autobound sport = 40004 and state established
echo 'ephemeral: what the kernel can choose, whoever chose it:'
ask -H --columns=local_port,ephemeral,port_class --sort=local_port 'not (state estab and sport = 9000)'
echo 'no port left:'
echo '40000-40007' > /proc/sys/net/ipv4/ip_local_reserved_ports
ask --by local_address,peer_address,peer_port --columns=count,ephemeral_used,ephemeral_percent dport = 9000
echo 'more than a page of reserved ports:'
"$PYTHON" - << 'END'
with open("/proc/sys/net/ipv4/ip_local_reserved_ports", "wb", buffering=0) as file:
    for start in range(1, 65536, 1000):  # the kernel takes a page at a time
        file.write(",".join(str(port) for port in range(start, min(start + 1000, 65536), 2)).encode())
END
ask --by local_address,peer_address,peer_port --columns=count,ephemeral_used,ephemeral_percent dport = 9000
