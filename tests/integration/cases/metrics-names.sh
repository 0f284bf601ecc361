# SPDX-License-Identifier: MIT
# About 300 deceptive names of Unix sockets as labels: the text stays valid and safe, a reader gets
# the names back, and no name makes a series of its own.
"$PYTHON" "$CASE_DIR/../helpers/hostile_metrics.py" "$SOCKSTAT"
