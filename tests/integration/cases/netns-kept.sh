# SPDX-License-Identifier: MIT
# first PID namespace
# A network namespace in which no process lives and that has no name: only a socket keeps it. It is
# found in the list of the kernel, and entered by its number.
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
need jq
mkfifo to from
"$PYTHON" "$CASE_DIR/../helpers/keep.py" 18099 < to > from &
exec 5> to
read -r ready < from
[ "$ready" = ready ] || skip 'no network namespace can be made here'
sockstat -tlj -N all sport = 18099 > found 2> words || true
jq -e '.sockets == []' found > /dev/null &&
    skip 'the list of network namespaces cannot be read here (root, BPF, Linux 6.18)'
jq -c '.sockets[] | [.local_address, .netns_name, .netns_pid, .netns > 4026531833]' found
jq -c '.namespaces | map(select(.sockets > 0) | [.names, .pid, .sources.tcp])' found
can_bpf || skip 'BPF is not allowed here'
sockstat -tlpH -N all --columns=local,processes sport = 18099 2> /dev/null | sed 's/\[.*//'
