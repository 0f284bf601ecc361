# SPDX-License-Identifier: MIT
# Rows sorted by keys, a limited number of rows, and rows for xargs -0.
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets

ask() {
    echo "-- $*"
    sockstat -Hn "$@" 2>&1
}

ask -at --sort=state,-local_port --columns state,local_port
ask -t --sort=-peer_port --columns peer_port,local_port
ask -t --sort=peer_port --columns peer_port,local_port
ask -a --sort=proto,local --columns proto,local --limit 6
ask -at --sort=-process,local_port --columns process,local_port --limit 4 | sed 's/[0-9]*\]/N]/g'
ask -a --sort=family,-proto,state,state --columns family,proto,state --limit 3 --csv
ask -l --limit 0
ask -l --limit 0 --csv
ask -tl --limit 1 --jsonl --columns local_port | sed 's/"host.*","p/"p/; s/"host":.*Z",//'
ask -tl --limit 99 --columns local_port
[ "$(sockstat -a --sort=none -H --csv --columns cookie | sort)" = \
    "$(sockstat -a -H --csv --columns cookie | sort)" ] && echo 'unsorted: the same sockets'
echo '-- nul'
sockstat -aHn --null --columns local_port,proto,peer_port --sort=local_port | tr '\0\t' '\n>' | head -4
sockstat --null --columns local_port,proto -l sport = 8080 | xargs -0 printf '[%s]\n' | tr '\t' '>'
for wrong in --sort= --sort=locl_port '--sort=state,' --by=foo '--by state --sort=local_port' \
    --limit=-1 --limit=x '--by state --columns pid' --columns=count '--by=state,'; do
    # shellcheck disable=SC2086
    status sockstat $wrong 2>&1
done
