# SPDX-License-Identifier: MIT
# Hostile bytes in every argument: messages, --explain-filter and --list-words are safe to print,
# and no argument can add a line of its own.
need jq
[ -z "${SAN:-}" ] || export HOSTILE_EVERY=64 # a sanitizer build starts slowly
factory 'up lo' 'udp a 127.0.0.1 53'
"$PYTHON" "$CASE_DIR/../helpers/hostile_arguments.py" "$SOCKSTAT"
