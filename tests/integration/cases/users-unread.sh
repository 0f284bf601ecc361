# SPDX-License-Identifier: MIT
# If the user database cannot be read, a message says so, and a filter that needs it fails: a
# missing name differs from a failed lookup.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080'
for error in EPERM EACCES EIO; do
    status strace -qq -o trace -e trace=read -e inject=read:error=$error -P /etc/nsswitch.conf -P /etc/passwd \
        "$SOCKSTAT" -tlH --services="$SERVICES" --columns=local_port,user 2>&1
    status strace -qq -o trace -e trace=read -e inject=read:error=$error -P /etc/nsswitch.conf \
        -P /etc/passwd "$SOCKSTAT" -tlnH --columns=local 'user = root' 2>&1
done
