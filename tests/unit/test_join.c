// SPDX-License-Identifier: MIT
/** join/: the parser of service names, links to sockets, mounts that hide processes. */
#include "../known.h"
#include "unit.h"

#include "join/descriptors.h"
#include "join/owner.h"
#include "join/service.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>

struct service_row {
    const char *name;
    struct text file;
    uint8_t protocol;
    uint16_t port;
    const char *service; /**< NULL: none */
};

static const struct service_row services[] = {
    {"a line", TEXT("https 443/tcp\n"), 6, 443, "https"},
    {"tabs, aliases, comment", TEXT("https\t443/tcp\t www # web\n"), 6, 443, "https"},
    {"no newline at the end", TEXT("https 443/tcp"), 6, 443, "https"},
    {"line ends of Windows", TEXT("https 443/tcp\r\n"), 6, 443, "https"},
    {"blanks before", TEXT("   https 443/tcp\n"), 6, 443, "https"},
    {"the first entry wins", TEXT("one 80/tcp\ntwo 80/tcp\n"), 6, 80, "one"},
    {"an alias is no name", TEXT("one 80/tcp two\ntwo 81/tcp\n"), 6, 81, "two"},
    {"by protocol", TEXT("one 80/tcp\ntwo 80/udp\n"), 17, 80, "two"},
    {"SCTP", TEXT("x 80/sctp\n"), 132, 80, "x"},
    {"UDP-Lite", TEXT("x 80/udplite\n"), 136, 80, "x"},
    {"DCCP", TEXT("x 80/dccp\n"), 33, 80, "x"},
    {"the largest port", TEXT("x 65535/tcp\n"), 6, 65535, "x"},
    {"a port too large", TEXT("x 65536/tcp\n"), 6, 0, NULL},
    {"port 0", TEXT("x 0/tcp\n"), 6, 0, NULL},
    {"a signed port", TEXT("x +80/tcp\n"), 6, 80, NULL},
    {"a port with a letter", TEXT("x 80a/tcp\n"), 6, 80, NULL},
    {"a port in hexadecimal", TEXT("x 0x50/tcp\n"), 6, 80, NULL},
    {"no protocol", TEXT("x 80\n"), 6, 80, NULL},
    {"an empty protocol", TEXT("x 80/\n"), 6, 80, NULL},
    {"an unknown protocol", TEXT("x 80/tcpx\n"), 6, 80, NULL},
    {"the start of a protocol", TEXT("x 80/tc\n"), 6, 80, NULL},
    {"capitals", TEXT("x 80/TCP\n"), 6, 80, NULL},
    {"a comment", TEXT("# x 80/tcp\n"), 6, 80, NULL},
    {"a comment in the middle", TEXT("x #80/tcp\n"), 6, 80, NULL},
    {"a name alone", TEXT("x\n80/tcp\n"), 6, 80, NULL},
    {"a NUL", TEXT("x\0y 80/tcp\n"), 6, 80, NULL},
    {"the line after a bad one", TEXT("bad\n\nx 80/tcp\n"), 6, 80, "x"},
    {"nothing", TEXT(""), 6, 80, NULL},
};

static void test_service(void **state)
{
    const struct service_row *row = *state;
    CLEANUP(names_free) struct names names = {0};
    char *exact = malloc(row->file.length + !row->file.length);
    struct text name = {0};

    memcpy(exact, row->file.bytes, row->file.length);
    service_parse(exact, row->file.length, &names);
    free(exact);
    bool found = names_find(&names, name_cache_service_id(row->protocol, row->port), &name);
    assert_int_equal(found, row->service != NULL);
    if (row->service) {
        assert_int_equal(name.length, strlen(row->service));
        assert_memory_equal(name.bytes, row->service, name.length);
    }
}

static void test_a_line_of_64_kib(void **state)
{
    CLEANUP(strbuf_free) struct strbuf file = {0};
    CLEANUP(names_free) struct names names = {0};
    struct text name = {0};

    (void)state;
    for (int i = 0; i < 65536; i++)
        strbuf_byte(&file, 'x');
    strbuf_text(&file, " 80/tcp\nhttps 443/tcp\n");
    service_parse(file.data, file.length, &names);
    assert_true(names_find(&names, name_cache_service_id(6, 80), &name));
    assert_int_equal(name.length, 65536);
    assert_true(names_find(&names, name_cache_service_id(6, 443), &name));
}

struct link_row {
    const char *name; /**< the link itself */
    bool socket;
    uint32_t inode;
};

static const struct link_row links[] = {
    {"socket:[1]", true, 1},
    {"socket:[4294967295]", true, 4294967295},
    {"socket:[4294967296]", false, 0},
    {"socket:[]", false, 0},
    {"socket:[12", false, 0},
    {"socket:[12x]", false, 0},
    {"socket:[-1]", false, 0},
    {"socket:[", false, 0},
    {"socket:", false, 0},
    {"pipe:[12]", false, 0},
    {"/tmp/socket:[12]", false, 0},
    {"anon_inode:[eventpoll]", false, 0},
    {"x", false, 0},
};

static void test_link(void **state)
{
    const struct link_row *row = *state;
    uint32_t inode = 4711;

    assert_int_equal(descriptors_parse_link(row->name, strlen(row->name), &inode), row->socket);
    assert_int_equal(inode, row->socket ? row->inode : 4711);
}

struct mount_row {
    const char *name;
    const char *mounts;
    bool hides;
};

#define ROOT "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
#define PROC(options) "23 22 0:21 / /proc rw,nosuid shared:2 - proc proc " options "\n"

static const struct mount_row mounts[] = {
    {"plain", ROOT PROC("rw"), false},
    {"invisible", ROOT PROC("rw,hidepid=invisible"), true},
    {"by number", ROOT PROC("rw,gid=4,hidepid=2"), true},
    {"first option", ROOT PROC("hidepid=1"), true},
    {"off", ROOT PROC("rw,hidepid=off"), false},
    {"another option that ends so", ROOT PROC("rw,nohidepid=2"), false},
    {"no newline at the end", ROOT "23 22 0:21 / /proc rw - proc proc rw,hidepid=2", true},
    {"somewhere else", ROOT PROC("rw") "24 22 0:22 / /srv/proc rw - proc proc rw,hidepid=2\n",
     false},
    {"a path that begins so", ROOT "24 22 0:22 / /process rw - proc proc rw,hidepid=2\n", false},
    {"covered by a later mount", ROOT PROC("rw,hidepid=2") PROC("rw"), false},
    {"covering", ROOT PROC("rw") PROC("rw,hidepid=2"), true},
    {"nothing", "", false},
};

static void test_mount(void **state)
{
    const struct mount_row *row = *state;

    assert_int_equal(owner_mount_hides(row->mounts, strlen(row->mounts), "/proc"), row->hides);
}

static void test_file_above_its_limit(void **state)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};

    (void)state;
    assert_int_equal(file_read(AT_FDCWD, "/dev/zero", 100000, &contents), -EFBIG);
    strbuf_truncate(&contents, 0);
    assert_int_equal(file_read(AT_FDCWD, "/dev/null", 0, &contents), 0);
    assert_int_equal(contents.length, 0);
    assert_int_equal(file_read(AT_FDCWD, "/nowhere", 10, &contents), -ENOENT);
    assert_int_equal(file_read(AT_FDCWD, "/", 10, &contents), -EISDIR);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_of_64_kib),
        cmocka_unit_test(test_file_above_its_limit),
    };

    return RUN_ROWS(test_service, services) + RUN_ROWS(test_link, links) +
           RUN_ROWS(test_mount, mounts) + cmocka_run_group_tests(tests, NULL, NULL);
}
