# SPDX-License-Identifier: MIT
# If no socket matches here, an interactive user is told in how many other network namespaces a
# listening one does. What /proc/PID/net does not tell is no match.
own_netns_names
need_nobody
# Namespaces with a table of their own: looking at them takes no time, whatever the host does.
echo 16 > /proc/sys/net/ipv4/tcp_child_ehash_entries
netns one
netns two
netns three
factory 'up lo' 'listen a 127.0.0.1 8081'
factory_in one 'comm web' 'listen a 0.0.0.0 8080' 'listen b 0.0.0.0 8082' 'udp c 0.0.0.0 8083' \
    'listen d :: 8084 v6only=1'
factory_in one 'listen a 0.0.0.0 8085'
factory_in two 'up lo' 'listen a :: 8080' 'udp b :: 8083' 'connect c ::1 8080' 'accept d a'
factory_in three 'up lo' 'listen a 127.0.0.1 8086' 'connect b 127.0.0.1 8086' 'accept c a'
hint() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1
}
hint -lnH 8080
hint -lnH 8082
hint -H 8080
hint -lpH 'src 0.0.0.0:8080'
hint -tH 8085
hint -unH 8083
hint -4tlnH 8080
hint -6tlnH 8080
hint -tlnH 'port = 8084-8090 and state = listen'
hint -lnH 'port = 8080 and user = root'
hint -lnH 'port = 8080 and uid != 0'
echo 'Not asked for, or not told by /proc:'
hint -tlnH 8083
hint -ulnH 8082
hint -4tlnH 8084
hint -lnH 'process = web'
hint -lnH 'not process = web and port = 8080'
hint -lnH 'port = 8080 and unit = web.service'
hint -lnH 'port = 8080 and device = lo'
hint -lnH 'state = established and port = 8086'
hint --connected -nH 8086
echo 'Other hints come first:'
hint -unH 8081
echo 'No match anywhere, or not interactive, or -N is there or cannot be:'
hint -lnH 8099
hint -lnH 8081
hint -qln 8080
hint -ln --json --columns=local 8080 | grep -v '^{"schema"'
hint -lnH -N self 8080
hint -lnH -N one 8099
hint -qln --wait-gone=0.1 8080
hint -lnH --no-sandbox 8080
echo 'As nobody:'
status sockstat_as_nobody -lnH 8080 2>&1
status sockstat_as_nobody -lnpH 8080 2>&1
status sockstat_as_nobody -lnH -N all 8080 2> /dev/null | tr -d 0-9
