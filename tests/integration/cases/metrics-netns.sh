# SPDX-License-Identifier: MIT
# Metrics of several network namespaces: labels tell them apart, and no series comes twice.
own_netns_names
netns one
netns two
factory_in one 'up lo' 'listen a 127.0.0.1 8080 backlog=1' 'connect c 127.0.0.1 8080'
factory_in two 'up lo' 'listen a 127.0.0.1 8080 backlog=1'
sockstat --metrics -N one,two > text 2> words
"$PYTHON" "$CASE_DIR/../helpers/metrics_read.py" sockstat_listener_acc sockstat_sockets \
    sockstat_ephemeral_used sockstat_time_wait < text | sed -E "s/netns='[0-9]+'/netns=N/"
