# SPDX-License-Identifier: MIT
# --watch without a terminal for input and output, and on one without a cursor.
status sockstat --watch 2>&1
status sockstat -c -tln < /dev/null 2>&1
watch() {
    "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 "$@" << 'STEPS'
ended
STEPS
}
echo 'output to a pipe, input from a file:'
# shellcheck disable=SC2016 # for the inner shell
watch sh -c '"$0" --watch | cat' "$SOCKSTAT"
# shellcheck disable=SC2016
watch sh -c '"$0" --watch < /dev/null' "$SOCKSTAT"
echo 'TERM=dumb:'
TERM=dumb watch "$SOCKSTAT" --watch
echo 'nothing is shown, so that no terminal is needed:'
sockstat --watch --explain-filter sport = 80 | head -n 1
