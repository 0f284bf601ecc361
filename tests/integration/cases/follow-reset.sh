# SPDX-License-Identifier: MIT
# --follow knows the addresses of a connection that was reset from its cookie, if a scan saw it;
# otherwise they are not known, and never those that the kernel has left.
need_jsonschema
factory 'up lo'
sockstat --schema=event > schema.json
follow() {
    "$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
        "$SOCKSTAT" --services="$SERVICES" --trace=none "$@"
}
follow --follow=0.2 --jsonl -- 'tcp 5000' 'wait event=open local_port=6000' \
    'wait event=open local_port=5000 peer_port=6000' 'send client 5' 'reset client' \
    'wait event=close local_port=6000 peer_port=5000 reason=rst tuple_known=true duration_us=null' \
    'close server' 'wait event=close local_port=5000 peer_port=6000 reason=rst bytes_received=5' \
    'stop SIGINT'
follow --follow=10m --json -- 'tcp 5001' 'send client 5' 'reset client' 'close server' \
    'wait event=close local_address=null local_port=null peer_address=null reason=rst seen=event' \
    'wait event=close local_port=5001 peer_port=6001 state=closed owner=not-scanned' \
    'absent event=open' 'stop SIGHUP'
# A filter on addresses cannot tell. Messages come apart from the events.
undecided() {
    follow --follow=10m --json "$@" dst :5002 -- 'tcp 5002' 'reset client' 'close server' \
        'close listener' 'tcp 5002' 'close client' 'wait event=close peer_port=5002' \
        'stop SIGTERM' 2> words
    cat words
}
undecided
undecided --strict
