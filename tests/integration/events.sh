# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Events that --follow writes to a file while a case goes on.

# until_true COMMAND...: tries for up to a minute.
until_true() {
    for _ in $(seq 600); do
        ! "$@" || return 0
        sleep 0.1
    done
    echo "in vain: $*"
}

# follow OPTION...: begins to write events to the file `events`; FOLLOWER is the process.
follow() {
    rm -f events
    "$SOCKSTAT" --services="$SERVICES" --follow "$@" > events 2> words &
    FOLLOWER=$!
    until_true grep -qs '"begin"' events
}

# finish: ends it and prints its exit status.
finish() {
    local status=0
    kill -INT "$FOLLOWER"
    wait "$FOLLOWER" || status=$?
    echo "exit $status"
}

# has_closes COUNT: tests whether as many sockets were closed.
has_closes() {
    [ "$(grep -c '"event":"close"' events)" -ge "$1" ]
}
