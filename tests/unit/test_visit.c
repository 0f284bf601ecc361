// SPDX-License-Identifier: MIT
/**
 * collect/visit_merge, visit_server: network namespaces that begin and end while they are read, and
 * their way from one process to another.
 */
#include "unit.h"

#include "collect/visit_server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/** A namespace that a visit finds. */
struct seen_row {
    uint32_t inode;
    uint64_t cookie;
    uint32_t pid;
    bool kept;
};

#define MOST 4

/** Visits, each with what it finds, and the numbers of the places afterwards: "inode", or "-". */
struct story {
    const char *name;
    struct {
        struct seen_row rows[MOST];
        int64_t now;
        size_t gone;
        const char *places;
    } visits[9];
};

#define WEB 101, 0xa
#define DB 102, 0xb

static const struct story stories[] = {
    {"one begins, stays and ends",
     {{{{WEB, 7, false}}, 1, 0, "101"}, {{{WEB, 7, true}}, 2, 0, "101"}, {{{0}}, 3, 1, "-"}}},
    {"two keep their numbers",
     {{{{WEB, 7, false}, {DB, 8, false}}, 1, 0, "101 102"},
      {{{DB, 8, true}}, 2, 1, "- 102"},
      {{{DB, 8, true}}, 3, 0, "- 102"}}},
    {"a new one does not take the number of one that ended just now",
     {{{{WEB, 7, false}}, 1, 0, "101"},
      {{{0}}, 2, 1, "-"},
      {{{103, 0xc, 9, false}}, 3, 0, "- 103"}}},
    {"but later",
     {{{{WEB, 7, false}}, 1, 0, "101"},
      {{{0}}, 2, 1, "-"},
      {{{0}}, 3, 0, "-"},
      {{{0}}, 4, 0, "-"},
      {{{0}}, 5, 0, "-"},
      {{{0}}, 6, 0, "-"},
      {{{0}}, 7, 0, "-"},
      {{{0}}, 8, 0, "-"},
      {{{103, 0xc, 9, false}}, 9, 0, "103"}}},
    {"one that something else keeps comes back under its number",
     {{{{WEB, 7, false}, {DB, 8, false}}, 1, 0, "101 102"},
      {{{DB, 8, true}}, 2, 1, "- 102"},
      {{{WEB, 0, false}, {DB, 8, true}}, 3, 0, "101 102"}}},
    {"an equal inode with another cookie is another namespace",
     {{{{WEB, 7, false}}, 1, 0, "101"},
      {{{0}}, 2, 1, "-"},
      {{{101, 0xc, 9, false}}, 3, 0, "- 101"}}},
    {"one without a process is let go after a time",
     {{{{WEB, 0, false}}, 1, 0, "101"},
      {{{0}}, FIRST_PATIENCE, 0, "101"},
      {{{0}}, FIRST_PATIENCE + 1, 1, "-"}}},
    {"and after twice that time when it comes back",
     {{{{WEB, 0, false}}, 0, 0, "101"},
      {{{0}}, FIRST_PATIENCE, 1, "-"},
      {{{WEB, 0, false}}, FIRST_PATIENCE, 0, "101"},
      {{{0}}, 3 * FIRST_PATIENCE - 1, 0, "101"},
      {{{0}}, 3 * FIRST_PATIENCE, 1, "-"}}},
    {"one that lost its process is let go at once",
     {{{{WEB, 0, false}}, 1, 0, "101"}, {{{WEB, 7, true}}, 2, 0, "101"}, {{{0}}, 3, 1, "-"}}},
};

static void begin(struct visit *visit, struct places *places)
{
    *visit = (struct visit){.sources = calloc(MOST, sizeof(*visit->sources))};
    *places = (struct places){.others = calloc(MOST, sizeof(*places->others))};
}

static void find(struct visit *visit, struct places *places, const struct seen_row *row)
{
    struct place *place = &places->others[places->other_count++];
    struct place_source *source = &visit->sources[visit->count++];

    *place = (struct place){
        .inode = row->inode, .cookie = row->cookie, .pid = row->pid, .interfaces = -EBADF};
    *source = source_outside;
    source->kept = row->kept;
    source->entered = !row->kept;
}

static void put_places(const struct places *places, struct strbuf *text)
{
    for (size_t i = 0; i < places->other_count; i++) {
        strbuf_text(text, i > 0 ? " " : "");
        if (places->others[i].gone)
            strbuf_text(text, "-");
        else
            strbuf_decimal(text, places->others[i].inode);
    }
}

static void test_story(void **state)
{
    const struct story *story = *state;
    struct visit visit = {0};
    struct places places = {0};

    for (size_t i = 0; i < COUNT(story->visits) && story->visits[i].places; i++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        struct visit seen;
        struct places there;
        begin(&seen, &there);
        for (size_t j = 0; j < MOST && story->visits[i].rows[j].inode; j++)
            find(&seen, &there, &story->visits[i].rows[j]);
        assert_int_equal(visit_merge(&visit, &places, &seen, &there, story->visits[i].now),
                         story->visits[i].gone);
        put_places(&places, &text);
        assert_text(&text, story->visits[i].places);
        assert_int_equal(visit.count, places.other_count);
        visit_free(&seen);
        places_free(&there);
    }
    visit_free(&visit);
    places_free(&places);
}

/** A place of which only events told gets what is read, and keeps its number. */
static void test_of_events(void **state)
{
    struct visit visit = {0};
    struct places places = {0};
    struct visit seen;
    struct places there;

    (void)state;
    assert_int_equal(places_find_or_add(&places, 101), 1);
    begin(&seen, &there);
    find(&seen, &there, &(struct seen_row){DB, 8, false});
    find(&seen, &there, &(struct seen_row){WEB, 7, false});
    assert_int_equal(visit_merge(&visit, &places, &seen, &there, 1), 0);
    assert_int_equal(places.others[0].inode, 101);
    assert_false(places.others[0].unread);
    assert_true(visit.sources[0].entered);
    assert_int_equal(places.others[1].inode, 102);
    visit_free(&seen);
    places_free(&there);
    visit_free(&visit);
    places_free(&places);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

/** Sends one place with descriptors, and another one that was skipped. */
static void send_two(int fd)
{
    struct visit seen;
    struct places there;

    begin(&seen, &there);
    find(&seen, &there, &(struct seen_row){WEB, 7, false});
    netlink_supply_fill(&seen.sources[0].netlink, 1);
    seen.sources[0].files_of_tcp[1] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    there.others[0].interfaces = open("/dev/null", O_RDONLY | O_CLOEXEC);
    strbuf_text(&there.others[0].comm, "nginx");
    strbuf_bytes(&there.others[0].names, "/run/netns/web\0/x", sizeof("/run/netns/web\0/x"));
    const struct ephemeral ephemeral = {.first = 1000, .last = 2000};
    places_set_ephemeral(&there, &there.others[0], &ephemeral);
    struct skipped_place *skipped = places_skip(&there);
    skipped->inode = 102;
    skipped->error = -EPERM;
    strbuf_text(&skipped->names, "/run/netns/db");
    strbuf_text(&seen.gaps, "some are hidden");
    assert_true(visit_send(fd, &seen, &there));
    visit_free(&seen);
    places_free(&there);
}

static void test_way(void **state)
{
    int ends[2];
    struct visit visit = {0};
    struct places places = {0};

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    send_two(ends[0]);
    assert_true(visit_receive(ends[1], SIZE_MAX, &visit, &places));
    assert_int_equal(visit.count, 1);
    assert_int_equal(places.other_count, 1);
    const struct place *place = &places.others[0];
    assert_int_equal(place->inode, 101);
    assert_text(&place->comm, "nginx");
    assert_int_equal(place->names.length, sizeof("/run/netns/web\0/x"));
    assert_int_equal(place->ephemeral->last, 2000);
    assert_true(is_open(place->interfaces));
    assert_int_equal(visit.sources[0].netlink.count, 1);
    assert_true(is_open(netlink_descriptor(visit.sources[0].netlink.spares[0])));
    assert_int_equal(visit.sources[0].files_of_tcp[0], -EBADF);
    assert_true(is_open(visit.sources[0].files_of_tcp[1]));
    assert_int_equal(places.skipped_count, 1);
    assert_text(&places.skipped[0].names, "/run/netns/db");
    assert_text(&visit.gaps, "some are hidden");
    close(ends[0]);
    assert_false(visit_receive(ends[1], SIZE_MAX, &visit, &places));
    close(ends[1]);
    visit_free(&visit);
    places_free(&places);
}

/** Too few descriptors would be left: the namespace is skipped, and nothing stays open. */
static void test_crowded(void **state)
{
    int ends[2];
    struct visit visit = {0};
    struct places places = {0};

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    send_two(ends[0]);
    int next = dup(ends[0]);
    close(next);
    assert_true(visit_receive(ends[1], 1, &visit, &places));
    assert_int_equal(visit.count, 0);
    assert_int_equal(places.skipped_count, 2);
    assert_int_equal(places.skipped[0].inode, 101);
    assert_int_equal(places.skipped[0].error, -EMFILE);
    for (int fd = next; fd < next + 3; fd++)
        assert_false(is_open(fd));
    close(ends[0]);
    close(ends[1]);
    visit_free(&visit);
    places_free(&places);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_events),
        cmocka_unit_test(test_way),
        cmocka_unit_test(test_crowded),
    };

    return RUN_ROWS(test_story, stories) + cmocka_run_group_tests_name("visit", tests, NULL, NULL);
}
