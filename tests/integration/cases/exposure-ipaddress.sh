# SPDX-License-Identifier: MIT
# exposure of a thousand addresses is what Python's ipaddress says of them. The addresses are not
# those of an interface (IP_FREEBIND).
need ip
ip link set lo up
ip link add bridge7 type bridge
ip link set bridge7 up
mkfifo ready document
"$PYTHON" "$CASE_DIR/../helpers/exposure.py" bridge7 > ready < document &
exec 3< ready
exec 4> document
read -r _ <&3
sockstat -uaj --columns=local_port,exposure >&4
exec 4>&-
cat <&3
