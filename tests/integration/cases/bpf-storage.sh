# SPDX-License-Identifier: MIT
# The storage that BPF programs keep for a socket, by --bpf: for users with CAP_BPF. Others see the
# sockets, but not whether they have storage.
need_nobody
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
