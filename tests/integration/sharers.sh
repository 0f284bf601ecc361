# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A thousand processes that share one listener, and whether all of them are listed, each once.

make_sharers() {
    [ "$(ulimit -u)" = unlimited ] || [ "$(ulimit -u)" -gt 3000 ] ||
        skip 'too few processes allowed'
    factory 'up lo' 'listen a 127.0.0.1 8080' 'fork 999 sharer'
    { echo "$FACTORY_PID"; tr ' ' '\n' < "/proc/$FACTORY_PID/task/$FACTORY_PID/children"; } |
        sed '/^$/d' | sort -n > expected
    wc -l < expected
}

look_for_sharers() {
    sockstat -tlnpj "$@" | jq -r '.complete, (.sockets | length)'
    sockstat -tlnpj "$@" | jq -r '.sockets[].processes[].pid' > found
    cmp found expected && echo 'the same'
    sockstat -tlnpH --columns=processes "$@" | tr '[,] ' '\n' | grep -c '^[0-9]'
}
