# SPDX-License-Identifier: MIT
# --columns accepts keys in any order, each once; + adds keys; an alias is equivalent to its key.
factory 'up lo' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53'
sockstat -ln --columns=local_port,proto,local_port
sockstat -ln --columns=+family
sockstat -ln --columns=+family,proto,accept_limit
sockstat -ln --csv --columns=local_port,accept_queue,recv_q,state,v6only
sockstat -lnH --csv --columns=local,peer
sockstat -lj --columns=local_port,accept_limit | jq -c '.sockets[]'
sockstat -l --columns=process | head -n 1
