# SPDX-License-Identifier: MIT
# After a failed connect, the kernel keeps the peer address; a bound or listening socket has no
# peer.
factory 'up lo' 'connect bound 127.0.0.1 1 from=127.0.0.1,4001 refused' \
    'connect listener 127.0.0.1 1 from=127.0.0.1,4002 refused' 'relisten listener'
for source in netlink proc; do
    sockstat -tanH --columns=state,local,peer,peer_address --source="$source" 2> /dev/null
    status sockstat -tanH --source="$source" dst 127.0.0.1 2> /dev/null
done
sockstat -tanH --columns=local 'not dst 127.0.0.1'
