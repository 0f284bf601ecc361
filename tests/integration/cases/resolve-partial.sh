# SPDX-License-Identifier: MIT
# A time limit applies to all host names together: those that have come by then are shown, a warning
# counts the others, and a condition on them is undecided.
# shellcheck source=tests/integration/names.sh
. "$CASE_DIR/../names.sh"
need jq
name_server 0 17
hosts 20
status sockstat -unH --resolve-timeout=4 --columns=local_address,local_host 'port = 9' 2>&1 | uniq
name_server_end | sed 's/, at most [0-9]* at once//'
echo 'JSON:'
name_server 0 0
listing=(-un --resolve-timeout=100ms --columns=local_host 'port = 9 and src = 127.1.0.17')
sockstat "${listing[@]}" --json 2> words | jq -c '[.complete, .warnings, .sockets]'
cat words
echo 'a filter:'
status sockstat "${listing[@]}" -q local_host = elsewhere.example 2>&1 |
    sed 's/[0-9]* of [0-9]* addresses/all addresses/'
status sockstat "${listing[@]}" -q --strict not local_host = elsewhere.example 2>&1 |
    sed 's/[0-9]* of [0-9]* addresses/all addresses/'
