# SPDX-License-Identifier: MIT
# --watch: signals, a write that fails and Ctrl-Z restore the terminal; SIGCONT shows all again.
watch() {
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 "$SOCKSTAT" -tln --watch=0.1
}
factory 'up lo' 'listen a 127.0.0.1 8080'
for name in TERM HUP QUIT INT; do
    echo "SIG$name:"
    printf '%s\n' 'until :8080' "signal $name" ended | watch
done
echo 'Ctrl-Z, fg:'
watch << 'STEPS'
until :8080
type \x1a
stopped
continue
until :8080
show
type \x1a
stopped
continue
until :8080
type q
ended
STEPS
echo 'another program stops it, fg:'
watch << 'STEPS'
until :8080
signal TSTP
stopped
continue
until :8080
type q
ended
STEPS
echo 'Ctrl-Z while a filter is typed:'
watch << 'STEPS'
until :8080
type /tcp
until ^filter: tcp
type \x1a
stopped
continue
until ^filter: tcp
type \x1b
gone filter
type q
ended
STEPS
