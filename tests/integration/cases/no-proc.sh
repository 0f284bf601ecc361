# SPDX-License-Identifier: MIT
# Without procfs, no process can be read: a message says so, and no owner is reported as hidden.
need_mounts
[ -z "${SAN:-}" ] || skip 'the sanitizers of this build need /proc'
factory 'up lo' 'listen a 127.0.0.1 8080'
mkdir empty
mount --bind empty /proc
status sockstat -tlnH --columns=local,owner 2>&1
umount /proc
