# SPDX-License-Identifier: MIT
# A thousand processes share one listener: the walk over /proc lists all of them, each once.
hide_unreadable_process
. "$CASE_DIR/../sharers.sh"
make_sharers
look_for_sharers --owners=proc
