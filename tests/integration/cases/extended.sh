# SPDX-License-Identifier: MIT
# -e: user, mark, device, v6only. Values that vary are compared with other kernel interfaces.
factory 'up lo' 'listen a 127.0.0.1 8080 mark=42 device=lo' 'udp b :: 5353 v6only=1'
sockstat --columns=local,user,uid,mark,device,device_index,v6only
echo 'inode as in /proc/net:'
sockstat -tHn --columns=inode > ours
awk '$4 == "0A" { print $10 }' /proc/net/tcp | cmp - ours && echo same
echo 'cookie and cgroup are hexadecimal:'
sockstat -j | jq -r '.sockets[] | .cookie, .cgroup_id' | grep -vE '^[0-9a-f]+$' || echo yes
echo 'headings:'
sockstat -tlne | head -n 1 | tr -s ' '
