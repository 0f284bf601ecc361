# SPDX-License-Identifier: MIT
# Clustered, long and abbreviated options have the same effect.
factory 'up lo' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53'
sockstat -nltH
sockstat -n -l -t -H
sockstat --numeric --listening --tcp --no-header
sockstat --num --listen --tcp --no-h
sockstat -tulpen | head -n 1 | tr -s ' '
sockstat -taneo | head -n 1 | tr -s ' '
echo 'without any option, processes are shown:'
"$SOCKSTAT" 2> /dev/null | head -n 1 | tr -s ' '
sockstat -n | head -n 1 | tr -s ' '
