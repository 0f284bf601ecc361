# SPDX-License-Identifier: MIT
"""What is asked, and the sockets it is asked about."""
import collections

# Reading one link is like reading another.
SPARSE = {"readlinkat": 16, "readlink": 16}


class Scene(collections.namedtuple("Scene", "name words form crowd host grouped sparse kind",
                                   defaults=("small", False, False, SPARSE, "look"))):
    """Its name, the words for sockstat, their format, the sockets. HOST: in the PID namespace of
    the host, where BPF finds owners; otherwise in one of its own, with few processes in /proc.
    GROUPED: rows are counts. SPARSE: calls made so often that only every so-many-th is failed.
    KIND: what it does, if it is more than a look: a word of loops.JUDGES."""

    @property
    def sorted(self):
        return "--sort=none" not in self.words


# The last one is a port that the kernel may choose: it has no name, and nothing shows it by one.
SERVICES = "https 443/tcp\nhttp 80/tcp\nhttp-alt 8080/tcp\nmdns 5353/udp\nchosen 40000/tcp\n"

# PLACES stands for the network namespaces of those that have their own.
PLACES = "PLACES"

# FILE stands for the name of a file of the worker.
FILE = "FILE"
ENDS = "proto,state,local_address,local_port,peer_address,peer_port"

NAMES = "proto,state,local_address,local_port,peer_address,peer_port,local,peer," \
        "user,uid,device,owner,comm"

SCENES = [
    Scene("table", "-tuanp", "table", sparse={}),
    Scene("json", "-tuanp --json", "json"),
    Scene("owners", "-tanp --owners=proc", "table"),
    Scene("csv", "-tan --csv --sort=none", "csv"),
    Scene("groups", "-tuami --by process", "table", grouped=True),
    Scene("procnet", "-tuan --source=proc --columns=+uid,inode", "table"),
    Scene("names", f"-tua --jsonl --columns={NAMES}", "jsonl"),
    Scene("filter", "-tua --csv --columns=" + NAMES +
          " 'user = root and (process = factory or process = child) and sport != 99'", "csv"),
    Scene("pattern", "-tua --csv --columns=" + NAMES + " 'comm ~ ^fac(t|x){1,3}ory$'", "csv"),
    Scene("bare", "-tua --csv --columns=" + NAMES + " 'https,factory or state ~ ^syn'", "csv"),
    Scene("autobound", "-tua --csv --columns=proto,state,local_address,local_port,peer_address,"
          "peer_port,autobound,v6only,local,device", "csv"),
    Scene("ports", "-tua --by=peer_address,peer_port", "table", grouped=True),
    Scene("list-users", "--list-words -- user = ''", "words"),
    Scene("list-devices", "--list-words -- dev = ''", "words"),
    # After a quote only names that continue it, which are the same under strace.
    Scene("list-processes", "--list-words -- process = '\"fac'", "words"),
    # The sockets are aborted, and stay as they are.
    Scene("kill", f"-uan --kill --yes --csv --columns={ENDS},result 'sport >= 30000 and "
          "sport < 30040'", "csv"),
    Scene("wait", "-q --wait=1 -l 'sport = 8080'", "table"),
    Scene("many", "-tan --csv --sort=none", "csv", "large"),
    Scene("many-json", "-tan --json", "json", "large"),
    Scene("many-fds", "-tulnp --owners=proc --csv --columns=proto,local_address,local_port,pid",
          "csv", "descriptors", sparse={"readlinkat": 211}),
    Scene("exact", "-tuan --exact --columns=+uid,inode", "table"),
    Scene("many-exact", "-tan --exact --csv --sort=none", "csv", "large"),
    Scene("bpf", "-tuanp --owners=bpf", "table", "small", True),
    Scene("many-bpf", "-tulnp --owners=bpf --csv --columns=proto,local_address,local_port,pid",
          "csv", "descriptors", True, sparse={"read": 3}),
    Scene("rates", f"-tan --rates=0.1 --csv --columns={ENDS},recv_rate,send_rate", "csv"),
    Scene("rates-groups", "-tan --rates=0.1 --by=process", "table", grouped=True),
    Scene("follow", "-tuanp --follow=0.1 --duration=0.1 --trace=none --jsonl", "jsonl",
          kind="follow"),
    # In the PID namespace of the host: programs in the kernel see its processes.
    Scene("follow-trace", "-tuanp --follow=0.1 --duration=0.1 --trace=bpf --jsonl", "jsonl",
          host=True, kind="follow"),
    Scene("watch", "-tuanp --watch=0.1", "table", kind="watch"),
    Scene("watch-rates", "-tan --watch=0.1 --rates --by=process", "table", kind="watch"),
    Scene("save", f"--save {FILE}", "jsonl", kind="save"),
    Scene("diff", f"--diff {FILE}", "table", kind="diff"),
    Scene("metrics", "-tua --metrics", "metrics", kind="metrics"),
    Scene("metrics-file", f"-tua --metrics-file={FILE}", "metrics", kind="metrics-file"),
    Scene("places", f"-tuan -N self,{PLACES} --csv --columns={ENDS},netns_id", "csv", "places"),
    Scene("places-json", f"-tan -N self,{PLACES} --json --columns={ENDS},netns_id,device", "json",
          "places"),
    Scene("places-exact", f"-tan -N self,{PLACES} --exact --csv --columns={ENDS},netns_id", "csv",
          "places"),
    # All namespaces of the host are visited: only those of this crowd have these ports.
    Scene("places-all", f"-tan -N all --csv --columns={ENDS},netns_id 'sport >= 18480 and "
          "sport <= 18489 or dport >= 18480 and dport <= 18489'", "csv", "places"),
]
SMALL = ["table", "json", "names", "many", "exact", "bpf", "places",
         "kill", "wait", "rates", "follow", "follow-trace", "watch", "save", "diff",
         "metrics-file"]

# Those that are many or take long, because they wait: the small size has a few faults of each.
SAMPLED = ["wait", "rates", "rates-groups", "follow", "follow-trace", "watch", "watch-rates",
           "save", "diff"]


def connections(count, port=8080):
    for i in range(count):
        yield f"connect c{i} 127.0.0.1 {port} from=127.0.0.2,{2000 + i}"
        yield f"accept s{i} web"


def small():
    """Some 400 sockets, whose dumps take several datagrams."""
    yield from ["up lo", "addr lo fe80::1/64", "listen shared 127.0.0.1 443",
                "listen chosen 127.0.0.1 40000", "udp both :: 5353 v6only=0", "fork 1 child",
                "listen web 127.0.0.1 8080 backlog=4096", "listen dual :: 80 v6only=0",
                "listen six :: 81 v6only=1", "listen scoped fe80::1%lo 22",
                "bind idle 127.0.0.1 7777", "udp dhcp 0.0.0.0 68 device=lo",
                "connect half 127.0.0.1 8080 from=127.0.0.1,1001", "accept over web",
                "udp anybody 127.0.0.1 0", "connect anywhere 127.0.0.1 8080", "accept here web",
                "shutdown half", "wait-state over 8", "wait-state half 5"]
    yield from connections(170)
    for i in range(40):
        yield f"udp u{i} 127.0.0.1 {30000 + i}"


def large(port):
    """A third of them: more datagrams than come without a thread."""
    yield from ["up lo", f"listen web 127.0.0.1 {port} backlog=4096"]
    yield from connections(500, port)


def descriptors():
    """More descriptors than one thread reads alone, and more than 8 reads from BPF."""
    yield from ["up lo", "listen a 127.0.0.1 8080", "udp b 127.0.0.1 53", "dup a 6000",
                "dup b 3000", "fork 1 child"]


def place(port):
    """In a network namespace of its own: some listen only, others have connections."""
    return [OWN_PLACE, "up lo", f"listen web 127.0.0.1 {port}", f"udp names 127.0.0.1 {port}",
            f"listen scoped 0.0.0.0 {port + 1} device=lo"]


def connected_place(port):
    yield from place(port)
    yield from [f"connect a 127.0.0.1 {port} from=127.0.0.2,1001", "accept b web"]


# The steps of each factory; OWN_PLACE first: in a network namespace of its own.
OWN_PLACE = "netns"
CROWDS = {"places": [["up lo", "listen own 127.0.0.1 18480"], place(18481),
                     connected_place(18483)],
          "small": [small()], "large": [large(8080), large(8081), large(8082)],
          "descriptors": [descriptors()]}
