# SPDX-License-Identifier: MIT
# What the sandbox forbids: a library inside the program tries forbidden actions when a datagram is
# received, when descriptors are read, and when rows are written; and each layer alone, with the
# others refused.
sockstat --version | grep -q 'seccomp, landlock' || skip 'no sandbox is built in or offered here'
sockstat --version | grep -q 'owners: .*bpf' || skip 'this program was built without BPF'
all=$(sed -n 's/^CapPrm:\t0*//p' /proc/self/status)
(((0x$all & 0xc000081004) == 0xc000081004)) || skip 'some capabilities that it could keep are not here'
factory 'up lo' 'listen a 127.0.0.1 8080'
# One line an attempt, one column a phase.
intruded() {
    LD_PRELOAD=$HELPERS/intruder.so "$@" 2> words > rows
    sed -n 's/^[a-z ]*: permitted/permitted/p' words | tr '= ' '  ' |
        awk '{ for (i = 1; i < NF; i += 2) { if (NR == 1) names[++n] = $i; is[$i] = is[$i] sprintf("%14s", $(i + 1)) } }
            END { for (i = 1; i <= n; i++) printf "%-15s%s\n", names[i], is[names[i]] }'
    cut -d ' ' -f 1 rows
}
listing=("$SOCKSTAT" -tlnH --columns="local,process" --owners=proc)
echo 'all layers:'
intruded "${listing[@]}"
echo 'all layers, but other things are asked for:'
intruded "$SOCKSTAT" -tlnrH --columns=local,mark,local_service,local_host,process
stream=("$SOCKSTAT" -tlnH --columns=local --sort=none)
echo 'a stream:'
intruded "${stream[@]}"
echo 'a stream with names of users and interfaces, and marks:'
intruded "$SOCKSTAT" -tlnH --columns=local,user,mark,device --csv --sort=none
echo 'a stream by BPF iterators:'
intruded "${stream[@]}" --exact | grep -vE '^(permitted|no_new_privs) '
echo 'events, once the first scan is over:'
events=("$SOCKSTAT" -tlEnH --events=existing --count=1)
intruded "${events[@]}" --columns=local | grep -v :
intruded "${events[@]}" --columns=local,process --owners=proc | grep -E '^(permitted|read-file|net)'
intruded "${events[@]}" --columns=local,process | grep -E '^(permitted|bpf|net)'
for words in '--list-words x' '--explain-filter sport=80'; do
    echo "$words:"
    # shellcheck disable=SC2086
    intruded "$SOCKSTAT" $words | grep -E '^(read-file|pipe|code) '
done
# Seen from outside, as the program may not ask: the last is what only marks need.
capabilities() {
    INTRUDER_STOPS=yes LD_PRELOAD=$HELPERS/intruder.so "$@" > rows 2> words &
    until [ "$(sed 's/.*) //; s/ .*//' /proc/$!/stat)" = T ]; do
        sleep 0.05
    done
    sed -n 's/^CapPrm:\t0*/permitted 0/p' /proc/$!/status
    kill -CONT $!
    wait $!
}
echo 'capabilities while rows are written:'
capabilities "${listing[@]}"
capabilities "${stream[@]}"
capabilities "${stream[@]}" --exact
capabilities "$SOCKSTAT" -tlnH --columns=mark --sort=none
echo '--no-sandbox:'
intruded "${listing[@]}" --no-sandbox | grep -v no_new_privs | sed "s/\b$all\b/all/g"
intruded "${stream[@]}" --no-sandbox | grep -E 'read-file|netlink-socket|^127'
echo 'names of users, but no process to look them up: rows are collected first'
intruded "$HELPERS/refuse" socketpair=EPERM "$SOCKSTAT" -tlnH --columns=local,user --csv --sort=none |
    grep -E 'read-file|^127'
echo 'a stream without sock_diag:'
intruded "$HELPERS/refuse" netlink=EPERM "${stream[@]}" | grep -E 'read-file|^127'
for refused in seccomp landlock capset; do
    echo "$refused is refused:"
    intruded "$HELPERS/refuse" $refused=ENOSYS "${listing[@]}" | grep -E 'read-file|permitted|setuid|^127' |
        sed "s/\b$all\b/all/g"
done
echo 'sockets are ended: until then, CAP_NET_ADMIN is kept'
factory 'listen b 127.0.0.1 8081' 'listen c 127.0.0.1 8082'
intruded "$SOCKSTAT" -tlnHK --columns=local 'port = 8082' | grep -E '^(permitted|netlink-socket|127)'
intruded "$SOCKSTAT" -tlnHK --yes --columns=local,result 'port = 8081' |
    grep -E '^(permitted|netlink-socket|127)'
echo 'capabilities while results are written:'
capabilities "$SOCKSTAT" -tlnHK --yes --columns=result 'port = 8082'
cat rows
