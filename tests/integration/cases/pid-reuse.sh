# SPDX-License-Identifier: MIT
# The number of a process that ends while it is looked at is taken by another one: that one is not
# shown for the sockets of the first.
need_mounts
export ASAN_OPTIONS=verify_asan_link_order=0 # a sanitizer build
factory 'up lo'
[ -w /proc/sys/kernel/ns_last_pid ] || skip 'numbers of processes cannot be chosen here'
unshare --pid --fork --mount-proc "$PYTHON" "$CASE_DIR/../helpers/reuse.py" \
    "$HELPERS/standin.so" "$SOCKSTAT"
