# SPDX-License-Identifier: MIT
# Sockets in every stable state and some hundred random ones: netlink, /proc, ss and all formats
# report the same, including processes, timers and cookies.
need ss
hide_unreadable_process
. "$CASE_DIR/../filter_sockets.sh"
filter_sockets
for part in 1 2; do
    mapfile -t steps < <("$PYTHON" "$CASE_DIR/../helpers/random_sockets.py" \
        "$((${SEED:-7} * 10 + part))" "${SOCKETS:-150}" "$((part * 6000 + 4000))")
    factory "comm random$part" "${steps[@]}" 'fork 1 sharer'
done
ENOUGH=$((2 * ${SOCKETS:-150})) \
    "$PYTHON" "$CASE_DIR/../helpers/sources.py" "$SOCKSTAT" --services="$SERVICES"
