# SPDX-License-Identifier: MIT
# Every state that holds still, and some hundred random sockets: netlink, /proc, ss and all the
# formats say the same of all of them, processes, timers and cookies included.
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
