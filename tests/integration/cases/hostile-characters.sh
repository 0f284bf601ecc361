# SPDX-License-Identifier: MIT
# Every character that there is, and every two bytes that are none: nothing that steers a terminal
# or has no width comes out of any format, and all can be had back.
need jq
factory 'up lo'
"$PYTHON" "$CASE_DIR/../helpers/hostile_characters.py" "$SOCKSTAT"
