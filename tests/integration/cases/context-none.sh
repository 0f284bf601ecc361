# SPDX-License-Identifier: MIT
# A kernel without security contexts: a warning says so where they are asked for, and nowhere else.
need jq
need_nobody
[ -z "$(cat /proc/self/attr/current 2> /dev/null)" ] || skip 'this kernel has security contexts'
factory 'up lo' 'comm web' 'listen a 127.0.0.1 8080'
sees() {
    echo "$ sockstat $*"
    status sockstat -ltnH --owners=proc "$@" 2>&1 | sed "s/$FACTORY_PID/PID/; /other processes/d"
}
sees -Z
sees --context --no-sandbox
sees --columns=contexts
sees --by contexts
sees -p
sees --details | grep -e context -e exit || true
sees --details -Z | grep -e context -e exit
for filter in 'contexts = x' 'not contexts = x' 'contexts != x' 'has context'; do
    sees --columns=contexts "$filter"
done
sockstat -ltjZ 2> /dev/null | jq -c '.sockets[].contexts, .warnings'
echo '-- as nobody'
status sockstat_as_nobody -ltnHZ 2>&1
echo '-- habits'
for option in -z --contexts; do
    status sockstat "$option" 2>&1
done
