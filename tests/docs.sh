#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# docs.sh BUILD: holds the manual, --help and the JSON Schema to what the program itself lists.
set -eu
cd "$(dirname "$0")/.."

sockstat=$1/sockstat
manual=man/sockstat.1
passed=0
failed=0

# same NAME EXPECTED ACTUAL: two lists of words, one a line, in any order.
same() {
    local difference
    if difference=$(diff <(sort -u <<< "$2") <(sort -u <<< "$3")); then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        printf 'not ok %s (< the program, > the document)\n%s\n' "$1" "$difference"
    fi
}

# The lines of section $1 of the manual.
section() {
    awk -v name="$1" '/^\.Sh / { inside = ($0 == ".Sh " name) } inside' "$manual"
}

# The words with macro Cm in the tags of a section, without those of lists within the list.
tags() {
    awk '/^\.Bl/ { depth++ } /^\.El/ { depth-- } /^\.It Cm/ && depth == 1' |
        sed 's/^\.It Cm //; s/ , /\n/g'
}

# "-t" and "--tcp" of each tag in OPTIONS.
documented_options() {
    section OPTIONS | sed -n 's/^\.It //p' | grep -o 'Fl -*[A-Za-z0-9-]*' |
        sed 's/^Fl -\(..*\)$/--\1/; s/^Fl \(.\)$/-\1/'
}

columns=$("$sockstat" --list-columns | cut -d ' ' -f 1)
options=$("$sockstat" --list-options | cut -f 1,2 | tr '\t' '\n' | grep -v '^-$')
words=$("$sockstat" --list-options | awk -F '\t' '$3 ~ /[|]/ { print $2 "=" $3 }')
states=$(sed -n 's/^ *\[STATE_[A-Z0-9_]*\] = {"\([a-z0-9-]*\)".*/\1/p' src/sock/proto.c)
schema=$("$sockstat" --schema)
socket=$(jq -r '.definitions.socket.properties | keys[]' <<< "$schema")

same 'every column is in the manual' "$columns" "$(section COLUMNS | tags)"
same 'every option is in the manual' "$options" "$(documented_options)"
same 'every choice of words is in the manual' "$words" \
    "$(section OPTIONS | sed -n 's/^\.It .*Fl -\([a-z]*\) Ns = Ns Cm \(.*\)/--\1=\2/p' |
        sed 's/ Ns | Ns Cm /|/g')"
same 'every option is in --help' "$options" \
    "$("$sockstat" --help | sed -n 's/^  \(-.*\|    --.*\)/\1/p' |
        grep -oE '^ *(-[A-Za-z0-9], )?--[a-z0-9-]+' | tr ',' '\n' | tr -d ' ')"
same 'every state is in the manual' "$states" "$(section STATES | tags)"
same 'every state is in the schema' "$states" \
    "$(jq -r '.definitions.socket.properties.state.enum[]' <<< "$schema")"
same 'every column is in the schema' "$columns" "$(grep -v '_base64$' <<< "$socket")"
same 'every name in the schema has its exact bytes' \
    "$("$sockstat" --list-columns | awk '$2 ~ /^names?$/ { print $1 "_base64" }')" \
    "$(grep '_base64$' <<< "$socket")"

same 'no line of --help or --list-columns is longer than 80' '' \
    "$({ "$sockstat" --help; "$sockstat" --list-columns; } | awk 'length > 80')"

echo "docs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
