# SPDX-License-Identifier: MIT
# A thousand processes share one listener: the scan of /proc lists each of them once.
hide_unreadable_process
. "$CASE_DIR/../sharers.sh"
make_sharers
look_for_sharers --owners=proc
