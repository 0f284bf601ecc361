# SPDX-License-Identifier: MIT
# A condition on a field that the source does not report is undecided: the socket does not match, a
# message is printed, and --strict ends with status 3. If the kernel refuses the byte-code, the
# result is the same.
need_nobody
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets
status sockstat -nH --columns local 'mark = 0 and sport = 8080 and state listen'
status sockstat_as_nobody -nH --columns local 'mark = 0 and sport = 8080' 2>&1
status sockstat_as_nobody -nH --columns local 'not mark = 0 and sport = 8080 and state listen' 2>&1
status sockstat -tnH --columns local --source=proc 'dev = lo or autobound or sport = 8083' 2>&1
sockstat -t --jsonl --source=proc 'not dev = lo and sport = 443' 2> /dev/null | tail -n 1 |
    jq -c '[.rows, .warnings]' || true
status sockstat -tq --source=proc --strict 'not dev = lo and sport = 443' 2> /dev/null
echo 'every field that /proc lacks, with --strict and --wait-gone:'
for filter in 'cookie = 5' 'cgroup_id = 1' 'v6only = no' 'accept_limit > 1000' 'accept_percent > 90' \
    'dev = lo' 'autobound' 'tcp46' 'mark = 5'; do
    echo "$filter: $(status sockstat -taq --source=proc --strict "$filter" 2> /dev/null)" \
        "$(status sockstat -taq --source=proc --strict "not ($filter)" 2> /dev/null)" \
        "$(status sockstat -taq --source=proc --wait-gone=0.01 "$filter" 2> /dev/null)"
done
status sockstat -nH -l 'state established' 2>&1
status sockstat -nH -6 -t 'src inet:10.0.0.1' 2>&1
echo 'in quotes, a name is neither a number nor a glob:'
for filter in 'user = "0"' 'user = "roo*"' 'dev = "1"' 'dev = "l*"'; do
    status sockstat -nHt "$filter" 2>&1
done
