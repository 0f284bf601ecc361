# SPDX-License-Identifier: MIT
"""The checks of containers.py. What a check expects comes from container_scene.py: docker, /proc,
ps, ip, and who called connect. A check is a function that raises AssertionError. It is skipped if
this sockstat lacks a key or an option."""
import json
import os
import subprocess

from container_scene import ESTABLISHED, LISTEN, plain

STATES = {LISTEN: "listen", ESTABLISHED: "established"}
CHECKS = []  # (name, function), in the order in which they are written


def check(*needed):
    """Makes a check of a function. NEEDED are keys, or options with dashes."""
    def add(function):
        CHECKS.append((function.__name__.replace("_", "-"), function, needed))
        return function
    return add


class Sockstat:
    """Runs sockstat in a scene, which does not change: each command once."""

    def __init__(self, scene):
        self.documents = {}
        self.program = f"{scene.build}/sockstat"
        self.keys = self.first_words("--list-columns")
        self.options = {word for word in self.output("--list-options").split()
                        if word.startswith("--")}

    def output(self, *words, before=()):
        return self.run(*words, before=before).stdout

    def run(self, *words, before=()):
        return subprocess.run([*before, self.program, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
                              text=True, timeout=120)

    def first_words(self, option):
        return {line.split()[0] for line in self.output(option).splitlines() if line.strip()}

    def document(self, *words, before=()):
        """The JSON document of all TCP sockets, with all keys that checks ask for."""
        command = (*words, "before", *before)
        if command not in self.documents:
            result = self.run("-tanp", "--json", f"--columns={','.join(self.wanted())}", *words,
                              before=before)
            assert result.returncode in (0, 1, 3), f"status {result.returncode}: {result.stderr}"
            self.documents[command] = json.loads(result.stdout)
        return self.documents[command]

    def wanted(self):
        return ["proto", "state", "local_address", "local_port", "peer_address", "peer_port",
                "inode", "cookie", "cgroup_id", "processes", "owner", *sorted(self.keys & ASKED)]

    def rows(self, *words, before=()):
        return self.document(*words, before=before)["sockets"]


ASKED = {"netns", "netns_name", "cgroup", "unit", "container", "container_runtime",
         "container_name", "pod", "role", "listener", "peer_processes", "peer_match", "backends"}


def entered(where, scene):
    return ["nsenter", f"--net={scene.enter[where]}"]


def pids(processes):
    return {process["pid"] for process in processes or []}


def equal(found, expected, what):
    assert found == expected, f"{what}: {found!r}, expected {expected!r}"


def ends(row):
    """What identifies a socket in its namespace, as in container_scene.Known."""
    return (row["state"], row["local_address"], row["local_port"],
            row["peer_address"] or None, row["peer_port"] or None)


def expected_ends(known):
    listening = known.state == LISTEN
    return (STATES[known.state], *known.local, *((None, None) if listening else known.peer))


def by_inode(rows):
    return {row["inode"]: row for row in rows if row["inode"]}


def row_of(known, rows):
    found = [row for row in rows if row["inode"] == known.inode]
    equal(len(found), 1, f"rows of {describe(known)}")
    return found[0]


def describe(known):
    return f"{known.where} {STATES[known.state]} {known.local} {known.peer}"


def all_rows(scene, sockstat, *words, before=()):
    """The rows of all namespaces; without --netns, of one after another. BEFORE is nsenter with
    other namespaces."""
    if "--netns" in sockstat.options:
        return sockstat.rows("--netns=all", *words, before=before)
    return [row for where in scene.enter for row in
            sockstat.rows(*words, before=[*(before or ["nsenter"]), f"--net={scene.enter[where]}"])]


def each(scene, rows):
    """(what is known, row) of every socket of the scene."""
    for known in scene.known:
        yield known, row_of(known, rows)


# In one namespace after another, entered with nsenter


@check()
def entered_endpoints(scene, sockstat):
    for where in scene.enter:
        rows = sockstat.rows(before=entered(where, scene))
        expected = sorted(map(expected_ends, (k for k in scene.known if k.where == where)), key=str)
        equal(sorted(map(ends, rows), key=str), expected, where)


@check()
def entered_processes(scene, sockstat):
    for known in scene.known:
        row = row_of(known, sockstat.rows(before=entered(known.where, scene)))
        equal(pids(row["processes"]), known.pids, describe(known))


@check()
def entered_processes_of_proc(scene, sockstat):
    for where in scene.enter:
        rows = by_inode(sockstat.rows("--owners=proc", before=entered(where, scene)))
        for known in scene.known:
            if known.where == where:
                equal(pids(rows[known.inode]["processes"]), known.pids, describe(known))


@check()
def cgroup_id_of_containers(scene, sockstat):
    """Also of accepted sockets: the listener was made in the same container."""
    for known in scene.known:
        if known.container:
            row = row_of(known, sockstat.rows(before=entered(known.where, scene)))
            inode = os.stat(f"/sys/fs/cgroup{known.cgroup}").st_ino
            equal(row["cgroup_id"], f"{inode:x}", describe(known))


@check()
def docker_proxy_is_in_the_cgroup_of_dockerd(scene, sockstat):
    rows = sockstat.rows(before=entered("host", scene))
    inode = os.stat("/sys/fs/cgroup/rig").st_ino
    for port in 8080, 8081:
        found = [row for row in rows if row["local_port"] == port and row["state"] == "listen"]
        assert found, f"nothing listens on {port}"
        for row in found:
            equal(row["cgroup_id"], f"{inode:x}", f"cgroup of docker-proxy {port}")
        equal(set().union(*(pids(row["processes"]) for row in found)), scene.proxies(port),
              f"processes of docker-proxy {port}")


# All namespaces at once


@check("--netns", "netns")
def netns_of_every_socket(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        equal(row["netns"], scene.inode[known.where], describe(known))
        equal(ends(row), expected_ends(known), known.where)


@check("--netns", "netns")
def netns_has_no_other_sockets(scene, sockstat):
    ours = set(scene.inode.values()) - {scene.inode["orphan"]}
    found = sorted(row["inode"] for row in all_rows(scene, sockstat) if row["netns"] in ours)
    equal(found, sorted(known.inode for known in scene.known), "inodes")


@check("--netns")
def netns_lists_no_socket_twice(scene, sockstat):
    cookies = [row["cookie"] for row in all_rows(scene, sockstat) if row["cookie"]]
    equal(len(cookies), len(set(cookies)), "number of cookies")


@check("--netns")
def netns_processes(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        equal(pids(row["processes"]), known.pids, describe(known))


@check("--netns", "netns_name")
def netns_names(scene, sockstat):
    """Those of ip netns, and those of docker: "default" is the network of the host."""
    names = {name: name for name in ("outside", "alpha", "beta")}
    names |= {name: scene.containers[name].netns_name for name in ("web", "echo", "talker")}
    names["host"] = scene.containers["direct"].netns_name
    for known, row in each(scene, all_rows(scene, sockstat)):
        equal(row["netns_name"], names[known.where], describe(known))


@check("--netns")
def netns_by_name_path_pid_and_inode(scene, sockstat):
    for where in "alpha", "echo":
        expected = sorted(known.inode for known in scene.known if known.where == where)
        words = [f"pid:{scene.pid[where]}", str(scene.inode[where]),
                 f"/proc/{scene.pid[where]}/ns/net"]
        words += [where] if where == "alpha" else []
        for word in words:
            found = sorted(row["inode"] for row in sockstat.rows(f"--netns={word}"))
            equal(found, expected, f"--netns={word}")


@check("--netns")
def netns_of_two_names_is_their_union(scene, sockstat):
    expected = sorted(known.inode for known in scene.known if known.where in ("alpha", "beta"))
    found = sorted(row["inode"] for row in sockstat.rows("--netns=alpha,beta"))
    equal(found, expected, "--netns=alpha,beta")


@check("--netns", "netns")
def netns_kept_by_a_socket_is_found_or_missing_is_said(scene, sockstat):
    document = sockstat.document("--netns=all")
    found = [row for row in document["sockets"] if row["netns"] == scene.inode["orphan"]]
    if not found:
        assert not document["complete"] or document["warnings"], "no row, and nothing is said"
        return
    equal([(row["local_port"], pids(row["processes"])) for row in found],
          [(6000, {scene.orphan_pid})], "listener of the namespace without a process")


# Containers


@check("container", "container_runtime")
def container_of_every_socket(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        expected = scene.containers[known.container].id if known.container else None
        equal(row["container"], expected, describe(known))
        equal(row["container_runtime"], "docker" if expected else None, describe(known))


@check("container")
def container_with_the_network_of_the_host(scene, sockstat):
    row = row_of(scene.find("host", LISTEN, 7000), sockstat.rows(before=entered("host", scene)))
    equal(row["container"], scene.containers["direct"].id, "container")


@check("container_name")
def container_name_is_right_or_absent(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        assert row["container_name"] in (None, known.container), \
            f"{describe(known)}: {row['container_name']!r}"


@check("container")
def container_filter(scene, sockstat):
    for name, container in scene.containers.items():
        expected = sorted(known.inode for known in scene.known if known.container == name)
        rows = all_rows(scene, sockstat, f"container = {container.id}")
        equal(sorted(row["inode"] for row in rows), expected, name)


@check("cgroup")
def cgroup_path(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        equal(row["cgroup"], known.cgroup, describe(known))


@check("unit", "pod")
def no_unit_and_no_pod(scene, sockstat):
    for known, row in each(scene, all_rows(scene, sockstat)):
        equal((row["unit"], row["pod"]), (None, None), describe(known))


@check("container")
def seen_from_the_first_namespaces(scene, sockstat):
    """There, the cgroups of the scene are below that of the run, and its mounts do not exist."""
    before = ["nsenter", f"--target={scene.outside}", "--mount", "--cgroup"]
    before += ["--net"] if "--netns" in sockstat.options else []
    for known, row in each(scene, all_rows(scene, sockstat, before=before)):
        equal(pids(row["processes"]), known.pids, describe(known))
        if known.container:
            equal(row["container"], scene.containers[known.container].id, describe(known))
            equal(row["container_runtime"], "docker", describe(known))


@check("container")
def seen_from_the_cgroup_namespace_of_a_container(scene, sockstat):
    """There, /proc/PID/cgroup says "/" of the processes of the container, which is another cgroup
    below the mount of the scene."""
    before = ["nsenter", f"--target={scene.containers['echo'].pid}", "--cgroup"]
    for known, row in each(scene, all_rows(scene, sockstat, before=before)):
        expected = scene.containers[known.container].id if known.container else None
        assert row["container"] in (None, expected), f"{describe(known)}: {row['container']}"
        if "cgroup" in row:
            assert row["cgroup"] in (None, known.cgroup), f"{describe(known)}: {row['cgroup']}"


# Both ends of a connection


def connection(scene, rows, client, server):
    """The rows of both ends, found by what /proc says."""
    return row_of(client, rows), row_of(server, rows)


def across_the_bridge(scene):
    client = scene.find("talker", ESTABLISHED)
    return client, scene.find("echo", ESTABLISHED, peer=client.local[1])


def to_the_proxy(scene):
    client = scene.find("host", ESTABLISHED, peer=8081)
    return client, scene.find("host", ESTABLISHED, local=8081)


def from_the_proxy(scene):
    client = scene.find("host", ESTABLISHED, peer=9000)
    return client, scene.find("echo", ESTABLISHED, peer=client.local[1])


@check("role", "listener")
def roles_and_listeners(scene, sockstat):
    rows = all_rows(scene, sockstat)
    for known, row in each(scene, rows):
        if known.state == LISTEN:
            equal(row["role"], "listening", describe(known))
    for pair, port in ((across_the_bridge, 9000), (to_the_proxy, 8081), (from_the_proxy, 9000)):
        client, server = pair(scene)
        equal(row_of(client, rows)["role"], "outbound", describe(client))
        equal(row_of(server, rows)["role"], "inbound", describe(server))
        listeners = [known for known in scene.known if known.where == server.where and
                     known.state == LISTEN and known.local[1] == port]
        found = row_of(server, rows)["listener"]
        assert found in [row_of(known, rows)["cookie"] for known in listeners], \
            f"{describe(server)}: listener {found}"


@check("--netns", "peer_processes", "peer_match")
def peers_across_namespaces(scene, sockstat):
    rows = all_rows(scene, sockstat)
    for pair in across_the_bridge, from_the_proxy:
        client, server = pair(scene)
        for one, other in ((client, server), (server, client)):
            row = row_of(one, rows)
            equal((pids(row["peer_processes"]), row["peer_match"]), (other.pids, "exact"),
                  describe(one))


@check("peer_processes", "peer_match")
def peer_of_a_client_of_docker_proxy(scene, sockstat):
    client, server = to_the_proxy(scene)
    rows = sockstat.rows(before=entered("host", scene))
    for one, other in ((client, server), (server, client)):
        row = row_of(one, rows)
        equal((pids(row["peer_processes"]), row["peer_match"]), (other.pids, "exact"),
              describe(one))


@check("peer_processes", "peer_match")
def peers_on_loopback_are_in_the_same_namespace(scene, sockstat):
    """alpha and beta have the same addresses and ports."""
    rows = all_rows(scene, sockstat)
    for where in "alpha", "beta":
        for port in 5000, 40000:
            known = scene.find(where, ESTABLISHED, local=port)
            equal(pids(row_of(known, rows)["peer_processes"]), {scene.pid[where]}, describe(known))


@check("--netns", "peer_processes", "peer_match")
def peer_behind_translation_is_right_or_absent(scene, sockstat):
    """The client sees the address of the host, the container that of the client."""
    client = scene.find("outside", ESTABLISHED)
    server = scene.find("echo", ESTABLISHED, local=9000, peer=client.local[1])
    equal(plain(server.peer[0]), client.local[0], "the scene: peer of the container")
    rows = all_rows(scene, sockstat)
    for one, other in ((client, server), (server, client)):
        found = pids(row_of(one, rows)["peer_processes"])
        assert found in (set(), other.pids), f"{describe(one)}: {found}"


# What is behind published ports


def of_scene(scene, *names):
    """--netns of these namespaces, or of all of the scene: another engine on the same machine can
    use the same addresses."""
    names = names or [name for name in scene.enter if name != "host"]
    return "--netns=self," + ",".join(scene.enter[name] for name in names)


def published(scene):
    """(port on the host, name, port of the container), as "9000/tcp -> 0.0.0.0:8081"."""
    found = set()
    for name in "web", "echo":
        for line in scene.engine.docker("port", name).splitlines():
            inside, outside = line.split(" -> ")
            assert inside.endswith("/tcp"), line
            found.add((int(outside.rpartition(":")[2]), name, int(inside.split("/")[0])))
    return found


def expected_backend(scene, name, port, known_by):
    container = scene.containers[name]
    return [{"address": container.address, "port": port, "netns": scene.inode[name],
             "netns_name": container.netns_name, "container": container.id, "known_by": known_by}]


@check("--netns", "backends")
def backends_of_published_ports(scene, sockstat):
    """One of the two proxies of 8081 has a connection. The others are idle."""
    rows = sockstat.rows(of_scene(scene))
    busy = from_the_proxy(scene)[0].pids
    ports = {port: (name, inside) for port, name, inside in published(scene)}
    equal(sorted(ports), [8080, 8081], "published ports")
    for row in rows:
        if row["state"] != "listen" or row["netns"] != scene.inode["host"] or \
                row["local_port"] not in ports:
            equal(row["backends"], None, str(ends(row)))
            continue
        known_by = "connection" if pids(row["processes"]) & busy else "command-line"
        equal(row["backends"], expected_backend(scene, *ports[row["local_port"]], known_by),
              str(ends(row)))


@check("--netns", "backends")
def backends_are_seen_with_where(scene, sockstat):
    """The table, of listening sockets and one port only."""
    echo = scene.containers["echo"]
    table = sockstat.output("-ltnpH", "--where", of_scene(scene), "port = 8081").splitlines()
    assert table, "no row"
    for line in table:
        assert f" {echo.address}:9000[{echo.id[:12]}] " in line, line
    for words in ["-ltnpH", "--where"], ["-ltnH", "--where", of_scene(scene)]:
        table = sockstat.output(*words, "port = 8081")
        assert table and echo.address not in table, table


@check("--netns", "backends")
def backends_exist_only_in_namespaces_that_are_read(scene, sockstat):
    for row in sockstat.rows(of_scene(scene, "web", "alpha")):
        expected = "web" if row["local_port"] == 8080 and row["state"] == "listen" else None
        if expected:
            equal(row["backends"], expected_backend(scene, "web", 80, "command-line"), "8080")
        else:
            equal(row["backends"], None, str(ends(row)))


@check("--netns", "backends")
def backends_filter(scene, sockstat):
    for container, port, expected in (("echo", 9000, 8081), ("web", 80, 8080), ("web", 9000, None)):
        address = scene.containers[container].address
        rows = sockstat.rows(of_scene(scene), f"backends = {address}:{port}")
        equal({row["local_port"] for row in rows}, {expected} - {None}, f"{address}:{port}")


def run_check(scene, sockstat, function, needed):
    """One check: "ok", "not ok" or "skipped", and why."""
    missing = [word for word in needed if word not in sockstat.keys | sockstat.options]
    if missing:
        return "skipped", f"this sockstat has no {', '.join(missing)}"
    try:
        function(scene, sockstat)
    except (AssertionError, LookupError, ValueError, OSError, subprocess.SubprocessError) as why:
        return "not ok", f"{type(why).__name__}: {why}"
    return "ok", ""


def run_all(scene):
    """Runs all checks and prints the results; 1 if one failed."""
    sockstat = Sockstat(scene)
    counts = {"ok": 0, "not ok": 0, "skipped": 0}
    for name, function, needed in CHECKS:
        word, why = run_check(scene, sockstat, function, needed)
        counts[word] += 1
        if word == "not ok":
            print(f"# {name}: {why}")
        print(f"{word} {name}" + (f": {why}" if word == "skipped" else ""), flush=True)
    print(f"containers: {counts['ok']} passed, {counts['not ok']} failed, "
          f"{counts['skipped']} skipped")
    return 1 if counts["not ok"] else 0
