# SPDX-License-Identifier: MIT
# --watch with --rates: bytes of connections that ended between two looks count in their group.
ip link set lo up
"$PYTHON" "$CASE_DIR/../helpers/late_bytes.py" 8080 &
# By process: of a connection that the previous look saw. By port: also of others.
for keys in process local_port; do
    TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x100 \
        "$SOCKSTAT" -tn --watch=0.1 --rates --by=$keys 'state=established' << 'STEPS'
until ^[+ ] +(python3|8080) +[0-9]+ .* [0-9.]*[1-9][0-9.]*k?bit/s
type q
ended
STEPS
done
# A table has no row for them: a warning has their bytes.
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x100 \
    "$SOCKSTAT" -tn --watch=0.1 --rates 'state=established' << 'STEPS'
until [0-9] sockets?
type w
until rates: [0-9]+ connections? ended between the two looks, not listed: [1-9][0-9]*000 bytes received
type q
ended
STEPS
kill $!
