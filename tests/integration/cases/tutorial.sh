# SPDX-License-Identifier: MIT
# The lesson of sockstat-tutorial(7) prints what the page shows. "make tutorial" writes the outputs
# into the page: read them before you commit them.
need ip
need_mounts
[ $$ -eq 1 ] || skip 'it needs a PID namespace of its own'
[ -e /proc/net/if_inet6 ] || skip 'this kernel has no IPv6'
kernel_since 6.8 || skip 'kernels before 6.8 do not list bound sockets'
hide_unreadable_process
mkdir bin
printf '#!/bin/sh\nexec "%s" --services="%s" "$@"\n' "$SOCKSTAT" "$PWD/services" > bin/sockstat
chmod 755 bin/sockstat
ln -s "$(command -v "$PYTHON")" bin/python3
PATH=$PWD/bin:$PATH
# Names that nearly every host has.
printf '127.0.0.1 localhost\n' > hosts
printf 'hosts: files\n' > nsswitch.conf
printf 'http-alt 8080/tcp\n' > services
mount --bind hosts /etc/hosts
mount --bind nsswitch.conf /etc/nsswitch.conf
page=$(realpath "$CASE_DIR/../../../man/sockstat-tutorial.7")
ip link set lo up
"$PYTHON" "$CASE_DIR/../helpers/tutorial.py" "$page" ${TUTORIAL:+"$TUTORIAL"}
