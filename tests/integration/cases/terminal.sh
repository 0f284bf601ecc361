# SPDX-License-Identifier: MIT
# On a terminal: coloured states, rows folded and the last column cut to the width. Not in a pipe.
factory 'up lo' 'comm a-long-name-xyz' 'listen a 127.0.0.1 8080' 'fork 3'
pty() {
    "$PYTHON" "$CASE_DIR/../helpers/terminal.py" "$@"
}
echo 'columns 66:'; TERM=xterm pty 66 "$SOCKSTAT" -tlnp | sed 's#\x1b#ESC#g'
for width in 62 75 80; do
    TERM=dumb pty "$width" "$SOCKSTAT" -tlnp | LC_ALL=C.UTF-8 wc -L
done
echo 'columns 20:'
TERM=xterm pty 20 "$SOCKSTAT" -tlnp | sed -e 's#\x1b#ESC#g'
echo 'columns 0, which is unknown, and 20 with -O:'
TERM=dumb pty 0 "$SOCKSTAT" -tlnp > terminal
sockstat -tlnp | cmp - terminal && echo 'as in a pipe'
TERM=dumb pty 20 "$SOCKSTAT" -tlnpO > terminal
sockstat -tlnp | cmp - terminal && echo 'as in a pipe'
echo 'NO_COLOR, --color=never:'
NO_COLOR=1 TERM=xterm pty 200 "$SOCKSTAT" -tln | grep -c "$(printf '\033')" || true
TERM=xterm pty 200 "$SOCKSTAT" -tln --color=never | grep -c "$(printf '\033')" || true
echo 'in a pipe:'
sockstat -tlnH | grep -c "$(printf '\033')" || true
NO_COLOR=1 sockstat -tlnH --color=always | sed 's/\x1b/ESC/g'
echo 'what is waited for, if stderr is a terminal, once:'
waits() {
    # shellcheck disable=SC2016 # for the inner shell
    status pty 80 /bin/sh -c '"$0" -q "$@" 2>&1' "$SOCKSTAT" "$@"
}
waits --wait=0.5 -l 8081
waits --wait-gone=400ms -l 8080
waits --wait=10 -l 8080
status sockstat -q --wait=0.1 -l 8081 2>&1
