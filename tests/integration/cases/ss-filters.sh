# SPDX-License-Identifier: MIT
# Filters that have the same meaning in ss and sockstat select the same sockets, compared by cookie.
# Excluded are filters on what ss calls unconnected, on its precedence, and on "!=" without a value,
# bound-inactive sockets, which only newer versions of ss list, as UNCONN, and "state big", for which
# ss 6.15 lists SYN-RECV.
need ss
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets

cookies_of_ss() {
    local words
    read -ra words <<< "$1"
    ss -Htane "${words[@]}" 2> errors | sed -n '/^UNCONN /!s/.* sk:\([0-9a-f]*\).*/\1/p' | sort
    # Only a warning: ss lists the same sockets.
    grep -vx 'Failed to find cgroup2 mount' errors >&2 || true
}

compared=0 nonempty=0
while IFS= read -r filter; do
    expected=$(cookies_of_ss "$filter")
    actual=$(sockstat -tan -H --columns cookie "($filter) exclude bound-inactive" | tr -d ' ' | sort) || true
    compared=$((compared + 1))
    [ -z "$expected" ] || nonempty=$((nonempty + 1))
    [ "$expected" = "$actual" ] || printf 'differs: %s\nss: %s\nsockstat: %s\n' "$filter" \
        "$(tr '\n' ' ' <<< "$expected")" "$(tr '\n' ' ' <<< "$actual")"
done << 'FILTERS'
sport = :8080
sport = 8080
sport == :8080
sport eq :8080
sport :8080
sport 8080
dport = :8080
dport = :80
sport != :8080
sport ne :8080
sport neq :8080
sport > :1004
sport gt :1004
sport < :1004
sport lt :1004
sport >= :1004
sport ge :1004
sport geq :1004
sport <= :1004
sport le :1004
dport > :8080
dport >= :8080
src 127.0.0.1
src = 127.0.0.1
src 127.0.0.0/8
src 127.0.0.1:8080
src 127.0.0.1:1001
dst 127.0.0.1
dst 127.0.0.2
dst 127.0.0.0/30
dst 127.0.0.1:8080
src [fe80::1]
src [fe80::/10]
dst [fe80::1]:22
src [::ffff:127.0.0.1]
src [::/0]
src *:8080
state established
state listening
state syn-sent
state syn-recv
state close-wait
state fin-wait-2
state time-wait
state syn-sent state close-wait
state connected
state synchronized
state established sport = :8080
state established dst 127.0.0.1
exclude listening
exclude established
exclude time-wait sport = :8080
( sport = :8080 or dport = :8080 )
( sport = :8080 | dport = :8080 )
( sport = :8080 || dport = :22 )
sport = :8080 and dport = :1001
sport = :8080 & dport = :1001
sport = :8080 && dport = :1001
sport = :8080 dport = :1001
not sport = :8080
! sport = :8080
! ( sport = :8080 or dport = :8080 )
not ( src 127.0.0.0/8 )
dev = lo
dst 127.0.0.1 and ( dport = :8080 or dport = :80 )
FILTERS
echo "$compared filters, $((nonempty > compared / 2)) = more than half of them choose something"
