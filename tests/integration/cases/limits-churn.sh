# SPDX-License-Identifier: MIT
# While processes fork and die as fast as they can: no error, no wrong owner, and the owners that
# stay are always found by the walk over /proc.
hide_unreadable_process
factory 'up lo' 'listen a 127.0.0.1 8090' 'comm churn' 'churn 2'
"$PYTHON" "$CASE_DIR/../helpers/churn.py" proc "$SOCKSTAT"
