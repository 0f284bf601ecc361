# SPDX-License-Identifier: MIT
# first PID namespace
# While processes that hold a listener start and exit rapidly, the BPF scan always finds the holders
# that exist throughout.
factory 'up lo' 'listen a 127.0.0.1 8090' 'comm churn' 'churn 2'
can_bpf || skip 'BPF is not built in or not allowed here'
"$PYTHON" "$CASE_DIR/../helpers/churn.py" bpf "$SOCKSTAT"
