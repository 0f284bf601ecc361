# SPDX-License-Identifier: MIT
# TIME-WAIT, SYN-RECV and connections that are not accepted yet have no descriptor.
factory 'up lo' 'listen a 127.0.0.1 8080' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a' \
    'time-wait c s' \
    'connect d 127.0.0.1 8080 from=127.0.0.1,1002' \
    'listen slow 127.0.0.3 8083 defer=3600' 'connect e 127.0.0.3 8083 from=127.0.0.1,1003'
sockstat -tanH --columns=state,local,peer,inode,uid,owner | tr -s ' ' |
    sed -E 's/ [0-9]+ 0 known/ INODE UID known/'
