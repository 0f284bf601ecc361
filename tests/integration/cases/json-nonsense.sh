# SPDX-License-Identifier: MIT
# The schema accepts real output and additions by later versions, and rejects every invalid change.
need_jsonschema
factory 'up lo' 'listen web 127.0.0.1 8080' 'udp dns 127.0.0.1 53'
keys_of() {
    sockstat "$@" --list-columns | cut -d ' ' -f 1 | paste -sd,
}
# Messages, but that this kernel may have no security contexts.
messages() {
    grep -v '^sockstat: security contexts are not available' || true
}
sockstat --schema > schema.json
sockstat --json --columns="$(keys_of)" 2>&1 > document.json | messages
sockstat --jsonl --columns="$(keys_of)" 2>&1 > lines.jsonl | messages
sockstat --jsonl --by proto --columns="$(keys_of --by proto)" > groups.jsonl
"$PYTHON" "$CASE_DIR/../helpers/nonsense.py" schema.json document.json lines.jsonl groups.jsonl
