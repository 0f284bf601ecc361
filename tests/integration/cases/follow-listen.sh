# SPDX-License-Identifier: MIT
# --follow --events=listen: new listeners, those that are replaced and those that are closed.
need_jsonschema
factory 'up lo'
sockstat --schema=event > schema.json
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json "$SOCKSTAT" --services="$SERVICES" -t \
    --trace=none --follow=0.5 --json --events=listen -- \
    'listen 5006' 'wait event=open state=listen local_port=5006' 'replace 5006' 'short 3 5008' \
    'close listener' 'wait event=close local_port=5006 state=listen' \
    'absent state=established' 'absent event=close peer_port=5008' 'stop SIGTERM'
