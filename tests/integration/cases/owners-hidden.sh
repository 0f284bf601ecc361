# SPDX-License-Identifier: MIT
# An unprivileged user gets every row, the visible owners, and one message about the hidden ones.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53'
status sockstat_as_nobody -lnp 2>&1
echo 'with --strict:'
status sockstat_as_nobody -qlp --strict 2>&1
echo 'in JSON:'
sockstat_as_nobody -lpj 2> /dev/null | jq -c '[.sockets[].owner], [.sockets[].processes], .warnings, .complete'
echo 'nothing to attribute, nothing to say:'
status sockstat_as_nobody -ln 2>&1
