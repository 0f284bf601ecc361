# SPDX-License-Identifier: MIT
# --kill ends sockets in another network namespace, and not those of our own with the same addresses
# and ports.
. "$CASE_DIR/../victims.sh"
own_netns_names
need_nobody
netns one
nsenter --net=/run/netns/one "$HELPERS/factory" 'up lo' < /dev/null > /dev/null
factory 'up lo'
victims tcp udp
exec {own_in}>&"$VICTIMS_IN" {own_out}<&"$VICTIMS_OUT"
start_victims nsenter --net=/run/netns/one setpriv --pdeathsig KILL \
    "$PYTHON" "$CASE_DIR/../helpers/victims.py" tcp udp
kills -N one,self --columns=netns_name,proto,local,result ':6000 or :5003'
kills --yes -N one --columns=netns_name,proto,local,result ':6000 or :5003'
sees tcp-c tcp-a udp
VICTIMS_IN=$own_in VICTIMS_OUT=$own_out
sees tcp-c tcp-a udp
kills --yes -N all --columns=netns_name,proto,local,result,result_reason ':6000 or :5003'
sees tcp-c tcp-a
echo '-- a namespace that cannot be read'
status sockstat_as_nobody -Kn --yes -N one,self --columns=local,result,result_reason ':5003' 2>&1
