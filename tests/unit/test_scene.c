// SPDX-License-Identifier: MIT
/** scene.h: lines of sockets, and the comparison that assert_sock makes. */
#include "scene.h"

struct difference_row {
    const char *name; /**< the member */
    const char *one, *other;
    int differences;
};

static const struct difference_row differences[] = {
    {"nothing", "tcp listen 10.0.0.1:80 * uid=7", "tcp listen 10.0.0.1:80 uid=0x7", 0},
    {"the peer is missing", "udp unconnected * *", "udp unconnected", 0},
    {"no port", "tcp listen [::1]", "tcp listen [::1]:0", 0},
    {"protocol", "udplite established", "icmp established", 1},
    {"state", "tcp listen", "tcp bound-inactive", 1},
    {"family", "tcp listen 0.0.0.0:80", "tcp listen [::]:80", 1},
    {"local address", "tcp listen 10.0.0.1:80", "tcp listen 10.0.0.2:80", 1},
    {"last byte", "tcp listen [fe80::1]:80", "tcp listen [fe80::2]:80", 1},
    {"local port", "tcp listen [::1]:80", "tcp listen [::1]:81", 1},
    {"peer address", "tcp closing * 10.0.0.1:80", "tcp closing * 10.0.0.2:80", 1},
    {"peer port", "tcp closing * 10.0.0.1:80", "tcp closing * 10.0.0.1:81", 1},
    {"recv_q", "tcp closing queues=1/2", "tcp closing queues=3/2", 1},
    {"send_q", "tcp closing queues=1/2", "tcp closing queues=1/3", 1},
    {"accept queue", "tcp listen accept=1/2", "tcp listen accept=3/2", 1},
    {"accept limit", "tcp listen accept=1/2", "tcp listen accept=1/3", 1},
    {"limit is known", "tcp listen accept=1/0", "tcp listen accept=1", 2},
    {"uid", "tcp listen uid=1", "tcp listen uid=2", 1},
    {"uid is known", "tcp listen uid=1", "tcp listen (uid=1)", 2},
    {"zero is known", "tcp listen uid=0", "tcp listen", 2},
    {"inode", "tcp listen inode=1", "tcp listen inode=2", 1},
    {"cookie", "tcp listen cookie=1", "tcp listen cookie=0x100000001", 1},
    {"device", "tcp listen device=1", "tcp listen device=2", 1},
    {"mark", "tcp listen mark=1", "tcp listen mark=2", 1},
    {"cgroup", "tcp listen cgroup=1", "tcp listen cgroup=0x100000001", 1},
    {"v6only", "tcp listen v6only=yes", "tcp listen v6only=no", 1},
    {"autobound", "tcp listen autobound=yes", "tcp listen autobound=no", 1},
    {"timer", "tcp closing timer=on/1/2", "tcp closing timer=persist/1/2", 1},
    {"expiry", "tcp closing timer=on/1/2", "tcp closing timer=on/3/2", 1},
    {"retransmits", "tcp closing timer=on/1/2", "tcp closing timer=on/1/3", 1},
};

static void test_differences(void **state)
{
    const struct difference_row *row = *state;
    const struct sock one = scene_sock(row->one);
    const struct sock other = scene_sock(row->other);

    assert_int_equal(scene_sock_differs(&one, &other), row->differences);
}

struct key_row {
    const char *name; /**< the key */
    const char *word;
};

static const struct key_row keys[] = {
    {"queues", "queues=0/0"},
    {"accept", "accept=0"},
    {"limit", "accept=0/0"},
    {"timer", "timer=on/0/0"},
    {"uid", "uid=0"},
    {"inode", "inode=0"},
    {"cookie", "cookie=0"},
    {"device", "device=0"},
    {"mark", "mark=0"},
    {"v6only", "v6only=no"},
    {"autobound", "autobound=no"},
    {"cgroup", "cgroup=0"},
};

static void test_a_key_makes_its_fact_known(void **state)
{
    const struct key_row *row = *state;
    const struct sock sock = scene_sockf("tcp listen %s", row->word);
    const struct sock unknown = scene_sockf("tcp listen (%s)", row->word);

    for (size_t i = 0; i < COUNT(keys); i++) {
        bool beside = strcmp(row->name, "limit") == 0 && strcmp(keys[i].name, "accept") == 0;
        assert_int_equal(scene_knows(&sock, keys[i].name), &keys[i] == row || beside);
        assert_false(scene_knows(&unknown, keys[i].name));
    }
}

int main(void)
{
    return RUN_ROWS(test_differences, differences) +
           RUN_ROWS(test_a_key_makes_its_fact_known, keys);
}
