# SPDX-License-Identifier: MIT
# Terminals of every width, with names of wide characters, escapes and invalid bytes.
hide_unreadable_process
factory 'up lo' 'comm 日本語日本' 'listen a 127.0.0.1 8080' 'fork 2 \e[31m' 'fork 5 plain' \
    'fork 2 \xff\xfe' 'fork 1 é€' 'listen b 127.0.0.1 8081' 'fork 3 😀😀😀' 'listen c 127.0.0.1 8082'
"$PYTHON" "$CASE_DIR/../helpers/widths.py" "$SOCKSTAT"
