# SPDX-License-Identifier: MIT
# The length of a full accept queue is its limit plus one; /proc does not report the limit.
factory 'up lo' 'listen full 127.0.0.1 8080 backlog=2' \
    'connect c1 127.0.0.1 8080 from=127.0.0.1,1001' \
    'connect c2 127.0.0.1 8080 from=127.0.0.1,1002' \
    'connect c3 127.0.0.1 8080 from=127.0.0.1,1003' \
    'connect c4 127.0.0.1 8080 from=127.0.0.1,1004 nowait'
sockstat -tln
sockstat -tlnH --source=proc 2>&1
sockstat -tlj | jq -c '.sockets[] | [.accept_queue, .accept_limit, .recv_q, .send_q]'
sockstat -tanH --columns=state,local | grep 1004
