// SPDX-License-Identifier: MIT
#include "cli/habits.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// The manual has the same rows; tests/docs.sh compares them, line by line.
const struct habit habits[] = {
    {"-2 --l2cap", "Bluetooth sockets are not listed"},
    {"--query --socket", "-A LIST or --protocols=LIST selects protocols"},
    {"--bpf-maps --bpf-map-id", "write --bpf for the storage of BPF programs"},
    {"-b", "socket filters are not shown yet; ss -b shows them"},
    {"-B --bound-inactive", "write state = bound-inactive as a filter"},
    {"--continuous", "write -c or --watch"},
    {"-C --cache", "write -i, or --columns=+congestion"},
    {"-d --dccp", "DCCP sockets are not listed"},
    {"-D --diag", "netlink messages cannot be saved; ss -D saves them"},
    {"-F --fib", "write --filter-file=FILE (ss), --json (lsof) or user = NAME (FreeBSD)"},
    {"-g --groups", "IP multicast groups are not shown; ip maddress shows them"},
    {"--tipcinfo", "write --tipc -e"},
    {"-I --interfaces", "write device = NAME as a filter; ip -s link shows interfaces"},
    {"-i: -i@", "write the rest as a filter: sockstat -p :22, sockstat -p 10.0.0.1:22"},
    {"-iTCP -itcp -i4TCP -i6TCP", "write -t, and the rest as a filter: sockstat -tp :22"},
    {"-iUDP -iudp -i4UDP -i6UDP", "write -u, and the rest as a filter: sockstat -up :53"},
    {"-J --libxo", "write --json"},
    {"-k", "a list of processes is --by=process; one process is a filter: process = NAME"},
    {"-L", "for sockets that are not on the loopback: 'not 127.0.0.0/8 and not [::1]'"},
    {"--masquerade", "masqueraded connections are not shown; conntrack -L shows them"},
    {"--net", "write --netns=NAME, or --netlink for netlink sockets"},
    {"-P", "-t, -u and -A LIST choose protocols; -n shows ports as numbers"},
    {"-Q --no-queues", "write --columns=proto,state,local,peer"},
    {"-R", "parent processes are not shown; ps -o ppid shows them"},
    {"-sTCP -sUDP", "write -l, or a filter: state = listen"},
    {"-T --threads --notrim", "threads are not shown, only the processes they belong to"},
    {"-U", "-x lists Unix sockets (netstat -U: --udplite)"},
    {"-v --verbose", "-V prints the version; -e and -o show more about each socket"},
    {"-W --wide", "leave it out; columns always fit"},
    {"-X", "-x lists Unix sockets"},
    {"-z --contexts", "write -Z for the contexts of processes; those of sockets are not shown"},
    {"--ax25 --x25 --ipx --rose --ash --netrom", "these sockets are not listed"},
    {"--ddp --appletalk --econet --ec --bluetooth --rfcomm", "these sockets are not listed"},
    {"--cgroup", "--where shows the unit and the container; cgroup = PATH is a filter"},
    {"--inet-sockopt", "write --sockopt"},
    {"--options", "write -o or --timers"},
    {"--program --programs", "write -p or --processes"},
    {"--inet --ip --tcpip", "write -4"},
    {"--inet6", "write -6"},
    {"--symbolic", "leave it out; -n shows numbers instead of names"},
    {"--numeric-hosts --numeric-ports --numeric-users", "write -n; only -r shows host names"},
    {"--port --sport --dport", "write the port as a filter: sockstat :22, sockstat dst :443"},
    {"--route", "routes are not shown; ip route shows them"},
    {"--statistics", "-s counts sockets; nstat shows the counters of protocols"},
    {NULL, NULL},
};

/** Returns true if WORD is OPTION or, unless WHOLE, begins with it. */
static bool is_option(const char *option, size_t option_length, const char *word, bool whole)
{
    size_t length = strcspn(word, "=");

    if (whole ? length != option_length : length < option_length)
        return false;
    return memcmp(option, word, option_length) == 0;
}

static bool has_option(const struct habit *habit, const char *word, bool whole)
{
    for (const char *option = habit->options; *option;) {
        size_t length = strcspn(option, " ");
        // too many words begin with a single letter
        if ((whole || length > 2) && is_option(option, length, word, whole))
            return true;
        option += length + (option[length] == ' ');
    }
    return false;
}

static const char *answer_to(const char *word, bool whole)
{
    for (const struct habit *habit = habits; habit->options; habit++) {
        if (has_option(habit, word, whole))
            return habit->answer;
    }
    return NULL;
}

const char *habit_answer(const char *word)
{
    return answer_to(word, true);
}

const char *habit_answer_beginning(const char *word)
{
    return answer_to(word, false);
}
