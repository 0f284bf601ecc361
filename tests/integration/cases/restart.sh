# SPDX-License-Identifier: MIT
# A dump that loses messages is restarted once; if that fails too, the known rows and status 3.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8080' 'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a'
sockstat -tan > expected
inject() {
    local rule=$1
    shift
    strace -qq -o trace -e trace=recvmsg -e inject="recvmsg:$rule" "$SOCKSTAT" -tan "$@" 2> words
}
for error in ENOBUFS ENOMEM EINTR; do
    for at in 1 2 3; do
        inject "error=$error:when=$at" > rows && echo "$error at $at: exit 0"
        cmp rows expected && cat words
    done
done
echo 'rows of the first attempt are not kept:'
for at in 1 2 3 4; do
    inject "error=ENOBUFS:when=$at" --json | jq -c '[.total, .duplicates]'
done
for error in ENOBUFS ENOMEM; do
    inject "error=$error" > rows || echo "$error always: exit $?"
    cat rows words
done
echo 'any other error: /proc instead'
for call in socket bind setsockopt sendto; do
    strace -qq -o trace -e trace=$call -e inject=$call:error=EIO "$SOCKSTAT" -tnH > /dev/null 2> words &&
        echo "$call: exit 0"
    cat words
done
inject 'error=EIO:when=2' > rows && cat words
echo "$(grep -c ^tcp rows) rows"
echo '/proc, of which one half cannot be read:'
factory 'up lo' 'listen six ::1 8080'
# -D: the program has the PID of this shell, by which strace knows the file
# shellcheck disable=SC2016
status bash -c 'exec strace -D -qq -o trace -e trace=read -e inject=read:error=EIO -P "/proc/$$/net/tcp6" \
    "$0" -tanH --source=proc' "$SOCKSTAT" 2>&1
