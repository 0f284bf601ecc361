# SPDX-License-Identifier: MIT
# The examples in README print what it shows, with the same sockets.
. "$CASE_DIR/../examples.sh"
sockstat_in_path
factory 'up lo' 'comm sshd' 'listen four 0.0.0.0 22 backlog=128' \
    'listen six :: 22 v6only=1 backlog=128'
factory 'comm nginx' 'listen http 0.0.0.0 80 backlog=511' 'listen https 0.0.0.0 443 backlog=511' \
    'connect call 127.0.0.1 80 from=127.0.0.1,52684' 'accept served http' 'fork 2 nginx'
factory 'comm python3' 'listen files :: 8000 v6only=0 backlog=5' \
    'connect call ::1 8000 from=::1,48534' 'accept served files'
factory 'comm python3' 'listen more :: 9000 v6only=1 backlog=5'
run_examples README.md
