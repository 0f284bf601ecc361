# SPDX-License-Identifier: MIT
# Printable characters are printed, even if the first of them appears after all files are given up.
printf 'caf\xc3\xa9 8080/tcp\n' > services
factory 'up lo' 'listen a 127.0.0.1 8080'
"$SOCKSTAT" --services=services -tlH --columns=local
"$SOCKSTAT" --services=services -tlH --columns=local --sort=none
"$SOCKSTAT" --explain-filter 'process = café' | head -n 2
