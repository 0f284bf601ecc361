# SPDX-License-Identifier: MIT
# While processes fork and exit rapidly, the scan of /proc reports no error and no wrong owner, and
# finds the owners that exist throughout.
hide_unreadable_process
factory 'up lo' 'listen a 127.0.0.1 8090' 'comm churn' 'churn 2'
"$PYTHON" "$CASE_DIR/../helpers/churn.py" proc "$SOCKSTAT"
