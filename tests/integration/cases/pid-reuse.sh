# SPDX-License-Identifier: MIT
# If a process exits during the scan and its PID is reused, the new process is not shown as an owner
# of the sockets of the old one.
need_mounts
export ASAN_OPTIONS=verify_asan_link_order=0 # a sanitizer build
factory 'up lo'
[ -w /proc/sys/kernel/ns_last_pid ] || skip 'numbers of processes cannot be chosen here'
unshare --pid --fork --mount-proc "$PYTHON" "$CASE_DIR/../helpers/reuse.py" \
    "$HELPERS/standin.so" "$SOCKSTAT"
