# SPDX-License-Identifier: MIT
# Options that make no sense with --metrics: a message, status 2.
try() {
    { sockstat "$@" > stdout || echo "exit $?"; } 2>&1
    [ ! -s stdout ] || echo 'wrote to stdout'
}
for option in --json --csv --dot --details --explain --check --columns=pid -i -e -o -m -r -s \
    --by=state --sort=pid --rates --wait --wait-gone -q --explain-filter --watch --follow --kill \
    --save=base --diff=base --metrics=json --metrics-file= --metrics-file=-; do
    echo "$option:"
    try --metrics "$option" port 80
done
[ ! -e base ] || echo 'a file was written'
echo 'what changes nothing is accepted:'
sockstat --metrics -n -p -H --owners=proc --color=never -4 > text 2> words
tail -n 1 text
