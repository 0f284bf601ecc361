# SPDX-License-Identifier: MIT
# Every stable TCP state, with queues and endpoints, in the default order.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -tan
