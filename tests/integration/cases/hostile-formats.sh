# SPDX-License-Identifier: MIT
# Some 300 names made to deceive, as process, interface, user, service and host, in every format,
# in a pipe and on a terminal: nothing unsafe comes out, no row is forged, and readers that know
# the manual only get the exact bytes back.
need jq
hide_unreadable_process
need_real_users
grep -q ' 4294967295$' /proc/self/uid_map ||
    skip 'sockets of many users cannot be made here'
"$PYTHON" "$CASE_DIR/../helpers/hostile.py" "$SOCKSTAT"
