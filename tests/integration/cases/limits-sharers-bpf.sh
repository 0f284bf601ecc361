# SPDX-License-Identifier: MIT
# first PID namespace
# A thousand processes share one listener: the BPF scan lists each of them once.
. "$CASE_DIR/../sharers.sh"
make_sharers
can_bpf || skip 'BPF is not built in or not allowed here'
look_for_sharers --owners=bpf
