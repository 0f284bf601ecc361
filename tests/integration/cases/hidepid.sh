# SPDX-License-Identifier: MIT
# Where /proc does not even show the processes, owners are hidden as well.
need_mounts
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080'
mount -t proc -o hidepid=2 proc /proc 2> /dev/null || skip 'cannot mount procfs with hidepid here'
status sockstat_as_nobody -lnpH --columns=local,owner 2>&1
