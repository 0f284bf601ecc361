# SPDX-License-Identifier: MIT
# --follow: a connection opens and is closed by FIN; what remains of it in TIME-WAIT is no event. It
# ends by SIGTERM with its last line. Every line is valid. (follow-trace is about the BPF program.)
need_jsonschema
factory 'up lo'
sockstat --schema=event > schema.json
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
    "$SOCKSTAT" --services="$SERVICES" --trace=none --follow=0.2 --json -- \
    'tcp 5000' 'wait event=open seen=scan existing=false start=null local_port=5000 state=listen' \
    'wait event=open local_port=6000 peer_port=5000 state=established owner=known' \
    'wait event=open local_port=5000 peer_port=6000 state=established owner=known' \
    'send client 5' 'send server 3' 'close client' \
    'wait event=close local_port=6000 reason=fin tuple_known=true bytes_acked=5 owner=known' \
    'wait event=change local_port=5000 changed=state:established>close-wait' \
    'close server' 'wait event=close local_port=5000 peer_port=6000 reason=fin bytes_acked=3' \
    'close listener' 'wait event=close local_port=5000 state=listen reason=null' \
    'listen 5001' 'wait event=open local_port=5001' \
    'absent event=open state=time-wait' 'absent event=change state=time-wait owner=none' \
    'stop SIGTERM'
