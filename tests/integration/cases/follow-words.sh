# SPDX-License-Identifier: MIT
# --follow says once that owners are hidden, not with each scan in which their number differs.
need_nobody
ip link set lo up

. "$CASE_DIR/../events.sh"

sockstat_as_nobody --follow=0.1 -tp --json --trace=none --events=open --count=3 > events 2> words &
FOLLOWER=$!
until_true grep -qs '"begin"' events
factory 'listen a 127.0.0.1 5001'
until_true grep -q '"local_port":5001' events
factory 'listen b 127.0.0.1 5002' 'listen c 127.0.0.1 5003'
wait "$FOLLOWER"
grep -c '"event":"open"' events
grep -v 'a scan takes' words | sed 's/[0-9][0-9]*/N/g'
