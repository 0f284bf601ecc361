# SPDX-License-Identifier: MIT
# The factory: /proc/net/tcp shows one socket in every stable state.
factory 'up lo' \
    'listen web 127.0.0.1 8080' \
    'connect c1 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s1 web' \
    'connect c2 127.0.0.1 8080 from=127.0.0.1,1002' 'accept s2 web' \
    'shutdown c2' 'wait-state s2 8' 'wait-state c2 5' \
    'connect c3 127.0.0.1 8080 from=127.0.0.1,1003' 'accept s3 web' \
    'time-wait c3 s3' \
    'listen full 127.0.0.2 8082 backlog=0' \
    'connect c4 127.0.0.2 8082 from=127.0.0.1,1004' \
    'connect c5 127.0.0.2 8082 from=127.0.0.1,1005 nowait' 'wait-state c5 2' \
    'listen slow 127.0.0.3 8083 defer=3600' \
    'connect c6 127.0.0.3 8083 from=127.0.0.1,1006' \
    'bind idle 127.0.0.1 7777'
# 01 ESTABLISHED, 02 SYN-SENT, 03 SYN-RECV, 05 FIN-WAIT-2, 06 TIME-WAIT, 08 CLOSE-WAIT, 0A LISTEN;
# a socket that is only bound is in no list.
awk 'NR > 1 { print $2, $3, $4 }' /proc/self/net/tcp | sort
