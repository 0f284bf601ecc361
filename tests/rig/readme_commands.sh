#!/bin/bash
# SPDX-License-Identifier: MIT
#
# readme_commands.sh FACTORY README: runs the commands of README's table of examples with the
# sockstat in PATH, beside a few sockets, in a network namespace. Prints each that ends with another
# status than 0 or 1, and how many ran. It needs bash and util-linux only: a root directory of a
# package test has no more.
set -u -o pipefail

if [ "${3:-}" != inside ]; then
    exec unshare --net bash "$0" "$1" "$2" inside
fi
cd "$(mktemp -d)" || exit 1
coproc FACTORY { exec "$1" 'up lo' 'comm web' 'listen a 127.0.0.1 8080 backlog=5' \
    'connect b 127.0.0.1 8080 from=127.0.0.1,45000' 'accept c a' 'udp d 127.0.0.1 5300'; }
read -r ready <&"${FACTORY[0]}"
[ "$ready" = ready ] || exit 1

# shellcheck disable=SC2016
# The commands of the table, in the order of README. What draws, and waits for a day, is left out.
mapfile -t commands < <(sed -n '/^| task | command |/,/^$/s/^| .* | \(`.*\) |$/\1/p' "$2" |
    grep -o '`[^`]*`' | sed 's/^`//; s/`$//; s/\\|/|/g; s/ *| dot .*//; s/--wait=30/--wait=1/')
failed=0
for command in "${commands[@]}"; do
    run=(bash -o pipefail -c "$command")
    case $command in
    *' -E'* | *--follow*) run=(timeout --preserve-status -s INT 2 "${run[@]}") ;;
    *--watch*)
        # In the foreground: it reads the terminal.
        command="timeout --foreground --preserve-status -k 60 -s INT 2 $command"
        run=(script -qec "$command" /dev/null)
        ;;
    esac
    status=0
    messages=$("${run[@]}" 2>&1 < /dev/null) || status=$?
    case $status in
    0 | 1) ;;
    *)
        failed=$((failed + 1))
        printf '%s: status %s\n%s\n' "$command" "$status" "$messages"
        ;;
    esac
done
echo "${#commands[@]} commands of README ran, $failed failed"
[ ${#commands[@]} -ge 30 ] && [ "$failed" -eq 0 ]
