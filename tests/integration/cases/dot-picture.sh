# SPDX-License-Identifier: MIT
# The picture in the README is that of the graph which the program draws today.
need dot
hide_unreadable_process
picture=$CASE_DIR/../../picture
mkfifo ready
"$PYTHON" "$picture/scene.py" > ready &
read -r answer < ready || answer=
[ "$answer" = ready ] || skip 'no connection can be made in repair mode here'
sockstat -tp --dot > graph
sockstat -tj --columns=peer_match,cookie,peer_cookie,inode,peer_inode > document
dot -Tsvg graph > drawn
"$PYTHON" "$CASE_DIR/../helpers/dot.py" graph document drawn | sed -E 's/\[[0-9]+\]/[PID]/g'
sockstat -tpn --dot | dot -Tplain | grep -c '^node '
texts() {
    grep -o '>[^<]*</text>' "$1" | sed -E "s/$(hostname)/web1/; s/\[[0-9]+\]/[PID]/; s/postgresql/5432/" |
        LC_ALL=C sort
}
cmp <(texts drawn) <(texts "$picture/sockets.svg") && echo 'the same texts'
