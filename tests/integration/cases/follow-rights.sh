# SPDX-License-Identifier: MIT
# first PID namespace
# What --follow keeps once its first scan is over, in each mode: capabilities, descriptors of BPF
# objects, and how many netlink sockets. Then that it finds the process of a socket that begins
# later, by the BPF program that it loaded before it gave up the right to load.
need_all=0xc000081004
all=$(sed -n 's/^CapPrm:\t0*//p' /proc/self/status)
(((0x$all & need_all) == need_all)) || skip 'some capabilities that it could keep are not here'
sockstat --version | grep -q 'seccomp, landlock' || skip 'no sandbox is built in or offered here'
hide_unreadable_process
factory 'up lo' 'listen a 127.0.0.1 8080'
can_bpf || skip 'BPF is not built in or not allowed here'
need jq

. "$CASE_DIR/../events.sh"

# Names of the capabilities that the process of --follow has, of those that it could have.
capabilities() {
    local held
    held=0x$(sed -n 's/^CapPrm:\t//p' "/proc/$FOLLOWER/status")
    (((held & ~need_all) == 0)) || printf ' others(%s)' "$held"
    (((held & 1 << 2) == 0)) || printf ' dac_read_search'
    (((held & 1 << 12) == 0)) || printf ' net_admin'
    (((held & 1 << 19) == 0)) || printf ' sys_ptrace'
    (((held & 1 << 38) == 0)) || printf ' perfmon'
    (((held & 1 << 39) == 0)) || printf ' bpf'
}

# Kinds of its descriptors that are about BPF, and how many.
descriptors() {
    find "/proc/$FOLLOWER/fd" -type l -printf '%l\n' | sed -n 's/^anon_inode:\[*\(bpf[a-z_-]*\).*/\1/p' |
        sort | uniq -c | awk '{ printf " %s*%d", $2, $1 }'
}

# A change of capabilities follows the first line at once.
settled() {
    grep -q '^Seccomp_filters:.3' "/proc/$FOLLOWER/status"
}

show() {
    follow "$@"
    until_true settled
    printf '%s:%s |%s | seccomp %s\n' "$*" "$(capabilities)" "$(descriptors)" \
        "$(sed -n 's/^Seccomp:\t//p' "/proc/$FOLLOWER/status")"
    finish
}

show --json --trace=bpf -t
show --json --trace=none -t
show --json --trace=bpf -t --columns=local,state
show --json --trace=bpf -t --columns=local,mark
show --json --trace=none -t --columns=local,process
show --json --trace=none -t --columns=local,process --owners=proc

echo 'a socket that begins later:'
follow --json --trace=none -t --owners=bpf -l
factory 'listen b 127.0.0.1 8081'
has_later() {
    grep -q '"local_port":8081' events
}
until_true has_later
finish
jq -c 'select(.event == "open" and .local_port == 8081) | [.owner, (.processes | length)]' events
grep -v 'a scan takes' words || true
