# SPDX-License-Identifier: MIT
# --watch with groups: they are marked by their keys; counts change in place.
factory 'up lo' 'listen a 127.0.0.1 8080'
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 \
    "$SOCKSTAT" -tln --watch=0.1 --by=local_port,accept_limit << 'STEPS'
until 1 group of 1 socket
show
listen 8081
until ^[+] +8081
until ^   +8081
show
close 8081
until ^- +8081
gone 8081
until 1 group of 1 socket
type s
type s
until by ACCEPT-LIMIT
type q
ended
STEPS
echo 'summary, limit:'
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 "$SOCKSTAT" -tl --watch=0.1 -s << 'STEPS'
until 1 group of 1 socket
listen 8081
until 1 group of 2 sockets
show
type q
ended
STEPS
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 \
    "$SOCKSTAT" -tlHn --watch=0.1 --limit=1 << 'STEPS'
listen 8081
until 2 sockets
show
close 8081
type q
ended
STEPS
