# SPDX-License-Identifier: MIT
# --follow: a UDP socket connects and is closed; of a UDP socket that no scan sees, the end is there.
need_jsonschema
factory 'up lo'
sockstat --schema=event > schema.json
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
    "$SOCKSTAT" --services="$SERVICES" -u --follow=0.2 --json -- \
    'udp 5004' 'wait event=open proto=udp local_port=5004 state=unconnected' 'connect udp 5005' \
    'wait event=change changed=state:unconnected>established,peer:*>127.0.0.1:5005' \
    'close udp' 'wait event=close local_port=5004 peer_port=5005 reason=null bytes_acked=null' \
    'tcp 5006' 'udp 5007' 'wait event=open local_port=5007' 'absent proto=tcp' 'stop SIGTERM'
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
    "$SOCKSTAT" --services="$SERVICES" -u --follow=10m --json -- \
    'udp 5004' 'connect udp 5005' 'close udp' \
    'wait event=close proto=udp local_port=5004 peer_port=5005 observed_us=null' 'stop SIGTERM'
