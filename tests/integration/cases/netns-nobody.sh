# SPDX-License-Identifier: MIT
# A user without rights reads the sockets of other network namespaces from the /proc/PID/net of
# their processes: labelled, and status 0. A namespace that is known by its name only cannot be
# read: status 3, and the others are complete. Own namespaces, in a user namespace of one's own, are
# read in the same way.
own_netns_names
need_nobody
need_own_user_namespaces
need jq
factory 'up lo' 'listen a 127.0.0.1 8080'
factory 'listen own 127.0.0.1 8081'
mkdir -p in-nameless
printf '#!/bin/sh\nexec unshare --net %s/factory "$@"\n' "$HELPERS" > in-nameless/factory
chmod 755 in-nameless/factory
factory_in nameless 'up lo' 'listen b 127.0.0.1 8082' 'udp c 127.0.0.1 8083'
nameless=$FACTORY_PID
cp "$HELPERS/factory" real
# shellcheck disable=SC2154
printf '#!/bin/sh\nexec %s unshare --user --map-root-user --net ./real "$@"\n' "${nobody[*]}" \
    > in-nameless/factory
chmod 755 real
factory_in nameless 'up lo' 'listen d 127.0.0.1 8084'
show() {
    sockstat_as_nobody -tlnH "$@" 2>&1 | sed "s/\[$nameless\]/[PID]/; s/\[[0-9]*\]/[OTHER]/; s/process [0-9]*/process PID/"
}
status show -N all
sockstat_as_nobody -tuj -N all 2> /dev/null |
    jq -c '.sources, .complete, .owners_complete, .warnings,
        (.namespaces | map([.netns == null, .names, .sources.tcp]) | sort[])'
status show -N "pid:$nameless"
status show -N all --source=netlink
status show -N all --exact
netns named
status show -N named
echo 'what was read is complete, although another namespace is missing:'
{ sockstat_as_nobody -tj -N self,named 2> /dev/null || true; } |
    jq -c '.complete, [.namespaces[].complete]'
status show -N all local_port = 8081
