# SPDX-License-Identifier: MIT
# Real output of every kind against a strict variant of the schema.
. "$CASE_DIR/../sockets.sh"
"$PYTHON" -c 'import jsonschema' 2> /dev/null || skip 'Python has no jsonschema'
many_sockets
sockstat --schema > schema.json
every_key=$(sockstat --list-columns | cut -d ' ' -f 1 | paste -sd,)
validate() {
    echo "$*"
    sockstat "$@" 2> /dev/null | "$PYTHON" "$CASE_DIR/../helpers/validate.py" schema.json "${jsonl[@]}"
}
every_count=$(sockstat --by peer_port --list-columns | cut -d ' ' -f 1 | paste -sd,)
for format in --json --jsonl; do
    jsonl=()
    [ "$format" = --jsonl ] && jsonl=(--jsonl)
    validate "$format" -a
    validate "$format" -apeor
    validate "$format" -a --source=proc -p
    validate "$format" -t6 --columns=+process,local,peer
    validate "$format" -an --columns="$every_key" | sed "s/$every_key/EVERY/"
    jsonl+=(--groups)
    validate "$format" -s
    validate "$format" -ap --by process,state
    validate "$format" --by "$every_key" | sed "s/$every_key/EVERY/"
    validate "$format" -s --by peer_port --columns="$every_count" | sed "s/$every_count/EVERY/"
done
