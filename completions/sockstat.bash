# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# bash completion for sockstat. Every word comes from the program at the prompt, so that it fits
# that program. Needs bash 5, not the bash-completion package.

# Reads the option table of $program: options (as they are offered), takes (option -> argument).
_sockstat_options() {
    local letter long argument _
    while IFS=$'\t' read -r letter long argument _; do
        [[ $argument != '['* ]] || argument=- # may be left out, and nothing is to be offered
        takes[$long]=$argument
        [[ $letter == - ]] || takes[$letter]=$argument options+=("$letter")
        [[ $argument == - ]] || long+='='
        options+=("$long")
    done < <("$program" --list-options 2> /dev/null)
}

# Sets kind to what the option WORD takes, "-" for nothing, and prefix to the part of WORD before
# an argument within it, if there is one.
_sockstat_look() {
    local word=$1 i
    kind=- prefix=
    case $word in
    --*=*) prefix=${word%%=*}= kind=${takes[${word%%=*}]:--} ;;
    --*) kind=${takes[$word]:--} ;;
    -*) # letters in one word; the first that takes an argument takes the rest
        for ((i = 1; i < ${#word}; i++)); do
            kind=${takes[-${word:i:1}]:--}
            [[ $kind == - ]] || break
        done
        ((i + 1 >= ${#word})) || prefix=${word:0:i+1}
        ;;
    esac
}

# Sets wanted to what the word at the cursor is to be: option, operand, nothing, or an argument;
# and operands to the words of the filter before it.
_sockstat_wanted() {
    local word kind=- goes_on='' ended=''
    wanted=option operands=()
    for word; do
        if [[ $word == [=:] && $goes_on ]]; then
            wanted=$kind # readline parts a word here
            continue
        fi
        goes_on=
        if [[ $ended ]]; then
            operands+=("$word")
        elif [[ $wanted != option ]]; then
            wanted=option goes_on=yes
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ $word == -* ]]; then
            _sockstat_look "$word"
            goes_on=yes
            [[ $kind == - || $prefix ]] || wanted=$kind
        else
            operands+=("$word")
        fi
    done
    prefix=
    [[ $wanted == option ]] || return
    if [[ $ended || $current != -* ]]; then
        wanted=operand
        [[ $ended || $current ]] || wanted=either
        return
    fi
    _sockstat_look "$current"
    [[ ! $prefix ]] || wanted=$kind current=${current#"$prefix"}
}

# Offers those of WORD... that go on from the cursor.
_sockstat_offer() {
    local word
    for word; do
        [[ $word != "$current"* ]] || COMPREPLY+=("$prefix$word")
    done
}

_sockstat_keys() {
    local before=${current%"${current##*[,+]}"} key _ keys=()
    while read -r key _; do
        [[ ,${before//+/,} == *",$key,"* ]] || keys+=("$before$key")
    done < <("$program" --list-columns 2> /dev/null)
    _sockstat_offer "${keys[@]}"
    compopt -o nospace # a comma may follow
    # A list that is only shown (63 is the second TAB) is clearer without the keys before.
    if ((COMP_TYPE == 63 && ${#COMPREPLY[@]} > 1)); then
        COMPREPLY=("${COMPREPLY[@]#"$prefix$before"}")
    fi
}

# What may come next in the filter.
_sockstat_words() {
    local word _ list=()
    while IFS=$'\t' read -r word _; do
        list+=("$word")
    done < <("$program" --list-words -- "${operands[@]}" "$current" 2> /dev/null)
    _sockstat_offer "${list[@]}"
}

_sockstat_files() {
    local file
    if [[ ! $prefix ]]; then
        compopt -o default # readline knows best how to quote
        return
    fi
    while IFS= read -r file; do
        [[ ! -d $file ]] || file+=/
        printf -v file '%s%q' "$prefix" "$file"
        COMPREPLY+=("$file")
    done < <(compgen -f -- "$current")
}

_sockstat() {
    local program=${COMP_WORDS[0]/#~\//"$HOME/"} current=$2 words wanted prefix options=() operands
    local IFS=$' \t\n'
    local -A takes=()

    COMPREPLY=()
    words=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
    if [[ ${COMP_WORDS[COMP_CWORD]} == [=:] ]]; then
        words+=("${COMP_WORDS[COMP_CWORD]}")
        current=
    fi
    if [[ ${COMP_WORDS[COMP_CWORD]} == *[\<\>]* || ${COMP_WORDS[COMP_CWORD-1]} == *[\<\>]* ]]; then
        compopt -o default # a redirection
        return
    fi
    _sockstat_options
    _sockstat_wanted "${words[@]}"
    case $wanted in
    option) _sockstat_offer "${options[@]}" ;;
    operand) _sockstat_words ;;
    either)
        _sockstat_offer "${options[@]}"
        _sockstat_words
        ;;
    FILE) _sockstat_files ;;
    KEY,...) _sockstat_keys ;;
    *'|'*)
        IFS='|' read -ra words <<< "$wanted"
        _sockstat_offer "${words[@]}"
        ;;
    esac
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace # a value or the rest of a path follows
    fi
}

complete -F _sockstat sockstat
