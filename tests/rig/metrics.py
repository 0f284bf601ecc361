#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""metrics.py BUILD: metrics of sockstat as real programs read them: promtool, a Prometheus that
scrapes contrib/metrics over HTTP, and node_exporter, which reads a file. Checks the alert rules and
the systemd units, too. Prints "ok", "not ok" or "skipped" for each check, and the sums. Run it as
root; sh tests/deps.sh metrics.

Everything runs in network, mount and PID namespaces of its own, on their loopback interface: what
was started ends with them.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONTRIB = f"{ROOT}/contrib/metrics"
HELPERS = f"{ROOT}/tests/integration/helpers"
sys.path.insert(0, HELPERS)
from metrics_read import Reader

NEEDED = ["unshare", "ip", "promtool", "prometheus", "prometheus-node-exporter",
          "systemd-socket-activate", "systemd-analyze"]
SECONDS = 120  # for what takes one or two
PORT, EXPORTER, PROMETHEUS = 9956, 9100, 9090
TIMES = 60
# The queue of 8080 is full: its limit is 2, three connections wait.
STEPS = ["up lo", "listen full 127.0.0.1 8080 backlog=2",
         *(f"connect c{number} 127.0.0.1 8080" for number in range(3)),
         "listen other 127.0.0.1 8081 backlog=7", "udp dns 127.0.0.1 53"]
LISTENER_SERIES = 11  # of these three, without drops, which can grow
OPENMETRICS = "application/openmetrics-text"


class Checks:
    def __init__(self):
        self.sums = {"ok": 0, "not ok": 0, "skipped": 0}

    def say(self, result, name, why=""):
        self.sums[result] += 1
        print(f"{result} {name}{': ' if why else ''}{why}", flush=True)

    def check(self, name, good, why=""):
        self.say("ok" if good else "not ok", name, "" if good else str(why)[-600:])

    def run(self, name, command, **options):
        """A command that must succeed without a word on stderr."""
        result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        self.check(name, result.returncode == 0 and not result.stderr,
                   f"status {result.returncode}: {result.stdout}{result.stderr}")
        return result.stdout


def wait_for(condition):
    """The first result that is true, or the last one, after SECONDS at most."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            result = condition()
        except (OSError, ValueError):
            result = None
        if result or time.monotonic() > end:
            return result
        time.sleep(0.1)


def get(url, accept="*/*", method="GET"):
    """The type and the body of a response."""
    request = urllib.request.Request(url, headers={"Accept": accept}, method=method)
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        return response.headers["Content-Type"], response.read().decode()


def status_of(url, method="GET"):
    try:
        get(url, method=method)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def read_series(text, openmetrics=False):
    """{name and labels: value}, read strictly."""
    reader = Reader(openmetrics)
    reader.read(text)
    return reader.series


def of_factory(series):
    """The series of the factory's listeners, which do not change."""
    return {key: value for key, value in series.items()
            if key[0].startswith("sockstat_listener") and not key[0].endswith("drops") and
            dict(key[1])["port"] in ("8080", "8081", "53")}


def check_format(checks, build):
    sockstat = f"{build}/sockstat"
    text = subprocess.run([sockstat, "--metrics"], capture_output=True, text=True,
                          check=True).stdout
    checks.run("promtool check metrics", ["promtool", "check", "metrics"], input=text)
    # promtool has no check of the other format; it must refuse it in the one for text.
    opened = subprocess.run([sockstat, "--metrics=openmetrics"], capture_output=True, text=True,
                            check=True).stdout
    checks.check("both formats, read strictly",
                 len(read_series(text)) == len(read_series(opened, True)) > 40)
    try:
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
    except ImportError:
        checks.say("skipped", "prometheus_client", "python3-prometheus-client is not installed")
        return
    families = list(text_string_to_metric_families(opened))
    checks.check("prometheus_client reads OpenMetrics",
                 sum(len(family.samples) for family in families) == len(read_series(opened, True)))


def check_rules(checks):
    checks.run("promtool check rules", ["promtool", "check", "rules", f"{CONTRIB}/alerts.yml"])
    result = subprocess.run(["promtool", "test", "rules", f"{CONTRIB}/alerts-test.yml"],
                            capture_output=True, text=True, check=False)
    checks.check("promtool test rules", result.returncode == 0, result.stdout + result.stderr)
    with open(f"{CONTRIB}/alerts.yml", encoding="utf-8") as file:
        alerts = set(re.findall(r"alert: (\w+)", file.read()))
    with open(f"{CONTRIB}/alerts-test.yml", encoding="utf-8") as file:
        tests = file.read()
    untested = {alert for alert in alerts
                if not re.search(rf"alertname: {alert}\n *exp_alerts:\n *- ", tests)}
    checks.check("every alert fires in a test", not untested, untested)


def check_units(checks, build):
    """The units name files where a package has them: here, those of the tree."""
    with tempfile.TemporaryDirectory() as directory:
        names = []
        for name in sorted(os.listdir(CONTRIB)):
            if not re.search(r"\.(service|socket|timer)$", name):
                continue
            with open(f"{CONTRIB}/{name}", encoding="utf-8") as file:
                text = file.read()
            text = text.replace("/usr/libexec/sockstat-metrics", f"{CONTRIB}/sockstat-metrics")
            text = text.replace("ExecStart=sockstat ", f"ExecStart={build}/sockstat ")
            with open(f"{directory}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
            names.append(f"{directory}/{name.replace('@', '@1')}")
            if "@" in name:
                os.symlink(name, names[-1])
        checks.run(f"systemd-analyze verify, {len(names)} units",
                   ["systemd-analyze", "verify", "--man=no", *names])


def check_answers(checks):
    """What the script answers to single requests."""
    url = f"http://127.0.0.1:{PORT}/metrics"
    wait_for(lambda: get(url))
    kind, text = get(url)
    checks.check("an answer in text", kind.startswith("text/plain; version=0.0.4"), kind)
    checks.run("promtool check metrics, of the answer", ["promtool", "check", "metrics"],
               input=text)
    kind, opened = get(url, f"{OPENMETRICS};version=1.0.0,text/plain;q=0.5")
    checks.check("an answer in OpenMetrics", kind.startswith(OPENMETRICS), kind)
    expected = of_factory(read_series(text))
    checks.check("an answer has the listeners", len(expected) == LISTENER_SERIES, len(expected))
    whole = sum(of_factory(read_series(get(url, accept)[1], accept != "*/*")) == expected
                for accept in ["*/*", OPENMETRICS] * (TIMES // 2))
    checks.check(f"{TIMES} answers are whole", whole == TIMES, whole)
    checks.check("other paths and methods are refused",
                 [status_of(url.replace("metrics", "other")), status_of(url, "POST"),
                  status_of(url, "HEAD")] == [404, 405, 200])
    checks.check("and all else", of_factory(read_series(opened, True)) == expected)


def configure(directory):
    """Alerts as in contrib/metrics, but with seconds for minutes."""
    with open(f"{CONTRIB}/alerts.yml", encoding="utf-8") as file:
        rules = re.sub(r"for: (\d+)m", r"for: \1s", file.read())
    with open(f"{directory}/alerts.yml", "w", encoding="utf-8") as file:
        file.write(rules)
    jobs = [{"job_name": name, "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
            for name, port in (("sockstat", PORT), ("node", EXPORTER))]
    with open(f"{directory}/prometheus.yml", "w", encoding="utf-8") as file:
        json.dump({"global": {"scrape_interval": "2s", "scrape_timeout": "2s",
                              "evaluation_interval": "1s"},
                   "rule_files": ["alerts.yml"], "scrape_configs": jobs}, file)


def start(directory, build):
    def run(name, command, **options):
        with open(f"{directory}/{name}.log", "wb") as log:
            subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **options)

    run("socket", ["systemd-socket-activate", "--accept", "--inetd", "-l", f"127.0.0.1:{PORT}",
                   "-E", f"SOCKSTAT={build}/sockstat", f"{CONTRIB}/sockstat-metrics"])
    run("exporter", ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{EXPORTER}",
                     "--collector.disable-defaults", "--collector.textfile",
                     f"--collector.textfile.directory={directory}/textfile"])
    run("prometheus", ["prometheus", f"--config.file={directory}/prometheus.yml",
                       f"--storage.tsdb.path={directory}/data",
                       f"--web.listen-address=127.0.0.1:{PROMETHEUS}"])


def query(expression):
    """[(labels, value)] of Prometheus."""
    url = f"http://127.0.0.1:{PROMETHEUS}/api/v1/query?" + urllib.parse.urlencode(
        {"query": expression})
    result = json.loads(get(url)[1])["data"]["result"]
    return [(row["metric"], row["value"][1]) for row in result]


def metadata():
    url = (f"http://127.0.0.1:{PROMETHEUS}/api/v1/targets/metadata?" + urllib.parse.urlencode(
        {"metric": "sockstat_scan_duration_seconds", "match_target": '{job="sockstat"}'}))
    return [{key: row[key] for key in ("type", "help", "unit")}
            for row in json.loads(get(url)[1])["data"]]


def check_exporter(checks, directory, build):
    result = subprocess.run(
        [f"{build}/sockstat", f"--metrics-file={directory}/textfile/sockstat.prom"],
        capture_output=True, text=True, check=False)
    checks.check("--metrics-file", result.returncode == 0, result.stderr)
    with open(f"{directory}/textfile/sockstat.prom", encoding="utf-8") as file:
        expected = read_series(file.read())
    text = wait_for(lambda: get(f"http://127.0.0.1:{EXPORTER}/metrics")[1])
    found = sum(line.startswith("sockstat_") for line in (text or "").splitlines())
    checks.check("node_exporter has every series", found == len(expected), found)
    checks.check("node_exporter has no error", "\nnode_textfile_scrape_error 0\n" in (text or ""))


def check_prometheus(checks):
    both = 'up{job=~"sockstat|node"} == 1'
    checks.check("Prometheus: both targets are up", len(wait_for(
        lambda: len(query(both)) == 2 and query(both)) or []) == 2)
    every = ('count({__name__=~"sockstat_listener_.*",__name__!~".*drops",'
             f'port=~"8080|8081|53",job="sockstat"}}) == {LISTENER_SERIES}')
    checks.check("Prometheus has every series of the listeners", wait_for(lambda: query(every)))
    checks.check("Prometheus has the type and unit", wait_for(lambda: metadata() == [
        {"type": "gauge", "help": "Time that the scan took.", "unit": "seconds"}]), metadata())
    for name, value in (("sockstat_listener_accept_queue", "3"),
                        ("sockstat_listener_accept_limit", "2"),
                        ("sockstat_listener_accept_used_ratio", "1")):
        found = wait_for(lambda: [row for row in query(f'{name}{{port="8080"}}')
                                  if row[0]["job"] == "sockstat"])
        checks.check(f"{name} is {value}", found and found[0][1] == value, found)
    checks.check("the same of the file", wait_for(
        lambda: query('sockstat_listener_accept_queue{job="node",port="8080"} == 3')))
    firing = 'ALERTS{alertname="SockstatAcceptQueueFull",alertstate="firing",job="sockstat"}'
    alerts = wait_for(lambda: query(firing))
    checks.check("the alert on a full accept queue fires for port 8080 alone",
                 [labels["port"] for labels, _ in alerts or []] == ["8080"], alerts)
    checks.check("no alert on ports", not query(
        'ALERTS{alertname="SockstatEphemeralPortsNearlyUsed"}'))


def inside(build):
    checks = Checks()
    directory = tempfile.mkdtemp(prefix="sockstat-metrics.")
    try:
        os.mkdir(f"{directory}/textfile")
        with subprocess.Popen([f"{build}/tests/factory", *STEPS], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as factory:
            if factory.stdout.readline() != "ready\n":
                sys.exit("metrics: the factory failed")
            check_format(checks, build)
            check_rules(checks)
            check_units(checks, build)
            configure(directory)
            start(directory, build)
            check_answers(checks)
            check_exporter(checks, directory, build)
            check_prometheus(checks)
            for name in ("socket", "exporter", "prometheus"):
                if checks.sums["not ok"]:
                    with open(f"{directory}/{name}.log", encoding="utf-8") as file:
                        print(f"-- {name}:", file.read()[-1500:])
            factory.stdin.close()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print("metrics: " + ", ".join(f"{count} {word}" for word, count in checks.sums.items()))
    sys.stdout.flush()
    # Prometheus and the others end with this namespace, whose first process this is.
    os._exit(1 if checks.sums["not ok"] else 0)


def main():
    build = os.path.abspath(sys.argv[1])
    if sys.argv[2:] == ["--inside"]:
        inside(build)
    missing = [command for command in NEEDED if not shutil.which(command)]
    if os.geteuid() != 0:
        missing.append("the rights of root")
    if missing:
        print(f"metrics: skipped: missing: {', '.join(missing)}")
        return 0
    return subprocess.run(
        ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
         sys.executable, os.path.abspath(__file__), build, "--inside"], check=False).returncode


sys.exit(main())
