# SPDX-License-Identifier: MIT
# Wrong command lines: what is wrong and what to type instead, exit 2, nothing on stdout.
try() {
    { sockstat "$@" > stdout || echo "exit $?"; } 2>&1
    [ ! -s stdout ] || echo 'wrote to stdout'
}
try -t 'dst 22 and port 80'
try dst 22
try -Z
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
try $'--\e[31mred'
try foo = $'\e[31mred'
