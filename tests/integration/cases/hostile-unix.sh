# SPDX-License-Identifier: MIT
# About 300 deceptive names as paths and abstract names of Unix sockets, in every format, in a pipe
# and on a terminal: the output is safe, no row is forged, and readers written from the manual alone
# recover the exact bytes, also as names of peers.
need jq
"$PYTHON" "$CASE_DIR/../helpers/hostile_unix.py" "$SOCKSTAT"
