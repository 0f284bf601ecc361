# SPDX-License-Identifier: MIT
# If netlink is refused: the same rows from /proc, a warning, and the source in JSON.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -anH --columns=proto,state,local,peer --source=proc > expected 2> /dev/null
for errno in EPERM EACCES EPROTONOSUPPORT EAFNOSUPPORT; do
    echo "$errno"
    "$HELPERS/refuse" "netlink=$errno" "$SOCKSTAT" -anH --columns=proto,state,local,peer \
        > rows 2> words && echo 'exit 0'
    cmp rows expected && echo 'same rows'
    cat words
done
"$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --services="$SERVICES" -tj 2> /dev/null | jq -c '.sources, .warnings, .complete'
echo '--source=netlink:'
status "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" -tnH --source=netlink 2>&1
