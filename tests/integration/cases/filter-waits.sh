# SPDX-License-Identifier: MIT
# --wait and --wait-gone: until something matches, until nothing does, or until time is up.
factory 'up lo' 'listen there 127.0.0.1 8080'
status sockstat -nH --columns local --wait=0.1 -l 8080
status sockstat -nH --columns local --wait=100ms -l 8081
status sockstat -nH --columns local --wait-gone=0.1s -l 8081
status sockstat -nH --columns local --wait-gone=0.1 -l 8080
(sleep 0.5; exec "$HELPERS/factory" 'listen late 127.0.0.1 8081' < <(sleep 1.2)) > /dev/null &
status sockstat -nH --columns local --wait=20 -l 8081
status sockstat -q --wait-gone -l 8081
wait $!
status sockstat -q -l 8081
status sockstat --wait=never 2>&1
status sockstat --wait= 2>&1
