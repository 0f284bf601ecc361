# SPDX-License-Identifier: MIT
# --watch: the exit status is 3, with the reason, if the last look failed; w shows the warnings.
factory 'up lo' 'listen a 127.0.0.1 8080'
watch() {
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 10x60 "$@"
}
watch "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" -tln --source=netlink --watch=0.1 << 'STEPS'
until INCOMPLETE
show
type w
until ^tcp: cannot be read
show
type w
gone ^tcp: cannot be read
type q
ended
STEPS
echo 'no warnings:'
watch "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until 8080
type w
until ^no warnings
type w
gone ^no warnings
type q
ended
STEPS
