# SPDX-License-Identifier: MIT
# Metrics of what a user may not see, or a source does not have, are absent, and are named.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53'
read_metrics() {
    "$PYTHON" "$CASE_DIR/../helpers/metrics_read.py" "$@"
}
refused() {
    read_metrics sockstat_scan_refused < "$1" | sed -n 's/.*fact=\(.*\) 1$/\1/p'
    read_metrics sockstat_scan_complete < "$1"
}
echo 'nobody: processes of others'
sockstat_as_nobody --metrics > text 2> words
cat words
refused text
read_metrics sockstat_owner < text
echo 'with --strict:'
sockstat_as_nobody --metrics --strict > text 2> words || echo "exit $?"
refused text
echo '/proc: limits, drops, internals'
sockstat_as_nobody --metrics --source=proc > text 2> words || true
refused text
read_metrics sockstat_drops sockstat_listener_accept sockstat_listener_drops < text
read_metrics sockstat_sockets < text | grep bound || echo 'bound-inactive sockets are unknown'
echo 'a protocol that cannot be read:'
"$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --metrics --source=netlink > text 2> words ||
    echo "exit $?"
refused text
read_metrics sockstat_sockets sockstat_time_wait sockstat_orphaned sockstat_drops < text
