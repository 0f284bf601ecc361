# SPDX-License-Identifier: MIT
# The kernel tells the mark to CAP_NET_ADMIN only: for others it is absent, not 0.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080 mark=42'
"$SOCKSTAT" -tlj | jq -c '[.sockets[].mark]'
as_nobody "$SOCKSTAT" -tlj | jq -c '[.sockets[].mark]'
