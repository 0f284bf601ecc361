# SPDX-License-Identifier: MIT
# Unanswered probes are counted from both sources: of an idle connection, and of one whose peer has
# a closed window.
need ip ss
# After its first probe, the connection waits for hours: it does not end before somebody looks.
echo 10000 > /proc/sys/net/ipv4/tcp_keepalive_intvl 2> /dev/null || skip 'sysctls cannot be set here'
echo 255 > /proc/sys/net/ipv4/tcp_retries2
factory 'up lo' 'addr lo:1 10.5.0.1/32' 'addr lo:2 10.5.0.2/32' 'listen a 10.5.0.1 8080' \
    'connect c 10.5.0.1 8080 from=10.5.0.2,1001' 'accept s a' 'keepalive c 1' \
    'connect d 10.5.0.1 8080 from=10.5.0.2,1002' 'accept t a' 'fill d'
ip addr flush dev lo
ip route add blackhole 10.5.0.0/24
look() {
    sockstat -tnH --source="$1" --columns=local_port,timer,retransmits \
        'sport = 1001,1002' 2> /dev/null
}
from_ss() {
    ss -tnoH | sed -nE 's/.*:(100[12]) .*timer:\(([a-z]+),.*,([0-9]+)\).*/\1 \2 \3/p' | sort
}
while [ "$(look netlink | awk '$3 > 0' | wc -l)" -lt 2 ]; do :; done
# Again when a probe was sent meanwhile, which happens less and less often.
while
    look netlink > ours
    look proc > second
    from_ss > theirs
    ! look netlink | cmp -s - ours
do :; done
cmp ours second && echo same
awk '{ print $1, $2, $3 }' ours | sort | cmp - theirs && echo 'as ss has it'
awk '{ print $1, $2, ($3 > 0 ? "some" : "none") }' ours
