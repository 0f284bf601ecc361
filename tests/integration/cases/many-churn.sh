# SPDX-License-Identifier: MIT
# Two dumps at the same time list a connection that ends meanwhile: what divides the sockets does not
# change when it enters TIME-WAIT. There the kernel forgets that bind(2) named the port.
need ip
ulimit -n 20000 || skip 'the limit of descriptors cannot be raised'
ip link set lo up
"$PYTHON" - "$SOCKSTAT" << 'END'
import json, socket, subprocess, sys, time

server = socket.create_server(("127.0.0.1", 7000), backlog=512)


def accepted(connection):
    return connection, server.accept()[0]


def named(address):
    connection = socket.socket()
    connection.bind(address)
    connection.connect(("127.0.0.1", 7000))
    return connection


idle = [accepted(socket.create_connection(("127.0.0.1", 7000))) for _ in range(8200)]
missing = 0
for number in range(5):
    # Ports of all ranges that divide the sockets.
    ends = [accepted(named((f"127.0.{1 + number}.1", 10000 + 37 * k))) for k in range(1400)]
    names = {connection.getsockname() for connection, _ in ends}
    listing = subprocess.Popen([sys.argv[1], "-tanj", "--sort=none", "--jsonl"],
                               stdout=subprocess.PIPE)
    time.sleep(0.003)
    for connection, other in ends:
        connection.close()
        other.close()
    rows = map(json.loads, listing.communicate()[0].splitlines())
    missing += len(names - {(row.get("local_address"), row.get("local_port")) for row in rows})
print("missing:", missing)
END
