# SPDX-License-Identifier: MIT
"""What the rigs have in common: workers in namespaces of their own, each with its sockets, who run
a program under one fault after the other; and the tables that come of it."""
import argparse
import collections
import concurrent.futures
import itertools
import json
import math
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import grouping
import judge
import loops
import scenes

HERE = os.path.dirname(os.path.abspath(__file__))
VERDICTS = [judge.CORRECT, judge.HONEST, judge.UNSEEN, judge.LOADER, judge.LIBC, judge.WRONG]
LIMIT = 5.0  # seconds of processor time; a run is ended after twice that
HANG = 600  # seconds, after which a run that does nothing is ended


def options_of(description, add):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--build", default=os.path.join(HERE, "../../build"))
    parser.add_argument("--size", choices=["small", "full"], default="small")
    parser.add_argument("--program", help="another program, with its words; no sockstat")
    parser.add_argument("--scenes", help="names of scenes, with commas between; all: see scenes.py")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    parser.add_argument("--only", help="one fault, as printed, again, and what comes of it")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    add(parser)
    options = parser.parse_args()
    options.build = os.path.realpath(options.build)
    return options


def scenes_of(options):
    if options.program:
        return [scenes.Scene("program", "", "table")]
    names = options.scenes.split(",") if options.scenes else None
    if options.only:
        names = [options.only.split(":")[0]]
    elif not names and options.size == "small":
        names = scenes.SMALL
    return [scene for scene in scenes.SCENES if not names or scene.name in names]


def processor_seconds():
    """Those of all programs that have ended here, and of what they waited for: strace for its."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def limit_processor():
    resource.setrlimit(resource.RLIMIT_CPU, (int(2 * LIMIT), int(2 * LIMIT)))


class Stage:
    """A worker's sockets, and the programs that are run beside them."""

    def __init__(self, options, crowd):
        self.options = options
        self.directory = tempfile.mkdtemp(prefix="rig.")
        self.services = self.path("services")
        with open(self.services, "w", encoding="ascii") as file:
            file.write(scenes.SERVICES)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.places = []
        self.factories = [self.start_factory(steps) for steps in scenes.CROWDS[crowd]]

    def start_factory(self, steps):
        steps = list(steps)
        prefix = []
        if steps[0] == scenes.OWN_PLACE:
            prefix, steps = ["unshare", "--net"], steps[1:]
        factory = subprocess.Popen([*prefix, os.path.join(self.options.build, "tests/factory"),
                                    *steps], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if factory.stdout.readline() != b"ready\n":
            sys.exit("the factory failed")
        if prefix:
            self.places.append(f"pid:{factory.pid}")
        return factory

    def close(self):
        for factory in self.factories:
            factory.stdin.close()
            factory.wait()
        shutil.rmtree(self.directory)

    def path(self, name):
        return os.path.join(self.directory, name)

    def command(self, scene, extra=()):
        if self.options.program:
            return shlex.split(self.options.program)
        return [os.path.join(self.options.build, "sockstat"), f"--services={self.services}",
                *extra, *shlex.split(scene.words.replace(scenes.PLACES, ",".join(self.places))
                                     .replace(scenes.FILE, self.file_of(scene)))]

    def file_of(self, scene):
        return self.path(f"files/{scene.name}")

    def prepare(self, scene):
        """Makes the file that the scene reads or replaces."""
        os.makedirs(self.path("files"), exist_ok=True)
        if scene.kind == "diff" and not os.path.exists(self.file_of(scene)):
            save = [word.replace("--diff", "--save") for word in self.command(scene)]
            subprocess.run(save, check=True)
        if scene.kind in loops.WRITERS:
            with open(self.file_of(scene), "wb") as file:
                file.write(loops.BEFORE)

    def run_scene(self, scene, prefix=(), environment=()):
        """Runs what a scene asks for: a judge.Run with what else came of it."""
        self.prepare(scene)
        run = self.run(self.command(scene), prefix, environment, scene.kind == "watch")
        if scene.kind in loops.WRITERS:
            run.left = self.left_files()
            with open(self.file_of(scene), "rb") as file:
                run.file = file.read()
        return run

    def left_files(self):
        """Removes temporary files that a program left, and returns their names. A process that it
        started removes them, perhaps a moment after it has ended."""
        end = time.monotonic() + 10
        while True:
            left = [name for name in os.listdir(self.path("files")) if name not in loops.FILES]
            if not left or time.monotonic() > end:
                break
            time.sleep(0.01)
        for name in left:
            os.unlink(self.path(f"files/{name}"))
        return left

    def run_watched(self, command, environment):
        """Runs a program on a terminal."""
        began = processor_seconds()
        with open(self.path("err"), "wb") as err:
            status, terminal = loops.run_on_terminal(command, stderr=err, env=environment,
                                                     preexec_fn=limit_processor)
        seconds = processor_seconds() - began
        with open(self.path("err"), "rb") as err:
            run = judge.Run(status, terminal.written, err.read().decode("utf-8", "replace"),
                            seconds)
        run.signalled = terminal.signalled
        run.terminal = terminal.close()
        return run

    def run(self, command, prefix=(), environment=(), terminal=False):
        """Runs a program to its end, which is brought about after some time: a judge.Run. Its
        seconds are those of the processor, which do not depend on what else runs."""
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C",
                       "TERM": "xterm" if terminal else "dumb", **dict(environment)}
        if terminal:
            return self.run_watched([*prefix, *command], environment)
        began = processor_seconds()
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            process = subprocess.Popen([*prefix, *command], stdout=out, stderr=err,
                                       stdin=subprocess.DEVNULL, start_new_session=True,
                                       preexec_fn=limit_processor, env=environment)
            try:
                status = process.wait(HANG)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
                status = None
        seconds = processor_seconds() - began
        with open(self.path("out"), "rb") as out, open(self.path("err"), "rb") as err:
            return judge.Run(status, out.read(), err.read().decode("utf-8", "replace"), seconds)

    def cannot(self, scene):
        """Why the scene cannot be had here, or None: BPF is not allowed everywhere."""
        for word in ("--owners=bpf", "--trace=bpf"):
            run = self.run(self.command(scene)) if word in scene.words else None
            if run and word in run.err:
                return run.err.strip()
        return None

    def truth(self, scene):
        """What is right, checked to be so each time."""
        if scene.kind != "look":
            return self.truth_of_loop(scene)
        run = self.run(self.command(scene))
        for _ in range(2):
            again = self.run(self.command(scene))
            if (again.status, again.out, again.err) != (run.status, run.out, run.err):
                sys.exit(f"{scene.name}: the answer changes by itself")
        if run.status != 0:
            sys.exit(f"{scene.name}: exit {run.status} without any fault: {run.err}")
        relatives = []
        if not self.options.program and not scene.grouped:
            relatives = [self.run(self.command(scene, extra))
                         for extra in (["--source=proc"], ["-n"], ["--source=proc", "-n"])]
        return judge.Truth(scene, run, relatives, self.groupings(scene, run))

    def truth_of_loop(self, scene):
        truths = [loops.Truth(scene, self.run_scene(scene)) for _ in range(3)]
        for truth in truths:
            if truth.run.status != 0:
                sys.exit(f"{scene.name}: exit {truth.run.status} without any fault: "
                         f"{truth.run.err}")
            if truth.facts != truths[0].facts:
                sys.exit(f"{scene.name}: the answer changes by itself")
            verdict, why = self.judge(scene, truths[0], truth.run, {})
            if verdict != judge.CORRECT:
                sys.exit(f"{scene.name}: {verdict} without any fault: {why}")
        if not truths[0].facts and scene.kind != "diff":
            sys.exit(f"{scene.name}: nothing was shown")
        return truths[0]

    def groupings(self, scene, run):
        """The groups of a scene, made here from the sockets that each source lists."""
        if not scene.grouped:
            return ()
        asked = scene._replace(words=grouping.question(scene.words), form="jsonl")
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            first, last = map(int, file.read().split())
        found = []
        for extra in [], ["--source=proc"]:
            sockets = judge.rows_of("jsonl", self.run(self.command(asked, extra)).out)[0]
            found.append(grouping.Grouping(scene.words, sockets, range(first, last + 1)))
        why = found[0].difference(judge.rows_of(scene.form, run.out)[0])
        if why:
            sys.exit(f"{scene.name}: {why}")
        return found

    def judge(self, scene, truth, run, fault):
        if self.options.program:
            return judge.judge_other(truth, run, LIMIT, fault)
        if scene.kind != "look":
            return loops.judge_loop(scene, truth, run, LIMIT, fault)
        return judge.judge_sockstat(scene, truth, run, LIMIT, fault)


Result = collections.namedtuple("Result", "scene fault k verdict why seconds")


def worker_of(number, kinds, workers):
    """Which of the WORKERS takes fault NUMBER. Each place fails in KINDS ways, one after another;
    with a stride prime to the number of workers, each of them meets every kind."""
    place, kind = divmod(number, kinds)
    stride = next(n for n in itertools.count(kinds) if math.gcd(n, workers) == 1)
    return (place * stride + kind) % workers


def work(options, faults, kinds):
    """A worker: FAULTS(stage, scene) yields its faults, KINDS of each place; prints what came of
    each."""
    order = json.loads(options.worker)
    stage = Stage(options, order["crowd"])
    try:
        for scene in scenes_of(options):
            if scene.name not in order["scenes"]:
                continue
            reason = stage.cannot(scene)
            if reason:
                print(json.dumps(Result(scene.name, "", 0, "skipped", reason, 0)), flush=True)
                continue
            truth = stage.truth(scene)
            jobs = faults(stage, scene)
            if options.only:
                jobs = [job for job in jobs if job.name(scene) == options.only]
            for number, job in enumerate(jobs):
                if worker_of(number, kinds, options.jobs) != order["share"]:
                    continue
                run, fault = job.run(stage, scene)
                if run is None:
                    verdict, why, seconds = "missed", "", 0
                else:
                    verdict, why = stage.judge(scene, truth, run, fault)
                    seconds = run.seconds
                if options.only:
                    print(run.out.decode("utf-8", "replace") + run.err, f"exit {run.status}",
                          sep="", file=sys.stderr)
                print(json.dumps(Result(scene.name, job.fault, job.k, verdict, why,
                                        round(seconds, 2))), flush=True)
    finally:
        stage.close()


def isolation(host):
    """How a worker is started: in namespaces of its own."""
    words = ["unshare"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]
    words += ["--net", "--mount"]
    return words if host else words + ["--pid", "--fork", "--kill-child", "--mount-proc"]


def start_worker(options, order, host):
    words = [word for word in sys.argv if not word.startswith("--worker")]
    return subprocess.Popen([*isolation(host), sys.executable, *words, "--worker",
                             json.dumps(order)], stdout=subprocess.PIPE, text=True)


def run_all(options):
    """All results, and how many seconds they took."""
    groups = collections.defaultdict(list)
    results = []
    began = time.monotonic()
    for scene in scenes_of(options):
        groups[scene.crowd, scene.host].append(scene.name)
    for (crowd, host), names in groups.items():
        workers = [start_worker(options, {"crowd": crowd, "scenes": names, "share": share}, host)
                   for share in range(options.jobs)]
        with concurrent.futures.ThreadPoolExecutor() as readers:
            for output, _ in readers.map(subprocess.Popen.communicate, workers):
                results += [Result(*json.loads(line)) for line in output.splitlines()]
        if any(worker.returncode != 0 for worker in workers):
            sys.exit("a worker failed")
    return results, time.monotonic() - began


def cannot_run():
    """Why the rig cannot run here, or None."""
    for program in ("strace", "unshare"):
        if not shutil.which(program):
            return f"{program} is not installed"
    probe = subprocess.run([*isolation(False), "true"], stderr=subprocess.DEVNULL)
    return "no namespace may be made here" if probe.returncode else None


def kind(result):
    """What was wrong, in a word."""
    return result.why.split(":")[0].split()[0] if result.verdict == judge.WRONG else ""


def report(options, tool, table):
    """Runs all, prints what came of it; 1 if anything was wrong."""
    reason = cannot_run()
    if reason:
        print(f"{tool}: skipped: {reason}")
        return 0
    results, seconds = run_all(options)
    done = [result for result in results if result.verdict not in ("missed", "skipped")]
    missed = sum(result.verdict == "missed" for result in results)
    skipped = {result.scene: result.why for result in results if result.verdict == "skipped"}
    if not done:
        sys.exit("no fault was made: nothing was shown")
    count = collections.Counter(result.verdict for result in done)
    kinds = collections.Counter(kind(result) for result in done if kind(result))
    names = " ".join(scene.name for scene in scenes_of(options))
    print(f"{tool} of {options.program or 'sockstat'}, {options.size}; {names}")
    for line in table(done):
        print(line.rstrip())
    total = ", ".join(f"{count[word]} {word}" for word in VERDICTS if count[word])
    print(f"{len(done)} runs: {total}; {missed} faults not met")
    for scene, why in skipped.items():
        print(f"skipped {scene}: {why}")
    if kinds:
        print("wrong: " + ", ".join(f"{n} {word}" for word, n in kinds.items()))
    print(f"longest run {max(result.seconds for result in done):.1f} s; all in {seconds:.0f} s")
    for why, n in collections.Counter(
            f"{result.verdict} {result.why}" for result in done
            if result.verdict in (judge.LIBC, judge.LOADER) and result.why).items():
        print(f"{n} times {why}")
    for result in done:
        if result.verdict == judge.WRONG:
            fault = result.fault.replace(":loader", "")
            words = f"--program={shlex.quote(options.program)} " if options.program else ""
            print(f"wrong: {tool} {words}--only {result.scene}:{fault}:{result.k}  # {result.why}")
    return 1 if count[judge.WRONG] else 0
