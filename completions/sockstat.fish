# SPDX-License-Identifier: MIT
#
# fish completion for sockstat. Every word comes from the program at the prompt, so that it fits
# that program.

function __sockstat_ask
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    # fish itself complains of what is not there.
    type -q -- $program; and $program $argv 2>/dev/null
end

# Prints the word at the cursor without its quotes, of which one may be open; nothing if that is not
# known. fish quotes for the shell what is offered, after an open quote as well.
function __sockstat_current
    set -l word (commandline -ct | string collect)
    for quote in '' \' \"
        string unescape -- "$word$quote"; and return
    end
end

# Sets kind to what the option WORD takes, "-" for nothing, and prefix to the part of WORD before
# an argument within it, where one may be.
function __sockstat_look --no-scope-shadowing
    set kind -
    set prefix ''
    if string match -q -- '--*' $argv[1]
        set -l parts (string split -m 1 -- = $argv[1])
        if set -l row (contains -i -- $parts[1] $names)
            set kind $kinds[$row]
        end
        set -q parts[2]; and set prefix $parts[1]=
    else if string match -q -- '-*' $argv[1]
        # Letters in one word; the first that takes an argument takes the rest.
        set -l seen -
        for letter in (string split '' -- (string sub -s 2 -- $argv[1]))
            set seen $seen$letter
            if set -l row (contains -i -- -$letter $names)
                set kind $kinds[$row]
            end
            test $kind = -; or break
        end
        test $kind = -; or set prefix $seen
    end
end

# Prints what the word at the cursor is to be (option, operand, nothing as "-", or an argument),
# the part of the word before that, and for an operand those before it.
function __sockstat_wanted
    set -l names
    set -l kinds
    __sockstat_ask --list-options | while read -d \t -l letter long kind help
        # An argument that may be left out stands in the word, and nothing is to be offered.
        string match -q -- '[*' $kind; and set kind -
        set -a names $long
        set -a kinds $kind
        test $letter = -; and continue
        set -a names $letter
        set -a kinds $kind
    end
    set -l wanted option
    set -l kind
    set -l prefix
    set -l operands
    for word in (commandline -opc)[2..]
        if test $wanted = operand; or begin
                test $wanted = option; and not string match -q -- '-*' $word
            end
            set -a operands $word
        else if test $wanted != option
            set wanted option
        else if test "$word" = --
            set wanted operand
        else
            __sockstat_look $word
            test $kind != -; and contains -- "$prefix" '' $word; and set wanted $kind
        end
    end
    set prefix ''
    set -l current (__sockstat_current | string collect)
    if test $wanted = option; and not string match -q -- '-*' "$current"
        set wanted operand
    else if test $wanted = option
        __sockstat_look "$current"
        test -n "$prefix"; and set wanted $kind
    end
    printf '%s\n' $wanted $prefix
    test $wanted = operand; and printf '%s\n' $operands
end

function __sockstat_options --argument-names word
    # fish would look for a word without a dash in the middle of the options.
    string match -qr -- '^(-|$)' "$word"; or return
    set -l letters (string match -r -- '^-[^-]+' $word; or echo -)
    __sockstat_ask --list-options | while read -d \t -l letter long kind help
        set letter (string sub -s 2 -- $letter)
        if test -n "$letter"; and not string match -q -- "*$letter*" $letters
            printf '%s\t%s\n' $letters$letter $help
        end
        printf '%s\t%s\n' $long $help
    end
end

# Prints what continues the filter. A word in quotes of the filter does, or the program would not
# list it; others fish would also take that have the letters of WORD anywhere.
function __sockstat_words --argument-names word
    set -l length (string length -- "$word")
    for line in (__sockstat_ask --list-words -- $argv[2..] "$word")
        set -l candidate (string split -f 1 \t -- $line)
        set -l start (string sub -l $length -- "$candidate")
        if test "$start" = "$word"; or string match -q -- '*"' $candidate
            echo -- $line
        end
    end
end

# Prints the options before the cursor that make groups, which have columns of their own. --by
# itself takes the columns of sockets.
function __sockstat_grouping --argument-names prefix
    set -l words (commandline -opc)
    test "$prefix" = --by=; and return
    test -z "$prefix" -a "$words[-1]" = --by; and return
    set -l by
    for word in $words[2..]
        if test -n "$by"
            echo -- --by=$word
            set by
        else if string match -q -- '--by=*' $word
            echo -- $word
        else if test "$word" = --by
            set by yes
        else if test "$word" = --summary; or string match -qr -- '^-[^-]*s' $word
            echo -- -s
        end
    end
end

function __sockstat_keys --argument-names prefix list
    set -l before (string match -r -- '^.*[,+-]' $list; or echo)
    set -l named (string split , -- (string replace -ar '[+-]' , -- $before))
    set -l part (string sub -s (math 1 + (string length -- "$before")) -- "$list")
    set -l going_on
    __sockstat_ask --list-columns (__sockstat_grouping "$prefix") | while read -l key type help
        contains -- $key $named; and continue
        # fish would look for the letters in the keys before, too.
        string match -q -- "*$part*" $key; or continue
        printf '%s\t%s\n' $prefix$before$key (string trim -- $help)
        string match -q -- "$part*" $key; and set -a going_on $prefix$before$key,
    end
    # fish puts a blank after the only candidate, except after a comma: offer to go on, too.
    test (count $going_on) = 1; and printf '%s\t%s\n' $going_on 'and another column'
end

# Prints the words that a column can have, by their own names.
function __sockstat_column --argument-names key
    __sockstat_ask --list-words -- $key = '' | while read -d \t -l word help
        test "$help" = $key; and echo -- $word
    end
end

function __sockstat_protocols --argument-names prefix list
    set -l before (string match -r -- '^.*[,!]' $list; or echo)
    printf '%s\n' $prefix$before(begin
            __sockstat_column proto
            printf '%s\n' inet all
        end)
end

# A name that the filter would need quotes for is left out.
function __sockstat_netns --argument-names prefix list
    set -l before (string match -r -- '^.*,' $list; or echo)
    printf '%s\n' $prefix$before(begin
            __sockstat_column netns_name | string match -v '*"'
            printf '%s\n' all self
        end)
end

function __sockstat_candidates
    set -l wanted (__sockstat_wanted)
    set -l kind $wanted[1]
    set -l prefix $wanted[2]
    set -l word (__sockstat_current | string collect)
    switch $kind
        case option
            __sockstat_options "$word"
        case operand
            test -z "$word"; and __sockstat_options "$word"
            __sockstat_words "$word" $wanted[3..]
        case 'KEY,...'
            set -l start (math 1 + (string length -- "$prefix"))
            __sockstat_keys "$prefix" (string sub -s $start -- "$word")
        case LIST
            set -l start (math 1 + (string length -- "$prefix"))
            __sockstat_protocols "$prefix" (string sub -s $start -- "$word")
        case 'WHICH,...'
            set -l start (math 1 + (string length -- "$prefix"))
            __sockstat_netns "$prefix" (string sub -s $start -- "$word")
        case FAMILY
            printf '%s\n' $prefix(__sockstat_column family)
        case '*|*'
            printf '%s\n' $prefix(string split '|' -- $kind)
    end
end

complete -c sockstat -f -a '(__sockstat_candidates)'
complete -c sockstat -n 'test (__sockstat_wanted)[1] = FILE' -F
