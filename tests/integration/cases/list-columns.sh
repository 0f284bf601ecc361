# SPDX-License-Identifier: MIT
# --list-columns: one line per key in a pipe; on a terminal the same lines under headings.
terminal() {
    TERM=dumb "$PYTHON" "$CASE_DIR/../helpers/terminal.py" 80 "$SOCKSTAT" "$@"
}
sockstat --list-columns > flat
terminal --list-columns > grouped
grep -cE '^[^ ]*:$|^$' flat || true
grep -vE ':$|^$' grouped | sort > lines
grep ' ::$' grouped >> lines # the end of a description
sort flat | cmp - <(sort lines) && echo 'the same lines'
echo 'headings:'
grep -E '^[^:]*:$' grouped
echo 'under one of them:'
awk '/^Timer/ { inside = 1 } /^$/ { inside = 0 } inside' grouped
echo 'of groups:'
sockstat --by uid --list-columns > flat
terminal --by uid --list-columns | cmp - flat && echo 'the same'
