#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# bash.sh LABEL: parts lines as readline does, calls the function that `complete` knows for
# sockstat, and compares what it offers; options that it sets follow as [option].
set -u

label=$1
if [[ $label != *bash-completion ]]; then
    . "$COMPLETIONS/sockstat.bash"
elif package=/usr/share/bash-completion/bash_completion && [ -r "$package" ]; then
    export BASH_COMPLETION_USER_DIR=$HOME/user
    set +u
    # shellcheck disable=SC1090
    . "$package"
    [[ $(complete -p -D) =~ -F\ ([^ ]+) ]] && "${BASH_REMATCH[1]}" sockstat
else
    echo "skipped $label: not installed"
    exit
fi
# Where = is no break, what is offered has all of the word.
columns='' color='' sort='' protocols=''
if [[ $label == *COMP_WORDBREAKS ]]; then
    COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}
    columns=--columns= color=--color= sort=--sort= protocols=--protocols=
fi

compopt() {
    settings+=("[${!#}]")
}

# Sets COMP_WORDS as readline would: blanks part words, and other breaks are words of their own.
split() {
    local rest=$1 breaks=${COMP_WORDBREAKS//[[:space:]\"\']/}
    COMP_WORDS=()
    while [[ $rest =~ ^([[:blank:]]*)([${breaks}]+|[^${breaks}[:blank:]]*)(.*)$ && $rest ]]; do
        COMP_WORDS+=("${BASH_REMATCH[2]}")
        rest=${BASH_REMATCH[3]}
    done
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
}

# check NAME LINE WANTED: compares what TAB at the end of LINE offers.
check() {
    local known word got
    known=$(complete -p sockstat)
    split "$2"
    COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=${type:-9} COMP_KEY=9 COMPREPLY=() settings=()
    word=${COMP_WORDS[COMP_CWORD]#[=:]}
    [[ $known =~ -F\ ([^ ]+) ]] &&
        "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "$word" "${COMP_WORDS[COMP_CWORD-1]}" 2> errors
    got=$({ printf '%s\n' "${COMPREPLY[@]}" | sort; echo "${settings[*]}"; cat errors; } |
        sed '/^$/d' | paste -sd ' ')
    if [[ $got == "$3" ]]; then
        echo "ok $label: $1"
    else
        echo "not ok $label: $1: got [$got], wanted [$3]"
    fi
}

check 'options by their beginning' 'real/sockstat --col' '--color= --columns='
check 'blank after an option' 'real/sockstat --vers' '--version'
check 'no blank after =' 'real/sockstat --colo' '--color= [nospace]'
check 'every option of --help=all' 'real/sockstat -' "$(paste -sd ' ' options)"
check 'every column' 'real/sockstat --columns ' "$(paste -sd ' ' columns) [nospace]"
check 'values after = and a letter' 'real/sockstat --color=a' "${color}always ${color}auto"
check 'values after =' 'real/sockstat -t --color=' "${color}always ${color}auto ${color}never"
check 'values after a blank' 'real/sockstat --color a' 'always auto'
check 'protocols' 'real/sockstat -A ud' 'udp udplite [nospace]'
check 'protocols after a comma' 'real/sockstat -A tcp,al' 'tcp,all [nospace]'
check 'protocols after =' 'real/sockstat --protocols=x' "${protocols}xdp [nospace]"
check 'protocols after !' 'real/sockstat -A !vs' '\!vsock [nospace]'
check 'network namespaces' 'real/sockstat -N se' 'self [nospace]'
check 'network namespaces after a comma' 'real/sockstat -N self,al' 'self,all [nospace]'
check 'families' 'real/sockstat -f ipv' 'ipv4 ipv6'
check 'keys' 'real/sockstat --columns pro' 'probes processes proto [nospace]'
check 'keys after a comma' 'real/sockstat --columns=proto,timer' \
    "${columns}proto,timer ${columns}proto,timer_expires_ms [nospace]"
check 'keys after +' 'real/sockstat --columns +wi' '+wildcard [nospace]'
check 'keys after +, = and a comma' 'real/sockstat --columns=+user,pi' \
    "${columns}+user,pid [nospace]"
check 'keys after -' 'real/sockstat --sort -local_ho' '-local_host [nospace]'
check 'keys after -, = and a comma' 'real/sockstat --sort=-local_port,-pi' \
    "${sort}-local_port,-pid [nospace]"
check 'columns of groups' 'real/sockstat --by=user --sort=-coun' "${sort}-count [nospace]"
check 'columns of groups by a word' 'real/sockstat --by user --columns coun' 'count [nospace]'
check 'columns of a summary' 'real/sockstat -ts --columns=time_' "${columns}time_wait [nospace]"
check 'keys of --by in a summary' 'real/sockstat -s --by local_ho' 'local_host [nospace]'
check 'no key twice' 'real/sockstat --columns +user,ui' '+user,uid [nospace]'
type=63 check 'list of the last key' 'real/sockstat --columns=proto,timer' \
    'timer timer_expires_ms [nospace]'
check 'files' 'real/sockstat --services s' '[default]'
if [[ $columns ]]; then
    check 'files after =' 'real/sockstat --services=serv' '--services=services\ one'
    check 'directories after =' 'real/sockstat --services=set' '--services=settings/ [nospace]'
else
    check 'files after =' 'real/sockstat --services=s' '[default]'
    check 'files after :' 'real/sockstat --services a:s' '[default]'
fi
check 'files after >' 'real/sockstat -j > s' '[default]'
check 'keys of a filter' 'real/sockstat -t spo' 'sport'
check 'states' 'real/sockstat state fin-wait-' 'fin-wait-1 fin-wait-2'
check 'no options after --' 'real/sockstat -- --col' ''
check 'a filter after --' 'real/sockstat -- state=listen and owner = hi' 'hidden'
check 'a filter behind an option' 'real/sockstat --color auto state tim' 'time-wait'
check 'words between conditions' 'real/sockstat sport 80 o' 'optmem_bytes or owner'
while IFS=$'\t' read -r option words; do
    check "every word of $option" "real/sockstat $option " "$words"
done < options-with-words
while IFS=$'\t' read -r key words; do
    check "every word of $key" "real/sockstat -- $key = " "$words"
done < keys-with-words
check 'an empty word after =' 'real/sockstat -- v6only = ' 'no yes'
check 'users' 'real/sockstat user = roo' 'root'
check 'interfaces' 'real/sockstat dev = l' 'lo'
check 'no value where none is taken' 'real/sockstat --tcp=' ''
check 'an argument that looks like an option' 'real/sockstat --services --color --colu' \
    '--columns= [nospace]'
check 'new options' 'fake/sockstat ' '--from= --keys= --size= --when= --zebra -f -k -w -z'
check 'new values' '~'/fake/sockstat\ --when\ l 'later'
check 'new values of a letter' 'fake/sockstat -w l' 'later'
check 'new values behind letters' 'fake/sockstat -zwl' '-zwlater'
check 'new keys' 'fake/sockstat -zk one,' 'one,once one,two [nospace]'
check 'nothing for an unknown argument' 'fake/sockstat --size ' ''
check 'nothing from a program that is not there' 'none/sockstat --col' ''
