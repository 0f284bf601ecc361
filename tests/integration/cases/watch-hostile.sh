# SPDX-License-Identifier: MIT
# --watch: names of processes and what is typed reach the terminal escaped. screen.py accepts no
# other control sequences than those of the program.
factory 'up lo' "comm $(printf 'a\033[31mb\nc\303\251\233')" 'listen a 127.0.0.1 8080'
watch() {
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x300 "$SOCKSTAT" -tln --columns=local,comm --watch=0.1 "$@"
}
watch << 'STEPS'
until 8080
show
type /process = \xe2\x80\xae\x9b\xff
until xff
show
type \n
until 0 sockets .*filter: process = .*x9b.xff$
type q
ended
STEPS
watch "process = $(printf '\033[2Ja')" << 'STEPS'
until 0 sockets .*filter: process = .x1b.2Ja$
type q
ended
STEPS
