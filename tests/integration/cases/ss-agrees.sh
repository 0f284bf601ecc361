# SPDX-License-Identifier: MIT
# sockstat lists the same sockets as ss, with the same queues and, apart from spelling, the same
# words. ss prints a mapped address as IPv6 and no family in the protocol. Only newer versions list
# bound-inactive sockets, as UNCONN.
need ss
. "$CASE_DIR/../sockets.sh"
many_sockets
ss -tuanH | awk '$1 != "tcp" || $2 != "UNCONN" {
    state = $2
    sub("ESTAB", "ESTABLISHED", state); sub("UNCONN", "UNCONNECTED", state)
    peer = $6
    if (peer ~ /:\*$/) peer = "*"
    local = $5
    if (match(local, /\]%[a-z]+/)) {
        scope = substr(local, RSTART + 1, RLENGTH - 1); sub(/\]%[a-z]+/, scope "]", local)
    }
    if (match(peer, /\]%[a-z]+/)) {
        scope = substr(peer, RSTART + 1, RLENGTH - 1); sub(/\]%[a-z]+/, scope "]", peer)
    }
    proto = $1 (local ~ /^\*/ ? "46" : local ~ /^\[/ ? "6" : "")
    gsub(/\[::ffff:127\.0\.0\.1\]/, "127.0.0.1", local)
    gsub(/\[::ffff:127\.0\.0\.1\]/, "127.0.0.1", peer)
    queues = state == "LISTEN" ? $3 "/" $4 " -" : $3 " " $4
    print proto, state, queues, local, peer
}' | sort > theirs
sockstat -tuanH | awk '$2 != "BOUND-INACTIVE" { print $1, $2, $3, $4, $5, $6 }' | sort > ours
wc -l < ours
# ss does not tell the scope of a peer
diff <(sed 's/%lo\(]:[0-9]*\)$/\1/' theirs) <(sed 's/%lo\(]:[0-9]*\)$/\1/' ours) && echo same
