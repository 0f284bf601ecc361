// SPDX-License-Identifier: MIT
/** filter/parse: which tree a filter is. One node after the other, one dot a level. */
#include "naming.h"
#include "unit.h"

#include "filter/explain.h"
#include "filter/parse.h"

struct tree_row {
    const char *filter; /**< and the name of the test */
    const char *tree;
};

static const struct tree_row rows[] = {
    // operators and their other names
    {"sport = 80", "local_port = 80"},
    {"sport == 80", "local_port = 80"},
    {"sport eq 80", "local_port = 80"},
    {"sport 80", "local_port = 80"},
    {"sport :80", "local_port = 80"},
    {"sport != 80", "local_port != 80"},
    {"sport ne 80", "local_port != 80"},
    {"sport neq 80", "local_port != 80"},
    {"sport > 80", "local_port > 80"},
    {"sport gt 80", "local_port > 80"},
    {"sport < 80", "local_port < 80"},
    {"sport lt 80", "local_port < 80"},
    {"sport >= 80", "local_port >= 80"},
    {"sport ge 80", "local_port >= 80"},
    {"sport geq 80", "local_port >= 80"},
    {"sport <= 80", "local_port <= 80"},
    {"sport le 80", "local_port <= 80"},
    {"sport leq 80", "local_port <= 80"},
    // blanks
    {"sport=:80", "local_port = 80"},
    {"(sport=:80)", "local_port = 80"},
    {"((sport>=80))", "local_port >= 80"},
    {" \t\nsport  =\n80 ", "local_port = 80"},
    {"sport=80&&dport=22", "and / .local_port = 80 / .peer_port = 22"},
    {"sport=80|dport=22", "or / .local_port = 80 / .peer_port = 22"},
    {"!sport=80", "not / .local_port = 80"},
    {"sport = 80 # but why", "local_port = 80"},
    {"sport = 80 # one\nand dport = 22", "and / .local_port = 80 / .peer_port = 22"},
    // names of Unix sockets
    {"src /run/x", "local = \"/run/x\""},
    {"dst = unix:x", "peer = \"x\""},
    {"src unix:/run/*", "local = /run/*"},
    {"addr @x", "local|peer = \"@x\""},
    {"/run/x", "local_path|peer_path = \"/run/x\""},
    {"\"/run/x y\"", "local_path|peer_path = \"/run/x y\""},
    {"'@a,b'", "local_path|peer_path = \"@a,b\""},
    {"\"x /y\"", "processes = \"x /y\""},
    {"path = \"/run/a=b\"", "local_path|peer_path = \"/run/a=b\""},
    {"(/run/a)", "local_path|peer_path = \"/run/a\""},
    {"/run/a|/run/b",
     "or / .local_path|peer_path = \"/run/a\" / .local_path|peer_path = \"/run/b\""},
    {"@x*", "local_path|peer_path = @x*"},
    {"src \"/run/x y\"", "local = \"/run/x y\""},
    // precedence
    {"uid 1 or uid 2 and uid 3", "or / .uid = 1 / .and / ..uid = 2 / ..uid = 3"},
    {"uid 1 and uid 2 or uid 3", "or / .and / ..uid = 1 / ..uid = 2 / .uid = 3"},
    {"uid 1 uid 2 or uid 3", "or / .and / ..uid = 1 / ..uid = 2 / .uid = 3"},
    {"not uid 1 and uid 2", "and / .not / ..uid = 1 / .uid = 2"},
    {"not uid 1 or uid 2", "or / .not / ..uid = 1 / .uid = 2"},
    {"not (uid 1 or uid 2)", "not / .or / ..uid = 1 / ..uid = 2"},
    {"uid 1 & uid 2 && uid 3 and uid 4", "and / .uid = 1 / .uid = 2 / .uid = 3 / .uid = 4"},
    {"uid 1 | uid 2 || uid 3 or uid 4", "or / .uid = 1 / .uid = 2 / .uid = 3 / .uid = 4"},
    {"( sport = :22 or sport = :80 ) dst 10.0.0.1",
     "and / .or / ..local_port = 22 / ..local_port = 80 / .peer = 10.0.0.1/32"},
    // examples of ss
    {"( dport = :ssh or sport = :ssh )", "or / .peer_port = 22 / .local_port = 22"},
    {"( sport = :https or sport = :ssh ) dst 193.233.7/24",
     "and / .or / ..local_port = 443 / ..local_port = 22 / .peer = 193.233.7.0/24"},
    {"state fin-wait-1 ( sport = :ssh )", "and / .state = fin-wait-1 / .local_port = 22"},
    {"dst 192.168.1.5:https", "peer = 192.168.1.5/32:443"},
    {"src :22", "local = *:22"},
    {"src *:22", "local = *:22"},
    {"src *", "local = *"},
    {"dst [fe80::1]:22", "peer = [fe80::1]/128:22"},
    {"dst [fe80::]/10", "peer = [fe80::]/10"},
    {"dst fe80::/10", "peer = [fe80::]/10"},
    {"dst inet6:[::1]:22", "peer = [::1]/128:22"},
    {"dst 10/8", "peer = 10.0.0.0/8"},
    // addresses with an interface, as our table and as ss print them
    {"dst fe80::1%eth0", "and / .peer = [fe80::1]/128 / .device_index = 2"},
    {"[fe80::1%eth0]:22", "and / .local|peer = [fe80::1]/128:22 / .device_index = 2"},
    {"src [fe80::1]%eth0:22", "and / .local = [fe80::1]/128:22 / .device_index = 2"},
    {"127.0.0.53%eth0:53", "and / .local|peer = 127.0.0.53/32:53 / .device_index = 2"},
    {"*%eth0:80", "and / .local|peer = *:80 / .device_index = 2"},
    {"src *%7", "and / .local = * / .device_index = 7"},
    {"src fe80::%eth0/10", "and / .local = [fe80::]/10 / .device_index = 2"},
    {"peer_address = fe80::1%eth0", "and / .peer_address = [fe80::1]/128 / .device_index = 2"},
    {"dst web1%eth0:ssh", "and / .peer = 10.1.2.3/32:22 / .device_index = 2"},
    {"src 10.0.0.1,fe80::1%eth0,10.0.0.2",
     "or / .local = 10.0.0.1/32,10.0.0.2/32 / .and / ..local = [fe80::1]/128 / ..device_index = 2"},
    {"not dst fe80::1%eth0", "not / .and / ..peer = [fe80::1]/128 / ..device_index = 2"},
    {"dst != fe80::1%eth0",
     "and / .has peer / .not / ..and / ...peer = [fe80::1]/128 / ...device_index = 2"},
    // protocols with a family
    {"tcp6", "and / .proto = tcp / .family = ipv6"},
    {"UDP6", "and / .proto = udp / .family = ipv6"},
    {"proto = tcp46",
     "and / .proto = tcp / .family = ipv6 / .local_address = [::]/128 / .v6only = no"},
    {"proto TCP6,udp", "or / .and / ..proto = tcp / ..family = ipv6 / .proto = udp"},
    {"proto != udp6", "and / .has proto / .not / ..and / ...proto = udp / ...family = ipv6"},
    {"tcp6,443", "or / .and / ..proto = tcp / ..family = ipv6 / .local_port|peer_port = 443"},
    {"proto = tcp*", "proto = tcp"},
    {"wildcard", "wildcard = yes"},
    {"wildcard no", "wildcard = no"},
    {"dst 10.1.2.3/8", "peer = 10.1.2.3/8"},
    {"dst web1", "peer = 10.1.2.3/32"},
    {"dst web1:ssh", "peer = 10.1.2.3/32:22"},
    {"dst != 10.0.0.1", "peer != 10.0.0.1/32"},
    {"src 10.0.0.1,10.0.0.2", "local = 10.0.0.1/32,10.0.0.2/32"},
    {"src 10.0.0.0/8:1-1023", "local = 10.0.0.0/8:1-1023"},
    {"dev = eth0", "device_index = 2"},
    {"dev 2", "device_index = 2"},
    {"fwmark = 0x10/0xf0", "mark = 0x10/0xf0"},
    {"cgroup = /a", "cgroup_id = 7"},
    {"cgroup != /a", "cgroup_id != 7"},
    {"cgroup = *.service", "cgroup = *.service"},
    {"cgroup ~ a", "cgroup ~ \"a\""},
    {"has cgroup", "has cgroup"},
    {"has cgroup_id", "has cgroup_id"},
    {"unit = a.service", "unit = \"a.service\""},
    {"container = 3f2a", "container = 3f2a..."},
    {"container = 3f2", "container = \"3f2\""},
    {"container = 3f2g", "container = \"3f2g\""},
    {"container = \"3f2a\"", "container = \"3f2a\""},
    {"container = web,3f2a*", "container = \"web\",3f2a*"},
    {"autobound", "autobound = yes"},
    {"not autobound", "not / .autobound = yes"},
    {"autobound no", "autobound = no"},
    {"sport = 22 and ( sport = 22 & dport = 50312 )",
     "and / .local_port = 22 / .local_port = 22 / .peer_port = 50312"},
    {"sport = 22 and ! dport = 50312", "and / .local_port = 22 / .not / ..peer_port = 50312"},
    {"! ( sport = 22 and dport = 1 ) or dport = 2",
     "or / .not / ..and / ...local_port = 22 / ...peer_port = 1 / .peer_port = 2"},
    {"sport = 22 and ( dport = 1 or dport = 2 )",
     "and / .local_port = 22 / .or / ..peer_port = 1 / ..peer_port = 2"},
    // what ss reads as ((A or B) and C)
    {"sport = :1 or sport = :2 and sport = :3",
     "or / .local_port = 1 / .and / ..local_port = 2 / ..local_port = 3"},
    // states
    {"state established", "state = established"},
    {"state estab", "state = established"},
    {"state = listening", "state = listen,unconnected"},
    {"state listen", "state = listen"},
    {"state syn-sent state time-wait", "state = syn-sent,time-wait"},
    {"state syn-sent,time-wait", "state = syn-sent,time-wait"},
    {"state syn-sent and state time-wait", "and / .state = syn-sent / .state = time-wait"},
    {"exclude listen", "not / .state = listen"},
    {"exclude listen exclude time-wait",
     "and / .not / ..state = listen / .not / ..state = time-wait"},
    {"state bucket", "state = syn-recv,time-wait"},
    {"state fin-*", "state = fin-wait-1,fin-wait-2"},
    // values
    {"port = 80,443,8000-8100", "local_port|peer_port = 80,443,8000-8100"},
    {"addr 10.0.0.1", "local|peer = 10.0.0.1/32"},
    {"recv_q > 64k", "recv_q > 65536"},
    {"recv_q > 1M", "recv_q > 1048576"},
    {"recv_q = 0x1-5b", "recv_q = 1-5"},
    {"send_q >= 1g", "send_q >= 1073741824"},
    {"timer_expires_ms < 1.5s", "timer_expires_ms < 1500"},
    {"timer_expires_ms < 2m", "timer_expires_ms < 120000"},
    {"timer_expires_ms < 7", "timer_expires_ms < 7"},
    {"rtt > 1.5s", "rtt_us > 1500000"},
    {"rtt < 4294967296 or rtt < 2h", "or / .rtt_us < 4294967296 / .rtt_us < 7200000000"},
    {"min-rtt = 100us-2ms,5000", "min_rtt_us = 100-2000,5000"},
    {"rtt_us 7", "rtt_us = 7"},
    {"accept_queue = 0-0x80", "accept_queue = 0-128"},
    {"rtt = 0-0x80", "rtt_us = 0-128"},
    {"rtt = 0-5ms,1-5us,5ms-7000,1ms-0x800", "rtt_us = 0-5000,1-5,5000-7000,1000-2048"},
    {"delivery_rate > 10Mbit/s", "delivery_rate_bytes_per_s > 1250000"},
    {"(delivery-rate>=10M)", "delivery_rate_bytes_per_s >= 10485760"},
    {"bytes_sent >= 1.5G", "bytes_sent >= 1610612736"},
    {"bytes_sent = 4294967296-0xffffffffff", "bytes_sent = 4294967296-1099511627775"},
    {"recv_q > 5 nginx,m", "and / .recv_q > 5 / .processes = \"nginx\",\"m\""},
    {"segs_out > 5 'ms'", "and / .segs_out > 5 / .processes = \"ms\""},
    {"inode = 0x10", "inode = 16"},
    {"uid = 1000-1999", "uid = 1000-1999"},
    {"user = root", "uid = 0"},
    {"user 33", "uid = 33"},
    {"proto tcp", "proto = tcp"},
    {"cookie = 0x1F", "cookie = 1f"},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "community_id = \"1:LQU9qZlK+B5F3KDmev6m5PMibrg=\""},
    {"community_id = 1:LQU*", "community_id = 1:LQU*"},
    {"pid = 1,2", "pid = 1,2"},
    {"has owner", "has owner"},
    {"not has peer_port", "not / .has peer_port"},
    {"process = nginx,haproxy", "processes = \"nginx\",\"haproxy\""},
    {"process ~ ^ngi(nx|x)$", "processes ~ \"^ngi(nx|x)$\""},
    {"(process ~ ^a(b)$)", "processes ~ \"^a(b)$\""},
    {"process !~ 'a b'", "processes !~ \"a b\""},
    {"v6only = no", "v6only = no"},
    // values at their limits, and in other forms
    {"timer_expires_ms < 1.55s", "timer_expires_ms < 1550"},
    {"timer_expires_ms < 1.500000000s", "timer_expires_ms < 1500"},
    {"sport = 0x50", "local_port = 80"},
    {"sport = 0x1", "local_port = 1"},
    {"sport = 0100", "local_port = 100"},
    {"sport = *:443", "local_port = 443"},
    {"sport = *", "local_port = 0-65535"},
    {"mark = 0xffffffff", "mark = 4294967295"},
    {"mark = 0xffffffff/0xffffffff", "mark = 0xffffffff/0xffffffff"},
    {"cookie = 0112", "cookie = 112"},
    {"v6only = false", "v6only = no"},
    {"v6only = true", "v6only = yes"},
    {"v6only = 0", "v6only = no"},
    {"v6only = 1", "v6only = yes"},
    {"dst [::1/64]:22", "peer = [::1]/64:22"},
    {"dst [::1]/64:22", "peer = [::1]/64:22"},
    {"dst inet:10.0.0.1", "peer = inet:10.0.0.1/32"},
    {"dst any", "peer = *"},
    {"dst all", "peer = *"},
    {"dst default:22", "peer = *:22"},
    {"dst 10.0.0.1:*", "peer = 10.0.0.1/32"},
    // shortcuts
    {"web1:22", "local|peer = 10.1.2.3/32:22"},
    {"web1:ssh", "local|peer = 10.1.2.3/32:22"},
    {"443", "local_port|peer_port = 443"},
    {"80,443", "local_port|peer_port = 80,443"},
    {"8000-8100", "local_port|peer_port = 8000-8100"},
    {":https", "local_port|peer_port = 443"},
    {"10.0.0.0/8", "local|peer = 10.0.0.0/8"},
    {"10.1.2.3:443", "local|peer = 10.1.2.3/32:443"},
    {"[::1]:53", "local|peer = [::1]/128:53"},
    {"::1", "local|peer = [::1]/128"},
    {"2001:db8::2:fe01", "local|peer = [2001:db8::2:fe01]/128"},
    {"2001:db8:1:2:3:4:5:80", "local|peer = [2001:db8:1:2:3:4:5:80]/128"},
    {"::9001", "local|peer = [::9001]/128"},
    {"[fe80::1:9001]", "local|peer = [fe80::1:9001]/128"},
    {"fe80::1:9001/128", "local|peer = [fe80::1:9001]/128"},
    {"fe80::1:9001", "local|peer = [fe80::1:9001]/128"},
    {"addr fe80::1:9001", "local|peer = [fe80::1:9001]/128"},
    {"dst fe80::1:9001", "peer = [fe80::1:9001]/128"},
    {"\"::1:9001\"", "processes = \"::1:9001\""},
    {"\"tcp4\"", "processes = \"tcp4\""},
    {"tcp45", "processes = \"tcp45\""},
    {"0x50-0x60", "local_port|peer_port = 80-96"},
    {"80-0X60", "local_port|peer_port = 80-96"},
    {"0x50-96", "local_port|peer_port = 80-96"},
    {"0x50-x", "processes = \"0x50-x\""},
    {"8-bit", "processes = \"8-bit\""},
    {"a-0x60", "processes = \"a-0x60\""},
    {":9pfs", "local_port|peer_port = 2564"},
    {"port = 9pfs,3com-ts", "local_port|peer_port = 2564,106"},
    {"127.0.0.1:9pfs", "local|peer = 127.0.0.1/32:2564"},
    {"127.0.0.1:3com-ts", "local|peer = 127.0.0.1/32:106"},
    {"9pfs", "or / .processes = \"9pfs\" / .local_port|peer_port = 2564"},
    {"process = '1-2',1-x,x-1,1-,-1,1-2-3",
     "processes = \"1-2\",\"1-x\",\"x-1\",\"1-\",\"-1\",\"1-2-3\""},
    {"\"a\\x2cb\\x1b\\\\\"", "processes = \"a,b\\x1b\\\\\""},
    {"process = 'a\\x2c'", "processes = \"a\\\\x2c\""},
    {"process ~ \"a\\\\.\\x62\"", "processes ~ \"a\\\\.b\""},
    {"nginx", "processes = \"nginx\""},
    {"nginx 443", "and / .processes = \"nginx\" / .local_port|peer_port = 443"},
    {"443 or nginx", "or / .local_port|peer_port = 443 / .processes = \"nginx\""},
    {"\"listen\"", "processes = \"listen\""},
    // rarer forms
    {"dst [::1]", "peer = [::1]/128"},
    {"dst [fe80::/10]", "peer = [fe80::]/10"},
    {"src any", "local = *"},
    {"src all", "local = *"},
    {"src default", "local = *"},
    {"src 10.0.0.1:*", "local = 10.0.0.1/32"},
    {"dst web1:*", "peer = 10.1.2.3/32"},
    {"sport = web", "local_port = 80,8080"},
    {"user = twin", "uid = 8,9"},
    {"dst 10.0.0.1:web", "peer = 10.0.0.1/32:80,10.0.0.1/32:8080"},
    {"dst dual", "peer = 10.1.2.4/32,[2001:db9::]/128"},
    {"dst inet:dual", "peer = inet:10.1.2.4/32"},
    {"dst inet6:dual", "peer = [2001:db9::]/128"},
    {"dst dual:*", "peer = 10.1.2.4/32,[2001:db9::]/128"},
    {"src inet:*", "local = inet:0.0.0.0/0"},
    {"src inet6:*", "local = [::]/0"},
    {"dst 2001:db8:1111:2222:3333:4444:5555:6666,::1",
     "peer = [2001:db8:1111:2222:3333:4444:5555:6666]/128,[::1]/128"},
    {"dst web6", "peer = [2001:db8::]/128"},
    {"sport = 0x50", "local_port = 80"},
    {"sport = 0X50", "local_port = 80"},
    {"sport = 0123", "local_port = 123"},
    {"sport *:443", "local_port = 443"},
    {"sport = *", "local_port = 0-65535"},
    {"mark = 5", "mark = 5"},
    {"cookie = f", "cookie = f"},
    {"cookie = 0f1", "cookie = f1"},
    {"cookie = 1f2", "cookie = 1f2"},
    {"443 state listen", "and / .local_port|peer_port = 443 / .state = listen"},
    {"user ~ ^r", "user ~ \"^r\""},
    {"dev ~ ^e", "device ~ \"^e\""},
    {"state ~ ^syn", "state ~ \"^syn\""},
    {"comm ~ x", "comm ~ \"x\""},
    {"process = ''", "processes = \"\""},
    {"exclude = listen", "not / .state = listen"},
    {"prot", "processes = \"prot\""},
    // bare words: conditions, or processes and services
    {"LISTEN", "state = listen"},
    {"listening", "state = listen,unconnected"},
    {"ESTAB", "state = established"},
    {"CONNECTED",
     "state = "
     "established,syn-sent,syn-recv,fin-wait-1,fin-wait-2,time-wait,close-wait,last-ack,closing,"
     "cookie-wait,cookie-echoed,shutdown-pending,shutdown-sent,shutdown-received,"
     "shutdown-ack-sent,peer-close-wait-1,peer-close-wait-2,app-fin-close-wait,"
     "app-close-wait-1,app-close-wait-2,peer-fin-close-wait,peer-abort-wait,process-abort"},
    {"TIME_WAIT", "state = time-wait"},
    {"TimeWait", "state = time-wait"},
    {"SYN_RCVD", "state = syn-recv"},
    {"SYN_RECV", "state = syn-recv"}, // also the alias of a column
    {"FIN_WAIT1,fin-wait2", "state = fin-wait-1,fin-wait-2"},
    {"bound_inactive", "state = bound-inactive"},
    {"UNCONN", "state = unconnected"},
    {"LISTEN ESTAB", "state = listen,established"},
    {"LISTEN state estab", "state = listen,established"},
    {"LISTEN and ESTAB", "and / .state = listen / .state = established"},
    {"not LISTEN", "not / .state = listen"},
    {"tcp", "proto = tcp"},
    {"TCP,udp", "proto = tcp,udp"},
    {"tcp 22", "and / .proto = tcp / .local_port|peer_port = 22"},
    {"inet6", "family = ipv6"},
    {"IPv4", "family = ipv4"},
    {"ssh", "or / .processes = \"ssh\" / .local_port|peer_port = 22"},
    {"ssh,https", "or / .processes = \"ssh\",\"https\" / .local_port|peer_port = 22,443"},
    {"80,ssh", "or / .local_port|peer_port = 80,22 / .processes = \"ssh\""},
    {"ssh,LISTEN", "or / .processes = \"ssh\" / .local_port|peer_port = 22 / .state = listen"},
    {"not ssh", "not / .or / ..processes = \"ssh\" / ..local_port|peer_port = 22"},
    {"'ssh'", "processes = \"ssh\""},
    {"ss*", "processes = ss*"},
    {"python3.11", "processes = \"python3.11\""},
    {"process = \"22/tcp\"", "processes = \"22/tcp\""},
    {"0x16", "local_port|peer_port = 22"},
    // any case, "-" or "_", headings
    {"RECV-Q > 0", "recv_q > 0"},
    {"Local-Port = 22", "local_port = 22"},
    {"accept% >= 50", "accept_percent >= 50"},
    {"EXPIRES < 1S", "timer_expires_ms < 1000"},
    {"PROCESS = x", "processes = \"x\""},
    {"Cgroup = /a", "cgroup_id = 7"},
    {"CGROUP-ID = 7", "cgroup_id = 7"},
    {"USER = root", "uid = 0"},
    {"PORT 22 AND NOT HAS Peer_Port", "and / .local_port|peer_port = 22 / .not / ..has peer_port"},
    {"uid EQ 1 OR uid GT 2", "or / .uid = 1 / .uid > 2"},
    {"v6only = YES", "v6only = yes"},
    {"V6ONLY No", "v6only = no"},
    {"state = SYN_SENT", "state = syn-sent"},
    {"state CLOSE_WAIT", "state = close-wait"},
    {"state FIN_WAIT2,LASTACK", "state = fin-wait-2,last-ack"},
    {"state FIN_WAIT*", "state = fin-wait-1,fin-wait-2"},
    {"EXCLUDE CLOSED", "not / .state = closed"},
    {"family = inet", "family = ipv4"},
    {"proto = UDP", "proto = udp"},
    {"80,nginx", "or / .local_port|peer_port = 80 / .processes = \"nginx\""},
};

/** "  and\n    a = 1\n" -> "and / .a = 1": each level after the first has a dot. */
static void flatten(const struct strbuf *text, struct strbuf *ret_line)
{
    bool beginning = true;
    size_t blanks = 0;

    for (size_t i = 0; i < text->length; i++) {
        char byte = text->data[i];
        blanks = beginning && byte == ' ' ? blanks + 1 : blanks;
        if (beginning && byte == ' ')
            continue;
        for (; beginning && blanks > 2; blanks -= 2)
            strbuf_byte(ret_line, '.');
        beginning = byte == '\n';
        blanks = 0;
        if (byte == '\n' && i + 1 < text->length)
            strbuf_text(ret_line, " / ");
        else if (byte != '\n')
            strbuf_byte(ret_line, byte);
    }
}

static void check_tree(const struct tree_row *row, const struct resolver *resolver)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->filter), resolver, &error);

    if (!node)
        fail_msg("%s", error.message.data);
    explain_tree(node, &text);
    node_free(node);
    flatten(&text, &line);
    assert_text(&line, row->tree);
}

static void test_tree(void **state)
{
    check_tree(*state, &naming);
}

/** With several network namespaces, interfaces keep their names: the index differs. */
static const struct tree_row devices[] = {
    {"dev = eth0", "device = \"eth0\""},
    {"dev = nosuch", "device = \"nosuch\""},
    {"dev = 2", "device_index = 2"},
};

static void test_devices_by_name(void **state)
{
    static const struct resolver by_name = {.resolve = naming_resolve, .devices_by_name = true};

    check_tree(*state, &by_name);
}

int main(void)
{
    return RUN_ROWS(test_tree, rows) + RUN_ROWS(test_devices_by_name, devices);
}
