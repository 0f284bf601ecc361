# SPDX-License-Identifier: MIT
# The examples in the manual page print what it shows, with the same sockets.
. "$CASE_DIR/../examples.sh"
need jq
sockstat_in_path
factory 'up lo' 'listen web 0.0.0.0 80 backlog=511 reuseport' \
    'connect call 127.0.0.1 80 from=127.0.0.1,54720' 'accept served web' \
    'comm nginx' 'fork 1 nginx uid=65534'
factory 'comm api' 'listen api :: 8080 v6only=0 backlog=128'
factory 'comm app' 'listen app 127.0.0.1 9000 backlog=1' \
    'connect first 127.0.0.1 9000 from=127.0.0.1,53062' \
    'connect second 127.0.0.1 9000 from=127.0.0.1,53078'
factory 'comm resolver' 'udp dns 127.0.0.53 53 device=lo'
run_examples man/sockstat.1 --closed "$HELPERS/factory" \
    'listen again 127.0.0.1 80 reuseport' 'connect call 127.0.0.1 80 from=127.0.0.1,54732' \
    'accept served again' 'shutdown call' 'wait-state served 8' 'close served' 'close call'
