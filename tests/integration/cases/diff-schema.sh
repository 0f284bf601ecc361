# SPDX-License-Identifier: MIT
# JSON of --diff conforms to its schema, in which no key is missing; the schema refuses nonsense.
need jq
need_jsonschema
factory 'up lo' 'comm \xff\e[1m' 'listen a 127.0.0.1 8080' 'listen b ::1 8080 device=lo' \
    'udp e 127.0.0.1 0' 'connect c 127.0.0.1 8080' 'accept s a'
sockstat --schema=diff > schema.json
sockstat --save base -a
kill "$FACTORY_PID"
wait "$FACTORY_PID" || true
factory 'listen a 127.0.0.1 8080' 'listen d :: 8081' 'listen d2 127.0.0.1 8082 reuseport'
sockstat --diff base --json > now.json || true
sockstat --diff base --jsonl > now.jsonl || true
sockstat --save base
factory 'comm factory' 'listen d2 127.0.0.1 8082 reuseport'
sockstat --diff base --json > count.json
sockstat --diff base base --jsonl > same.jsonl
jq -c '[.changes[].change] | unique' now.json count.json
jq -c 'del(.warnings)' now.json > no-warnings.json
jq -c '.changes[0].change = "moved"' now.json > moved.json
jq -c '.changes[0].local_port = "80"' now.json > port.json
jq -c '.changes[0].after = []' now.json > side.json
"$PYTHON" "$CASE_DIR/../helpers/validate_difference.py" schema.json ./*.json ./*.jsonl |
    sed '/^.\/schema.json/d'
(sockstat --schema=none) 2>&1 || echo "exit $?"
