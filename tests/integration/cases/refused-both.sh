# SPDX-License-Identifier: MIT
# If netlink and /proc are both unavailable: a message, status 3, and the same in JSON.
need_mounts
[ -z "${SAN:-}" ] || skip 'the sanitizers of this build need /proc'
mkdir -p fake/self/net
printf 'sl\n' > fake/self/net/tcp
mount --bind fake /proc
status "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --services="$SERVICES" -tu 2>&1
"$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --services="$SERVICES" -tuj 2> /dev/null |
    jq -c '.sockets, .sources, .warnings, .complete' || true
status "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" --services="$SERVICES" -q 2> /dev/null
umount /proc
