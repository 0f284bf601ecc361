# SPDX-License-Identifier: MIT
# Real output of every kind conforms to the schema and to a strict variant of it.
. "$CASE_DIR/../sockets.sh"
need_jsonschema
many_sockets
factory 'comm \xff\e[1m"\x5c' 'listen hostile ::1 8085' 'udp also ::1 8085' 'fork 1 \xe2\x80\xae' 'fork 1 a,]'
sockstat --schema > schema.json
every_key=$(sockstat --list-columns | cut -d ' ' -f 1 | paste -sd,)
every_count=$(sockstat --by peer_port --list-columns | cut -d ' ' -f 1 | paste -sd,)
by_count=$(sockstat --by "$every_key" --list-columns | cut -d ' ' -f 1 | paste -sd,)
# output LIST COMMAND: the output of COMMAND goes into a file of that name, which is put on LIST.
output() {
    local list=$1 name
    shift
    name=$(echo "$*" | sed "s/$by_count/EVERY/; s/$every_count/EVERY/; s/$every_key/EVERY/")
    sockstat "$@" > "$name" 2> /dev/null || true
    echo "$name" >> "$list"
}
validate() {
    local list=$1
    shift
    mapfile -t files < "$list"
    rm "$list"
    "$PYTHON" "$CASE_DIR/../helpers/validate.py" schema.json "$@" "${files[@]/#/./}"
}
for format in --json --jsonl; do
    output sockets "$format" -a
    output sockets "$format" -apeor
    output sockets "$format" -a --source=proc -p
    output sockets "$format" -t6 --columns=+process,local,peer
    output sockets "$format" -an --columns="$every_key"
    output sockets "$format" -an --columns="$every_key" --source=proc
    output sockets "$format" -ap --sort=none
    output sockets "$format" -ap --limit 3 --sort=-recv_q
    output sockets "$format" -tp process = none-such
    output sockets "$format" 'state listen and not state listen'
    output sockets "$format" -ap --exact
    output sockets "$format" -A all -ape
    output sockets "$format" --netlink -0xae --columns="$every_key"
    output groups "$format" -s
    output groups "$format" -s --source=proc
    output groups "$format" -s --columns="$every_count" --by peer_port
    output groups "$format" -ap --by process,state
    output groups "$format" -ap --by comm,pid
    output groups "$format" --by "$every_key"
    output groups "$format" --by "$every_key" --columns="$by_count"
    output groups "$format" -s --exact
    output groups "$format" -s -A all
    output groups "$format" -A all -ap --by type,process
    [ "$format" = --jsonl ] || format=
    # Where BPF is not allowed, --exact has none.
    validate sockets ${format:+"$format"} | sed '/--exact: valid/s/, .* /, /'
    validate groups --groups ${format:+"$format"} | sed '/--exact: valid/s/, .* /, /'
done
for key in ${every_key//,/ }; do
    output sockets --jsonl -a --columns="$key"
    output groups --jsonl -a --by "$key"
done
for key in ${every_count//,/ }; do
    output groups --jsonl -a --by peer_port --columns="$key"
done
echo 'lines with one key, for every key:'
validate sockets --jsonl | sed '/: valid, some sockets$/d'
validate groups --groups --jsonl | sed '/: valid, some groups$/d'
