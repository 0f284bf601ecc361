# SPDX-License-Identifier: MIT
# Hostile bytes in every place of the command line: messages, --explain-filter and --list-words
# are safe to look at, and nobody can put a line of his own in them.
need jq
[ -z "${SAN:-}" ] || export HOSTILE_EVERY=64 # a sanitizer build starts slowly
factory 'up lo' 'udp a 127.0.0.1 53'
"$PYTHON" "$CASE_DIR/../helpers/hostile_arguments.py" "$SOCKSTAT"
