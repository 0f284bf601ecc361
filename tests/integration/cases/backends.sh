# SPDX-License-Identifier: MIT
# What is behind listening sockets: the connections of a process that forwards show it, and of an
# idle docker-proxy its command line, if it is true of a socket that listens in another namespace.
own_netns_names
need_nobody
need jq
need_jsonschema
netns web
netns twin
ip link add eth0 type veth peer name eth1 netns web
ip addr add 10.7.0.1/24 dev eth0
ip -n web addr add 10.7.0.2/24 dev eth1
ip link set eth0 up
ip -n web link set eth1 up
ip link set lo up
factory_in web 'up lo' 'listen a 10.7.0.2 9000' 'listen b 0.0.0.0 9001' 'listen c 127.0.0.1 9002' \
    'listen d :: 9003' 'udp e 0.0.0.0 9004' 'listen f ::1 9005'
ip -n twin link add eth2 type veth peer name eth3
ip -n twin addr add 10.7.0.2/32 dev eth2
factory_in twin 'listen a 0.0.0.0 9001'
factory 'comm forward' 'listen l 0.0.0.0 8081' 'listen m :: 8082' 'connect a 10.7.0.2 9000' \
    'connect b 10.7.0.2 9003' 'connect c 10.7.0.2 9003' 'connect d 10.7.0.2 9001'
factory 'comm client' 'listen l 0.0.0.0 8083' 'connect a 10.7.0.1 8081' 'connect b 127.0.0.1 8082'
factory 'comm silent' 'listen l 0.0.0.0 8084'

cat > claims.py << 'END'
import ctypes, os, socket, sys
from held import hold, make

udp = sys.argv[3] == "udp"
kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
make(socket.AF_INET, kind, ("0.0.0.0", int(sys.argv[2])), listen=None if udp else 8)
if sys.argv[-1] == "nobody":
    os.setuid(65534)
ctypes.CDLL(None).prctl(15, sys.argv[1].encode(), 0, 0, 0)
hold()
END
cp "$CASE_DIR/../helpers/held.py" held.py

# claims NAME PORT PROTO HOST-PORT ADDRESS PORT [nobody]: a process that says where it forwards.
claims() {
    rm -f ready
    mkfifo ready
    "$PYTHON" claims.py "$1" "$2" "$3" -proto "$3" -host-ip 0.0.0.0 -host-port "$4" \
        -container-ip "$5" -container-port "$6" "${@:7}" > ready &
    read -r _ < ready
}
claims docker-proxy 8101 tcp 8101 10.7.0.2 9001
claims docker-proxy 8102 tcp 8102 10.7.0.2 9000
claims docker-proxy 8103 tcp 8103 10.7.0.2 9003
claims docker-proxy 8104 udp 8104 10.7.0.2 9004
claims docker-proxy 8111 tcp 8111 10.7.0.2 9009  # nothing listens there
claims docker-proxy 8112 tcp 8112 10.7.0.3 9001  # no interface has the address
claims docker-proxy 8113 tcp 8113 127.0.0.1 9002
claims docker-proxy 8114 tcp 8114 ::1 9005
claims docker-proxy 8115 tcp 8116 10.7.0.2 9001  # holds another port
claims docker-proxy 8117 tcp 8117 10.7.0.2 9004  # that is UDP
claims docker-proxy 8118 tcp 8118 10.7.0.1 8084  # in its own namespace
claims docker-prox 8119 tcp 8119 10.7.0.2 9001
claims docker-proxy 8120 tcp 8120 10.7.0.2 9001 nobody # not root
show() {
    echo "$ sockstat $*"
    status sockstat -nH "$@" 2>&1 | tr -s ' '
}
columns=proto,local,backends
show -tul -N self,web --columns=$columns --sort=local_port 'local_port < 9000'
show -tul -N web,self --columns=$columns --sort=local_port 'has backends'
show -tl -N self,web,twin --columns=local,backends 'has backends'
show -tl --columns=$columns 'local_port = 8081-8082'
show -tl -N web,self --by backends --columns=backends,count 'local_port < 9000'
show -tl -N self,web --columns=local 'backends = 10.7.0.2:9003'
show -tl -N self,web --columns=local 'backends = 10.0.0.0/8' 'and local_port = 8101-8105'
show -tl -N self,web --columns=local 'backends != 10.7.0.2:9001'
show -tl -N self,web --columns=local --sort=-backends 'local_port = 8101-8103'

echo 'with --where, -N of several and -p:'
for options in '-p -N self,web' '-N self,web' '-p -N web' '-p'; do
    # shellcheck disable=SC2086
    sockstat -tln --where $options 'local_port = 8101' | grep -c BACKENDS || true
done
sockstat -tlnp -N self,web --columns=local,processes --where port = 8101 | grep -c BACKENDS || true
sockstat -tlnp -N self,web --where --details port = 8101 | grep backends | tr -s ' '
echo 'JSON:'
sockstat -tljp -N self,web --where 'local_port = 8081 or local_port = 8101' | tee json |
    jq -c ".sockets[] | .local_port, .netns_name, (.backends[] | .netns = (.netns == $(stat -Lc %i /run/netns/web)))"
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
sockstat -tlnH -N self,web --csv --columns=backends 'local_port = 8081'
echo 'of a user who may not read the processes:'
sockstat_as_nobody -tlnH -N self,web --columns=local,backends 'local_port = 8081' 2> /dev/null || echo "exit $?"
status sockstat_as_nobody -tlnH -N self,pid:$$ --columns=local,backends 'local_port = 8081' 2>&1 |
    tr -s ' '
status sockstat -tlnH -N self,web --columns=local,backends --owners=proc --source=proc local_port = 8081 \
    2> /dev/null
