# SPDX-License-Identifier: MIT
# --wait ends when a socket matches, --wait-gone when none matches, both when the time is over.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen there 127.0.0.1 8080'
status sockstat -nH --columns local --wait=0.1 -l 8080
status sockstat -nH --columns local --wait=100ms -l 8081
status sockstat -nH --columns local --wait-gone=0.1s -l 8081
status sockstat -nH --columns local --wait-gone=0.1 -l 8080
# Runs the program in the background, in the file "said", and returns once it has looked and waits.
waiting() {
    mkfifo pauses
    status strace -qq -o pauses -e trace=nanosleep,clock_nanosleep,poll,ppoll "$SOCKSTAT" \
        --services="$SERVICES" "$@" > said 2>&1 &
    program=$!
    exec {pauses}< pauses
    rm pauses
    read -r _ <&"$pauses"
    cat <&"$pauses" > /dev/null &
}
waiting -nH --columns local --wait=1h -l 8081
factory 'listen late 127.0.0.1 8081'
wait "$program"
cat said
waiting -q --wait-gone -l 8081
kill "$FACTORY_PID"
wait "$program"
cat said
status sockstat -q -l 8081
status sockstat --wait=never 2>&1
status sockstat --wait= 2>&1
