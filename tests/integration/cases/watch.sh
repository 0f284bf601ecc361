# SPDX-License-Identifier: MIT
# --watch: the first frame; a new listener is marked with +, a closed one with - in its place; the
# marks vanish; another size of the terminal; pause; the end restores the terminal.
watch() {
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" "$@"
}
factory 'up lo' 'listen a 127.0.0.1 8080' 'listen b 127.0.0.1 8082'
echo 'new and closed:'
watch 24x80 "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until :8082
show
colours
listen 8081
until ^[+] tcp .*:8081
until ^  tcp .*:8081
show
close 8081
until ^- tcp .*:8081
gone :8081
show
type q
ended
STEPS
echo 'colours of new and closed lines:'
watch 24x80 "$SOCKSTAT" -tln --watch=1 << 'STEPS'
until :8082
listen 8081
until ^[+] tcp .*:8081
colours
close 8081
until ^- tcp .*:8081
colours
type \x03
ended
STEPS
echo 'without colours:'
watch 24x80 "$SOCKSTAT" -tln --watch=1 --color=never << 'STEPS'
until :8082
listen 8081
until ^[+] tcp .*:8081
colours
type q
ended
STEPS
echo 'another size:'
watch 24x80 "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until :8082
resize 10x40
until 127
show
resize 3x20
until tcp
show
type \x1b[C
gone PROTO
show
resize 1x20
until ^[0-9]+:
show
type q
ended
STEPS
echo 'pause:'
watch 24x80 "$SOCKSTAT" -tln -c << 'STEPS'
until :8082
type \x20
until PAUSED
listen 8081
quiet 2.5
show
type \x20
until ^[+] tcp .*:8081
type q
ended
STEPS
