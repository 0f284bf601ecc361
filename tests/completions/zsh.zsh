# SPDX-License-Identifier: MIT
#
# Presses keys in an interactive zsh with a plain compinit, and compares the line and the list.

setopt extended_glob
zmodload zsh/zpty
zpty shell 'zsh -f -i'

# ^T tells the line, between \1 and \2, and empties it; ^Y completes to every candidate at once.
zpty -w shell 'stty -echo columns 100 rows 50; PS1= PS2= LISTMAX=999
    fpath=($COMPLETIONS $fpath); autoload -Uz compinit; compinit -u -D
    tell() { print -rn -- $'\''\1'\''$BUFFER$'\''\2'\''; BUFFER= }
    zle -N tell; bindkey "^T" tell
    every() { _main_complete; compstate[insert]=all }
    zle -C every complete-word every; bindkey "^Y" every'

# press KEYS: sets line, and list with runs of blanks as one. In KEYS, | is TAB and & is ^Y.
press() {
    local output
    zpty -wn shell ${${1//\|/$'\t'}//\&/$'\x19'}$'\x14'
    zpty -r shell output $'*\1*\2' || exit 1
    [[ $output != *noise* ]] || noisy=$1
    line=${${output##*$'\1'}%$'\2'*}
    # What follows the last "clear to the end", without cursor movements and padding.
    list=${${${output%$'\1'*}##*$'\e[J'}%%$'\e['<->A*}
    list=${${${list//$'\e['[A-Z]}//$'\0'}//[[:space:]]##/ }
}

verdict() { # NAME GOT WANTED
    if [[ $2 == "$3" ]]; then
        print -r "ok zsh: $1"
    else
        print -r "not ok zsh: $1: got [${(V)2}], wanted [${(V)3}]"
    fi
}

check() { # NAME KEYS LINE
    press $2
    verdict $1 "$line" "$3"
}

check_list() { # NAME KEYS LIST
    press $2
    verdict $1 "${list% }" "$3"
}

check 'options by their beginning' 'real/sockstat --col&' 'real/sockstat --color --columns='
check 'blank after an option' 'real/sockstat --vers|' 'real/sockstat --version '
check 'no blank after =' 'real/sockstat --colo|' 'real/sockstat --color='
check_list 'what options are for' 'real/sockstat --col|' \
    '--color -- colour for states (auto: on a terminal) '\
'--columns -- these columns; +KEY,... adds to the default'
press 'real/sockstat -&'
known=(${${(f)"$(< options)"}%=})
verdict 'every option of --help=all' "${(j: :)${(@o)${(z)line#* }}}" "${(j: :)${(@o)known}}"
check 'values after = and a letter' 'real/sockstat --color=a&' \
    'real/sockstat --color=always --color=auto '
check 'values after a blank' 'real/sockstat --color al|' 'real/sockstat --color always '
check 'protocols' 'real/sockstat -A vs|' 'real/sockstat -A vsock,'
check 'protocols after a comma' 'real/sockstat --protocols=tcp,net|' \
    'real/sockstat --protocols=tcp,netlink,'
check 'network namespaces' 'real/sockstat -N self,al|' 'real/sockstat -N self,all,'
check 'families' 'real/sockstat -f ipv&' 'real/sockstat -f ipv4 ipv6 '
check 'keys of a filter' 'real/sockstat -t spo|' 'real/sockstat -t sport '
check 'states' 'real/sockstat state establ|' 'real/sockstat state established '
check_words() { # NAME BEFORE WORDS
    press "real/sockstat $2&"
    local got=(${(z)line})
    got=(${got[2,-1]#$2})
    verdict "every word of $1" "${(j: :)${(@o)got}}" "$3"
}
while IFS=$'\t' read -r option words; do
    check_words $option "$option=" $words
done < options-with-words
while IFS=$'\t' read -r key words; do
    check_words $key "$key=" $words
done < keys-with-words
check 'an empty word after =' 'real/sockstat v6only = &' 'real/sockstat v6only = yes no  '
check 'in a quoted filter' "real/sockstat 'sport < 80 and v6only = y|" \
    "real/sockstat 'sport < 80 and v6only = yes' "
check 'users' 'real/sockstat user = roo|' 'real/sockstat user = root '
check 'keys' 'real/sockstat --columns pro&' 'real/sockstat --columns probes processes proto,'
check_list 'what keys are for' 'real/sockstat --columns=pro|' \
    'probes -- TCP: unanswered probes of window or keepalive'\
' processes -- every process that holds the socket proto -- protocol: tcp, udp, raw, ...'
check 'keys after a comma' 'real/sockstat --columns=proto,timer&' \
    'real/sockstat --columns=proto,timer --columns=proto,timer_expires_ms,'
check 'keys after +' 'real/sockstat --columns +wi|' 'real/sockstat --columns +wildcard,'
check 'keys after +, = and a comma' 'real/sockstat --columns=+user,pi|' \
    'real/sockstat --columns=+user,pid,'
check 'keys after -' 'real/sockstat --sort=-local_ho|' 'real/sockstat --sort=-local_host,'
check 'keys after - and a comma' 'real/sockstat --sort=-local_port,-pi|' \
    'real/sockstat --sort=-local_port,-pid,'
check 'columns of groups' 'real/sockstat --by=user --sort=-coun|' \
    'real/sockstat --by=user --sort=-count,'
check 'columns of groups by a word' 'real/sockstat --by user --columns coun|' \
    'real/sockstat --by user --columns count,'
check 'columns of a summary' 'real/sockstat -ts --columns=time_|' \
    'real/sockstat -ts --columns=time_wait,'
check 'keys of --by in a summary' 'real/sockstat -s --by local_ho|' \
    'real/sockstat -s --by local_host,'
check 'no comma at the end of a list' 'real/sockstat --columns=prot| -j' \
    'real/sockstat --columns=proto -j'
check 'no key twice' 'real/sockstat --columns +user,ui|' 'real/sockstat --columns +user,uid,'
check 'files' 'real/sockstat --services set|' 'real/sockstat --services settings/'
check 'files after =' 'real/sockstat --services=serv|' 'real/sockstat --services=services\ one '
check 'no operands' 'real/sockstat set|' 'real/sockstat set'
check 'no options after --' 'real/sockstat -- --colo|' 'real/sockstat -- --colo'
check 'no value where none is taken' 'real/sockstat --tcp=set|' 'real/sockstat --tcp=set'
check_list 'new options' 'fake/sockstat -|' \
    '--from -f -- a file --keys -k -- the keys --size -- how many --when -w -- at once '\
'--zebra -z -- stripes: [b\w]'
check 'new options behind letters' 'fake/sockstat -z&' 'fake/sockstat -zf -zk -zw'
check 'new values' '~/fake/sockstat --when l|' '~/fake/sockstat --when later '
check 'new values of a letter' 'fake/sockstat -w l|' 'fake/sockstat -w later '
check 'new values behind letters' 'fake/sockstat -zwl|' 'fake/sockstat -zwlater '
check_list 'new keys' 'fake/sockstat -zk one,|' 'once -- at: once two -- 2nd'
check 'nothing for an unknown argument' 'fake/sockstat --size set|' 'fake/sockstat --size set'
check 'nothing from a program that is not there' 'none/sockstat --col|' 'none/sockstat --col'
verdict 'no complaints of the program' "$noisy" ''
press '$(touch ran)/sockstat --col|'
verdict 'nothing in the word of the program is run' "$(print -r ran(N))" ''
