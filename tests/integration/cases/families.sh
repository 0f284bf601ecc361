# SPDX-License-Identifier: MIT
# -4 and -6 choose a family; together they mean both.
. "$CASE_DIR/../sockets.sh"
many_sockets
"$SOCKSTAT" -lnH4 --columns=family,local
"$SOCKSTAT" -lnH6 --columns=family,local
cmp <("$SOCKSTAT" -an46) <("$SOCKSTAT" -an) && echo 'both is all'
