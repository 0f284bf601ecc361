# SPDX-License-Identifier: MIT
# Sums, maxima and percentiles of groups: as jq makes them of the same sockets.
need jq

factory 'up lo' 'listen a 127.0.0.1 9000' 'listen b 127.0.0.1 9001' \
    'udp u1 127.0.0.1 53' 'udp u2 127.0.0.1 3001 to=127.0.0.1,53' 'send u2 100' 'send u2 300' \
    'connect c1 127.0.0.1 9000' 'accept s1 a' 'send c1 300' 'send s1 7' \
    'connect c2 127.0.0.1 9000' 'accept s2 a' 'send c2 5000' \
    'connect c3 127.0.0.1 9000' 'accept s3 a' 'send s3 1' \
    'connect c4 127.0.0.1 9001' 'accept s4 b' 'send c4 20000' 'send s4 1' \
    'connect c5 127.0.0.1 9001' 'accept s5 b' 'shutdown c5' 'wait-state s5 8' 'wait-state c5 5'

sums=(bytes_sent bytes_received bytes_acked bytes_retransmitted retransmits_total drops rmem_bytes
    wmem_bytes)
keys=(proto state local_address peer_port congestion ca_state tcp_ecn)
columns=$(printf '%s,' "${sums[@]}" rtt_us "${keys[@]}")
asked=$(printf ',%s' "${sums[@]}" rtt_us_median rtt_us_p95 rtt_us_max)

list() {
    sockstat -tua --json --columns="${columns%,}" | jq -c '.sockets[]'
}

# What the groups by the key $1 are, made of sockets: KEY, COUNT and the aggregates in each line.
cat > make.jq << 'END'
def known(key): map(.[key] | select(. != null));
def total(key): known(key) | if length == 0 then null else add end;
def rank(key; percent): known(key) | sort
    | if length == 0 then null else .[(length * percent / 100 | ceil) - 1] end;
group_by(.[$by]) | map([.[0][$by], length,
    (. as $all | ($sums | split(" ")[]) as $key | $all | total($key)),
    rank("rtt_us"; 50), rank("rtt_us"; 95), (known("rtt_us") | max)])
    | .[]
END

groups_of() {
    jq -s -c --arg by "$1" --arg sums "${sums[*]}" -f make.jq sockets | sort
}

groups() {
    sockstat -tua --json --by="$1" --columns="$1,count$asked" | jq -c '.groups[] | [.[]]' | sort
}

# Counters move while the last acknowledgments are sent.
for _ in $(seq 100); do
    list > sockets
    for key in "${keys[@]}"; do
        groups "$key" > "$key.groups"
    done
    list > after
    cmp -s sockets after && break
done
cmp sockets after && echo 'the sockets are quiet'
for key in "${keys[@]}"; do
    groups_of "$key" > "$key.expected"
    cmp "$key.groups" "$key.expected" && echo "$key: as jq makes them"
done
jq -s -c 'map(.rtt_us // empty) | length > 4' sockets
jq -s -c 'map(.bytes_sent // empty) | add > 25000' sockets

echo '-- in order'
sockstat -ta --by=peer_port,state --sort=-rtt_us_p95 --json --columns=rtt_us_p95 |
    jq -c '[.groups[].rtt_us_p95] | map(select(. != null)) as $known | ($known | length) as $count
        | $count > 4, length > $count, .[:$count] == ($known | sort | reverse)'

# The order is the same if the sort key is not shown.
by_p95() {
    sockstat -ta --by=peer_port,state --sort=-rtt_us_p95 --csv --columns="$1" | cut -d , -f 1-2
}
by_p95 peer_port,state > hidden
by_p95 peer_port,state,rtt_us_p95 > shown
cmp hidden shown && echo 'the same order'

echo '-- shown by default'
sockstat -ti --by=state | sed -n '1s/  */ /gp'
sockstat -um --by=state | sed -n '1s/  */ /gp'
sockstat -tim --by=state --csv | head -n 1
sockstat -uim --by=state --csv | head -n 1
sockstat -tsm --json | jq -c '.groups[0] | keys - ["count"] | .[-3:]'
sockstat -t --by=state --csv --columns=+rtt_us_max | head -n 1

echo '-- no such columns'
status sockstat --columns=rtt_us_p95 2>&1
status sockstat --by=rtt_us_p95 2>&1
status sockstat --by=state --columns=rtt_us 2>&1
status sockstat 'rtt_us_p95 > 1ms' 2>&1
