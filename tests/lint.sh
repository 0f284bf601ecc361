#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# lint.sh BUILD C_FILES SCRIPTS: everything that can be found wrong without running the program.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/check.sh

build=$1
read -ra c_files <<< "$2"
read -ra scripts <<< "$3"

warnings_of() {
    make -s -j2 CC="$1" BUILD="$build/$1" CFLAGS=-Werror all tests
}

tidy() {
    local file
    for file in "${c_files[@]}"; do
        [[ $file == src/*.c && $file != *.bpf.c ]] || continue # those are for the kernel
        echo "$file"
    done | xargs -P 2 -n 4 sh -c 'clang-tidy --quiet "$@" -- -std=gnu17 -D_GNU_SOURCE -Isrc \
        -DVERSION=\"0\" 2> /dev/null' tidy
}

static_analysis() {
    cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --max-configs=1 \
        --enable=warning,performance,portability --suppress=missingIncludeSystem \
        -D_GNU_SOURCE -D__BYTE_ORDER__=1234 -DVERSION='"0"' -Isrc \
        -isrc/join/owner.bpf.c -isrc/collect/iterators.bpf.c \
        -isrc/collect/netns_ring.bpf.c -isrc/collect/trace.bpf.c \
        -isrc/collect/release.bpf.c src
}

# Python finds an unknown name only when it runs that line.
python_names() {
    local files
    mapfile -t files < <(find src tests -name '*.py'
        grep -rlE '^#!.*python' --include='[!.]*' --exclude='*.*' tests)
    "$(command -v pyflakes3 || echo pyflakes)" "${files[@]}" # Debian and Ubuntu call it pyflakes3
}

no_line_longer_than_100() {
    # but for cases, where a long filter is easier to read in one piece
    printf '%s\0' "${c_files[@]}" "${scripts[@]}" Makefile | grep -zv /cases/ |
        LC_ALL=C.UTF-8 xargs -0 awk 'length > 100 { print FILENAME ":" FNR; long = 1 }
            END { exit long }'
}

# Split by reason to exist, never by size: a long file is a question, not an error.
note_files_longer_than_500_lines() {
    wc -l "${c_files[@]}" "${scripts[@]}" | awk '$2 != "total" && $1 > 500 {
        print "note: " $2 " has " $1 " lines: does it hold more than one thing?" }'
}

nothing_banned() {
    local banned='strcpy|strcat|sprintf|vsprintf|sscanf|strtok|atoi|alloca|system|popen|getenv'
    ! grep -nE "\b($banned|exec(l|v)[a-z]*)\(" src/*.c src/*/*.c
}

licence_in_every_file() {
    local file missing=0
    while read -r file; do
        head -n 5 "$file" | grep -q 'SPDX-License-Identifier: MIT' && continue
        echo "$file has no SPDX line"
        missing=1
    done < <(printf '%s\n' "${c_files[@]}" "${scripts[@]}" Makefile man/* completions/*)
    return "$missing"
}

# The first page has its examples before its options.
manual() {
    local messages
    messages=$(mandoc -T lint -W warning man/* |
        grep -v 'man/sockstat\.1:.*: sections out of conventional order: Sh E[A-Z ]*$')
    [ -z "$messages" ] || { echo "$messages"; return 1; }
}

# Lines that groff cannot fill or break, in 78 columns (groff's own default) and 80 (a terminal).
manual_lines() {
    local messages width page
    for width in 78 80; do
        for page in man/*; do
            messages=$(groff -mandoc -Tutf8 -ww -z -rLL=${width}n "$page" 2>&1)
            [ -z "$messages" ] || { echo "$page, $width columns:"; echo "$messages"; return 1; }
        done
    done
}

check 'no warning from gcc' warnings_of gcc
check 'no warning from clang' warnings_of clang
check 'format (clang-format)' clang-format --dry-run -Werror "${c_files[@]}"
check 'clang-tidy: bugs, function size, nesting, parameters, globals' tidy
check 'cppcheck' static_analysis
check 'shellcheck' shellcheck "${scripts[@]}" completions/sockstat.bash
check 'pyflakes' python_names
check 'manual (mandoc -T lint)' manual
if command -v groff > /dev/null; then
    check 'manual: lines (groff)' manual_lines
else
    echo 'skipped manual: lines (groff): groff is not installed'
fi
check 'layers' tests/layers.sh
check 'no line longer than 100' no_line_longer_than_100
check 'nothing banned' nothing_banned
check 'a licence in every file' licence_in_every_file

note_files_longer_than_500_lines
echo "lint: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
