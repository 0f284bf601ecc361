# SPDX-License-Identifier: MIT
#
# Presses keys in an interactive zsh with a plain compinit, and compares the line and the list.

zmodload zsh/zpty
zpty shell 'zsh -f -i'

# ^T tells the line, between \1 and \2, and empties it; ^Y completes to every candidate at once.
zpty -w shell 'stty -echo columns 100 rows 50; PS1= PS2= LISTMAX=999
    fpath=($COMPLETIONS $fpath); autoload -Uz compinit; compinit -u -D
    tell() { print -rn -- $'\''\1'\''$BUFFER$'\''\2'\''; BUFFER= }
    zle -N tell; bindkey "^T" tell
    every() { _main_complete; compstate[insert]=all }
    zle -C every complete-word every; bindkey "^Y" every'

# press KEYS: sets line and list to what is then there.
press() {
    local output
    zpty -wn shell $1$'\x14'
    zpty -r shell output $'*\1*\2' || exit 1
    line=${${output##*$'\1'}%$'\2'*}
    list=${output%$'\1'*}
}

# verdict NAME GOT WANTED
verdict() {
    if [[ $2 == $3 ]]; then
        print -r "ok zsh: $1"
    else
        print -r "not ok zsh: $1: got [${(V)2}], wanted [${(V)3}]"
    fi
}

# check NAME KEYS LINE
check() {
    press $2
    verdict $1 "$line" "$3"
}

# check_list NAME KEYS PATTERN: a blank in PATTERN is any number of them.
check_list() {
    press $2
    verdict $1 "${${list//$'\0'}//[[:space:]]##/ }" "*${~3}*"
}

setopt extended_glob
