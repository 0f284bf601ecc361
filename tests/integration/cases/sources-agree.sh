# SPDX-License-Identifier: MIT
# netlink and /proc/net say the same of every socket that both list, in every field that both have.
. "$CASE_DIR/../sockets.sh"
many_sockets
shared='proto,family,state,local_address,local_port,peer_address,peer_port,recv_q,send_q'
shared+=',accept_queue,uid,inode,timer,retransmits'
for source in netlink proc; do
    sockstat -a --source="$source" --csv --columns="$shared" 2> /dev/null | grep -v bound-inactive > "$source"
done
wc -l < netlink
cmp netlink proc && echo same
sockstat -j --source=proc 2> /dev/null | jq -c '.sources, .warnings, .complete,
    ([.sockets[] | .accept_limit, .cookie, .v6only, .mark, .device, .cgroup_id] | unique)'
