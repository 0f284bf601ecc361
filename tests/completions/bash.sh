#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# bash.sh LABEL: parts lines as readline does, calls the function that `complete` knows for
# sockstat, and compares what it offers; options that it sets follow as [option].
set -u

label=$1
equals=
case $label in
*=*)
    COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}
    equals=yes
    ;;
*bash-completion)
    package=/usr/share/bash-completion/bash_completion
    if [ ! -r "$package" ]; then
        echo "skipped $label: not installed"
        exit
    fi
    export BASH_COMPLETION_USER_DIR=$HOME/user
    set +u
    # shellcheck disable=SC1090
    . "$package"
    _completion_loader sockstat
    ;;
esac
[[ $label == *bash-completion ]] || . "$COMPLETIONS/sockstat.bash"

settings=()
compopt() {
    settings+=("[${!#}]")
}

# Sets COMP_WORDS as readline would: blanks part words, and other breaks are words of their own.
split() {
    local rest=$1 breaks=${COMP_WORDBREAKS//[[:space:]\"\']/}
    COMP_WORDS=()
    while [[ $rest =~ ^([[:blank:]]*)([$breaks]+|[^$breaks[:blank:]]*)(.*)$ && $rest ]]; do
        COMP_WORDS+=("${BASH_REMATCH[2]}")
        rest=${BASH_REMATCH[3]}
    done
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
}

# press LINE: sets got to what TAB at the end of LINE offers.
press() {
    local function word
    split "$1"
    COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=${type:-9} COMP_KEY=9 COMPREPLY=() settings=()
    word=${COMP_WORDS[COMP_CWORD]}
    [[ $word != [=:] ]] || word=
    function=$(complete -p sockstat)
    function=${function#* -F }
    "${function% *}" "${COMP_WORDS[0]}" "$word" "${COMP_WORDS[COMP_CWORD-1]}" 2> errors
    got="${COMPREPLY[*]} ${settings[*]}$(< errors)"
    got=${got# }
    got=${got% }
}

# check NAME LINE WANTED
check() {
    press "$2"
    if [[ $got == "$3" ]]; then
        echo "ok $label: $1"
    else
        echo "not ok $label: $1: got [$got], wanted [$3]"
    fi
}

# Where = is no break, what is offered has all of the word.
color=${equals:+--color=}
columns=${equals:+--columns=}

check 'options by their beginning' 'real/sockstat --col' '--color= --columns='
check 'blank after an option' 'real/sockstat --sch' '--schema'
check 'no blank after =' 'real/sockstat --colo' '--color= [nospace]'
press 'real/sockstat -'
IFS=' ' read -ra words <<< "$got"
got=$(printf '%s\n' "${words[@]}" | sort | diff - options | tr '\n' ' ')
[[ ! $got ]] && echo "ok $label: every option of --help" ||
    echo "not ok $label: every option of --help: got and wanted differ: $got"
check 'values after = and a letter' 'real/sockstat --color=a' "${color}auto ${color}always"
check 'values after =' 'real/sockstat -t --color=' "${color}auto ${color}always ${color}never"
check 'values after a blank' 'real/sockstat --color a' 'auto always'
check 'keys' 'real/sockstat --columns pro' 'proto processes [nospace]'
check 'keys after a comma' 'real/sockstat --columns=proto,timer' \
    "${columns}proto,timer ${columns}proto,timer_expires_ms [nospace]"
check 'keys after +' 'real/sockstat --columns +us' '+user [nospace]'
check 'keys after +, = and a comma' 'real/sockstat --columns=+user,pi' \
    "${columns}+user,pid [nospace]"
check 'no key twice' 'real/sockstat --columns +user,u' '+user,uid [nospace]'
type=63 check 'list of the last key' 'real/sockstat --columns=proto,timer' \
    'timer timer_expires_ms [nospace]'
check 'files' 'real/sockstat --services s' '[default]'
if [[ $equals ]]; then
    check 'files after =' 'real/sockstat --services=s' \
        '--services=services\ one --services=settings/'
    check 'no blank after a directory' 'real/sockstat --services=se' '--services=settings/'
else
    check 'files after =' 'real/sockstat --services=s' '[default]'
    check 'files after :' 'real/sockstat --services a:s' '[default]'
fi
check 'files after >' 'real/sockstat -j > s' '[default]'
check 'no operands' 'real/sockstat s' ''
check 'no options after --' 'real/sockstat -- --col' ''
check 'no value where none is taken' 'real/sockstat --tcp=' ''
check 'an argument that looks like an option' 'real/sockstat --services --color --colu' \
    '--columns= [nospace]'
check 'new options' 'fake/sockstat ' '-z --zebra -w --when= --size= -k --keys= -f --from='
check 'new values' '~/fake/sockstat --when l' 'later'
check 'new values of a letter' 'fake/sockstat -w l' 'later'
check 'new values behind letters' 'fake/sockstat -zwl' '-zwlater'
check 'new keys' 'fake/sockstat -zk one,' 'one,once one,two [nospace]'
check 'nothing for an unknown kind of argument' 'fake/sockstat --size ' ''
check 'nothing from a program that is not there' 'none/sockstat --col' ''
