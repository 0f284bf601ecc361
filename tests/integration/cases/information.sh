# SPDX-License-Identifier: MIT
# What the program says of itself.
"$SOCKSTAT" --version | grep -cE "^sockstat [0-9]+[.][0-9]+[.][0-9]+$"
"$SOCKSTAT" -h | head -n 1
"$SOCKSTAT" --list-columns | awk '{ print $1, $2 }'
"$SOCKSTAT" --list-options | cut -f 1-3
"$SOCKSTAT" --schema | jq -r .title
