# SPDX-License-Identifier: MIT
# Every Unicode character and every invalid pair of bytes: no format prints one that controls a
# terminal or has no width, and all can be recovered.
need jq
factory 'up lo'
"$PYTHON" "$CASE_DIR/../helpers/hostile_characters.py" "$SOCKSTAT"
