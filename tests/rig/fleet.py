#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""fleet.py SOCKSTAT DIRECTORY [HOSTS ROWS]: contrib/fleet with the sockets of a fleet whose map is
known (fleet_hosts.py), in DuckDB and in ClickHouse. DIRECTORY gets node_modules and the data.

Exits with 77, after a reason, if the engines cannot be installed.
"""

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys

import fleet_hosts

HERE = os.path.dirname(os.path.abspath(__file__))
CONTRIB = os.path.join(HERE, "..", "..", "contrib", "fleet")
PACKAGES = ["@duckdb/node-api@1.5.6-r.1", "chdb@3.4.0"]
LATE = 10
LOAD = {
    "duckdb": "SET VARIABLE files = '{files}';\n{load}",
    "clickhouse": "INSERT INTO lines SELECT * FROM file('{files}', 'JSONEachRow') SETTINGS "
                  "input_format_skip_unknown_fields = 1, date_time_input_format = 'best_effort'",
}

failures = 0


def check(name, actual, expected):
    global failures
    good = actual == expected
    failures += not good
    print(f"{'ok' if good else 'not ok'} {name}")
    if not good:
        print(f"  expected {str(expected)[:600]}\n  but got  {str(actual)[:600]}")


def skip(reason):
    print(f"check-fleet: skipped: {reason}")
    sys.exit(77)


def text(name):
    with open(os.path.join(CONTRIB, name), encoding="utf-8") as file:
        return file.read()


def install(directory):
    if not shutil.which("node") or not shutil.which("npm"):
        skip("node and npm are not installed")
    if os.path.isdir(os.path.join(directory, "node_modules", "chdb")):
        return
    result = subprocess.run(
        ["npm", "install", "--prefix", directory, "--no-audit", "--no-fund", "--no-save",
         *PACKAGES], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        skip(f"npm cannot install {' and '.join(PACKAGES)}:\n{result.stderr[-500:]}")


def real_lines(sockstat):
    """Lines of the program about sockets like those of the fleet."""
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()
    ask = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ask.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    result = subprocess.run(
        [sockstat, "--fleet", f"port = {port} or (udp and port = {ask.getsockname()[1]})"],
        capture_output=True, text=True, check=True)
    for one in (listener, client, server, ask):
        one.close()
    return [json.loads(line) for line in result.stdout.splitlines()]


def shape(line):
    """The keys and types of a line; what depends on where the socket was made is left out."""
    return tuple((key, type(value).__name__) for key, value in line.items()
                 if key not in ("unit", "container", "warnings"))


def check_lines(sockstat, scan):
    """The lines of the fleet are those of the program."""
    def kinds(lines):
        found = {}
        for line in lines:
            found.setdefault((line["type"], line.get("proto"), line.get("role")), shape(line))
        return found

    lines = [json.loads(line) for line in scan.splitlines()]
    simulated, real = kinds(lines), kinds(real_lines(sockstat))
    common = set(real) & set(simulated)
    check("the program prints lines of these kinds", sorted(map(str, common)),
          sorted(map(str, [("end", None, None), ("socket", "tcp", "inbound"),
                           ("socket", "tcp", "listening"), ("socket", "tcp", "outbound"),
                           ("socket", "udp", "listening")])))
    for kind in sorted(common, key=str):
        check(f"keys, order and types of {kind}", simulated[kind], real[kind])
    try:
        from jsonschema import Draft7Validator
    except ImportError:
        print("not checked: the schema (Python has no jsonschema)")
        return
    schema = json.loads(subprocess.run([sockstat, "--schema"], capture_output=True, text=True,
                                       check=True).stdout)
    valid = Draft7Validator(schema).is_valid
    check("the lines conform to the schema", [line for line in lines[-60:] if not valid(line)],
          [])


class Engine:
    def __init__(self, name, directory, inventory, suffix=""):
        self.name, self.directory = name, directory
        self.database = os.path.join(directory, f"{name}.db{suffix}")
        self.steps = []
        for path in (self.database, self.database + ".wal"):
            shutil.rmtree(path, ignore_errors=True)
            if os.path.exists(path):
                os.remove(path)
        self.add("schema", text(f"{name}.sql"))
        self.add("views", text("views.sql"))
        self.add("inventory", inventory)

    def add(self, name, sql):
        self.steps.append({"name": name, "sql": sql})

    def load(self, name, files):
        self.add(name, LOAD[self.name].format(files=os.path.join(self.directory, files),
                                              load=text("duckdb-load.sql")))

    def run(self):
        result = subprocess.run(
            ["node", os.path.join(HERE, "fleet_engine.mjs"), self.name, self.database],
            input=json.dumps(self.steps), capture_output=True, text=True, check=False,
            cwd=self.directory)
        if result.returncode != 0:
            raise SystemExit(f"{self.name} failed:\n{result.stderr[-2000:]}")
        return json.loads(result.stdout)


def size_of(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(path) for name in names)


def edges_of(rows):
    return {(*row[:5], int(row[5])): int(row[6]) for row in rows}


def write(directory, name, content):
    with gzip.open(os.path.join(directory, name), "wt", encoding="utf-8") as file:
        file.write(content)


def newer(directory, name, lines):
    """Writes LINES as those of a later scan, which is not whole."""
    scan = {"time": "2026-11-28T12:59:59.999999Z", "scan_id": "f" * 16}
    write(directory, f"first/{name}.gz", "".join(
        json.dumps(json.loads(line) | scan) + "\n" for line in lines))


def write_all(fleet, directory):
    """first/: yesterday, today without some hosts, some files twice, a scan that is cut off and
    one without a line in the middle; late/: the other hosts; few/: a fifth of the hosts."""
    for part in ("first", "late", "few"):
        shutil.rmtree(os.path.join(directory, part), ignore_errors=True)
        os.makedirs(os.path.join(directory, part))
    scans, size, rows = {}, 0, 0
    for host in fleet.hosts:
        today, host.sockets = host.sockets, [
            one for one in host.sockets if one["role"] == "listening"]
        write(directory, f"first/{host.name}.before.gz", host.text(fleet_hosts.BEFORE, 0))
        host.sockets = today
        if host.kind == "cache":
            host.listen(4444, "new.service")
    for number, host in enumerate(fleet.hosts):
        scans[host.name] = host.text(fleet_hosts.TIME, 1)
        rows += len(host.sockets)
        size += len(scans[host.name])
        part = "late" if number >= len(fleet.hosts) - LATE else "first"
        write(directory, f"{part}/{host.name}.gz", scans[host.name])
        if number % 10 == 0 and part == "first":
            write(directory, f"first/{host.name}.again.gz", scans[host.name])
        if number % 5 == 0:
            write(directory, f"few/{host.name}.gz", scans[host.name])
    newer(directory, "cut", scans[fleet.hosts[1].name].splitlines()[:20])
    lines = scans[fleet.hosts[2].name].splitlines()
    newer(directory, "holes", lines[:20] + lines[21:])
    return scans, size, rows


def questions(engine, name):
    engine.add(f"coverage {name}", "SELECT hosts FROM coverage")
    engine.add(f"edges {name}", "SELECT * FROM edges")


def check_engine(name, directory, fleet):
    inventory = "INSERT INTO inventory VALUES " + ", ".join(
        f"('{host.name}', '{host.site}')" for host in fleet.hosts)
    count = len(fleet.hosts)
    first = {host.name for host in fleet.hosts[:-LATE]}
    engine = Engine(name, directory, inventory)
    engine.load("load", "first/*.gz")
    questions(engine, "first")
    engine.load("late", "late/*.gz")
    questions(engine, "all")
    engine.add("rows", "SELECT count(*) FROM socket_rows")
    engine.load("again", "first/*.gz")
    engine.load("late again", "late/*.gz")
    questions(engine, "again")
    engine.add("rows again", "SELECT count(*) FROM socket_rows")
    for view in ("who_talks", "who_listens", "full_queues", "new_listeners", "database_traffic"):
        engine.add(view, f"SELECT * FROM {view}")
    engine.add("port", "SELECT DISTINCT program FROM port_users WHERE port = 5432 "
                       "AND role = 'outbound'")
    engine.add("no port", "SELECT coalesce(host, ''), hosts FROM port_users WHERE port = 1")
    if name == "clickhouse":
        engine.add("hourly", "SELECT sum(n), sum(ports) FROM (SELECT uniqMerge(connections) AS n, "
                             "any(port) > 0 AS ports FROM ends_hourly GROUP BY host, unit, role, "
                             "proto, port, peer_address)")
    if name == "duckdb":
        engine.add("checkpoint", "CHECKPOINT")
    results = engine.run()

    def rows(step):
        return results[step]["rows"]

    check(f"{name}: reported without late hosts", rows("coverage first"),
          [[f"{count - LATE} of {count}"]])
    check(f"{name}: edges without late hosts", edges_of(rows("edges first")), fleet.seen(first))
    check(f"{name}: all reported", rows("coverage all"), [[f"{count} of {count}"]])
    check(f"{name}: all edges", edges_of(rows("edges all")), dict(fleet.edges))
    check(f"{name}: loaded again, the same edges", edges_of(rows("edges again")),
          dict(fleet.edges))
    check(f"{name}: no row more", rows("rows again"), rows("rows"))
    check_answers(name, rows, fleet)
    check_few(name, directory, fleet, inventory)
    megabytes = size_of(engine.database) / 1e6
    print(f"{name}: {rows('rows')[0][0]} rows, {megabytes:.1f} MB on disk; " + ", ".join(
        f"{step} {results[step]['cpu_ms']} ms of CPU, peak {results[step]['peak_mib']} MiB"
        for step in ("load", "edges all", "who_talks")))


def check_answers(name, rows, fleet):
    count = len(fleet.hosts)
    hosts = f"{count} of {count}"
    caches = [host.name for host in fleet.hosts if host.kind == "cache"]
    outside = sum(number for edge, number in fleet.edges.items() if not edge[0])
    check(f"{name}: who talks, from outside",
          [int(row[4]) for row in rows("who_talks") if row[0] == "(outside)"], [outside])
    check(f"{name}: who talks, to the databases",
          [(row[0], row[1], int(row[5]), row[7]) for row in rows("who_talks") if row[3] == 5432],
          [("tomcat.service", "postgresql.service", kinds(fleet, "app"), hosts)])
    check(f"{name}: who listens at 22", [row for row in rows("who_listens") if row[2] == 22],
          [["ssh.service", "tcp", 22, "any", *same_type(rows, count), hosts]])
    check(f"{name}: what is new", sorted((row[0], row[4]) for row in rows("new_listeners")),
          sorted((cache, 4444) for cache in caches))
    full = [(row[0], row[3], int(row[4]), int(row[5])) for row in rows("full_queues")]
    check(f"{name}: full queues", full, [(fleet.full.name, 5433, 78, 1)])
    check(f"{name}: traffic of databases",
          sum(int(row[6]) for row in rows("database_traffic")),
          sum(number for edge, number in fleet.edges.items()
              if edge[5] in (5432, 6379) and edge[0] != edge[2]))
    check(f"{name}: who uses a port", rows("port"), [["tomcat.service"]])
    check(f"{name}: nobody uses a port", rows("no port"), [["", hosts]])
    if name == "clickhouse":
        # uniq counts hashes of 32 bits: a little too few in large sets
        wrong = abs(int(rows("hourly")[0][0]) / fleet.distinct_ends() - 1)
        check("clickhouse: connections by hour, loaded twice, 0.5 % wrong at most",
              wrong <= 0.005, True)


def same_type(rows, count):
    """DuckDB writes numbers of 64 bits as strings."""
    return [str(count)] if isinstance(rows("who_listens")[0][4], str) else [count]


def kinds(fleet, kind):
    return sum(1 for host in fleet.hosts if host.kind == kind)


def check_picture(fleet):
    """The map of the programs, as Graphviz reads it; names cannot leave their strings."""
    rows = [dict(zip(("client_host", "client", "server_host", "server", "proto", "port"), edge))
            | {"connections": str(number)} for edge, number in fleet.edges.items()
            if edge[5] in (443, 5432, 8080)]
    rows.append(rows[0] | {"client_host": "h", "client": 'a"; b\\"\n-> c'})
    result = subprocess.run([os.path.join(CONTRIB, "sockstat-map")], input=json.dumps(rows),
                            capture_output=True, text=True, check=True)
    databases = sum(number for edge, number in fleet.edges.items() if edge[5] == 5432)
    check("picture: an edge of it", f'    "tomcat.service" -> "postgresql.service" '
          f'[label="tcp 5432 ({databases})"];' in result.stdout.splitlines(), True)
    if not shutil.which("dot"):
        print("not checked: that Graphviz reads it (dot is not installed)")
        return
    nodes = subprocess.run(["dot", "-Tplain"], input=result.stdout, capture_output=True,
                           text=True, check=True).stdout
    check("picture: nodes", sum(line.startswith("node ") for line in nodes.splitlines()),
          len({program for row in rows for host, program in (
              (row["client_host"], row["client"]), (row["server_host"], row["server"]))
               if host} | {""}))


def check_few(name, directory, fleet, inventory):
    """A fifth of the hosts: ends of the others are not called outside."""
    few = {host.name for host in fleet.hosts[::5]}
    engine = Engine(name, directory, inventory, ".few")
    engine.load("load", "few/*.gz")
    questions(engine, "few")
    engine.add("others", "SELECT DISTINCT client, hosts FROM who_talks "
                         "WHERE client LIKE '(outside%'")
    results = engine.run()
    hosts = f"{len(few)} of {len(fleet.hosts)}"
    check(f"{name}: {hosts} hosts", results["coverage few"]["rows"], [[hosts]])
    check(f"{name}: their edges", edges_of(results["edges few"]["rows"]), fleet.seen(few))
    check(f"{name}: the other ends", results["others"]["rows"],
          [["(outside or not reported)", hosts]])


def main():
    sockstat, directory = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    hosts, rows = (int(word) for word in (sys.argv[3:5] or ("200", "120")))
    os.makedirs(directory, exist_ok=True)
    install(directory)
    fleet = fleet_hosts.Fleet(hosts, rows)
    scans, size, count = write_all(fleet, directory)
    compressed = size_of(os.path.join(directory, "first")) + size_of(
        os.path.join(directory, "late"))
    print(f"{len(fleet.hosts)} hosts, {count} rows, {size / count:.0f} bytes a row, "
          f"{len(fleet.edges)} edges, {compressed / 1e6:.1f} MB of files")
    check_lines(sockstat, scans[fleet.hosts[60 * hosts // 200].name])
    check_picture(fleet)
    for name in ("duckdb", "clickhouse"):
        check_engine(name, directory, fleet)
    print(f"check-fleet: {failures} failed")
    sys.exit(1 if failures else 0)


main()
