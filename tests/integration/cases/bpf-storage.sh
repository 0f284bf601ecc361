# SPDX-License-Identifier: MIT
# The storage that BPF programs keep for a socket, by --bpf: for users with CAP_BPF. Others see the
# sockets, but not whether they have storage.
need strace
need_nobody
export ASAN_OPTIONS=detect_leaks=0 # a sanitizer build cannot look for leaks under strace
factory 'up lo' 'listen a 127.0.0.1 8081'
mkfifo maps end
"$HELPERS/storage" 8080 < end > maps &
# held until the case ends
# shellcheck disable=SC2034
{ exec {END}> end; }
read -r ids < maps
[ -z "${ids//[0-9,]/}" ] || skip "$ids"
columns=(-tnH --csv '--columns=local_port,sk_storage_maps,sk_storage_bytes')
ids() {
    sed "s/$ids/IDS/" | tr -s ' '
}
sockstat -tnH --bpf | ids
sockstat -tnH --bpf --json | jq -c '.sockets[] | [.local_port, .sk_storage_maps, .sk_storage_bytes]' |
    ids
for filter in 'has local_port' "sk_storage_maps = ${ids%,*}" 'sk_storage_bytes <= 16' \
    'not has sk_storage_maps'; do
    echo "-- ${filter/${ids%,*}/ID}"
    for order in local_port none; do
        sockstat "${columns[@]}" --sort="$order" "$filter" | sort | ids
    done
done
echo '-- as nobody'
status sockstat_as_nobody -tnH --bpf 2>&1
status sockstat_as_nobody "${columns[@]}" 'not has sk_storage_maps' 2>&1
status nobody_with +bpf ./sockstat --services=services "${columns[@]}" 'has sk_storage_maps' 2>&1 | ids
echo '-- nothing is shown, nor asked for'
status sockstat -tq --bpf 2>&1
echo '-- from /proc'
status sockstat -tnH --bpf --source=proc 2>&1
echo '-- capabilities: marks are for cap_net_admin, storage is for cap_bpf'
for capabilities in +bpf '' +net_admin; do
    echo "with ${capabilities:-none}"
    status nobody_with "$capabilities" ./sockstat --services=services "${columns[@]}" 'mark = 0' 2>&1 |
        ids
    status nobody_with "$capabilities" ./sockstat --services=services -tnH --bpf 2>&1 | ids
done
echo '-- not asked for: all facts, and one named among them'
status sockstat_as_nobody -tn --details --columns=local,sk_storage_bytes 2>&1
sockstat_as_nobody -tn --details 2>&1 | grep -c cap_bpf || true
sockstat_as_nobody -tn --details --bpf 2>&1 | grep -c cap_bpf
sockstat_as_nobody -tn --details --columns=+sk_storage_maps 2>&1 | grep -c cap_bpf
sockstat_as_nobody -tnH --sort=sk_storage_bytes 2>&1 | grep -c cap_bpf
echo '-- requests: a refusal is remembered for other protocols, and while --wait waits'
requests() {
    nobody_with '' strace -qq -f -o calls -e trace=sendto ./sockstat --services=services "$@" \
        > /dev/null 2>&1 || true
    echo "$(grep -c sendto calls), with storage $(grep -c STORAGES calls || true)"
}
requests -ua
requests -ua --bpf
requests -tua --bpf
requests -ua --bpf --wait=0.3 'sport = 9' | sed 's/^[1-9][0-9]*/several/'
echo '-- too large'
mkfifo large closed
"$HELPERS/storage" 8082 10000 < closed > large &
# shellcheck disable=SC2034
{ exec {CLOSED}> closed; }
read -r big < large
[ -z "${big//[0-9,]/}" ] || echo "$big"
sockstat -tnH --bpf > rows 2> words || echo "exit $?"
sort rows words | tr -s ' '
sockstat -tuj --bpf 2> words | jq -c '[.sources, .complete, .warnings]'
status sockstat "${columns[@]}" --sort=none 'not has sk_storage_maps' 2>&1
status sockstat "${columns[@]}" --strict 'sport = 8082 or sk_storage_bytes > 16' 2>&1
status sockstat "${columns[@]}" 'sk_storage_bytes < 17 and sport = 8080' 2>&1 | ids
echo '-- all facts, from /proc'
sockstat -tun --details --source=proc 2>&1 > /dev/null | grep available
sockstat -tunmH --bpf --source=proc 2>&1 > /dev/null | grep available
