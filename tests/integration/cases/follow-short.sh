# SPDX-License-Identifier: MIT
# --follow misses none of 500 connections that no scan sees, and no user needs a right for that.
need_nobody
factory 'up lo'
cp "$CASE_DIR/../helpers/follow.py" .
chmod 755 follow.py
# shellcheck disable=SC2154 # lib.sh has it
"$PYTHON" follow.py "${nobody[@]}" ./sockstat --services=services --follow=10m --json -- \
    'short 500 5003' 'wait event=close local_port=5003 peer_port=null' \
    'count 500 event=close peer_port=5003 reason=fin seen=event' \
    'count 1001 event=close' 'stop SIGTERM'
