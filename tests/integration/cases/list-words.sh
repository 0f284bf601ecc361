# SPDX-License-Identifier: MIT
# --list-words prints the words that can follow in a filter and begin like the last operand.
next() {
    echo "-- $*"
    sockstat --list-words -- "$@" | cut -f 1 |
        awk -v begun="${*: -1}" 'index($0, begun) == 1' | LC_ALL=C sort -u | paste -sd ' '
}
next st
next state fin-
next state=fin-
next '(state=listen,clo'
next exclude time
next has local_h
next not v6
next v6only ''
next v6only=y
next owner = hid
next sport 80 an
next process = bash
next contexts = bash
next user root
next dev lo
next "'open" ''
sockstat --list-words -- '' | wc -l | sed 's/^[1-9][0-9]*$/many/'
sockstat --list-words | grep -c '^state' | sed 's/^[1-9][0-9]*$/some/'
echo 'in quotes of the filter, which is how some names are listed:'
next 'state = "lis'
next state = '"lis'
sockstat --list-words -- user = "'ro"
next 'user = "root"an'
echo 'after an operator:'
next v6only = ''
next sport ge ''
next user eq roo
next user = = roo
next user = root,roo
echo 'a pattern is offered names that it would find:'
next state '~' fin-wait-1
next user '~' '(a|b),c' an
next user '~' roo
echo 'after what cannot be printed, nothing is listed:'
sockstat --list-words -- $'(\e[31m\n\\=state=l' | wc -l
