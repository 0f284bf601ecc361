# SPDX-License-Identifier: MIT
# Sockets in SYN-RECV are counted nowhere. In another network namespace that has listeners and no
# counted connection, they are found if they are asked for alone, or if listeners count them;
# otherwise a message says that they were not searched for.
own_netns_names
netns quiet
netns busy
ip -n busy link add eth7 type veth peer name eth8 netns quiet
ip -n quiet addr add 10.7.0.1/24 dev eth8
ip -n busy addr add 10.7.0.2/24 dev eth7
ip -n quiet link set eth8 up
ip -n busy link set eth7 up
factory_in quiet 'listen slow 10.7.0.1 8083 defer=3600'
factory_in busy 'up lo' 'connect d 10.7.0.1 8083 from=10.7.0.2,1003' \
    'listen slow 127.0.0.3 8083 defer=3600' 'connect e 127.0.0.3 8083 from=127.0.0.1,1003'
show() {
    echo "\$ sockstat $*"
    status sockstat -nH --sort=netns_name,state "$@" 2>&1 | sed 's/ (.*network namespace.*//'
}
show -ta -N all --columns=netns_name,state 'netns_name = quiet'
show -ta -N quiet --columns=netns_name,state
show -ta -N all --columns=netns_name,state 'netns_name = quiet && state != syn-recv'
show -ta -N all --columns=netns_name,state 'netns_name = quiet,busy && state = syn-recv'
show -ta -N all --columns=netns_name,state 'netns_name = busy'
show -tl -N all --columns=netns_name,syn_recv 'netns_name = quiet,busy'
