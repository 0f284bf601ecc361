# SPDX-License-Identifier: MIT
# Metrics of real sockets in both formats: accept queues, connections, ports and states. A strict
# reader finds no series twice.
factory 'up lo' 'listen full 127.0.0.1 8080 backlog=2' \
    'connect c1 127.0.0.1 8080 from=127.0.0.1,1001' \
    'connect c2 127.0.0.1 8080 from=127.0.0.1,1002' \
    'connect c3 127.0.0.1 8080 from=127.0.0.1,1003' \
    'connect c4 127.0.0.1 8080 from=127.0.0.1,1004 nowait' \
    'listen good :: 443 backlog=100' 'connect out ::1 443' 'accept in good' \
    'connect gone ::1 443' 'accept went good' 'time-wait gone went' 'udp dns 127.0.0.1 53'
read_metrics() {
    "$PYTHON" "$CASE_DIR/../helpers/metrics_read.py" "$@"
}
sockstat --metrics > text
sockstat --metrics=openmetrics > open
echo 'both formats have the same series:'
read_metrics < text
read_metrics --openmetrics < open
strip() {
    grep -v '^#' "$1" | sed '/duration/d; /rtt/d; /retransmits/d'
}
cmp <(strip text) <(strip open) && echo 'equal'
echo 'what only OpenMetrics has:'
diff <(grep '^#' text) <(grep '^#' open) | sed -n 's/^[<>] //p' || true
echo 'listeners; the queue of 8080 is full, its limit is 2, and it drops:'
read_metrics sockstat_listener < text |
    sed "s/ unit='[^']*'//; /drops.*8080/s/ [1-9][0-9]*$/ N/"
echo 'connections and their ends:'
read_metrics sockstat_connections sockstat_time sockstat_orphaned < text
read_metrics sockstat_retransmits < text | grep inbound
read_metrics sockstat_sockets < text | grep -v ' 0$'
echo 'round-trip times are known of both ends, and below a second:'
read_metrics sockstat_rtt < text | sed -E 's/ 0\.0[0-9]*$/ 0.0.../'
echo 'ephemeral ports:'
read_metrics sockstat_ephemeral < text | sed -E 's/^(sockstat_ephemeral_ports) [0-9]+$/\1 N/'
[ "$(read_metrics sockstat_ephemeral_ports < text)" = \
    "sockstat_ephemeral_ports $(sysctl -n net.ipv4.ip_local_port_range | awk '{print $2 - $1 + 1}')" ] &&
    echo 'the size of the range'
echo 'a filter, and a protocol:'
sockstat --metrics -t 'local_port = 443' | read_metrics sockstat_sockets sockstat_listener_queue |
    grep -v ' 0$'
status sockstat --metrics -u port = 9 > none
tail -n 1 none
sockstat --metrics -l | read_metrics sockstat_sockets sockstat_time_wait
echo 'a limit: whole listeners are left out, those with high ports first'
sockstat --metrics --limit=59 | read_metrics sockstat_listener_sockets sockstat_series
sockstat --metrics --limit=0 | read_metrics sockstat_listener sockstat_sockets sockstat_series
