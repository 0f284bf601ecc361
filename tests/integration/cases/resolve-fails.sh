# SPDX-License-Identifier: MIT
# Failures for some addresses do not prevent the names of others, and are not taken for "no name".
need_mounts
printf '127.0.0.1 one.example\n127.0.0.5 five.example\n127.0.0.8 eight.example\n' > hosts
printf 'hosts: files dns\n' > nsswitch.conf
printf 'nameserver 127.0.0.1\n' > resolv.conf # where nothing listens
mount --bind hosts /etc/hosts
mount --bind nsswitch.conf /etc/nsswitch.conf
mount --bind resolv.conf /etc/resolv.conf
factory 'up lo' 'listen h 127.0.0.8 8080' 'listen e 127.0.0.5 8081' 'listen b 127.0.0.2 8082' \
    'listen c 127.0.0.3 8083' 'listen a 127.0.0.1 8084' 'listen d 127.0.0.4 8085'
status sockstat -tlnr 2>&1
status sockstat -tlnq 'local_host = five.example' 2>&1
status sockstat -tlnq --strict 'local_host = six.example' 2>&1
