# SPDX-License-Identifier: MIT
# If scanning the processes fails, a message says so and the status is 3; a process that exits
# during the scan is not an error.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080'
run() {
    local rule=$1
    shift
    strace -qq -o trace -e trace="${rule%%:*}" -e inject="$rule" "$@" "$SOCKSTAT" -tlnH \
        --columns=+owner --owners=proc > rows 2> words && echo "$rule: exit 0" || echo "$rule: exit $?"
    cat rows
    grep -vE 'not visible|other processes may hold' words || true
}
run getdents64:error=EIO
run getdents64:error=ENOENT:when=1
run readlinkat:error=EIO
run readlinkat:error=ENOMEM:when=1
run openat:error=EMFILE -P /proc
run readlinkat:error=ENOENT:when=1
run readlinkat:error=ESRCH:when=1
run readlinkat:error=EACCES
