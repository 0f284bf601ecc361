# SPDX-License-Identifier: MIT
# Random filters select the same sockets in the program, where the kernel runs a part of each, and
# by a naive evaluation of the JSON document.
not_under_fakeroot
# shellcheck source=tests/integration/filter_sockets.sh
. "$CASE_DIR/../filter_sockets.sh"
folder=$CASE_DIR/../helpers
export PYTHONDONTWRITEBYTECODE=1

details=bytes_sent,bytes_acked,bytes_received,rtt_us,delivery_rate_bytes_per_s,rmem_bytes
details+=,tcp_sack,congestion,exposure,exposure_family,port_class,ephemeral

# What filters go by has to stay as it is meanwhile.
table() {
    sockstat -anH --columns cookie,state,accept_queue,local,peer,mark,processes,timer,tcp_sack,congestion |
        sort
}

filter_sockets
table > before
sockstat -a -p --json --columns=+autobound,$details > document
"$PYTHON" "$folder/random_filters.py" 1 4000 < document > random
"$PYTHON" "$folder/agree.py" document "$SOCKSTAT" --services="$SERVICES" -tuaH --columns cookie \
    < random
table > after
diff before after || true
