# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# bash completion for sockstat. Every word comes from the program at the prompt, so that it fits
# that program. Needs bash 5, not the bash-completion package.

# Sets plain to WORD without the quotes of the shell, quote to the quote that is open at its end,
# and head to the part of plain that readline keeps: it replaces what follows an open quote or a
# word break. Returns 1 if the shell would expand something in WORD.
_sockstat_unquote() {
    local word=$1 char before='' i
    plain='' quote='' head=''
    for ((i = 0; i < ${#word}; i++)); do
        char=${word:i:1}
        case $quote$char in
        \'\' | \"\") quote='' head=$before ;;
        \'?) plain+=$char ;;
        \' | \") quote=$char before=$head head=$plain ;;
        \\)
            ((++i))
            plain+=${word:i:1}
            ;;
        \"\\)
            [[ ${word:i+1:1} != [\\\"\$\`] ]] || ((++i))
            plain+=${word:i:1}
            ;;
        '$' | '`' | '"$' | '"`') return 1 ;;
        \"?) plain+=$char ;;
        *)
            plain+=$char
            [[ $COMP_WORDBREAKS != *"$char"* ]] || head=$plain
            ;;
        esac
    done
}

# Sets words to the words before the cursor without their quotes, and what _sockstat_unquote sets
# to the word at the cursor. readline breaks words at = and : too; here they are whole.
_sockstat_split() {
    local line=${COMP_LINE:0:COMP_POINT} parts=() part blanks
    for part in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        blanks=${line%%[![:blank:]]*}
        line=${line#"$blanks"}
        [[ $line == "$part"* ]] || part=$line # the cursor is in the word
        line=${line#"$part"}
        if [[ $blanks || ${#parts[@]} == 0 ]]; then
            parts+=("$part")
        else
            parts[-1]+=$part
        fi
    done
    words=()
    for part in "${parts[@]:1:${#parts[@]}-2}"; do
        _sockstat_unquote "$part" || plain=$part
        words+=("$plain")
    done
    _sockstat_unquote "${parts[-1]}"
}

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
    local word kind=- ended=''
    wanted=option operands=()
    for word; do
        if [[ $ended ]]; then
            operands+=("$word")
        elif [[ $wanted != option ]]; then
            wanted=option
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ $word == -* ]]; then
            _sockstat_look "$word"
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

# Sets quoted to TEXT as the shell needs it at the cursor: after an open quote, which it closes,
# or without one.
_sockstat_quote() {
    quoted=$1
    case $quote in
    \') quoted=${quoted//\'/\'\\\'\'}\' ;;
    \")
        quoted=${quoted//\\/\\\\}
        quoted=${quoted//\"/\\\"}
        quoted=${quoted//\$/\\\$}
        quoted=${quoted//\`/\\\`}
        quoted=${quoted//\!/\"\\\!\"}\"
        ;;
    *) [[ $quoted != *[^A-Za-z0-9_.,:=+/-]* ]] || printf -v quoted %q "$quoted" ;;
    esac
}

# Offers those of WORD... that continue what was typed. A word in quotes of the filter does, or
# the program would not list it.
_sockstat_offer() {
    local word quoted
    for word; do
        [[ $word == "$current"* || $word == *\" ]] || continue
        word=$prefix$word
        [[ $word == "$head"* ]] || continue # it would need quotes before what readline replaces
        _sockstat_quote "${word#"$head"}"
        COMPREPLY+=("$quoted")
    done
}

# Sets grouping to the options before the cursor that make groups, which have columns of their own.
# --by itself takes the columns of sockets.
_sockstat_grouping() {
    local i
    grouping=()
    [[ $prefix != --by= && $prefix${words[*]: -1} != --by ]] || return
    for ((i = 0; i < ${#words[@]}; i++)); do
        case ${words[i]} in
        --by=*) grouping+=("${words[i]}") ;;
        --by) grouping+=("--by=${words[i+1]-}") ;;
        --summary | -s* | -[!-]*s*) grouping+=(-s) ;;
        esac
    done
}

_sockstat_keys() {
    local before=${current%"${current##*[,+-]}"} grouping key _ keys=()
    _sockstat_grouping
    while read -r key _; do
        [[ ,${before//[+-]/,} == *",$key,"* ]] || keys+=("$before$key")
    done < <("$program" --list-columns "${grouping[@]}" 2> /dev/null)
    _sockstat_offer "${keys[@]}"
    compopt -o nospace # a comma may follow
    # A list that is only shown (63 is the second TAB) is clearer without the keys before.
    if ((COMP_TYPE == 63 && ${#COMPREPLY[@]} > 1)); then
        COMPREPLY=("${COMPREPLY[@]##*[,+=-]}")
    fi
}

# Sets list to the words that column $1 can have, by their own names.
_sockstat_column() {
    local word help
    list=()
    while IFS=$'\t' read -r word help; do
        [[ $help != "$1" ]] || list+=("$word")
    done < <("$program" --list-words -- "$1" = '' 2> /dev/null)
}

_sockstat_protocols() {
    local before=${current%"${current##*[,!]}"} list
    _sockstat_column proto
    list+=(inet all)
    _sockstat_offer "${list[@]/#/$before}"
    compopt -o nospace # a comma may follow
}

# A name that the filter would need quotes for is left out.
_sockstat_netns() {
    local before=${current%"${current##*,}"} list word names=(all self)
    _sockstat_column netns_name
    for word in "${list[@]}"; do
        [[ $word == *\" ]] || names+=("$word")
    done
    _sockstat_offer "${names[@]/#/$before}"
    compopt -o nospace # a comma may follow
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
    local file files=()
    if [[ $head == "$prefix"* ]]; then
        compopt -o default # readline knows best how to quote
        return
    fi
    while IFS= read -r file; do
        [[ ! -d $file ]] || file+=/
        files+=("$file")
    done < <(compgen -f -- "$current")
    _sockstat_offer "${files[@]}"
    [[ ${#files[@]} != 1 || ${files[0]} != */ ]] || compopt -o nospace # the path continues
}

_sockstat() {
    local program=${COMP_WORDS[0]/#~\//"$HOME/"} plain quote head current
    local words wanted prefix list options=() operands redirection='^[0-9&]*[<>]'
    local IFS=$' \t\n'
    local -A takes=()

    COMPREPLY=()
    if [[ ${COMP_WORDS[COMP_CWORD]} =~ $redirection ||
        ${COMP_WORDS[COMP_CWORD-1]} =~ $redirection ]]; then
        compopt -o default # a redirection
        return
    fi
    _sockstat_split || return # the word is not known before the shell expands it
    current=$plain
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
    LIST) _sockstat_protocols ;;
    WHICH,...) _sockstat_netns ;;
    FAMILY)
        _sockstat_column family
        _sockstat_offer "${list[@]}"
        ;;
    *'|'*)
        IFS='|' read -ra words <<< "$wanted"
        _sockstat_offer "${words[@]}"
        ;;
    esac
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == --*= ]]; then
        compopt -o nospace # a value follows
    fi
}

complete -F _sockstat sockstat
