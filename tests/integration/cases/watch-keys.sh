# SPDX-License-Identifier: MIT
# --watch: keys. Order, filter, scrolling, help.
watch() {
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" "$@"
}
factory 'up lo' 'listen a 127.0.0.1 8080' 'listen b 127.0.0.1 8081' 'listen c 127.0.0.2 8079'
echo 'order:'
watch 24x80 "$SOCKSTAT" -tln --watch=0.1 --columns=local,state,local_port << 'STEPS'
until 8081
show
type s
until by LOCAL
show
type r
until by LOCAL, descending
show
type s
until by STATE
type s
until by LOCAL-PORT
type S
until by LOCAL-PORT, descending
show
type s
gone by
show
type r
until ^press s to sort
type q
ended
STEPS
echo 'filter:'
watch 24x80 "$SOCKSTAT" -tln --watch=0.1 'sport > 8079' << 'STEPS'
until 8081
show
type /
until ^filter: sport > 8079
type \x15prot = 80\r
until ^unknown key
show
type \x7f
gone ^unknown key
until ^filter: prot = 8$
type \x15sport = 8079\x7f0\n
until 0 sockets .*filter: sport = 8070
type /\x15127.0.0.2\n
until 1 socket .*filter: 127.0.0.2
show
type /\x15tcp\x1b
until 1 socket .*filter: 127.0.0.2
gone ^filter
type /\x15\n
until 3 sockets
gone filter
type q
ended
STEPS
echo 'a filter that needs what was given up:'
watch 24x120 "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until 8081
type /process = x\n
until ^the filter needs
show
type \x15user = root\n
until ^user
show
type \x15sport = 8080\n
until 1 socket
type q
ended
STEPS
echo 'help, pages:'
watch 4x100 "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until lines 1-2
show
type \x1b[6~
until lines 2-3
show
type \x1b[A
until lines 1-2
type \x1b[F
until lines 2-3
type \x1b[H
until lines 1-2
type \x1b[B
until lines 2-3
show
type ?
until q quit
show
type ?
gone q quit
type /prot = 80\r
until ^unknown key
until ^filter: prot = 80$
resize 2x100
until ^unknown key
type \x1b
gone ^unknown key
type \x20
until PAUSED
wipe
type \x0c
until PROTO
type \x20
gone PAUSED
resize 4x40
until PROTO
type \x1b[C
until ^  TATE
show
type \x1b[D
until PROTO
type q
ended
STEPS
