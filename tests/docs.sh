#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# docs.sh BUILD: compares the manual, --help and the JSON Schema with what the program lists.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

sockstat=$build/sockstat
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

# The lines of section $1, which only one page of the manual has.
section() {
    awk -v name="$1" 'FNR == 1 { inside = 0 }
        /^\.Sh / { inside = ($0 == ".Sh " name) } inside' man/*
}

# "sockstat-output.7: FINDINGS" of each section or subsection.
headings() {
    awk '/^\.S[hs] / { sub(".*/", "", FILENAME); print FILENAME ": " substr($0, 5) }' man/*
}

# The same for what a page refers to: Dq HEADING, in, Xr PAGE SECTION.
referred_headings() {
    awk '/^\.Dq / { heading = substr($0, 5); at = FNR }
        /^\.Xr sockstat/ && FNR == at + 2 { print $2 "." $3 ": " heading }' man/* | sort -u
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

# "-t" and "--tcp" of each option in the output of --help=all.
helped_options() {
    "$sockstat" --help=all | grep -oE '^  (-[A-Za-z0-9], |    )--[a-z0-9-]+' | tr -d ' ' |
        tr ',' '\n'
}

# "--source=auto|netlink|proc" of each option in the output of --help=all that offers words.
helped_choices() {
    "$sockstat" --help=all | grep -oE -- '--[a-z-]+=[a-z]+([|][a-z]+)+'
}

# The words of array $1 of the schema.
schema_words() {
    jq -r "$1 | .[]" <<< "$schema"
}

# The words that column $1 can have, from the table of the program that completion lists.
words_of() {
    "$sockstat" --list-words -- "$1" = '' | awk -F '\t' -v key="$1" '$2 == key { print $1 }'
}

# The words of the entry $2 of the list in section $1: the tags of a list within it, or else what
# follows Cm, without keys of columns.
entry_words() {
    local entry
    entry=$(section "$1" | awk -v entry="$2" '/^\.Bl/ { depth++ } /^\.El/ { depth-- }
        /^\.It/ && depth == 1 { inside = ($0 == entry); next } inside')
    if grep -q '^\.It Cm ' <<< "$entry"; then
        sed -n 's/^\.It Cm //p' <<< "$entry"
    else
        sed -n 's/^\.Cm //p' <<< "$entry" | sed 's/ [,.:]$//; s/ , /\n/g' | grep -vxF "$keys"
    fi
}

# The words that the help of column $1 names. With "..." at the end it names some only.
helped_words() {
    "$sockstat" --list-columns | awk -v key="$1" '$1 == key' |
        sed 's/^[^ ]* *word *//; s/.*: //; s/ or /, /; s/, /\n/g'
}

# same_words KEY: compares the schema, the manual and the help with the words of that column.
same_words() {
    local words helped
    words=$(words_of "$1")
    helped=$(helped_words "$1")
    same "every $1 is in the schema" "$words" \
        "$(schema_words "[.definitions | (.row, .typed).properties.$1 // empty | .enum[]] |
            map(select(. != null))")"
    if [ "$1" = state ]; then
        same "every $1 is in the manual" "$words" "$(tags STATES)"
    else
        same "every $1 is in the manual" "$words" "$(entry_words COLUMNS ".It Cm $1 Pq word")"
    fi
    if [[ $helped == *$'\n'... ]]; then
        helped=${helped%$'\n'...}
        words=$(grep -xF "$helped" <<< "$words")
    fi
    same "the help of $1 has its words" "$words" "$helped"
}

columns=$("$sockstat" --list-columns | awk '{ print $1, $2 }')
keys=$(cut -d ' ' -f 1 <<< "$columns")
options=$("$sockstat" --list-options | cut -f 1,2 | tr '\t' '\n' | grep -v '^-$' || true)
words=$("$sockstat" --list-options | awk -F '\t' '$3 ~ /[|]/ { print $2 "=" $3 }')
word_keys=$(awk '$2 == "word" { print $1 }' <<< "$columns")
schema=$("$sockstat" --schema)

same 'every column is in the manual' "$keys" "$(tags COLUMNS | sed 's/ Pq [a-z]*$//')"
same 'every column is there with its type' "$columns" \
    "$(tags COLUMNS | sed 's/ Pq / /')"
same 'every option is in the manual' "$options" "$(documented_options)"
same 'every choice of words is in the manual' "$words" "$(documented_words)"
same 'every option is in --help=all' "$options" "$(helped_options)"
same 'every choice of words is in --help=all' "$words" "$(helped_choices)"
same 'every type of value is in the manual' "$(cut -d ' ' -f 2 <<< "$columns" | sort -u)" \
    "$(section COLUMNS | sed '/^\.Bl/,$d' | sed -n 's/^\.Cm //p' | sed 's/ [,.]$//; s/ , /\n/g' |
        grep -vx null)"
same 'every column is in the manual under its topic' \
    "$("${PYTHON:-python3}" tests/integration/helpers/terminal.py 80 "$sockstat" --list-columns |
        awk '/:$/ && !/  / { topic = $0; sub(/( \(.*)?:$/, "", topic); next }
            NF { print topic ": " $1 }')" \
    "$(section COLUMNS | awk '/^\.Ss / { topic = substr($0, 5) } /^\.Bl/ { depth++ }
        /^\.El/ { depth-- } /^\.It Cm/ && depth == 1 { print topic ": " $3 }')"
for key in $word_keys; do
    same_words "$key"
done
found=$(sed -n 's/^ *{"\([a-z0-9-]*\)", SEVERITY_\([A-Z]*\),.*/\1 Pq Cm \L\2/p' src/sock/finding.c)
same 'every finding is in the manual' "$found" \
    "$(section FINDINGS | sed -n 's/^\.It Cm \(.* Pq Cm .*\)/\1/p')"
same 'every finding is in the schema' "$(cut -d ' ' -f 1 <<< "$found")" \
    "$(schema_words '.definitions.finding.properties.finding.enum')"
metrics=$(sed -n 's/^ *\[METRIC_[A-Z_]*\] = {"\([a-z_]*\)".*/\1/p' src/sock/metrics.c |
    sed 's/^sockstat_build$/&_info/')
same 'every metric is in the manual' "$metrics" "$(tags METRICS | sed 's/ Pq .*//')"
sources=$(sed -n 's/^ *\[SOURCE_[A-Z]*\] = {\.name = "\([a-z-]*\)".*/\1/p' src/sock/source.c)
same 'every source is in the manual' "$sources" "$(entry_words JSON '.It Cm sources')"
same 'every source is in the schema' "$sources" "$(schema_words '.definitions.source.enum')"
same 'every protocol has a source in the schema' "$(words_of proto)" \
    "$(schema_words '.definitions.sources.properties | keys')"

in_rows=$(schema_words \
    '[.definitions | (.row, .typed, .socket, .group).properties | keys[]] | unique')
groups=$("$sockstat" --by proto --list-columns | cut -d ' ' -f 1)
every_key=$(sort -u <<< "$keys"$'\n'"$groups")
same 'every column is in the schema' "$every_key" "$(grep -v '_base64$' <<< "$in_rows")"
same 'every column makes a line of the schema' "$every_key" \
    "$(schema_words '.definitions.row_key.not.propertyNames.not.enum')"
same 'every name in the schema has its exact bytes' \
    "$(awk '$2 ~ /^names?$/ { print $1 "_base64" }' <<< "$columns")" \
    "$(grep '_base64$' <<< "$in_rows")"

version=$("$sockstat" --version | sed -n '1s/^sockstat //p')
same 'every package has the version of the program' \
    "$(printf '%s\n' alpine arch debian nix rpm | sed "s/$/ $version/")" "$({
        sed -n 's/^pkgver=/alpine /p' packaging/alpine/APKBUILD
        sed -n 's/^pkgver=/arch /p' packaging/arch/PKGBUILD
        sed -n '1s/.*(\(.*\)-[^-]*).*/debian \1/p' packaging/debian/changelog
        sed -n 's/^ *version = "\(.*\)";$/nix \1/p' packaging/nix/default.nix
        sed -n 's/^Version: */rpm /p' packaging/rpm/sockstat.spec
    })"

# Readers of an earlier version: tests/compat/README.md.
same 'the schema keeps what that of the last release promised, but for the known exceptions' \
    "$(cat tests/compat/exceptions; echo end)" \
    "$("${PYTHON:-python3}" tests/compat/compare_schemas.py tests/compat/schema-1.json \
        <(echo "$schema") 2> /dev/null; echo end)"

for kind in event diff; do
    broken=$("${PYTHON:-python3}" tests/compat/compare_schemas.py "tests/compat/$kind-1.json" \
        <("$sockstat" "--schema=$kind") 2> /dev/null || true)
    same "so does the schema of --schema=$kind" none "${broken:-none}"
done
options_now=$("$sockstat" --list-options | awk -F '\t' \
    '{ print $1, $2, $3 == "-" ? "-" : $3 ~ /^\[/ ? "[argument]" : "argument" }' | LC_ALL=C sort)
gone=$(LC_ALL=C comm -23 tests/compat/options <(echo "$options_now"))
same 'no option is gone, or takes an argument otherwise (tests/compat/options)' none "${gone:-none}"

# The parser's own tables: other words for comparisons, for states, and for more than one key.
special=$({
    sed -n 's/^ *{"\([a-z]*\)", KIND_[A-Z]*,.*/\1/p' src/filter/subject.c
    grep -oE '\{"[a-z]+", COMPARE_' src/filter/lex.c | cut -d '"' -f 2
    awk '/^} state_names/ { inside = 1 } /^};/ { inside = 0 } inside' src/filter/subject.c |
        grep -oE '\{"[a-z0-9-]+"' | cut -d '"' -f 2
    sed -n 's/^ *\.alias = "\(.*\)",$/\1/p' src/sock/address.c
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
states=$(words_of state | tr - _)
same 'every state is counted in groups' "$states" "$(grep -xF "$states" <<< "$groups")"
same 'every column of groups is in the manual' "$groups" \
    "$(section GROUPS | sed -n 's/^\.It Cm //p' | sed 's/ , /\n/g')"

# "-K, --kill: what to type instead", as the program has them and as the manual does.
habits=$(sed -n 's/^    {"\(-[^"]*\)", "\(.*\)"},$/\1\t\2/p' src/cli/habits.c |
    awk -F '\t' '{ gsub(" ", ", ", $1); print $1 ": " $2 }')
documented_habits=$(section 'FROM SS AND NETSTAT' |
    awk '/^\.It -/ { option = substr($0, 5); getline; print option ": " $0 }')
same "every option of other programs is in the manual ($(wc -l <<< "$habits"))" \
    "$habits" "$documented_habits"

absent=$(comm -23 <(referred_headings) <(headings | sort -u) | in_one_line)
same "every section that a page refers to exists ($(referred_headings | wc -l))" 'none' \
    "${absent:-none}"
absent=$(sed -n 's/^\.Xr \(sockstat[a-z-]*\) \([0-9]\).*/\1.\2/p' man/* | sort -u |
    while IFS= read -r page; do [ -e "man/$page" ] || echo "$page"; done | in_one_line)
same 'every page that a page refers to exists' 'none' "${absent:-none}"

# Directories and man pages in "The tree" of README.md: "sockstat(1); -json(5); -diff and -kill(7)".
tree=$(awk '/^## / { inside = ($0 == "## The tree") } inside && /^    /' README.md)
same 'every page is in the tree of README.md' "$(cd man && printf '%s\n' *)" \
    "$(sed -n '/^    man\//,/^    contrib\//p' <<< "$tree" | tr -s ' ,;' '\n' |
        sed '/\//d; s/[(]/./; s/)//; s/^-/sockstat-/' | grep '^sockstat' |
        sed '/[.]/! s/$/.7/')"
same 'every directory of src is in the tree of README.md' "$(printf '%s\n' src/*/)" \
    "$(sed -n 's/^    \(src\/[a-z]*\/\) .*/\1/p' <<< "$tree")"

long=$("$sockstat" --help=all | awk 'length > 80')
same 'no line of --help=all is longer than 80' 'none' "${long:-none}"
# Beside the longest keys, a line of --list-columns is longer than 80.
long=$("$sockstat" --list-columns | sed 's/^[^ ]*  *[^ ]*  *//' | awk 'length > 51')
same 'no description in --list-columns is longer than 51' 'none' "${long:-none}"

echo "docs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
