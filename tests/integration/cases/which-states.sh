# SPDX-License-Identifier: MIT
# Without -a: listening and connected sockets; TIME-WAIT, SYN-RECV and bound ones only with -a.
. "$CASE_DIR/../sockets.sh"
many_sockets
states() {
    sockstat -H --columns=state "$@" | sort | uniq -c
}
echo default; states
echo listening; states -l
echo connected; states --connected
echo all; states -a
echo both; states -l --connected
