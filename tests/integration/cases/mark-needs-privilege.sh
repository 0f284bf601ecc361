# SPDX-License-Identifier: MIT
# The kernel reports the mark only with CAP_NET_ADMIN; without it, the mark is absent, not 0.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080 mark=42'
sockstat -tlj | jq -c '[.sockets[].mark]'
sockstat_as_nobody -tlj | jq -c '[.sockets[].mark]'
