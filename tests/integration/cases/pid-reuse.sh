# SPDX-License-Identifier: MIT
# The number of a process that ends while it is looked at is taken by another one: that one is not
# shown for the sockets of the first.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
strace -o trace -e inject=openat:delay_enter=1 true 2> /dev/null || skip 'strace cannot inject here'
need_mounts
factory 'up lo'
[ -w /proc/sys/kernel/ns_last_pid ] || skip 'numbers of processes cannot be chosen here'
unshare --pid --fork --mount-proc "$PYTHON" "$CASE_DIR/../helpers/reuse.py" "$SOCKSTAT"
