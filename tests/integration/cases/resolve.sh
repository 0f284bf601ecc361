# SPDX-License-Identifier: MIT
# -r prints host names if they exist, and numbers if they do not or if a name looks like another
# address.
need_mounts
printf "127.0.0.1 here.example\n::1 six.example\n127.0.0.4 10.1.2.3\n127.0.0.5 10.1\n" > hosts
printf 'hosts: files\n' > nsswitch.conf
mount --bind hosts /etc/hosts
mount --bind nsswitch.conf /etc/nsswitch.conf
factory 'up lo' 'listen a 127.0.0.1 8080' 'listen b ::1 8080' \
    'connect c 127.0.0.1 8080 from=127.0.0.3,1001' 'accept s a' \
    'udp d 127.0.0.4 53' 'udp e 127.0.0.5 53'
sockstat -nr
sockstat -rj | jq -c '.sockets[] | [.local_address, .local_host, .peer_host]'
sockstat -tnH | head -n 1
