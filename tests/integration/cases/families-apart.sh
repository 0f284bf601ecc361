# SPDX-License-Identifier: MIT
# If the kernel refuses to list all families at once, each family is requested separately.
need strace
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets
ask() {
    strace -qq -o trace -e trace=sendto -e inject=sendto:error="$1" "$SOCKSTAT" -tanH "${@:2}" > rows 2>&1 &&
        echo 'exit 0'
    echo "asked $(grep -c sendto trace) times"
}
sockstat -tanH --columns=state,local,peer > expected
for refusal in EINVAL:when=1 EPERM:when=1; do
    echo "$refusal"
    ask "$refusal" --columns=state,local,peer
    cmp rows expected && echo 'the same rows'
done
echo 'with byte-code, which is then left out:'
sockstat -tanH --columns=local,peer 'sport < 9000 or dport < 9000' > expected
ask EINVAL:when=1..2 --columns=local,peer 'sport < 9000 or dport < 9000'
cmp rows expected && echo 'the same rows'
echo 'refused for ever:'
ask EINVAL:when=1+ --columns=local,peer --source=netlink
cat rows
