#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""containers.py BUILD [--run COMMAND]: starts a Docker engine with containers, and network
namespaces (container_scene.py), and checks what sockstat lists of them (container_checks.py).
Prints "ok", "not ok" or "skipped" for each check, and the sums. With --run it runs a command in
place of the checks. Run it as root; sh tests/deps.sh containers.

Everything runs in a network, mount and cgroup namespace of its own and in one cgroup. There the
cgroup2 file system is mounted at /sys/fs/cgroup, so that the engine puts containers into it, also
on hosts where controllers belong to cgroup v1. Interfaces, rules of the firewall and mounts end
with the namespaces. A guard, outside of them, waits until this program ends in whatever way, kills
the cgroup and removes the files. If the guard was killed as well, the next run does this.
"""
import argparse
import fcntl
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PREFIX = "sockstat-containers."
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
SECONDS = 170  # after which the scene is ended
NEEDED = ["dockerd", "docker", "containerd", "runc", "docker-proxy", "iptables", "busybox", "ip",
          "nsenter", "unshare", "mount", "umount", "ps"]


def skip(why):
    print(f"containers: skipped: {why}", flush=True)
    sys.exit(0)


def mount_point():
    """Where the cgroup2 file system is, or None."""
    with open("/proc/self/mounts", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return next((words[1] for words in mounts if words[2] == "cgroup2"), None)


def cgroup_for(directory):
    return f"{mount_point()}/{os.path.basename(directory)}"


def populated(cgroup):
    with open(f"{cgroup}/cgroup.events", encoding="ascii") as file:
        return "populated 1" in file.read()


def clean(directory):
    """Ends all processes of a run and removes its cgroups and files."""
    cgroup = cgroup_for(directory)
    if os.path.isdir(cgroup):
        while populated(cgroup):
            with open(f"{cgroup}/cgroup.kill", "w", encoding="ascii") as file:
                file.write("1")
            time.sleep(0.05)
        for path, _, _ in os.walk(cgroup, topdown=False):
            os.rmdir(path)
    # mounts end after the last process, and files that they use can be removed only then
    for _ in range(100):
        shutil.rmtree(directory, ignore_errors=True)
        if not os.path.exists(directory):
            return
        time.sleep(0.1)
    print(f"containers: {directory} cannot be removed", file=sys.stderr)


def lock(path, wait=False):
    """A descriptor that locks a directory, or None: another process has it or has removed it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def clean_leftovers():
    """Of runs of which also the guard was killed."""
    for directory in glob.glob(f"{tempfile.gettempdir()}/{PREFIX}*"):
        if (held := lock(directory)) is not None:
            print(f"containers: removes what is left of {directory}", flush=True)
            clean(directory)
            os.close(held)


def guard(directory):
    """Holds the lock and waits for the end of the program that started it."""
    for number in (*SIGNALS, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    held = lock(directory)
    print("ready", flush=True)
    sys.stdin.buffer.read()
    clean(directory)
    os.close(held)


def start_guard():
    """A directory for a run, and its guard. Other runs wait: they would remove what is not locked
    yet."""
    held = lock(tempfile.gettempdir(), wait=True)
    clean_leftovers()
    directory = tempfile.mkdtemp(prefix=PREFIX)
    process = subprocess.Popen([sys.executable, __file__, "--guard", directory],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               start_new_session=True)
    process.stdout.readline()
    os.close(held)
    return directory, process


def make_cgroup(directory):
    """The cgroup of the run, with one below it for what is no container: a cgroup with controllers
    for its children may have no processes. Returns why there is none."""
    if not mount_point():
        return "no cgroup2 file system is mounted"
    cgroup = cgroup_for(directory)
    try:
        os.makedirs(f"{cgroup}/rig")
    except OSError as error:
        return f"{cgroup}: {error.strerror}"
    return None if os.path.exists(f"{cgroup}/cgroup.kill") else "no cgroup.kill (Linux 5.14)"


def enter(cgroup):
    with open(f"{cgroup}/cgroup.procs", "w", encoding="ascii") as file:
        file.write("0")


def start_inside(options, directory):
    """Starts the part that runs in the namespaces, whose cgroup namespace has the run as root."""
    cgroup = cgroup_for(directory)
    words = ["unshare", "--net", "--mount", "--cgroup", sys.executable, __file__, options.build,
             "--inside", directory, "--cgroup", f"{cgroup}/rig", "--outside", str(os.getpid())]
    words += ["--run", options.run] if options.run else []
    return subprocess.Popen(words, preexec_fn=lambda: enter(cgroup),
                            stdin=None if options.run else subprocess.DEVNULL)


def supervise(options):
    """Runs the part inside to its end, or ends it; the exit status."""
    def on_signal(number, _):
        sys.exit(128 + number)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    directory, watcher = start_guard()
    for number in SIGNALS:
        signal.signal(number, on_signal)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if why := make_cgroup(directory):
            skip(why)
        return start_inside(options, directory).wait(None if options.run else SECONDS)
    except subprocess.TimeoutExpired:
        print(f"not ok containers: ended after {SECONDS} s", flush=True)
        return 1
    finally:
        watcher.stdin.close()
        watcher.wait()


def mount_own():
    """The files that an engine writes outside of its directories, and the cgroups."""
    resolver = os.path.realpath("/etc/resolv.conf")
    servers = None
    if resolver.startswith("/run/") and os.path.exists(resolver):
        with open(resolver, "rb") as file:
            servers = file.read()
    for words in (["mount", "-t", "tmpfs", "run", "/run"],
                  ["umount", "--recursive", "/sys/fs/cgroup"],
                  ["mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"],
                  ["ip", "link", "set", "lo", "up"]):
        result = subprocess.run(words, stderr=subprocess.PIPE, check=False, text=True)
        if result.returncode:
            skip(f"{' '.join(words)}: {result.stderr.strip()}")
    if servers is not None:
        os.makedirs(os.path.dirname(resolver), exist_ok=True)
        with open(resolver, "wb") as file:
            file.write(servers)


def inside(options):
    """Makes the scene; then the checks, or the command."""
    import container_checks
    import container_scene
    enter(options.cgroup)
    mount_own()
    try:
        engine = container_scene.Engine(options.inside)
    except container_scene.Refused as why:
        skip(why)
    try:
        scene = container_scene.Scene(options.build, engine, options.outside)
    except container_scene.Refused as why:
        print(f"not ok scene: {why}", flush=True)
        return 1
    if options.run:
        environment = {**os.environ, **scene.engine.environment}
        for name, pid in scene.pid.items():
            environment[f"PID_{name}"] = str(pid)
        return subprocess.run(["sh", "-c", options.run], env=environment, check=False).returncode
    return container_checks.run_all(scene)


def main():
    parser = argparse.ArgumentParser(description="checks of sockets in containers")
    parser.add_argument("build", nargs="?", default=f"{HERE}/../../build")
    parser.add_argument("--run", metavar="COMMAND", help="run this in place of the checks")
    for hidden in "--inside", "--cgroup", "--outside", "--guard":
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.build = os.path.realpath(options.build)
    if options.guard:
        return guard(options.guard)
    if options.inside:
        return inside(options)
    if os.geteuid() != 0:
        skip("not root")
    for program in NEEDED:
        if not shutil.which(program):
            skip(f"{program} is not installed (sh tests/deps.sh containers)")
    return supervise(options)


if __name__ == "__main__":
    sys.exit(main())
