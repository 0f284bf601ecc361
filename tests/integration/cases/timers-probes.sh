# SPDX-License-Identifier: MIT
# Probes that nobody answers are counted, by both sources: of a connection that is idle, and of one
# whose peer takes no more.
need ip ss
echo 1 > /proc/sys/net/ipv4/tcp_keepalive_intvl 2> /dev/null || skip 'sysctls cannot be set here'
factory 'up lo' 'addr lo:1 10.5.0.1/32' 'addr lo:2 10.5.0.2/32' 'listen a 10.5.0.1 8080' \
    'connect c 10.5.0.1 8080 from=10.5.0.2,1001' 'accept s a' 'keepalive c 1' \
    'connect d 10.5.0.1 8080 from=10.5.0.2,1002' 'accept t a' 'fill d' 'sleep 300'
ip addr flush dev lo
ip route add blackhole 10.5.0.0/24
sleep 2.5
look() {
    sockstat -tnH --source="$1" --columns=local_port,timer,retransmits \
        'sport = 1001,1002' 2> /dev/null
}
# a probe may be sent between two looks, but not between all
for _ in 1 2 3 4 5; do
    look netlink > ours
    look proc > second
    cmp -s ours second && break
done
cmp ours second && echo same
ss -tnoH | sed -nE 's/.*:(100[12]) .*timer:\(([a-z]+),.*,([0-9]+)\).*/\1 \2 \3/p' | sort > theirs
awk '{ print $1, $2, $3 }' ours | sort | cmp - theirs && echo 'as ss has it'
awk '{ print $1, $2, ($3 > 0 ? "some" : "none") }' ours
