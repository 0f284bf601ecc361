#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# busy.sh MAKE TIMES [TARGET...]: runs `make check` TIMES on a busy machine: beside 12 processes
# that use all the processor time they get, and a million descriptors of a socket, in one process
# where the limit on descriptors allows it.
# Other targets take the place of check. Ends with status 1 when a run fails.
set -u

make=$1
times=$2
shift 2
[ $# -gt 0 ] || set -- check

scratch=$(mktemp -d)
load=()
trap 'kill "${load[@]}" 2> /dev/null; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

mkfifo "$scratch/ready"
python3 -c '
import os, resource, signal, socket
with open("/proc/sys/fs/nr_open") as file:
    most = int(file.read())
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
except ValueError:  # the limit cannot be raised here: more processes hold fewer each
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
each = min(1000000, most - 100)
processes = -(-1000000 // each)
held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(each):
    os.dup(held.fileno())
for _ in range(processes - 1):
    if os.fork() == 0:
        import ctypes
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        signal.pause()
print(each * processes, "descriptors in", processes, "processes", flush=True)
signal.pause()' > "$scratch/ready" &
load+=($!)
read -r descriptors < "$scratch/ready" || exit 1
for _ in $(seq 12); do
    (while :; do :; done) &
    load+=($!)
done
echo "beside 12 busy processes, and $descriptors"

failed=0
for run in $(seq "$times"); do
    start=$SECONDS
    if "$make" "$@" > "$scratch/log" 2>&1; then
        verdict=passed
    else
        verdict=failed
        failed=1
        cat "$scratch/log"
    fi
    grep -E '^(unit|integration|completions): ' "$scratch/log"
    echo "run $run: $verdict after $((SECONDS - start)) s, load $(cut -d ' ' -f 1 /proc/loadavg)"
done
exit "$failed"
