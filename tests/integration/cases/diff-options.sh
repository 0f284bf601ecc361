# SPDX-License-Identifier: MIT
# Options that make no sense with --save and --diff: a message, status 2.
try() {
    { sockstat "$@" > stdout || echo "exit $?"; } 2>&1
    [ ! -s stdout ] || echo 'wrote to stdout'
}
sockstat --save base
for option in --json --csv --dot --details --explain --check --columns=pid -i -e -o -r -s \
    --by=state --sort=pid --limit=1 --wait --wait-gone --source=proc -q --explain-filter -x -0 \
    -Aall --watch --kill --diff=base; do
    echo "$option:"
    try --save new "$option" port 80
done
for option in --csv --null --details --explain --check --columns=pid -i -r -s --by=state \
    --sort=pid --limit=1 --wait=1 --source=proc --explain-filter -t -Ainet -4 -l -a --connected \
    -Nall --watch --kill; do
    echo "$option:"
    try --diff base "$option"
done
[ -e new ] || echo 'no file was written'
echo 'what changes nothing is accepted:'
sockstat --save new -n -p -H --owners=proc && sockstat --diff base -n -p -H -q --color=never
