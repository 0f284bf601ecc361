# SPDX-License-Identifier: MIT
# --metrics-file replaces a file whole: its mode, links, files and directories of others, failures.
factory 'up lo' 'listen a 127.0.0.1 8080'
try() {
    status sockstat "$@" 2>&1 | grep -v 'owners of'
}
mode() {
    stat -c '%a %F' "$1"
}
last() {
    tail -n 1 "$1" | sed 's/ "/ /'
}
echo 'a new file can be read by all, whatever the mask:'
(umask 077; sockstat --metrics-file=new.prom 2> words)
mode new.prom
last new.prom
echo 'a mode that was changed stays; links to the old file keep the old one:'
chmod 640 new.prom
ln new.prom link
sockstat --metrics=openmetrics --metrics-file=new.prom 2> words
mode new.prom
last new.prom
last link
echo 'no other file is left:'
find . -name '*prom*'
echo 'no regular file:'
ln -s new.prom symbolic
try --metrics-file=symbolic
mode symbolic
mkdir dir
try --metrics-file=dir
try --metrics-file=dir/
try --metrics-file=none/file
mkfifo fifo
try --metrics-file=fifo
echo 'metrics that are not complete say so:'
try --metrics-file=partial --source=proc --strict > words
grep accept-limits partial
echo 'nothing matches: they are written'
try --metrics-file=nothing port = 9
last nothing
echo 'a full disk:'
cp new.prom before
(ulimit -f 0; exec "$SOCKSTAT" --metrics-file=new.prom) 2>&1 | grep -v 'owners of' || echo "exit $?"
cmp before new.prom && find . -name '.new*' && echo 'the file is as before, and no other is left'
{ sockstat --metrics > /dev/full || echo "exit $?" >&2; } 2>&1 | grep -v 'owners of' || true
