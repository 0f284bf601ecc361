#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD: completes command lines in bash, zsh and fish. `real/sockstat` is the program in
# BUILD; `fake/sockstat` has other options and columns, which no completion file can know. Names
# that other people chose are completed in interactive shells: see hostile.py.
set -u

real=$(realpath "$1/sockstat")
cd "$(dirname "$0")" || exit 1
parts=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

COMPLETIONS=$(realpath ../../completions)
export COMPLETIONS LC_ALL=C TERM=vt100 HOME=$scratch
unset ZDOTDIR FPATH BASH_ENV COMP_WORDBREAKS CDPATH "${!XDG_@}" "${!BASH_COMPLETION@}"

cd "$scratch" || exit 1
mkdir -p real fake settings .config/fish/completions user/completions
touch 'services one'
ln -s "$real" real/sockstat
ln -s "$COMPLETIONS/sockstat.fish" .config/fish/completions/sockstat.fish
ln -s "$COMPLETIONS/sockstat.bash" user/completions/sockstat

cat > fake/sockstat << 'END'
#!/bin/sh
echo noise >&2
case $1 in
--list-options) printf '%s\t%s\t%s\t%s\n' -z --zebra - 'stripes: [b\w]' - --size N 'how many' \
    -w --when 'now|later' 'at once' -k --keys KEY,... 'the keys' -f --from FILE 'a file' ;;
--list-columns) printf '%s\n' 'one  number  the first' 'once  word  at: once' 'two  word  2nd' ;;
esac
END
chmod +x fake/sockstat

# What --help=all says, one word a line, the long options with the = of an argument that they need.
real/sockstat --help=all | sed -nE 's/^  (-.)?,? +(--[^ =[]+=?).*/\1\n\2/p' | grep . |
    sort > options
real/sockstat --list-columns | cut -d ' ' -f 1 | sort > columns

# Each option and each key that has words, a tab, and its words.
row() {
    printf '%s\t%s\n' "$1" "$(sort | paste -sd ' ')"
}
real/sockstat --list-options | awk -F '\t' '$3 ~ /[|]/ { print $2, $3 }' |
    while read -r option words; do
        tr '|' '\n' <<< "$words" | row "$option"
    done > options-with-words
real/sockstat --list-columns | awk '$2 == "word" { print $1 }' |
    while read -r key; do
        real/sockstat --list-words -- "$key" '' | cut -f 1 | row "$key"
    done > keys-with-words

isolate=(unshare --mount --net --pid --fork --kill-child --mount-proc)
[ "$(id -u)" -eq 0 ] || isolate+=(--user --map-root-user)

# can_complete SHELL: whether it is installed. The completion for fish needs ranges with an open
# end, which fish has since 3.2.
can_complete() {
    command -v "$1" > /dev/null || return
    # fish expands the words.
    # shellcheck disable=SC2016
    [ "$1" != fish ] || [ "$(fish -c 'set -l words a b; echo $words[2..]' 2> /dev/null)" = b ]
}

# hostile SHELL LABEL: names that other people chose, in namespaces of their own.
hostile() {
    if ! can_complete "$1"; then
        echo "skipped $2: not installed, or too old"
    elif [[ $2 == *bash-completion* && ! -r /usr/share/bash-completion/bash_completion ]]; then
        echo "skipped $2: not installed"
    elif ! "${isolate[@]}" true 2> /dev/null; then
        echo "skipped $2: no namespace may be made here"
    else
        mkdir "$scratch/$2"
        # A shell that hangs is to fail; unshare ignores other signals.
        (
            cd "$scratch/$2" || exit
            timeout -s KILL 1800 "${isolate[@]}" "$parts/hostile.py" "$2" "$real"
        ) || echo "not ok $2: ended with status $?"
    fi
}

part() {
    if can_complete "$1"; then
        timeout 3600 "$@" < /dev/null 2> noise || echo "not ok $1: ended with status $?"
        [ ! -s noise ] || echo "not ok $1: on stderr: got [$(paste -sd ' ' noise)], wanted []"
    else
        echo "skipped $1: not installed, or too old"
    fi
}

{
    part bash "$parts/bash.sh" bash
    part bash "$parts/bash.sh" 'bash without = in COMP_WORDBREAKS'
    part bash "$parts/bash.sh" 'bash with bash-completion'
    part zsh -f "$parts/zsh.zsh"
    part fish "$parts/fish.fish"
    hostile bash 'bash, hostile names'
    hostile bash 'bash without = in COMP_WORDBREAKS, hostile names'
    hostile bash 'bash with bash-completion, hostile names'
    hostile zsh 'zsh, hostile names'
    hostile fish 'fish, hostile names'
} | tee results

failed=$(grep -c '^not ok ' results)
printf 'completions: %d passed, %d failed, %d skipped\n' \
    "$(grep -c '^ok ' results)" "$failed" "$(grep -c '^skipped ' results)"
[ "$failed" -eq 0 ]
