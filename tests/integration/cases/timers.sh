# SPDX-License-Identifier: MIT
# -o: which timer, when it fires (here: rounded to minutes), how often it fired in vain.
factory 'up lo' 'listen a 127.0.0.1 8080' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a' 'keepalive c 600' \
    'connect d 127.0.0.1 8080 from=127.0.0.1,1002' 'accept t a' \
    'shutdown d' 'wait-state t 8' 'close t' 'close d'
sockstat -tanoj |
    jq -c '.sockets[] | [.state, .local_port, .timer, (.timer_expires_ms / 60000 | ceil)?, .retransmits]'
sockstat -tanoH --columns=timer,timer_expires_ms | sed -E 's/[0-9]+\.[0-9]s/N.Ns/'
