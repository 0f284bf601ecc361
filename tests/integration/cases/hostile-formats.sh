# SPDX-License-Identifier: MIT
# About 300 deceptive names as process, interface, user, service and host, in every format, in a
# pipe and on a terminal: the output is safe, no row is forged, and readers written from the manual
# alone recover the exact bytes.
need jq
hide_unreadable_process
need_real_users
grep -q ' 4294967295$' /proc/self/uid_map ||
    skip 'sockets of many users cannot be made here'
"$PYTHON" "$CASE_DIR/../helpers/hostile.py" "$SOCKSTAT"
