# SPDX-License-Identifier: MIT
# A user database that may not be read is said, and a filter that needs it fails: no name is not the
# same as no answer.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080'
for error in EPERM EACCES EIO; do
    status strace -qq -o trace -e trace=read -e inject=read:error=$error -P /etc/nsswitch.conf -P /etc/passwd \
        "$SOCKSTAT" -tlH --services="$SERVICES" --columns=local_port,user 2>&1
    status strace -qq -o trace -e trace=read -e inject=read:error=$error -P /etc/nsswitch.conf \
        -P /etc/passwd "$SOCKSTAT" -tlnH --columns=local 'user = root' 2>&1
done
