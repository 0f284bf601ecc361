# SPDX-License-Identifier: MIT
# If /proc hides the processes, the owners are hidden.
need_mounts
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080'
mount -t proc -o hidepid=2 proc /proc 2> /dev/null || skip 'cannot mount procfs with hidepid here'
status sockstat_as_nobody -lnpH --columns=local,owner 2>&1
