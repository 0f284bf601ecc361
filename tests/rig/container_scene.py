# SPDX-License-Identifier: MIT
"""The scene of containers.py: containers of a Docker engine, network namespaces, and connections
between them; and what the kernel, docker and /proc say of each socket. Nothing here asks sockstat.

    namespace  sockets
    host       docker-proxy on 8080 and 8081; the container "direct" on 7000; a client of
               127.0.0.1:8081, which docker-proxy accepts
    web        container, httpd on 0.0.0.0:80, published as 8080
    echo       container, nc on [::]:9000, published as 8081
    talker     container, connected with echo over the bridge
    outside    client of port 8081 of the host, which the host translates (DNAT)
    alpha      127.0.0.1:5000 with a connection from 127.0.0.1:40000
    beta       the same addresses and ports as alpha
    orphan     no name and no process: a process of "host" keeps a listener of it
"""
import collections
import glob
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import time

HOST, OUTSIDE = "10.99.0.1", "10.99.0.2"
CLONE_NEWNET = 0x40000000
LISTEN, ESTABLISHED = "0A", "01"
# The engine needs some seconds, minutes on a busy machine.
START_SECONDS = 90

# Of /proc/net/tcp and tcp6: an end is (address, port).
Entry = collections.namedtuple("Entry", "local peer state inode")
# What is known of a socket. `where` is the name of its namespace, `container` that of its
# container or None, `cgroup` is the path below the mounted root.
Known = collections.namedtuple("Known", "where local peer state inode pids container cgroup")
# `netns_name` is the last part of the path at which docker keeps the namespace.
Container = collections.namedtuple("Container", "name id pid address netns_name")


class Refused(Exception):
    """What failed while the engine was started or the scene made, and why."""


def run(*words, **more):
    """What a command prints; Refused if it fails."""
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                            text=True, **more)
    if result.returncode:
        raise Refused(f"{' '.join(words[:3])}: {result.stderr.strip() or result.returncode}")
    return result.stdout


def wait_for(what, seconds=60):
    """The first true value of what(); Refused if there is none in time."""
    end = time.monotonic() + seconds
    while not (value := what()):
        if time.monotonic() > end:
            raise Refused(f"waited {seconds} s: {what.__name__}")
        time.sleep(0.05)
    return value


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def end_of(text):
    """An end in /proc/net/tcp: the words of the address are in the byte order of the machine."""
    address, port = text.split(":")
    words = bytes.fromhex(address)
    packed = b"".join(words[i:i + 4][::-1] for i in range(0, len(words), 4)) \
        if sys.byteorder == "little" else words
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, packed), int(port, 16)


def table_of(pid):
    """The TCP sockets of the namespace in which a process lives."""
    for name in "tcp", "tcp6":
        for line in read(f"/proc/{pid}/net/{name}").splitlines()[1:]:
            words = line.split()
            yield Entry(end_of(words[1]), end_of(words[2]), words[3], int(words[9]))


def cgroup_of(pid):
    """The path of a process in the cgroup2 hierarchy."""
    lines = read(f"/proc/{pid}/cgroup").splitlines()
    return next(line[3:] for line in lines if line.startswith("0::"))


def plain(address):
    """An address without the form of IPv4 in IPv6."""
    parsed = ipaddress.ip_address(address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def pids_below(cgroup):
    """All processes of a cgroup and those below it."""
    for directory, _, _ in os.walk(cgroup):
        try:
            yield from map(int, read(f"{directory}/cgroup.procs").split())
        except OSError:  # it was removed
            continue


def holders(pids):
    """{inode of a socket: processes that have a descriptor of it}."""
    found = collections.defaultdict(set)
    for pid in pids:
        for path in glob.glob(f"/proc/{pid}/fd/*"):
            try:
                link = os.readlink(path)
            except OSError:
                continue
            if link.startswith("socket:["):
                found[int(link[8:-1])].add(pid)
    return found


class Engine:
    """A Docker engine with its files below `directory`."""

    def __init__(self, directory):
        self.directory = directory
        self.log = f"{directory}/dockerd.log"
        self.socket = f"unix://{directory}/docker.sock"
        self.environment = {"PATH": os.environ["PATH"], "HOME": directory, "LC_ALL": "C",
                            "DOCKER_HOST": self.socket}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env=self.environment)
        try:
            wait_for(self.answers, START_SECONDS)
        except Refused as why:
            raise Refused(f"dockerd does not start; its log ends with:\n{self.end_of_log()}") \
                from why

    def command(self):
        settings = {}
        if self.version() < 23:  # it would write /etc/docker/key.json
            settings["deprecated-key-path"] = f"{self.directory}/key.json"
        with open(f"{self.directory}/daemon.json", "w", encoding="ascii") as file:
            json.dump(settings, file)
        return ["dockerd", f"--config-file={self.directory}/daemon.json",
                f"--data-root={self.directory}/data", f"--exec-root={self.directory}/exec",
                f"--host={self.socket}", f"--pidfile={self.directory}/dockerd.pid",
                "--storage-driver=vfs", "--log-driver=none", "--ip6tables=false",
                "--userland-proxy=true", "--exec-opt=native.cgroupdriver=cgroupfs"]

    def version(self):
        words = run("dockerd", "--version").split()
        return int(words[words.index("version") + 1].split(".")[0])

    def answers(self):
        if self.process.poll() is not None:
            raise Refused("it ended")
        return subprocess.run(["docker", "version"], env=self.environment, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=30).returncode == 0

    def end_of_log(self):
        return "\n".join(read(self.log).splitlines()[-8:])

    def docker(self, *words, **more):
        return run("docker", *words, env=self.environment, **more)

    def make_image(self):
        """An image with busybox and nothing else."""
        archive = f"{self.directory}/image.tar"
        busybox = run("sh", "-c", "command -v busybox").strip()
        with tarfile.open(archive, "w") as tar:
            tar.add(os.path.realpath(busybox), "bin/busybox")
            for applet in "sh", "nc", "httpd", "cat":
                link = tarfile.TarInfo(f"bin/{applet}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
        self.docker("import", archive, "rig")

    def start(self, name, options, words, port=None):
        """Starts a container and waits until it listens on PORT. Its process is what docker
        inspect says."""
        self.docker("run", "--detach", "--interactive", f"--name={name}", *options, "rig", *words)
        state = json.loads(self.docker("inspect", name))[0]
        network = state["NetworkSettings"]
        address = network["Networks"].get("bridge", {}).get("IPAddress")
        pid = state["State"]["Pid"]

        def listens():
            return any(entry.state == LISTEN and entry.local[1] == port for entry in table_of(pid))
        if port:
            wait_for(listens)
        return Container(name, state["Id"], pid, address, os.path.basename(network["SandboxKey"]))


class Scene:
    """The sockets, as long as this object is not closed. To be made in namespaces of its own."""

    def __init__(self, build, engine, outside):
        self.build = build
        self.directory = engine.directory
        self.outside = outside  # a process in the namespaces of the caller
        self.processes = []
        self.enter = {}  # {name of a namespace: path for setns(2)}
        self.inode = {}  # {name of a namespace: inode}
        self.pid = {}    # {name of a namespace: a process in it}
        self.engine = engine
        engine.make_image()
        self.containers = {}
        self.make_containers()
        self.make_namespaces()
        self.make_clients()
        self.known = self.find_all()

    def add_namespace(self, name, path, pid):
        self.enter[name], self.inode[name], self.pid[name] = path, os.stat(path).st_ino, pid

    def factory(self, name, *steps, before=()):
        """Starts a process that holds sockets; it is named NAME and ends when we do."""
        process = subprocess.Popen([*before, f"{self.build}/tests/factory", f"comm {name}", *steps],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.processes.append(process)
        if process.stdout.readline() != b"ready\n":
            raise Refused(f"the factory failed: {name}")
        return process.pid

    def make_containers(self):
        start = self.engine.start
        self.add_namespace("host", "/proc/self/ns/net", os.getpid())
        echo = start("echo", ["--publish=8081:9000"], ["nc", "-ll", "-p", "9000", "-e", "cat"],
                     9000)
        made = [start("web", ["--publish=8080:80"], ["httpd", "-f", "-p", "0.0.0.0:80"], 80), echo,
                start("talker", [], ["nc", echo.address, "9000"]),
                start("direct", ["--network=host"], ["httpd", "-f", "-p", "0.0.0.0:7000"], 7000)]
        self.containers = {container.name: container for container in made}
        for container in made[:3]:
            self.add_namespace(container.name, f"/proc/{container.pid}/ns/net", container.pid)

    def make_namespaces(self):
        for name in "outside", "alpha", "beta", "orphan":
            run("ip", "netns", "add", name)
        run("ip", "link", "add", "out0", "type", "veth", "peer", "name", "in0", "netns", "outside")
        run("ip", "address", "add", f"{HOST}/24", "dev", "out0")
        run("ip", "link", "set", "out0", "up")
        inside = ["ip", "-n", "outside"]
        run(*inside, "address", "add", f"{OUTSIDE}/24", "dev", "in0")
        run(*inside, "link", "set", "in0", "up")
        for name in "alpha", "beta":
            pid = self.factory(name, "up lo", "listen server 127.0.0.1 5000",
                               "connect client 127.0.0.1 5000 from=127.0.0.1,40000",
                               "accept child server", before=["ip", "netns", "exec", name])
            self.add_namespace(name, f"/run/netns/{name}", pid)
        self.make_orphan()

    def make_orphan(self):
        """A listener in a namespace that nothing else keeps."""
        self.inode["orphan"] = os.stat("/run/netns/orphan").st_ino
        self.orphan_pid = os.fork()
        if self.orphan_pid == 0:
            self.hold_orphan()
        wait_for(self.orphan_is_ready)
        run("ip", "netns", "delete", "orphan")

    def hold_orphan(self):
        try:
            setns("/run/netns/orphan")
            listener = socket.create_server(("0.0.0.0", 6000))
            setns("/proc/%d/ns/net" % os.getppid())
            with open(f"{self.directory}/orphan", "w", encoding="ascii") as file:
                file.write(str(listener.fileno()))
            signal.pause()
        finally:
            os._exit(1)

    def orphan_is_ready(self):
        return os.path.exists(f"{self.directory}/orphan") and read(f"{self.directory}/orphan")

    def make_clients(self):
        self.client = {
            "outside": self.factory("outsider", f"connect client {HOST} 8081",
                                    before=["ip", "netns", "exec", "outside"]),
            "host": self.factory("insider", "connect client 127.0.0.1 8081"),
        }
        self.add_namespace("outside", "/run/netns/outside", self.client["outside"])

        wait_for(self.echo_has_forked)

    def echo_has_forked(self):
        """Whether nc has given each connection to a child and has closed it itself."""
        held = holders(pids_below("/sys/fs/cgroup"))
        pids = [held[entry.inode] for entry in table_of(self.pid["echo"])
                if entry.state == ESTABLISHED]
        return len(pids) == 3 and all(len(some) == 1 and self.pid["echo"] not in some
                                      for some in pids)

    def container_of(self, pids):
        """The container among whose processes all of these are, by their cgroups."""
        for container in self.containers.values():
            group = cgroup_of(container.pid)
            if pids and all(cgroup_of(pid) == group for pid in pids):
                return container.name
        return None

    def find_all(self):
        """Every TCP socket of the scene but that of the orphan, which no /proc shows."""
        held = holders(pids_below("/sys/fs/cgroup"))
        found = []
        for where, pid in self.pid.items():
            for entry in table_of(pid):
                pids = held[entry.inode]
                found.append(Known(where, entry.local, entry.peer, entry.state, entry.inode,
                                   frozenset(pids), self.container_of(pids),
                                   cgroup_of(min(pids)) if pids else None))
        return found

    def find(self, where, state, local=None, peer=None):
        """The socket of this namespace and state with these ports."""
        found = [known for known in self.known if known.where == where and known.state == state
                 and local in (None, known.local[1]) and peer in (None, known.peer[1])]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} sockets: {where} {state} {local} {peer}")
        return found[0]

    def proxies(self, port):
        """The processes that ps shows as docker-proxy for a port of the host."""
        lines = run("ps", "-ewwo", "pid=,args=").splitlines()
        ours = set(pids_below("/sys/fs/cgroup"))
        return {int(line.split()[0]) for line in lines
                if "docker-proxy" in line and f"-host-port {port} " in line} & ours


def setns(path):
    """Enters a network namespace, with this thread alone. Python 3.12 has os.setns."""
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    with open(path, "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {path}")
