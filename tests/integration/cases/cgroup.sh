# SPDX-License-Identifier: MIT
# A cgroup path is resolved in any mount of cgroup v2; a directory of another file system is an
# error.
need_mounts
mount -t tmpfs none /sys/fs/cgroup 2> /dev/null || skip 'nothing can be mounted on /sys/fs/cgroup'
factory 'up lo' 'listen a 127.0.0.1 8080'
mkdir /sys/fs/cgroup/unified /sys/fs/cgroup/memory
look() {
    status sockstat -tlnH --columns=local "cgroup = $1" 2>&1
}
echo 'nothing of version 2:'
look /memory
mount -t cgroup2 none /sys/fs/cgroup/unified 2> /dev/null || skip 'there is no cgroup version 2 here'
made_in=$(sockstat -tljH --columns=cgroup_id | jq -r '.sockets[0].cgroup_id')
group=$(command find /sys/fs/cgroup/unified -inum "$((16#$made_in))")
echo 'below unified:'
look "${group#/sys/fs/cgroup/unified}/"
look "$group"
look /memory
look ..
echo 'at its usual place:'
mount --move /sys/fs/cgroup/unified /mnt 2> /dev/null || mount -t cgroup2 none /mnt
umount /sys/fs/cgroup
mount --bind /mnt /sys/fs/cgroup
look "/${group#/sys/fs/cgroup/unified}"
