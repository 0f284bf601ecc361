# SPDX-License-Identifier: MIT
# Wrong command lines: a message with the correct usage, status 2, nothing on stdout.
try() {
    { sockstat "$@" > stdout || echo "exit $?"; } 2>&1
    [ ! -s stdout ] || echo 'wrote to stdout'
}
try -t 'dst 22 and port 80'
try dst 22
try -Y
try --colums=proto
try --l
try --columns=foo
try --columns=usr,proto
try --columns=
try --columns=proto,
try --columns
try --color=blue
try --source=magic
try --quiet=yes
try --help=short
try --limit=x
try --wait=soon
try --wait 30 -l 8080
try --wait-gone 0.5
try --metrics openmetrics
try --metrics prometheus -l
try --schema event
try --help all
try --sort=port
try --kill
try -K dst 10.0.0.1
try -P tcp
try -nP -iTCP:22 -sTCP:LISTEN
try $'--\e[31mred'
try foo = $'\e[31mred'
