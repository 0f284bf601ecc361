# SPDX-License-Identifier: MIT
# If standard descriptors are closed at start, no socket gets their numbers: sockstat does not read
# netlink as stdin or write output to it.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080'
# The program starts with these descriptors closed. Prints what it prints, how it ends, and of all
# sockets that it makes the lowest descriptor: 3 or more.
run() {
    local close=
    echo "-- closed: $*"
    for descriptor in "$@"; do
        close+=" $descriptor>&-"
    done
    status strace -f -qq -o trace -e trace=socket sh -c "exec \"\$0\" -tlnH$close" "$SOCKSTAT" 2>&1
    # Old versions of strace also trace the calls that they do not know.
    awk '/ socket\(.*= [0-9]+$/ { if (made++ == 0 || $NF < lowest) lowest = $NF }
        END { print (made > 0 ? "sockets from " (lowest > 2 ? "3 on" : lowest " on") : "no socket") }' trace
}
run
run 0
run 1
run 2
run 0 1
run 0 1 2
