# SPDX-License-Identifier: MIT
# netlink and /proc/net report the same for sockets and fields that both have.
. "$CASE_DIR/../sockets.sh"
many_sockets
shared='proto,family,state,local_address,local_port,peer_address,peer_port,recv_q,send_q'
shared+=',accept_queue,uid,inode,timer,retransmits'
rows() {
    sockstat -a "$1" --csv --columns="$shared" 2> /dev/null | grep -v bound-inactive
}
# Again when a SYN was sent meanwhile, which happens less and less often.
while
    rows --source=netlink > netlink
    rows --source=proc > proc
    ! rows --source=netlink | cmp -s - netlink
do :; done
wc -l < netlink
cmp netlink proc && echo same
sockstat -j --source=proc 2> /dev/null | jq -c '.sources, .warnings, .complete,
    ([.sockets[] | .accept_limit, .cookie, .v6only, .mark, .device, .cgroup_id] | unique)'
