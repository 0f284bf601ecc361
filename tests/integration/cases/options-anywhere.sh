# SPDX-License-Identifier: MIT
# Clusters, long forms, abbreviations: all the same.
factory 'up lo' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53'
"$SOCKSTAT" -nltH
"$SOCKSTAT" -n -l -t -H
"$SOCKSTAT" --numeric --listening --tcp --no-header
"$SOCKSTAT" --num --listen --tcp --no-h
"$SOCKSTAT" -tulpen | head -n 1 | tr -s ' '
"$SOCKSTAT" -taneo | head -n 1 | tr -s ' '
echo 'without any option, processes are shown:'
"$SOCKSTAT" | head -n 1
"$SOCKSTAT" -n | head -n 1
