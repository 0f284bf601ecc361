# SPDX-License-Identifier: MIT
# A sandbox that takes the request and never answers: five seconds, then /proc.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080'
# EAGAIN is what the receive timeout ends in
strace -qq -o trace -e trace=recvmsg -e inject=recvmsg:error=EAGAIN:when=1 \
    "$SOCKSTAT" -tlnH 2>&1
