# SPDX-License-Identifier: MIT
# Output about the program itself: version, help, columns, options, schema.
sockstat --version | grep -cE "^sockstat [0-9]+[.][0-9]+[.][0-9]+$"
sockstat -h | head -n 1
sockstat --list-columns | awk '{ print $1, $2 }'
sockstat --list-options | cut -f 1-3
sockstat --schema | jq -r .title
