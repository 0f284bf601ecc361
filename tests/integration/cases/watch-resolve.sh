# SPDX-License-Identifier: MIT
# --watch -r with a name server that never answers: the table is shown, keys are read between looks.
# shellcheck source=tests/integration/names.sh
. "$CASE_DIR/../names.sh"
name_server 0 0
hosts 1
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x100 "$SOCKSTAT" -uH --watch=0.1 -r \
    --resolve-timeout=1h --columns=local 'port = 9' << 'STEPS'
until 127[.]1[.]0[.]
type w
until not looked up in time
type q
ended
STEPS
name_server_end > counts
