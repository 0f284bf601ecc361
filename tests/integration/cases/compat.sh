# SPDX-License-Identifier: MIT
# Readers of JSON that were written for an earlier version work with today's output, and notice if
# a key is gone or has another type.
need jq
need_jsonschema
compat=$CASE_DIR/../../compat
factory 'up lo' 'comm web' 'listen a 127.0.0.1 8080 backlog=5' 'listen b ::1 8081 backlog=7' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,45000' 'accept d a' 'udp e 127.0.0.1 5300' 'fork 1 worker'
jq -r '.definitions | (.row, .socket, .group).properties | keys[] | select(endswith("_base64") | not)' \
    "$compat/schema-1.json" | sort -u > keys
sockstat --list-columns | cut -d ' ' -f 1 | sort > columns
sockstat --by proto --list-columns | cut -d ' ' -f 1 | sort > counts
echo "of $(wc -l < keys) keys, gone: $(sort -u columns counts | comm -23 keys - | paste -sd ' ')"
every_key=$(echo processes; comm -12 keys columns)
every_count=$(comm -12 keys counts | grep -vx proto)
sockstat --json -ap > document
sockstat --jsonl -tap --columns=+cookie,local,peer > lines
sockstat --json -ape > details
sockstat --json -an --columns="$(paste -sd, <<< "$every_key")" > every 2> /dev/null
sockstat --json -a --by proto --columns="$(paste -sd, <<< "$every_count")" > groups
sockstat --jsonl -s > summary
sockstat --json -ap --source=proc > proc 2> /dev/null


# lacks LIST KEYS FILE: rows of that list that lack a key.
lacks() {
    jq -r --arg keys "$2" --arg list "$1" '.[$list] | "\($list): \(length)",
        (.[] | ($keys | split("\n")) - keys | .[])' "$3"
}

lacks sockets "$every_key" every
lacks groups "$every_count" groups
"$PYTHON" - "$compat/schema-1.json" document lines details every groups summary proc << 'END'
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    validator = jsonschema.Draft7Validator(json.load(file))
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        text = file.read()
    values = [json.loads(text)] if text.startswith('{"schema"') and name not in ("lines", "summary") \
        else [json.loads(line) for line in text.splitlines()]
    wrong = [error for value in values for error in validator.iter_errors(value)]
    print(name, "conforms" if not wrong else [error.message[:300] for error in wrong[:3]])
END

# reader NAME FILE: what the reader makes of that file.
reader() {
    case $1 in
    listeners) jq -r -f "$compat/listeners.jq" "$2" ;;
    peers) jq -r -s -f "$compat/peers.jq" "$2" ;;
    store) "$PYTHON" "$compat/store.py" "$2" ;;
    esac
}

# notices NAME FILE PATH KEY...: the reader fails without the key, and with an object in its place.
notices() {
    local name=$1 file=$2 path=$3 key change
    shift 3
    for key in "$@"; do
        for change in "del($path.$key)" "($path.$key) = {other: 1}"; do
            jq "$change" "$file" > changed
            ! reader "$name" changed > /dev/null 2>&1 || echo "$name did not notice $change"
        done
    done
    echo "$name notices each of $# keys"
}

echo 'listeners:'; reader listeners document
echo 'peers:'; reader peers lines
echo 'store:'; reader store details
notices listeners document '' schema complete sockets
notices listeners document '.sockets[]' state proto local_address local_port accept_queue accept_limit processes
notices listeners document '.sockets[].processes[]' comm fds pid
notices peers lines 'select(.schema)' schema rows total complete
notices peers lines 'select(.state == "established")' peer_address recv_q host time cookie peer
mapfile -t keys < <(sed -n '/^COLUMNS/,/^}/p' "$compat/store.py" | grep -o '"[a-z_]*": (' | tr -d '": (')
notices store details '.sockets[]' "${keys[@]}" processes
