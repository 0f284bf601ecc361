# SPDX-License-Identifier: MIT
# -o: the timer, when it expires (here rounded up to hours), and the number of retransmissions.
factory 'up lo' 'listen a 127.0.0.1 8080' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a' 'keepalive c 32400' \
    'connect d 127.0.0.1 8080 from=127.0.0.1,1002' 'accept t a' \
    'time-wait d t'
sockstat -tanoj |
    jq -c '.sockets[] | [.state, .local_port, .timer, (.timer_expires_ms / 3600000 | ceil)?, .retransmits]'
sockstat -tanoH --columns=timer,timer_expires_ms |
    sed -E 's/ +/ /; s/[0-9hm]+[0-9]+(\.[0-9])?[smh]/TIME/'
