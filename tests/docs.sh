#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# docs.sh BUILD: holds the manual, --help and the JSON Schema to what the program itself lists.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

sockstat=$build/sockstat
manual=man/sockstat.1
passed=0
failed=0

# The lines of stdin as one, divided by commas.
in_one_line() {
    paste -s -d '\t' | sed 's/\t/, /g'
}

# same NAME EXPECTED ACTUAL: two lists, one entry a line, in any order; an entry that is there
# twice counts twice. The first comes from the program and may not be empty.
same() {
    local missing unknown what=
    missing=$(comm -23 <(sort <<< "$2") <(sort <<< "$3") | in_one_line)
    unknown=$(comm -13 <(sort <<< "$2") <(sort <<< "$3") | in_one_line)
    [ -n "$2" ] || what=' the program lists nothing;'
    [ -z "$missing" ] || what+=" missing: $missing;"
    [ -z "$unknown" ] || what+=" unknown or twice: $unknown;"
    if [ -z "$what" ]; then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        echo "not ok $1:${what%;}"
    fi
}

# The lines of section $1 of the manual.
section() {
    awk -v name="$1" '/^\.Sh / { inside = ($0 == ".Sh " name) } inside' "$manual"
}

# What stands behind Cm in the tags of section $1, without those of lists within its list. Two
# words in one tag stay one entry, so that each needs a tag of its own.
tags() {
    section "$1" | awk '/^\.Bl/ { depth++ } /^\.El/ { depth-- } /^\.It/ && depth == 1' |
        sed 's/^\.It \(Cm \)\{0,1\}//'
}

# "-t" and "--tcp" of each tag in OPTIONS.
documented_options() {
    section OPTIONS | sed -n 's/^\.It //p' | grep -o 'Fl -*[A-Za-z0-9-]*' |
        sed 's/^Fl -\(..*\)$/--\1/; s/^Fl \(.\)$/-\1/'
}

# "--source=auto|netlink|proc" of each tag in OPTIONS that offers words.
documented_words() {
    section OPTIONS | sed -n 's/^\.It .*Fl -\([a-z-]*\) Ns = Ns Cm \(.*\)/--\1=\2/p' |
        sed 's/ Ns | Ns Cm /|/g'
}

# "-t" and "--tcp" of each option in the output of --help.
helped_options() {
    "$sockstat" --help | grep -oE '^  (-[A-Za-z0-9], |    )--[a-z0-9-]+' | tr -d ' ' | tr ',' '\n'
}

# The words of array $1 of the schema.
schema_words() {
    jq -r "$1 | .[]" <<< "$schema"
}

columns=$("$sockstat" --list-columns | awk '{ print $1, $2 }')
keys=$(cut -d ' ' -f 1 <<< "$columns")
options=$("$sockstat" --list-options | cut -f 1,2 | tr '\t' '\n' | grep -v '^-$' || true)
words=$("$sockstat" --list-options | awk -F '\t' '$3 ~ /[|]/ { print $2 "=" $3 }')
states=$(sed -n 's/^ *\[STATE_[A-Z0-9_]*\] = {"\([a-z0-9-]*\)".*/\1/p' src/sock/proto.c | sort -u)
schema=$("$sockstat" --schema)

same 'every column is in the manual' "$keys" "$(tags COLUMNS | sed 's/ Pq [a-z]*$//')"
same 'every column is there with its type' "$columns" \
    "$(tags COLUMNS | sed 's/ Pq / /')"
same 'every option is in the manual' "$options" "$(documented_options)"
same 'every choice of words is in the manual' "$words" "$(documented_words)"
same 'every option is in --help' "$options" "$(helped_options)"
same 'every state is in the manual' "$states" "$(tags STATES)"

if [ "$(jq -c . <<< "$schema")" != '{}' ]; then
    in_rows=$(schema_words '[.definitions | (.row, .socket, .group).properties | keys[]] | unique')
    groups=$("$sockstat" --by proto --list-columns | cut -d ' ' -f 1)
    every_key=$(sort -u <<< "$keys"$'\n'"$groups")
    same 'every column is in the schema' "$every_key" "$(grep -v '_base64$' <<< "$in_rows")"
    same 'every column makes a line of the schema' "$every_key" \
        "$(schema_words '.definitions.row_key.not.propertyNames.not.enum')"
    same 'every name in the schema has its exact bytes' \
        "$(awk '$2 ~ /^names?$/ { print $1 "_base64" }' <<< "$columns")" \
        "$(grep '_base64$' <<< "$in_rows")"
fi

# The parser's own tables: other words for comparisons, for states, and for more than one key.
special=$({
    sed -n 's/^ *{"\([a-z]*\)", KIND_[A-Z]*,.*/\1/p' src/select/subject.c
    grep -oE '\{"[a-z]+", COMPARE_' src/select/parse_test.c | cut -d '"' -f 2
    awk '/^} state_names/ { inside = 1 } /^};/ { inside = 0 } inside' src/select/subject.c |
        grep -oE '\{"[a-z0-9-]+"' | cut -d '"' -f 2
})
language=$(section FILTERS)
absent=$(for word in $special; do
    grep -qw -- "$word" <<< "$language" || echo "$word"
done)
same "every word of the parser's own is in FILTERS ($(wc -w <<< "$special"))" 'none' \
    "${absent:-none}"

# Each example is run; those that ask for a cgroup need a host that has mounted them.
examples=$({ section FILTERS; section GROUPS; } | sed -n '/cgroup/d; s/^ *\(sockstat .*\)/\1/p')
refused=$(while IFS= read -r example; do
    status=0
    PATH=$build:$PATH bash -c "$example" > /dev/null 2>&1 || status=$?
    [ "$status" -le 1 ] || echo "$example: $status"
done <<< "$examples")
same "every example of filters and groups runs ($(wc -l <<< "$examples"))" 'none' "${refused:-none}"

groups=$("$sockstat" --by proto --list-columns | awk '$1 != "proto" { print $1 }')
same 'every column of groups is in the manual' "$groups" \
    "$(section GROUPS | sed -n 's/^\.It Cm //p' | sed 's/ , /\n/g')"

long=$({ "$sockstat" --help; "$sockstat" --list-columns; } | awk 'length > 80')
same 'no line of --help or --list-columns is longer than 80' 'none' "${long:-none}"

echo "docs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
