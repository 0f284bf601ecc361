# SPDX-License-Identifier: MIT
# The lesson of sockstat-tutorial(7) prints what the page shows. "make tutorial" writes the outputs
# into the page: read them before you commit them.
. "$CASE_DIR/../examples.sh"
need ip
need_mounts
[ $$ -eq 1 ] || skip 'it needs a PID namespace of its own'
[ -e /proc/net/if_inet6 ] || skip 'this kernel has no IPv6'
[ "$(printf '6.8\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 6.8 ] ||
    skip 'kernels before 6.8 do not list bound sockets'
sockstat_in_path
# The lesson uses the names that nearly every host has, and a path below /tmp.
printf '127.0.0.1 localhost\n' > hosts
printf 'hosts: files\n' > nsswitch.conf
printf 'http-alt 8080/tcp\n' > services
for file in hosts nsswitch.conf services; do
    mount --bind "$file" "/etc/$file"
done
page=$(realpath "$CASE_DIR/../../../man/sockstat-tutorial.7")
ip link set lo up
"$PYTHON" "$CASE_DIR/../helpers/tutorial.py" "$page" ${TUTORIAL:+"$TUTORIAL"}
