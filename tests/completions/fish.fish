# SPDX-License-Identifier: MIT
#
# Compares what fish offers for lines; the completion is loaded by its name, as when installed.

# check NAME LINE CANDIDATE...: sorted, without descriptions.
function check --argument-names name line
    set -l got (complete -C $line 2>&1 | string replace -r '\t.*' '' | sort)
    verdict $name "$got" "$argv[3..]"
end

function verdict --argument-names name got wanted
    if test "$got" = "$wanted"
        echo "ok fish: $name"
    else
        echo "not ok fish: $name: got [$got], wanted [$wanted]"
    end
end

# fish loads nothing for a name that PATH has not.
set -x PATH $PWD/fake $PATH
check 'loaded by name' 'sockstat --ze' --zebra

check 'options by their beginning' 'real/sockstat --col' --color --columns
verdict 'what options are for' (complete -C 'real/sockstat --colo') \
    --color\t'colour for states (auto: on a terminal)'
verdict 'what letters are for' (complete -C 'fake/sockstat -z')[1] -zf\t'a file'
check 'every option of --help=all' 'real/sockstat -' (string trim -r -c = <options | sort)
check 'values after = and a letter' 'real/sockstat --color=a' --color=always --color=auto
check 'values after a blank' 'real/sockstat -t --color ' always auto never
check protocols 'real/sockstat -A ud' udp udplite
check 'protocols after a comma' 'real/sockstat --protocols=tcp,al' --protocols=tcp,all
check 'protocols after !' 'real/sockstat -A !vs' !vsock
check 'network namespaces' 'real/sockstat -N self,al' self,all
check families 'real/sockstat -f ipv' ipv4 ipv6
check 'keys of a filter' 'real/sockstat -t spo' sport
check 'states' 'real/sockstat state fin-wait-' fin-wait-1 fin-wait-2
check 'values behind =' 'real/sockstat state=tim' state=time-wait
while read -d \t -l option words
    check "every word of $option" "real/sockstat $option=" $option=(string split ' ' $words)
end <options-with-words
while read -d \t -l key words
    check "every word of $key" "real/sockstat $key=" $key=(string split ' ' $words)
end <keys-with-words
check 'in a quoted filter' "real/sockstat 'sport < 80 and v6only = y" 'sport < 80 and v6only = yes'
check 'users' 'real/sockstat user = roo' root
check 'keys' 'real/sockstat --columns pro' probes processes proto
verdict 'what keys are for' (complete -C 'real/sockstat --columns=timer_')[1] \
    --columns=timer_expires_ms\t'milliseconds until the timer fires'
check 'every column' 'real/sockstat --columns ' (cat columns)
check 'keys after a comma' 'real/sockstat --columns=proto,timer' \
    --columns=proto,timer{,_expires_ms}
# fish puts a blank after the only candidate.
check 'no blank where a list may go on' 'real/sockstat --columns +wi' +wildcard +wildcard,
check 'keys after -' 'real/sockstat --sort -local_ho' -local_host{,\,}
check 'keys after -, = and a comma' 'real/sockstat --sort=-local_port,-pi' \
    --sort=-local_port,-pid{,\,}
check 'columns of groups' 'real/sockstat --by=user --sort=-coun' --sort=-count{,\,}
check 'columns of groups by a word' 'real/sockstat --by user --columns coun' count{,\,}
check 'columns of a summary' 'real/sockstat -ts --columns=time_' --columns=time_wait{,\,}
check 'keys of --by in a summary' 'real/sockstat -s --by local_ho' local_host{,\,}
check 'keys after +, = and a comma' 'real/sockstat --columns=+user,pi' --columns=+user,pid{,\,}
check 'no key twice' 'real/sockstat --columns +v6only,v6o'
check 'files' 'real/sockstat --services se' 'services one' settings/
check 'files after =' 'real/sockstat --services=set' --services=settings/
check 'no files as operands' 'real/sockstat se' segs_in segs_out send_q send_rate_bytes_per_s \
    session severity
check 'no options after --' 'real/sockstat -- --col'
check 'no value where none is taken' 'real/sockstat --tcp='
check 'an argument that looks like an option' 'real/sockstat --services --color --colu' --columns
check 'behind a variable' 'A=1 real/sockstat --colu' --columns
check 'new options' 'fake/sockstat -' --from --keys --size --when --zebra -f -k -w -z
check 'new options behind letters' 'fake/sockstat -z' -zf -zk -zw
check 'new values' '~/fake/sockstat --when l' later
check 'new values of a letter' 'fake/sockstat -w l' later
check 'new values behind letters' 'fake/sockstat -zw' -zwlater -zwnow
check 'new keys' 'fake/sockstat -zk one,' one,once one,two
check 'nothing for an unknown argument' 'fake/sockstat --size '
check 'nothing from a program that is not there' 'none/sockstat --col'
