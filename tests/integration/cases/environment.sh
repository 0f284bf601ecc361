# SPDX-License-Identifier: MIT
# No environment variable selects a file to read; exceeding the file size limit is an error.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
mkdir -p C.UTF-8/LC_CTYPE C.utf8
export LOCPATH=. TZ=:./zone
strace -f -qq -o trace -e trace=openat,open "$SOCKSTAT" --services="$SERVICES" -taj > /dev/null
grep -c '"\./' trace || true
factory 'up lo' 'listen a 127.0.0.1 8080'
{ (ulimit -f 0; exec "$SOCKSTAT" --services="$SERVICES" -tlj 2>&1 > document) || echo "exit $?"; } | cat
wc -c < document
