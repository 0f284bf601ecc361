# SPDX-License-Identifier: MIT
# Sockets of several network namespaces: told apart by the names, which outlast a restart.
need jq
own_netns_names
not_under_fakeroot
netns one
netns two
factory_in one 'up lo' 'comm server' 'listen a 127.0.0.1 8080'
factory_in two 'up lo' 'comm server' 'listen a 127.0.0.1 8080'
try() {
    echo "\$ sockstat $*"
    status sockstat "$@" 2>&1
}
sockstat -N one,two --save base
jq -c 'if .netns_name then [.netns_name, .local_port] else .netns // empty end' base
try --diff base
factory_in two 'comm other' 'listen b 127.0.0.1 8081'
try --diff base
try --diff base netns_name = one
try --diff base netns_name = two
echo 'a filter that matches nothing:'
try --diff base netns_name = nowhere
try --diff base --quiet tpc
echo 'one that cannot be read now:'
umount /run/netns/two
rm /run/netns/two
try --diff base
