# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What cases are written in. Sourced by the runner, inside a network namespace of the case's own
# and an empty directory.

# Starts the factory with these steps and waits until its sockets are there. It ends with the
# case: its stdin, held open here, ends then. FACTORY_PID is that of the last one started.
factory() {
    local ready
    mkfifo factory.stdin factory.stdout
    "$HELPERS/factory" "$@" < factory.stdin > factory.stdout &
    # for the case, and to be held until it ends
    # shellcheck disable=SC2034
    { FACTORY_PID=$!; exec {FACTORY_STDIN}> factory.stdin; }
    read -r ready < factory.stdout || ready=
    rm factory.stdin factory.stdout
    [ "$ready" = ready ] || { echo 'the factory failed'; exit 1; }
}

# The program under test, with names of ports that do not depend on the host.
SERVICES=$CASE_DIR/../services

sockstat() {
    "$SOCKSTAT" --services="$SERVICES" "$@"
}

skip() {
    echo "$1"
    exit 77
}

need() {
    local command
    for command in "$@"; do
        command -v "$command" > /dev/null || skip "$command is not installed"
    done
}

# Succeeds if the kernel has version $1 or a later one.
kernel_since() {
    [ "$(printf '%s\n%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)" = "$1" ]
}

# Older versions cannot resolve references in a schema whose $id is a URN.
need_jsonschema() {
    "$PYTHON" -c 'from jsonschema import Draft202012Validator' 2> /dev/null ||
        skip 'Python has no jsonschema 4'
}

need_mounts() {
    [ -n "${PRIVATE_MOUNTS:-}" ] || skip 'no mount of its own can be made here'
}

# A preloaded fakeroot exits if the sandbox refuses what it did before the sandbox: names are looked
# up, or namespaces read, before and after it.
not_under_fakeroot() {
    [ -z "${FAKEROOTKEY:-}" ] || skip 'fakeroot uses System V IPC, which the sandbox refuses'
}

# A preloaded fakeroot answers for the kernel where users and the owners of files are changed.
need_real_users() {
    [ -z "${FAKEROOTKEY:-}" ] || skip 'fakeroot only pretends to change users'
}

# Becomes nobody when there is one: not in a user namespace that knows one user only.
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

# Whether owners can be looked for by BPF; there must be a socket whose owner is looked for.
can_bpf() {
    sockstat --version | grep -q bpf &&
        ! { sockstat -tulpH --owners=bpf 2>&1 || true; } | grep -q 'owners are not known'
}

# nobody_with CAPABILITIES COMMAND...: as nobody with just these: +bpf,+perfmon, for instance.
nobody_with() {
    local all=-all${1:+,$1}
    shift
    "${nobody[@]}" --inh-caps="$all" --ambient-caps="$all" --bounding-set="$all" "$@"
}

# The copies are there because nobody may not be able to look where the originals are.
need_nobody() {
    need_real_users
    "${nobody[@]}" true 2> /dev/null || skip 'cannot become another user here'
    cp "$SOCKSTAT" sockstat
    cp "$SERVICES" services
    chmod 777 . sockstat services
}

# After need_nobody. A kernel may refuse it, and each does in a chroot.
need_own_user_namespaces() {
    "${nobody[@]}" unshare --user --map-root-user --net true 2> /dev/null ||
        skip 'nobody cannot make a user namespace here'
}

# Runs the program as a user without any right. What a coverage build writes must go where that
# user may write.
sockstat_as_nobody() {
    GCOV_PREFIX=$PWD "${nobody[@]}" ./sockstat --services=services "$@"
}

# Runs a command and prints its exit status after what it printed.
status() {
    local status=0
    "$@" || status=$?
    echo "exit $status"
}

# Where the first process may not be read, even by root, nothing can be said of sockets that no
# other seems to hold: puts it out of sight.
hide_unreadable_process() {
    need_mounts
    readlink /proc/1/fd/0 > /dev/null 2>&1 && return
    mkdir -p empty
    mount --bind empty /proc/1/fd
    mount --bind empty /proc/1/task
}

# Gives the case names of network namespaces of its own: those of the host are out of sight.
own_netns_names() {
    need ip nsenter
    need_mounts
    mkdir -p /run/netns 2> /dev/null || skip 'no /run/netns can be made here'
    sed -n '/ - nsfs /s/^[^ ]* [^ ]* [^ ]* [^ ]* \([^ ]*\) .*/\1/p' /proc/self/mountinfo |
        while read -r mount; do umount "$mount"; done
    mount -t tmpfs tmpfs /run/netns
}

# netns NAME: makes a network namespace of this name. factory_in NAME STEP...: a factory in it.
netns() {
    ip netns add "$1"
    mkdir "in-$1"
    printf '#!/bin/sh\nexec nsenter --net=/run/netns/%s %s/factory "$@"\n' "$1" "$HELPERS" \
        > "in-$1/factory"
    chmod 755 "in-$1/factory"
}

factory_in() {
    local name=$1
    shift
    HELPERS=$PWD/in-$name factory "$@"
}
