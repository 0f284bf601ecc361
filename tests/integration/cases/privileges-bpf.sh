# SPDX-License-Identifier: MIT
# first PID namespace
# Which users can find owners by BPF; others get the reason (in the words of the kernel, omitted
# here) and exit status 3. Each line: the user, the exit status, the owner.
need setpriv
need_nobody
need_own_user_namespaces
need_mounts
factory 'up lo' 'listen a 127.0.0.1 8080'
can_bpf || skip 'BPF is not built in or not allowed here'
cp "$HELPERS/refuse" refuse
export GCOV_PREFIX=$PWD

says() {
    local name=$1 exit=0
    shift
    "$@" ./sockstat --owners=bpf -tlnH --columns=owner > rows 2> words || exit=$?
    echo "$name: $exit $(cat rows)"
    sed 's/bpf: .*: owners/bpf: (why): owners/; s/^sockstat: /    /' words
}

says root env
says 'root, no capability' setpriv --bounding-set=-all --inh-caps=-all
says nobody nobody_with ''
for capability in bpf perfmon sys_ptrace,+dac_read_search net_admin bpf,+perfmon sys_admin; do
    says "nobody, $capability" nobody_with "+$capability"
done
says 'root of a user namespace' nobody_with '' unshare --user --map-root-user
says 'root, other pid namespace' unshare --pid --fork --mount-proc
says 'root, no netlink' ./refuse netlink=EPERM
