# SPDX-License-Identifier: MIT
# Every TCP state that can be held still, with queues and endpoints, in the default order.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -tan
