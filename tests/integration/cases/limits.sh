# SPDX-License-Identifier: MIT
# With few descriptors, little memory and a small stack: the same output, or a message and status 3.
[ -z "${SAN:-}" ] || skip 'the sanitizers of this build need more memory, stack and descriptors'
need prlimit
hide_unreadable_process
. "$CASE_DIR/../sockets.sh"
many_sockets
look() {
    "$@" "$SOCKSTAT" --services="$SERVICES" -tuanpeo --columns=local,peer,inode,mark,processes,owner
}
same_with() {
    look "$@" > rows 2> words || echo "exit $?"
    cmp rows expected && echo 'the same'
    cat words
}
look env > expected
wc -l < expected
for limit in --nofile=8 --as=67108864 --stack=65536; do
    echo "$limit:"
    same_with prlimit "$limit"
done
echo 'all of them, in JSON:'
prlimit --nofile=8 --as=67108864 --stack=65536 "$SOCKSTAT" -tuanpeo --json |
    jq -c '.complete, .warnings, .total'
echo 'less is too little, which is said:'
status prlimit --nofile=4 "$SOCKSTAT" -tlpq --strict --owners=proc 2>&1
status prlimit --nofile=3 "$SOCKSTAT" -tlq --source=netlink 2>&1 | grep -v '^ERROR: ld.so: object' |
    sed 's/.*: error while/cannot start: error while/; s/ libmnl.*//'
