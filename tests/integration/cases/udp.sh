# SPDX-License-Identifier: MIT
# UDP with and without a peer; -l shows the one, --connected the other, both together both.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -un
sockstat -unHl
sockstat -unH --connected
sockstat -unH --connected --listening
