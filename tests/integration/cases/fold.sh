# SPDX-License-Identifier: MIT
# Tables on narrow terminals: rows and the heading fold between columns, sorted or unsorted; a list
# in the last column is cut.
factory 'up lo' 'addr lo 2001:db8:1111:2222:3333:4444:5555:6666/64' 'addr lo:1 192.168.100.123/32' \
    'comm 日本語日本' 'listen six 2001:db8:1111:2222:3333:4444:5555:6666 8443' \
    'listen four 192.168.100.123 54321' \
    'connect c4 192.168.100.123 54321 from=192.168.100.123,50001' 'accept s4 four' \
    'bind idle 192.168.100.123 50002' 'fork 3 plain'
terminal() {
    echo "-- $*"
    TERM=dumb "$PYTHON" "$CASE_DIR/../helpers/terminal.py" "$1" "$SOCKSTAT" "${@:2}"
}
echo 'IPv4 fits into 80 columns, with a gap of one if need be:'
terminal 83 -4tan
terminal 80 -4tan
terminal 78 -4tan
terminal 77 -4tan
echo 'IPv6:'
columns=proto,state,recv_q,send_q,local,peer,mark,v6only,comm
for width in 80 40 20; do
    terminal "$width" -tan --columns="$columns" 'sport = 8443'
    terminal "$width" -tan --sort=none --columns="$columns" 'sport = 8443'
done
echo 'no heading, one line:'
terminal 40 -tanH --columns="$columns" 'sport = 8443'
terminal 40 -tanO --columns="$columns" 'sport = 8443'
echo 'in a pipe:'
COLUMNS=40 sockstat -tan --columns="$columns" 'sport = 8443'
