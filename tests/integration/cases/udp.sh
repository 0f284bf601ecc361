# SPDX-License-Identifier: MIT
# UDP with and without a peer: -l lists those without, --connected those with, both together all.
. "$CASE_DIR/../sockets.sh"
many_sockets
sockstat -un
sockstat -unHl
sockstat -unH --connected
sockstat -unH --connected --listening
