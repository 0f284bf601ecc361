# SPDX-License-Identifier: MIT
# -r looks up eight addresses at the same time, and each once.
# shellcheck source=tests/integration/names.sh
. "$CASE_DIR/../names.sh"
name_server 0.1
hosts 500
sockstat -unrH --resolve-timeout=1h --columns=local 'port = 9' > rows
wc -l < rows
sort -u rows | wc -l
sed -n '1p;$p' rows
name_server_end
