# SPDX-License-Identifier: MIT
# The file of --save is replaced as a whole or not at all.
need jq
factory 'up lo' 'comm nginx' 'listen a 127.0.0.1 8080'
try() {
    status sockstat "$@" 2>&1
}
mode() {
    stat -c '%a %F' "$1"
}
echo 'a new file, and one that is there:'
(umask 0; sockstat --save base)
mode base
chmod 644 base
ln base link
sockstat --save base -a
mode base
jq -r 'select(.type == "begin") | .all' base link
echo 'stdout, in a directory of its own, and in another one:'
sockstat --save=- | head -n 1 | jq -r .schema
mkdir dir
sockstat --save dir/base && sockstat --save="$PWD/dir/base" && sockstat --diff dir/base && ls -A dir
sockstat --diff - < base && echo 'read from stdin'
echo 'no regular file:'
ln -s base symbolic
try --save symbolic
mode symbolic
try --save dir
try --save /dev/full
mkfifo fifo
try --save fifo
echo 'failures:'
try --save none/base
try --save ''
(sockstat --save=- > /dev/full) 2>&1 || echo "exit $?"
(sockstat --save=- >&-) 2>&1 || echo "exit $?"
cp base before
(ulimit -f 0; exec "$SOCKSTAT" --save base) 2>&1 | cat || echo "exit $?"
cmp base before && find . -name '.base.*' && echo 'the file is as before, and no other is left'
echo 'a filter that matches nothing saves nothing, which is worth a file:'
try --save nothing 9999
tail -n 1 nothing
try --diff nothing
