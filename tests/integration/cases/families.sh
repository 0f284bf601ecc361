# SPDX-License-Identifier: MIT
# -4 and -6 select a family; together they select both.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -lnH4 --columns=family,local
sockstat -lnH6 --columns=family,local
cmp <(sockstat -an46) <(sockstat -an) && echo 'both is all'
