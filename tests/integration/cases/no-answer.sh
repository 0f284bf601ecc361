# SPDX-License-Identifier: MIT
# A kernel that accepts a netlink request but never replies: sockstat falls back to /proc after a
# timeout. Tested once with the real timeout and no request, once with a shortened timeout.
export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 # a sanitizer build under strace, preloads
factory 'up lo' 'listen a 127.0.0.1 8080'
status env STANDIN_SILENT=1 LD_PRELOAD="$HELPERS/standin.so" "$SOCKSTAT" -tlnH4 2>&1
need strace
# EAGAIN is what the receive timeout ends in
strace -qq -o trace -e trace=recvmsg -e inject=recvmsg:error=EAGAIN:when=1 \
    "$SOCKSTAT" -tlnH 2>&1
