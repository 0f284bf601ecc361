// SPDX-License-Identifier: MIT
/** filter/parse: what is said of a wrong filter, and the place that it points at. */
#include "naming.h"
#include "unit.h"

#include "filter/parse.h"

struct error_row {
    const char *filter; /**< and the name of the test */
    const char *part;
    size_t offset; /**< of the place in the filter */
    const char *message;
};

// Of a long word, 80 bytes are shown.
#define D20 "11111111111111111111"
#define D80 D20 D20 D20 D20
#define A20 "abcdefghijklmnopqrst"
#define A80 A20 A20 A20 A20

static const struct error_row rows[] = {
    {"src link:eth0", "link:eth0", 4,
     "\"link:eth0\" is not an address; write proto = packet, with device = NAME or "
     "ethertype = NUMBER"},
    {"dst vsock:2:22", "vsock:2:22", 4,
     "\"vsock:2:22\" is not an address; write proto = vsock, with local_cid = NUMBER or "
     "local_vsock_port = NUMBER"},
    {"src = netlink:rtnl:0", "netlink:rtnl:0", 6,
     "\"netlink:rtnl:0\" is not an address; write proto = netlink, with netlink_protocol = "
     "NUMBER or local_portid = NUMBER"},
    // names of Unix sockets
    {"/run/a=b.sock", "/run/a=b.sock", 0,
     "a name with \"=\" must be quoted; write 'path = \"/run/a=b.sock\"'"},
    {"tcp or /run/a~b and tcp", "/run/a~b", 7,
     "a name with \"~\" must be quoted; write 'path = \"/run/a~b\"'"},
    {"/run/a!b", "/run/a!b", 0, "a name with \"!\" must be quoted; write 'path = \"/run/a!b\"'"},
    {"/run/(a)", "/run/(a)", 0, "a name with \"(\" must be quoted; write 'path = \"/run/(a)\"'"},
    {"/run/a)b", "/run/a)b", 0, "a name with \")\" must be quoted; write 'path = \"/run/a)b\"'"},
    {"/run/a<b", "/run/a<b", 0, "a name with \"<\" must be quoted; write 'path = \"/run/a<b\"'"},
    {"/run/it's", "/run/it's", 0, "a name with \"'\" must be quoted; write path = \"/run/it's\""},
    {"@a\"b", "@a\"b", 0, "a name with \"\"\" must be quoted; write 'path = \"@a\\\"b\"'"},
    {"path = /run/a=b", "/run/a=b", 7,
     "a name with \"=\" must be quoted; write 'path = \"/run/a=b\"'"},
    {"peer_path /run/a=b", "/run/a=b", 10,
     "a name with \"=\" must be quoted; write 'peer_path = \"/run/a=b\"'"},
    {"path = a=b", "a=b", 7, "a name with \"=\" must be quoted; write 'path = \"a=b\"'"},
    {"./a=b", "./a=b", 0, "a name with \"=\" must be quoted; write 'path = \"./a=b\"'"},
    {"unix:./a=b", "unix:./a=b", 0, "a name with \"=\" must be quoted; write 'path = \"./a=b\"'"},
    {"dst unix:./a=b", "unix:./a=b", 4,
     "a name with \"=\" must be quoted; write 'dst = \"unix:./a=b\"'"},
    {"./x.sock", "./x.sock", 0,
     "invalid address \"./x.sock\"; for a Unix socket, write unix:./x.sock; process = "
     "\"./x.sock\" finds a process of this name"},
    {"src = run/x", "run/x", 6, "invalid address \"run/x\"; for a Unix socket, write unix:run/x"},
    {"local_address = run/x", "run/x", 16, "invalid prefix \"run/x\" (expected ADDRESS/BITS)"},
    {"src = 10.0.0.0/x", "10.0.0.0/x", 6, "invalid prefix \"10.0.0.0/x\" (expected ADDRESS/BITS)"},
    {"dst 22", "22", 4, "22 is not an address; for the port, write \"dport 22\""},
    {"sport = ", "", 8, "missing value after \"=\""},
    {"sport", "sport", 0,
     "missing value after sport; for a process of this name, write \"process = sport\""},
    {"sport = 70000", "70000", 8, "invalid port \"70000\" (at most 65535)"},
    {"sport = foo", "foo", 8, "there is no service \"foo\""},
    {"= 80", "=", 0, "missing key before \"=\""},
    {"(sport = 80", "(", 0, "missing \")\""},
    {"sport = 80)", ")", 10, "unmatched \")\""},
    {"sport = 80 and", "", 14, "missing condition at the end"},
    {"and sport = 80", "and", 0, "missing condition before \"and\""},
    {"or", "or", 0, "missing condition before \"or\""},
    {"not", "", 3, "missing condition at the end"},
    {"()", ")", 1, "missing condition before \")\""},
    {"foo = 1", "foo", 0, "unknown key \"foo\"; --list-columns lists them"},
    {"prot = tcp", "prot", 0, "unknown key \"prot\"; did you mean proto?"},
    {"addrs = 10/8", "addrs", 0, "unknown key \"addrs\"; did you mean addr?"},
    {"state foo", "foo", 6,
     "invalid state \"foo\" (expected established, syn-sent, syn-recv, fin-wait-1, fin-wait-2, "
     "time-wait, closed, close-wait, last-ack, listen, closing, bound-inactive, "
     "unconnected, ...: sockstat-filter(7) lists all)"},
    {"state", "state", 0,
     "missing value after state; for a process of this name, write \"process = state\""},
    {"exclude", "exclude", 0, "missing state after exclude"},
    {"has", "", 3, "missing key after has"},
    {"has foo", "foo", 4, "unknown key \"foo\"; --list-columns lists them"},
    {"dst 300.1.1.1", "300.1.1.1", 4, "invalid address \"300.1.1.1\""},
    {"dst 10.0.0.0/33", "10.0.0.0/33", 4, "invalid prefix \"10.0.0.0/33\" (at most 32 bits)"},
    {"dst 10.1", "10.1", 4, "invalid address \"10.1\"; for the network, write 10.1/16"},
    {"dst [::1", "[::1", 4, "invalid address \"[::1\""},
    {"dst fe80::1%nosuch", "fe80::1%nosuch", 4, "there is no interface \"nosuch\""},
    {"dst fe80::1%", "fe80::1%", 4, "there is no interface \"\""},
    {"*%nosuch:80", "*%nosuch:80", 0,
     "there is no interface \"nosuch\"; process = \"*%nosuch:80\" finds a process of this name"},
    {"dst fe80::1%eth0:22", "fe80::1%eth0:22", 4,
     "invalid address \"fe80::1%eth0:22\"; write \"[fe80::1%eth0]:22\""},
    {"dst fe80::1%0", "fe80::1%0", 4, "there is no interface \"0\""},
    {"dst 10.0.0.1%eth0:22:1", "10.0.0.1%eth0:22:1", 4, "there is no interface \"eth0:22:1\""},
    {"dst fe80::1%eth0:22:1", "fe80::1%eth0:22:1", 4, "there is no interface \"eth0:22:1\""},
    {"dst fe80::%eth0:22/10", "fe80::%eth0:22/10", 4, "there is no interface \"eth0:22\""},
    {"peer_address = fe80::1%eth0:22", "fe80::1%eth0:22", 15, "there is no interface \"eth0:22\""},
    {"dst 300.1.1.1%eth0", "300.1.1.1%eth0", 4, "invalid address \"300.1.1.1%eth0\""},
    {"dst 10.0.0.1:70000", "10.0.0.1:70000", 4, "invalid port \"70000\" (at most 65535)"},
    {"src = 10.0.0.1:foo", "10.0.0.1:foo", 6, "there is no service \"foo\""},
    {"user = nosuchuser", "nosuchuser", 7, "there is no user \"nosuchuser\""},
    {"dev = nosuch", "nosuch", 6, "there is no interface \"nosuch\""},
    {"cgroup = /nosuch", "/nosuch", 9, "there is no cgroup \"/nosuch\""},
    {"recv_q > 64x", "64x", 9,
     "invalid recv_q \"64x\" (expected bytes, or a number with k, m or g)"},
    {"recv_q > many", "many", 9,
     "invalid recv_q \"many\" (expected bytes, or a number with k, m or g)"},
    {"recv_q > 64ms", "64ms", 9,
     "invalid recv_q \"64ms\" (expected bytes, or a number with k, m or g)"},
    {"timer_expires_ms < 5k", "5k", 19,
     "invalid timer_expires_ms \"5k\" (expected milliseconds, or a number with ms, s, m or h)"},
    {"rtt > 5k", "5k", 6,
     "invalid rtt_us \"5k\" (expected microseconds, or a number with us, ms, s, m or h)"},
    {"delivery_rate > 5s", "5s", 16,
     "invalid delivery_rate_bytes_per_s \"5s\" (expected bytes per second, or a number with k, M, "
     "G, kbit/s, Mbit/s or Gbit/s)"},
    {"delivery_rate > 10Mbps", "10Mbps", 16,
     "invalid delivery_rate_bytes_per_s \"10Mbps\"; write 10Mbit/s"},
    {"bytes_sent = 1k-2MiB", "1k-2MiB", 13, "invalid range \"1k-2MiB\""},
    {"rtt > 5seconds", "5seconds", 6, "invalid rtt_us \"5seconds\"; write 5s"},
    {"rtt > -1", "-1", 6, "invalid rtt_us \"-1\": it is never negative"},
    {"rtt > -ms", "-ms", 6,
     "invalid rtt_us \"-ms\" (expected microseconds, or a number with us, ms, s, m or h)"},
    {"rtt > 200 ms", "ms", 10,
     "a unit follows its number without a blank; write 200ms, or \"process = ms\" for a process "
     "of this name"},
    {"recv_q = 1k,1.5 MB and tcp", "MB", 16,
     "a unit follows its number without a blank; write 1.5M, or \"process = MB\" for a process of "
     "this name"},
    {"state > listen", "state", 0, "state takes = and != only"},
    {"local > 10.0.0.1", "local", 0, "local takes = and != only"},
    {"uid ~ x", "uid", 0, "uid is not a name: ~ and !~ search names only"},
    {"process ~ [", "[", 10, "invalid regular expression \"[\": Invalid regular expression"},
    {"process = 'a", "'a", 10, "missing closing quote"},
    {"process = \"a", "\"a", 10, "missing closing quote"},
    {"process = \"a\\qb\"", "\\q", 12, "invalid escape \"\\q\" (expected \\\", \\\\ or \\xNN)"},
    {"process = \"\\x2\"", "\\x", 11, "invalid escape \"\\x\" (expected \\\", \\\\ or \\xNN)"},
    {"process = \"\\x2g\"", "\\x", 11, "invalid escape \"\\x\" (expected \\\", \\\\ or \\xNN)"},
    {"\"\\X2c\"", "\\X", 1, "invalid escape \"\\X\" (expected \\\", \\\\ or \\xNN)"},
    {"process ~ \"a\\.\\xe9\"", "\\.", 12, "invalid escape \"\\.\" (expected \\\", \\\\ or \\xNN)"},
    {"process = \"\\\xc3\xa9\"", "\\\xc3\xa9", 11,
     "invalid escape \"\\\xc3\xa9\" (expected \\\", \\\\ or \\xNN)"},
    {"v6only = maybe", "maybe", 9, "invalid value \"maybe\" (expected yes or no)"},
    {"community_id = foo", "foo", 15,
     "invalid community_id \"foo\" (expected \"1:\", 27 characters of base64 and \"=\")"},
    {"community_id = 1:LQU9qZlK+B5F3KDmev6m5PMibrg", "1:LQU9qZlK+B5F3KDmev6m5PMibrg", 15,
     "invalid community_id \"1:LQU9qZlK+B5F3KDmev6m5PMibrg\"; write "
     "\"1:LQU9qZlK+B5F3KDmev6m5PMibrg=\""},
    {"community_id = 1:LQU9qZlK+B5F3KDmev6m5PMibrg=x", "1:LQU9qZlK+B5F3KDmev6m5PMibrg=x", 15,
     "invalid community_id \"1:LQU9qZlK+B5F3KDmev6m5PMibrg=x\" (expected \"1:\", 27 characters of "
     "base64 and \"=\")"},
    {"community_id = '1:*'", "'1:*'", 15,
     "invalid community_id \"1:*\" (expected \"1:\", 27 characters of base64 and \"=\")"},
    {"cookie = xyz", "xyz", 9, "invalid cookie \"xyz\" (expected up to 16 hexadecimal digits)"},
    {"sport = 100-50", "100-50", 8, "empty range \"100-50\": write the lower end first"},
    {"sport 80 :", ":", 9, "invalid port \"\"; process = \":\" finds a process of this name"},
    {"sport = 80,", "", 11, "missing value after \",\""},
    {"80,", "", 3, "missing value after \",\""},
    {"port = 80,,90", ",", 10, "missing value after \",\""},
    {"mark = 1/x", "1/x", 7, "invalid mark \"1/x\" (expected VALUE/MASK of 32 bits)"},
    {"sport = 1k", "1k", 8, "invalid port \"1k\""},
    {"timer = gre", "gre", 8,
     "invalid timer \"gre\" (expected on, keepalive, timewait, persist or delack)"},
    {"dst nohost", "nohost", 4, "there is no host \"nohost\""},
    {"timer_expires_ms < 1.0005s", "1.0005s", 19,
     "invalid timer_expires_ms \"1.0005s\": not a whole number of milliseconds"},
    {"rtt > 1.5us", "1.5us", 6, "invalid rtt_us \"1.5us\": not a whole number of microseconds"},
    {"rtt = 1ms-1.0001ms", "1ms-1.0001ms", 6,
     "invalid rtt_us \"1ms-1.0001ms\": not a whole number of microseconds"},
    {"delivery_rate > 0.001kbit/s", "0.001kbit/s", 16,
     "invalid delivery_rate_bytes_per_s \"0.001kbit/s\": not a whole number of bytes per second"},
    {"bytes_sent > 1.5", "1.5", 13, "invalid bytes_sent \"1.5\": not a whole number of bytes"},
    {"rtt = 1-5ms", "1-5ms", 6, "invalid rtt_us \"1-5ms\": only the end has a unit; write 1ms-5ms"},
    {"rtt = 1.5-5ms", "1.5-5ms", 6,
     "invalid rtt_us \"1.5-5ms\": only the end has a unit; write 1.5ms-5ms"},
    {"rtt = 5-5ms", "5-5ms", 6, "invalid rtt_us \"5-5ms\": only the end has a unit; write 5ms-5ms"},
    {"bytes_sent != 7,100-5K", "100-5K", 16,
     "invalid bytes_sent \"100-5K\": only the end has a unit; write 100b-5K"},
    {"delivery_rate = 1-2Mbit/s", "1-2Mbit/s", 16,
     "invalid delivery_rate_bytes_per_s \"1-2Mbit/s\": only the end has a unit; write "
     "1Mbit/s-2Mbit/s"},
    {"timer_expires_ms = 900-5s", "900-5s", 19,
     "invalid timer_expires_ms \"900-5s\": only the end has a unit; write 900ms-5s"},
    {"rtt = 1.5-1ms", "1.5-1ms", 6,
     "invalid rtt_us \"1.5-1ms\": only the end has a unit; write 1.5ms-1ms"},
    {"pid = 1.5", "1.5", 6, "invalid pid \"1.5\": not a whole number"},
    {"timer_expires_ms < 1.5000000000s", "1.5000000000s", 19,
     "invalid timer_expires_ms \"1.5000000000s\" (expected milliseconds, or a number with ms, s, m "
     "or h)"},
    {"timer_expires_ms < 1.s", "1.s", 19,
     "invalid timer_expires_ms \"1.s\" (expected milliseconds, or a number with ms, s, m or h)"},
    {"uid = 1-x", "1-x", 6, "invalid range \"1-x\""},
    {"cwnd > 5000000000", "5000000000", 7, "invalid cwnd \"5000000000\" (at most 4294967295)"},
    {"send_q > 18014398509481984k", "18014398509481984k", 9,
     "invalid send_q \"18014398509481984k\" (at most 18446744073709551615)"},
    {"rtt > 9999999999h", "9999999999h", 6,
     "invalid rtt_us \"9999999999h\" (at most 18446744073709551615)"},
    {"bytes_sent > 18446744073709551616", "18446744073709551616", 13,
     "invalid bytes_sent \"18446744073709551616\" (at most 18446744073709551615)"},
    {"bytes_sent > 17179869184g", "17179869184g", 13,
     "invalid bytes_sent \"17179869184g\" (at most 18446744073709551615)"},
    {"uid = 4294967296", "4294967296", 6, "invalid uid \"4294967296\" (at most 4294967295)"},
    {"pid = 1-4294967296", "1-4294967296", 6, "invalid pid \"1-4294967296\" (at most 4294967295)"},
    {"pid = 4294967296-x", "4294967296-x", 6, "invalid pid \"4294967296-x\" (at most 4294967295)"},
    {"mark = 4294967296", "4294967296", 7, "invalid mark \"4294967296\" (at most 4294967295)"},
    {"uid = root", "root", 6, "invalid uid \"root\"; write \"user = root\""},
    {"uid != www-data", "www-data", 7, "invalid uid \"www-data\"; write \"user != www-data\""},
    {"netns = web", "web", 8, "invalid netns \"web\"; write \"netns_name = web\""},
    {"uid > root", "root", 6, "invalid uid \"root\" (expected a number)"},
    {"uid = 'a b'", "'a b'", 6, "invalid uid \"a b\" (expected a number)"},
    {"uid = 5k", "5k", 6, "invalid uid \"5k\" (expected a number)"},
    {"pid = root", "root", 6, "invalid pid \"root\" (expected a number)"},
    {"process = 14254-14260", "14254-14260", 10,
     "invalid process \"14254-14260\"; write \"pid = 14254-14260\""},
    {"process != nginx,1-2", "1-2", 17, "invalid process \"1-2\"; write \"pid != 1-2\""},
    {"uid = 5-3", "5-3", 6, "empty range \"5-3\": write the lower end first"},
    {"sport = 1x0", "1x0", 8, "invalid port \"1x0\""},
    {"mark = x", "x", 7, "invalid mark \"x\" (expected a number)"},
    {"mark = 0x100000000", "0x100000000", 7, "invalid mark \"0x100000000\" (at most 32 bits)"},
    {"proto = udpp", "udpp", 8, "invalid proto \"udpp\"; did you mean udp or udp6?"},
    {"proto = tcp4", "tcp4", 8, "invalid proto \"tcp4\"; write \"tcp and family = ipv4\""},
    {"UDP4", "UDP4", 0, "invalid proto \"UDP4\"; write \"udp and family = ipv4\""},
    {"22,tcp4", "tcp4", 3, "invalid proto \"tcp4\"; write \"tcp and family = ipv4\""},
    {"state = listn", "listn", 8, "invalid state \"listn\"; did you mean listen?"},
    {"state = bukket", "bukket", 8, "invalid state \"bukket\"; did you mean bucket?"},
    {"dst [::1/64]/32", "[::1/64]/32", 4, "invalid address \"[::1/64]/32\""},
    {"dst [::1]x", "[::1]x", 4, "invalid address \"[::1]x\""},
    {"dst [10.0.0.1]", "[10.0.0.1]", 4, "invalid address \"[10.0.0.1]\""},
    {"dst inet:[::1]", "inet:[::1]", 4, "invalid address \"inet:[::1]\""},
    {"dst inet6:10.0.0.1", "inet6:10.0.0.1", 4, "invalid address \"inet6:10.0.0.1\""},
    {"dst inet6:web1", "inet6:web1", 4, "host \"web1\" has no IPv6 address"},
    {"dst 10.0.0.0001", "10.0.0.0001", 4, "invalid address \"10.0.0.0001\""},
    {"dst 1.2.3.4.5", "1.2.3.4.5", 4, "invalid address \"1.2.3.4.5\"; write 1.2.3.4:5"},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19", 4,
     "invalid address \"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19\""},
    {"dst port 80", "port", 4, "port is not an address; write \"dport 80\""},
    {"src PORT ssh", "PORT", 4, "PORT is not an address; write \"sport ssh\""},
    {"addr port 22", "port", 5, "port is not an address; write \"port 22\""},
    {"tcp and dst port 80-90 or udp", "port", 12, "port is not an address; write \"dport 80-90\""},
    {"dst port", "port", 4, "there is no host \"port\""},
    {"dst port and 80", "port", 4, "there is no host \"port\""},
    {"dst port sport 80", "port", 4, "there is no host \"port\""},
    {"dst = port 80", "port", 6, "there is no host \"port\""},
    {"addr 22", "22", 5, "22 is not an address; for the port, write \"port 22\""},
    {"src 22", "22", 4, "22 is not an address; for the port, write \"sport 22\""},
    {"dst unix:", "unix:", 4, "missing name of a Unix socket; write unix:/run/x.sock"},
    {"peer_address = 10.0.0.1:22", "10.0.0.1:22", 15,
     "peer_address takes an address without a port; write \"dst = 10.0.0.1:22\""},
    {"local_address = 10.0.0.1:22", "10.0.0.1:22", 16,
     "local_address takes an address without a port; write \"src = 10.0.0.1:22\""},
    {"sport = " A80 "u", A80 "u", 8, "there is no service \"" A80 "\""},
    {"src 10.0.0.1 foo = 2", "foo", 13, "unknown key \"foo\"; --list-columns lists them"},
    {"", "", 0, "empty filter"},
    {"dst inet:", "inet:", 4, "invalid address \"inet:\""},
    {"dst inet6:", "inet6:", 4, "invalid address \"inet6:\""},
    {"sport = :", ":", 8, "there is no service \":\""},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1", 4,
     "invalid address \"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1\""},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:", 4,
     "invalid address \"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:\""},
    {"dst ''", "''", 4, "invalid address \"\""},
    {"dst [::1/128]/64", "[::1/128]/64", 4, "invalid address \"[::1/128]/64\""},
    {"dst [x]", "[x]", 4, "invalid address \"[x]\""},
    {"dst 10.1.2.3.4", "10.1.2.3.4", 4, "invalid address \"10.1.2.3.4\"; write 10.1.2.3:4"},
    {"dst 1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee",
     "1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee", 4,
     "invalid address \"1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee\""},
    {"dst inet:web6", "inet:web6", 4, "host \"web6\" has no IPv4 address"},
    {"dst slow", "slow", 4, "host \"slow\" cannot be looked up: Resource temporarily unavailable"},
    {"peer_address = [::1]:22", "[::1]:22", 15,
     "peer_address takes an address without a port; write \"dst = [::1]:22\""},
    {"process ~ ", "", 10, "missing value after \"~\""},
    {"uid = 5-1", "5-1", 6, "empty range \"5-1\": write the lower end first"},
    {"sport = 0x", "0x", 8, "invalid port \"0x\""},
    {"sport = 1x-2", "1x-2", 8, "invalid port \"1x-2\""},
    {"sport = 1-x", "1-x", 8, "invalid port \"1-x\""},
    {"sport = *x", "*x", 8, "there is no service \"*x\""},
    {"mark = x/1", "x/1", 7, "invalid mark \"x/1\" (expected VALUE/MASK of 32 bits)"},
    {"mark = 0x100000000/1", "0x100000000/1", 7,
     "invalid mark \"0x100000000/1\" (expected VALUE/MASK of 32 bits)"},
    {"mark = 1/0x100000000", "1/0x100000000", 7,
     "invalid mark \"1/0x100000000\" (expected VALUE/MASK of 32 bits)"},
    {"80,not", "not", 3, "missing value after \",\""},
    {"80,or", "or", 3, "missing value after \",\""},
    {"uid > 1-2", "1-2", 6, "\">\" takes one value"},
    {"mark > 1/3", "1/3", 7, "\">\" takes one value"},
    {"sport > 22,23", "23", 11, "\">\" takes one value"},
    {"process ~ 'a','b'", ",", 13, "missing condition before \",\""},
    {"sport 'x", "'x", 6, "missing closing quote"},
    {"exclude 'x", "'x", 8, "missing closing quote"},
    {"exclude listn", "listn", 8, "invalid state \"listn\"; did you mean listen?"},
    {"prot tcp", "prot", 0,
     "unknown key \"prot\"; did you mean proto? For a process of this name, write \"process = "
     "prot\""},
    // bare words that are no names, and spellings of other programs
    {"300.1.1.1", "300.1.1.1", 0,
     "invalid address \"300.1.1.1\"; process = \"300.1.1.1\" finds a process of this name"},
    {"10.0.0.0/33", "10.0.0.0/33", 0,
     "invalid prefix \"10.0.0.0/33\" (at most 32 bits); process = \"10.0.0.0/33\" finds a process "
     "of this name"},
    {"ssh,::1/129", "::1/129", 4,
     "invalid prefix \"::1/129\" (at most 128 bits); process = \"::1/129\" finds a process of this "
     "name"},
    {"x/8", "x/8", 0,
     "invalid prefix \"x/8\" (expected ADDRESS/BITS); process = \"x/8\" finds a process of this "
     "name"},
    {"22/tcp", "22/tcp", 0,
     "invalid address \"22/tcp\"; write \"port = 22 and proto = tcp\"; process = \"22/tcp\" finds "
     "a process of this name"},
    {"UDP:53", "UDP:53", 0,
     "invalid address \"UDP:53\"; write \"port = 53 and proto = UDP\"; process = \"UDP:53\" finds "
     "a process of this name"},
    {"dst tcp/22", "tcp/22", 4, "invalid address \"tcp/22\"; write \"dport = 22 and proto = tcp\""},
    {"sport = 22/tcp", "22/tcp", 8,
     "invalid port \"22/tcp\"; write \"sport = 22 and proto = tcp\""},
    {"port ssh/tcp", "ssh/tcp", 5,
     "invalid port \"ssh/tcp\"; write \"port = ssh and proto = tcp\""},
    {"10.0.0.1:22/tcp", "10.0.0.1:22/tcp", 0,
     "invalid port \"22/tcp\"; write \"10.0.0.1:22 and proto = tcp\"; process = "
     "\"10.0.0.1:22/tcp\" finds a process of this name"},
    {"dst [::1]:22/tcp", "[::1]:22/tcp", 4,
     "invalid port \"22/tcp\"; write \"dst = [::1]:22 and proto = tcp\""},
    {"src = 10.0.0.0/8:22/udp6", "10.0.0.0/8:22/udp6", 6,
     "invalid port \"22/udp6\"; write \"src = 10.0.0.0/8:22 and proto = udp6\""},
    {"dst :22/tcp", ":22/tcp", 4, "invalid port \"22/tcp\"; write \"dport = 22 and proto = tcp\""},
    {"*:22/tcp", "*:22/tcp", 0,
     "invalid port \"22/tcp\"; write \"port = 22 and proto = tcp\"; process = \"*:22/tcp\" finds "
     "a process of this name"},
    {"src *%eth0:22/tcp", "*%eth0:22/tcp", 4,
     "invalid port \"22/tcp\"; write \"src = *%eth0:22 and proto = tcp\""},
    {"peer_address = 10.0.0.1:22/tcp", "10.0.0.1:22/tcp", 15,
     "invalid port \"22/tcp\"; write \"dst = 10.0.0.1:22 and proto = tcp\""},
    {"dst 10.0.0.1:22/x", "10.0.0.1:22/x", 4, "invalid port \"22/x\""},
    {"dst 10.0.0.1:/tcp", "10.0.0.1:/tcp", 4, "invalid port \"/tcp\""},
    {"port = /tcp", "/tcp", 7, "invalid port \"/tcp\""},
    {"port = 22/x", "22/x", 7, "invalid port \"22/x\""},
    {"dst 127.0.0.1.http", "127.0.0.1.http", 4, "there is no host \"127.0.0.1.http\""},
    {"dst 127.0.0.1.ssh", "127.0.0.1.ssh", 4,
     "invalid address \"127.0.0.1.ssh\"; write 127.0.0.1:ssh"},
    {"dst ::1.22", "::1.22", 4, "invalid address \"::1.22\"; write [::1]:22"},
    {"dst *.22", "*.22", 4, "invalid address \"*.22\"; write *:22"},
    {"dst :::22", ":::22", 4, "invalid address \":::22\"; write [::]:22"},
    {"local_address = 127.0.0.1.22", "127.0.0.1.22", 16, "invalid address \"127.0.0.1.22\""},
    {"dst .22", ".22", 4, "invalid address \".22\""},
    {"::1:9001", "::1:9001", 0,
     "\"::1:9001\" is an IPv6 address without a port; write \"[::1]:9001\" for port 9001, or "
     "\"addr ::1:9001\" for the address"},
    {"80,::1:22", "::1:22", 3,
     "\"::1:22\" is an IPv6 address without a port; write \"[::1]:22\" for port 22, or "
     "\"addr ::1:22\" for the address"},
    {"dst ::1:54321", "::1:54321", 4, "invalid address \"::1:54321\"; write [::1]:54321"},
    {"dst ::1:ssh", "::1:ssh", 4, "invalid address \"::1:ssh\"; write [::1]:ssh"},
    {"dst ::1:foo", "::1:foo", 4, "invalid address \"::1:foo\""},
    {"dst ::ffff:10.0.0.1:22", "::ffff:10.0.0.1:22", 4,
     "invalid address \"::ffff:10.0.0.1:22\"; write [::ffff:10.0.0.1]:22"},
    {"dst ::1:70000", "::1:70000", 4, "invalid address \"::1:70000\"; write [::1]:70000"},
    {"dst ::1:12345/64", "::1:12345/64", 4,
     "invalid prefix \"::1:12345/64\" (expected ADDRESS/BITS)"},
    {"65536", "65536", 0, "invalid port \"65536\" (at most 65535)"},
    {"22-20", "22-20", 0, "empty range \"22-20\": write the lower end first"},
    {"5-", "5-", 0, "invalid port \"5-\""},
    {"0x5-", "0x5-", 0, "invalid port \"0x5-\""},
    {"0x60-0x50", "0x60-0x50", 0, "empty range \"0x60-0x50\": write the lower end first"},
    {"port = 1-2-3", "1-2-3", 7, "invalid port \"1-2-3\""}, // no service, whatever the file says
    {"port = 1.2", "1.2", 7, "invalid port \"1.2\""},
    {"port = -x", "-x", 7, "invalid port \"-x\""},
    {"80:90", "80:90", 0,
     "invalid range \"80:90\"; write \"80-90\"; process = \"80:90\" finds a process of this name"},
    {"port = 80:90", "80:90", 7, "invalid port \"80:90\"; write \"80-90\""},
    {"sport > :80:90", ":80:90", 8, "invalid port \"80:90\"; write \"80-90\""},
    {"dst 80:90", "80:90", 4, "invalid range \"80:90\"; write \"dport = 80-90\""},
    {"port = 90:80", "90:80", 7, "invalid port \"90:80\""},
    {"src 80:70000", "80:70000", 4, "invalid port \"70000\" (at most 65535)"},
    {"src 80:ssh", "80:ssh", 4, "invalid address \"80:ssh\""},
    {"not -5", "-5", 4, "invalid port \"-5\""},
    {"web1:foo", "web1:foo", 0,
     "there is no service \"foo\"; process = \"web1:foo\" finds a process of this name"},
    {"Recv-q", "Recv-q", 0,
     "missing value after Recv-q; for a process of this name, write \"process = Recv-q\""},
    {"AND 22", "AND", 0, "missing condition before \"AND\""},
    {"family = inet7", "inet7", 9,
     "invalid family \"inet7\" (expected ipv4, ipv6, unix, packet, netlink, vsock, xdp or tipc)"},
    // words of ss
    {"lastsnd > 5s", "lastsnd", 0, "unknown key \"lastsnd\"; did you mean last_data_sent_ms?"},
    {"LASTRCV > 5s", "LASTRCV", 0, "unknown key \"LASTRCV\"; did you mean last_data_received_ms?"},
    {"has lastack", "lastack", 4, "unknown key \"lastack\"; did you mean last_ack_received_ms?"},
    {"minrtt > 5", "minrtt", 0, "unknown key \"minrtt\"; did you mean min_rtt_us?"},
    {"mrtt > 5", "mrtt", 0, "unknown key \"mrtt\"; did you mean bbr_min_rtt_us?"},
    {"bw > 5", "bw", 0, "unknown key \"bw\"; did you mean bbr_bandwidth_bytes_per_s?"},
    {"rcvmss > 5", "rcvmss", 0, "unknown key \"rcvmss\"; did you mean rcv_mss_bytes?"},
    {"notsent > 5", "notsent", 0, "unknown key \"notsent\"; did you mean not_sent_bytes?"},
    {"has reord-seen", "reord-seen", 4,
     "unknown key \"reord-seen\"; did you mean reordering_seen?"},
    {"rcv_ooopack > 0", "rcv_ooopack", 0,
     "unknown key \"rcv_ooopack\"; did you mean rcv_out_of_order?"},
    {"ts = yes", "ts", 0, "unknown key \"ts\"; did you mean tcp_timestamps?"},
    {"has ecnseen", "ecnseen", 4, "unknown key \"ecnseen\"; did you mean tcp_ecn_seen?"},
    {"has fastopen", "fastopen", 4, "unknown key \"fastopen\"; did you mean tcp_syn_data?"},
    {"sk = 1f", "sk", 0, "unknown key \"sk\"; did you mean cookie?"},
    {"netid tcp", "netid", 0,
     "unknown key \"netid\"; did you mean proto? For a process of this name, write \"process = "
     "netid\""},
    {"PROCES = x", "PROCES", 0, "unknown key \"PROCES\"; did you mean process?"},
    {"sta = x", "sta", 0, "unknown key \"sta\"; did you mean state?"},
    {"address = x", "address", 0,
     "unknown key \"address\"; did you mean local_address or peer_address?"},
    {"host 10.0.0.1", "host", 0,
     "unknown key \"host\"; did you mean local_host or peer_host? For a process of this name, "
     "write \"process = host\""},
    {"dst " D80 "1", D80 "1", 4, "invalid address \"" D80 "\""},
    {"sport = " D80 "1", D80 "1", 8, "invalid port \"" D80 "\" (at most 65535)"},
    {D80 "x = 1", D80 "x", 0, "unknown key \"" D80 "\"; --list-columns lists them"},
};

static void test_error(void **state)
{
    const struct error_row *row = *state;
    struct user_error error = {0};
    struct text filter = text_of(row->filter);

    assert_null(parse_filter(filter, &naming, &error));
    assert_text(&error.message, row->message);
    user_error_free(&error);
    // an empty place is marked by one caret
    size_t length = error.part.length > 0 ? error.part.length : strlen(row->part);
    assert_int_equal(error.part.bytes - filter.bytes, row->offset);
    assert_int_equal(length, strlen(row->part));
}

/** Each filter that a message says to write is accepted. */
static void test_advice(void **state)
{
    static const char mark[] = "write \"";
    const struct error_row *row = *state;

    for (const char *rest = row->message; (rest = strstr(rest, mark));) {
        rest += strlen(mark);
        CLEANUP(user_error_free) struct user_error error = {0};
        struct text advice = {rest, strcspn(rest, "\"")};
        struct node *node = parse_filter(advice, &naming, &error);
        if (!node)
            fail_msg("%.*s: %s", (int)advice.length, advice.bytes, error.message.data);
        node_free(node);
    }
}

struct nul_row {
    const char *name;
    struct text filter;
    const char *message;
};

static const struct nul_row nuls[] = {
    {"NUL in a service", TEXT("sport = https\0"), "there is no service \"https\""},
    {"NUL in a host", TEXT("dst web1\0"), "invalid address \"web1\""},
    {"NUL in a pattern", TEXT("process ~ 'a\0'"), "a pattern cannot contain a NUL byte"},
    {"NUL in a state", TEXT("state = listen\0"), "invalid state \"listen\"; did you mean listen?"},
};

static void test_nul(void **state)
{
    const struct nul_row *row = *state;
    struct user_error error = {0};

    assert_null(parse_filter(row->filter, &naming, &error));
    assert_text(&error.message, row->message);
    user_error_free(&error);
}

/** Filters of any size: those that a table cannot hold. */
static void test_depth(void **state)
{
    CLEANUP(strbuf_free) struct strbuf deep = {0};
    struct user_error error = {0};

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        strbuf_byte(&deep, '(');
    assert_null(parse_filter(strbuf_contents(&deep), &naming, &error));
    assert_non_null(error.message.data);
    user_error_free(&error);
}

#define A10 "aaaaaaaaaa"
#define A100 A10 A10 A10 A10 A10 A10 A10 A10 A10 A10
#define A512 A100 A100 A100 A100 A100 A10 "aa"
#define G10 "()()()()()()()()()()"
#define OPEN10 "(((((((((("
#define TIMES10 "+)+)+)+)+)+)+)+)+)+)"

struct size_row {
    const char *pattern; /**< and the name of the test */
    bool good;
};

static const struct size_row sizes[] = {
    {A512, true},
    {A512 "a", false},
    {G10 G10 G10 G10 G10, true},
    {G10 G10 G10 G10 G10 "()", false},
    // repetitions, which regcomp writes out; one for each operator and group
    {"a{511}", true},
    {"a{512}", false},
    {"a{1,511}", true},
    {"a{1,512}", false},
    {"a{510,}", true},
    {"a{511,}", false},
    {"a{,511}", true},
    {"a{,512}", false},
    {"a{32767}", false},
    {"a{1,32767}", false},
    {"(a{15}){30}", true}, // ((15 + 1) + 1) * 30 + 1
    {"(a{15}){31}", false},
    {"((a{1,1000}){1,1000}){1,1000}", false},
    {"a{2}{41092}{52382}{64750}{44118}", false}, // 2^64 + 3
    {"((a{6}){7}){8}", true},                    // ((((6 + 1) + 1) * 7 + 1) + 1) * 8 + 1 = 465
    {"((a{6}){7}){9}", false},
    {"(ab|cd){85}", true}, // 6 * 85 + 1
    {"(ab|cd){86}", false},
    {"a{20}{20}", true},
    {"a{30}{30}", false},
    {"(a{0}){510}", false}, // (1 + 1 + 1) * 510
    {"(((a*)*)*)*", true},
    {OPEN10 "a" TIMES10, false}, // two copies for each +
    {"((((((a+)+)+)+)+)+)+", true},
    {"(((((((a+)+)+)+)+)+)+)+", false},
    {"(a{100}", true}, // an error of another kind
    {"(a{200}(b{200}", true},
    {"(a{300}(b{300}", false},
    // what can be empty, repeated without end
    {"(()?){0,10}*", true}, // ((1 + 1) + 1) * 10 + 2
    {"(()?){0,11}*", false},
    {"(a?){8}(b*)+", true}, // (2 + 1) * 8 + 1 + (2 + 1) * 2 + 1
    {"(a?){9}(b*)+", false},
    {"(a*){20}(b?)*", false},
    {"(a|){9}(b*)*", true}, // (2 + 1) * 9 + 1 + (2 + 1) + 1
    {"(a|){10}(b*)*", false},
    {"(|a){9}(x|y*)+", false},
    {"(a?b?c?){1,}.{30}", false},
    {"(a{0,3})*.{30}", false},
    {"(a{0})*.{30}", false},
    {"(a{,3})*.{30}", false},
    {"a**.{30}", false},
    {"a{0,}*.{30}", false},
    {"()*.{30}", false},
    {"(^)*.{30}", false},
    {"($|a)+.{30}", false},
    {"(\\b)*.{30}", false},
    {"(a)(\\1)*.{30}", false},
    {"(a?)?.{30}", true},
    {"(a?){0,30}.{30}", true},
    {"(a|b)*.{30}", true},
    {"(a?b)*.{30}", true},
    {"(ba?)+.{30}", true},
    {"(a*|b)?.{30}", true},
    {"(a{1,3})*.{30}", true},
    {"(\\.)*.{30}", true},
    {"([?])*.{30}", true},
    {"(a*)(b)*.{30}", true},
    {"((a)?b|c)*.{30}", true},
    // what only looks like a repetition
    {"a\\{600}", true},
    {"[{600}]", true},
    {"[]{600}]", true},
    {"[^]{600}]", true},
    {"[[:alpha:]{600}]", true},
    {"[[.].]{600}]", true},
    {"[a]{600}", false},
    {"[(]a{600}", false},
    {"([)]{25}){20}", false}, // (1 * 25 + 1 + 1) * 20
    {"[[:alpha:]]{600}", false},
    {"\\[a]{600}", false},
    {"a)b{600}", false},
};

/** True if the pattern is refused for its size; it may be wrong in other ways. */
static bool refuses_size(struct text pattern)
{
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    CLEANUP(user_error_free) struct user_error error = {0};

    strbuf_text(&filter, "process ~ '");
    strbuf_bytes(&filter, pattern.bytes, pattern.length);
    strbuf_text(&filter, "'");
    node_free(parse_filter(strbuf_contents(&filter), &naming, &error));
    return error.message.data && strncmp(error.message.data, "pattern too large", 17) == 0;
}

static void test_size_of_pattern(void **state)
{
    const struct size_row *row = *state;

    assert_int_equal(refuses_size(text_of(row->pattern)), !row->good);
}

static void test_what_is_said_of_a_large_pattern(void **state)
{
    CLEANUP(user_error_free) struct user_error error = {0};

    (void)state;
    assert_null(parse_filter(TEXT("process ~ a{600}"), &naming, &error));
    assert_text(&error.message, "pattern too large (at most 512 characters with its repetitions "
                                "written out, and 50 groups)");
    user_error_free(&error);
    assert_null(parse_filter(TEXT("process ~ (a*){30}*"), &naming, &error));
    assert_text(&error.message,
                "pattern too large (at most 32 characters where * or + repeats what "
                "can be empty)");
}

/** Unfinished brackets: the bytes behind the pattern are not read. */
static void test_unfinished_patterns(void **state)
{
    static const char *const patterns[] = {"[",     "[^",  "[]", "[[:", "[[:a",
                                           "[[:a:", "a\\", "a{", "a{1", "a{1,"};

    (void)state;
    for (size_t i = 0; i < COUNT(patterns); i++)
        assert_false(refuses_size(text_of(patterns[i])));
}

/** A service that cannot be looked up is a warning where a process is meant, too. */
static void test_a_service_that_cannot_be_looked_up(void **state)
{
    CLEANUP(user_error_free) struct user_error error = {0};
    struct node *node = parse_filter(TEXT("slow"), &naming, &error);

    (void)state;
    assert_non_null(node);
    assert_text(&error.warning, "service \"slow\" cannot be looked up (Resource temporarily "
                                "unavailable); searching only for a process of this name");
    node_free(node);
}

struct warning_row {
    const char *filter; /**< and the name of the test */
    const char *warning;
};

#define RETRANS                                                                                    \
    "\"retrans\" means retransmits, the unanswered retransmissions; for retrans of ss -i, write "  \
    "retransmits_total or retransmits_in_flight"

static const struct warning_row warnings[] = {
    {"retrans > 0", RETRANS}, {"has retrans", RETRANS},  {"tcp and not retrans 3", RETRANS},
    {"RETRANS > 0", NULL},    {"retransmits > 0", NULL}, {"process = retrans", NULL},
};

static void test_warning(void **state)
{
    const struct warning_row *row = *state;
    CLEANUP(user_error_free) struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->filter), &naming, &error);

    assert_non_null(node);
    node_free(node);
    assert_text(&error.warning, row->warning ? row->warning : "");
}

/** A hundred in a row are not a hundred deep. */
static void test_width(void **state)
{
    CLEANUP(strbuf_free) struct strbuf wide = {0};
    struct user_error error = {0};

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        strbuf_text(&wide, "(not 80) ");
    struct node *node = parse_filter(strbuf_contents(&wide), &naming, &error);
    assert_non_null(node);
    node_free(node);
}

static void test_a_pattern_holds_no_nul(void **state)
{
    struct user_error error = {0};

    (void)state;
    assert_null(parse_filter(TEXT("process ~ 'a\0b'"), &naming, &error));
    assert_text(&error.message, "a pattern cannot contain a NUL byte");
    user_error_free(&error);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_a_pattern_holds_no_nul),
        cmocka_unit_test(test_what_is_said_of_a_large_pattern),
        cmocka_unit_test(test_unfinished_patterns),
        cmocka_unit_test(test_a_service_that_cannot_be_looked_up),
    };

    return RUN_ROWS(test_error, rows) + RUN_ROWS(test_advice, rows) +
           RUN_ROWS(test_size_of_pattern, sizes) + RUN_ROWS(test_nul, nuls) +
           RUN_ROWS(test_warning, warnings) + cmocka_run_group_tests(tests, NULL, NULL);
}
