// SPDX-License-Identifier: MIT
/** join/owner_bpf: what is made of the records that the BPF program writes, and the program. */
#include "bpf.h"
#include "descriptors.h"
#include "procfs.h"

#include "join/owner_bpf.h"

#include <errno.h>
#include <linux/types.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "join/owner_record.h"

#ifdef HAVE_BPF
// generated from owner.bpf.c; needs <errno.h> before it
#include <owner.skel.h>
#endif

#define MOST_RECORDS 8

struct decode_row {
    const char *name;
    struct owner_record records[MOST_RECORDS]; /**< up to one of process 0 */
    const char *holders;                       /**< of the socket with inode 70 */
    size_t seen;                               /**< processes */
};

static const struct decode_row rows[] = {
    {"nothing", {{0}}, "", 0},
    {"a holder", {{70, 5, 100, 100, "nginx"}}, "100:5 nginx;", 1},
    {"another socket", {{72, 5, 100, 100, "nginx"}}, "", 1},
    {"two descriptors",
     {{70, 5, 100, 100, "nginx"}, {71, 6, 100, 100, "nginx"}, {70, 7, 100, 100, "nginx"}},
     "100:5 nginx;100:7 nginx;",
     1},
    {"a name of 15 bytes", {{70, 5, 100, 100, "123456789012345"}}, "100:5 123456789012345;", 1},
    {"no name", {{70, 5, 100, 100, ""}}, "100:5 ;", 1},
    {"renamed under way",
     {{70, 5, 100, 100, "old"}, {70, 6, 100, 100, "new"}},
     "100:5 old;100:6 old;",
     1},
    {"two processes",
     {{70, 5, 100, 100, "a"}, {72, 3, 150, 150, "b"}, {70, 5, 200, 200, "c"}},
     "100:5 a;200:5 c;",
     3},
    {"a thread that holds alone", {{70, 8, 200, 201, "java"}}, "200:8 java;", 1},
    {"a thread with a copy of its process's table",
     {{70, 5, 100, 100, "a"}, {70, 5, 200, 200, "b"}, {70, 5, 100, 201, "a"}},
     "100:5 a;200:5 b;",
     2},
    {"a thread whose descriptor has another number, behind another process",
     {{70, 5, 100, 100, "a"}, {70, 5, 200, 200, "b"}, {70, 9, 100, 201, "a"}},
     "100:5 a;200:5 b;",
     2},
    {"a thread that holds alone what another process holds, too",
     {{70, 5, 100, 100, "a"}, {70, 6, 200, 201, "b"}},
     "100:5 a;200:6 b;",
     2},
    {"a thread behind a process that holds another socket",
     {{70, 3, 100, 100, "a"}, {71, 3, 120, 120, "b"}, {70, 5, 100, 150, "a"}},
     "100:3 a;",
     2},
    {"threads of two processes, in turn",
     {{70, 5, 100, 101, "a"},
      {70, 5, 200, 201, "b"},
      {70, 6, 100, 202, "a"},
      {70, 5, 200, 203, "b"}},
     "100:5 a;100:6 a;200:5 b;",
     2},
    {"a number that another thread has for another socket",
     {{71, 5, 100, 101, "a"}, {70, 5, 100, 102, "a"}},
     "100:5 a;",
     1},
    {"threads that share a table when the first thread is gone",
     {{70, 5, 100, 101, "a"},
      {70, 6, 100, 101, "a"},
      {70, 5, 100, 102, "a"},
      {70, 6, 100, 102, "a"}},
     "100:5 a;100:6 a;",
     1},
};

static size_t count_records(const struct decode_row *row)
{
    size_t count = 0;

    while (count < MOST_RECORDS && row->records[count].pid != 0)
        count++;
    return count;
}

static void want_both(struct owners *owners)
{
    owners_want(owners, 70);
    owners_want(owners, 71);
}

/** In pieces of PIECE records, as reads may divide them. */
static void decode(const struct decode_row *row, size_t piece)
{
    struct scene scene;
    size_t count = count_records(row);

    scene_init(&scene);
    scratch_remove(&scene.proc);
    want_both(&scene.facts.owners);
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &scene.facts.owners};
    for (size_t i = 0; i < count; i += piece) {
        size_t records = count - i < piece ? count - i : piece;
        assert_int_equal(owner_pass_decode(&pass, (const char *)&row->records[i],
                                           records * sizeof(row->records[0])),
                         0);
    }
    owner_pass_end(&pass);
    assert_holders(&scene, 0, row->holders);
    assert_int_equal(pass.seen.count, row->seen);
    scene_free(&scene);
}

static void test_records(void **state)
{
    decode(*state, MOST_RECORDS);
    decode(*state, 1);
}

/** More of them than are ordered in place; of even processes first, then of odd ones. */
static void test_many_threads(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};

    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        uint32_t pid = 1000 + 2 * (i % 100) + i / 100;
        const struct owner_record record = {pid, 5, pid, pid + 5000, "a"};
        owners_want(&owners, pid);
        assert_int_equal(owner_pass_decode(&pass, (const char *)&record, sizeof(record)), 0);
    }
    owner_pass_end(&pass);
    assert_int_equal(owners.process_count, 200);
    for (uint32_t i = 0; i < 200; i++)
        assert_int_equal(owners.processes[i].pid, 1000 + i);
}

static void test_half_a_record_makes_no_sense(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};
    const struct owner_record record = {70, 5, 100, 100, "a"};

    (void)state;
    want_both(&owners);
    for (size_t length = 1; length < sizeof(record); length++)
        assert_int_equal(owner_pass_decode(&pass, (const char *)&record, length), -EBADMSG);
    assert_int_equal(owners.holder_count, 0);
}

static void test_a_name_of_no_bytes_is_text(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};

    (void)state;
    owners_add_process(&owners, 100, TEXT(""));
    struct text comm = owners_comm(&owners, &owners.processes[0]);
    assert_non_null(comm.bytes); // even when no process has a name
    assert_int_equal(comm.length, 0);
}

static void test_forgotten_holders_can_be_found_again(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};
    const struct owner_record records[] = {{70, 5, 100, 100, "a"}, {71, 6, 200, 200, "bc"}};
    uint32_t chain = 0;

    (void)state;
    want_both(&owners);
    for (int time = 0; time < 2; time++) {
        assert_false(owners_all_found(&owners));
        assert_int_equal(owner_pass_decode(&pass, (const char *)records, sizeof(records)), 0);
        assert_true(owners_all_found(&owners));
        assert_int_equal(owners.holder_count, 2);
        assert_int_equal(owners.process_count, 2);
        assert_true(owners_wanted(&owners, 71, &chain));
        assert_int_equal(owners_chain(&owners, chain)->fd, 6);
        assert_null(owners_next(&owners, owners_chain(&owners, chain)));
        assert_int_equal(owners.comms.length, 3);
        owners_forget_holders(&owners);
    }
}

DEFINE_NEED_BPF(owner_bpf)

/** A thread with a socket in a descriptor table of its own. */
struct loner {
    pthread_barrier_t barrier; /**< the socket is there; the scan is done */
    int fd;
    uint32_t inode;
};

static uint32_t inode_of(int fd)
{
    struct stat status = {0};

    assert_int_equal(fstat(fd, &status), 0);
    return (uint32_t)status.st_ino;
}

static void *hold_alone(void *context)
{
    struct loner *loner = context;

    assert_int_equal(unshare(CLONE_FILES), 0);
    loner->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    loner->inode = inode_of(loner->fd);
    pthread_barrier_wait(&loner->barrier);
    pthread_barrier_wait(&loner->barrier);
    close(loner->fd);
    return NULL;
}

static void assert_one_holder(const struct owners *owners, uint32_t inode, int fd)
{
    uint32_t chain = 0;

    assert_true(owners_wanted(owners, inode, &chain));
    const struct holder *holder = owners_chain(owners, chain);
    assert_non_null(holder);
    assert_int_equal(holder->fd, fd);
    assert_null(owners_next(owners, holder));
}

/** Also twice, with one program. */
static void test_scan(void **state)
{
    struct owner_bpf *program = NULL;
    struct loner loner;
    pthread_t thread;

    (void)state;
    need_bpf();
    int open = descriptors_open();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pthread_barrier_init(&loner.barrier, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, hold_alone, &loner), 0);
    pthread_barrier_wait(&loner.barrier);
    assert_int_equal(owner_bpf_load(&program), 0);
    for (int time = 0; time < 2; time++) {
        CLEANUP(owners_free) struct owners owners = {0};
        CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};
        owners_want(&owners, inode_of(fd));
        owners_want(&owners, loner.inode);
        assert_int_equal(owner_bpf_scan(program, &pass), 0);
        assert_one_holder(&owners, inode_of(fd), fd);
        assert_one_holder(&owners, loner.inode, loner.fd);
    }
    owner_bpf_unload(program);
    pthread_barrier_wait(&loner.barrier);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&loner.barrier);
    close(fd);
    assert_int_equal(descriptors_open(), open); // nothing stays open
}

/** The program is loaded and attached, or not at all, with the error that says why. */
static void test_few_descriptors(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};
    struct owner_bpf *program = NULL;
    int open = descriptors_open();
    int error = -EMFILE;

    (void)state;
    need_bpf();
    for (rlim_t count = 0; error == -EMFILE; count++) {
        struct rlimit before;
        assert_null(program);
        descriptors_limit(count, &before);
        error = owner_bpf_load(&program);
        descriptors_return(&before);
    }
    assert_int_equal(error, 0);
    assert_int_equal(owner_bpf_scan(program, &pass), 0);
    owner_bpf_unload(program);
    assert_int_equal(descriptors_open(), open);
}

static void test_a_scan_that_fails(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    CLEANUP(owner_pass_free) struct owner_pass pass = {.owners = &owners};
    const struct owner_record record = {70, 5, 100, 100, "a"};
    struct owner_bpf *program = NULL;
    struct rlimit before;

    (void)state;
    need_bpf();
    assert_int_equal(owner_bpf_load(&program), 0);
    want_both(&owners);
    assert_int_equal(owner_pass_decode(&pass, (const char *)&record, sizeof(record)), 0);
    descriptors_take(&before);
    assert_int_equal(owner_bpf_scan(program, &pass), -EMFILE);
    descriptors_return(&before);
    owner_bpf_unload(program);
    assert_int_equal(owners.holder_count, 0); // also none of those found before
}

int main(void)
{
    struct CMUnitTest tests[sizeof(rows) / sizeof(rows[0]) + 7] = {0};
    size_t count = 0;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        tests[count++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_records, .initial_state = (void *)&rows[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_many_threads);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_half_a_record_makes_no_sense);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_a_name_of_no_bytes_is_text);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_forgotten_holders_can_be_found_again);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_scan);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_few_descriptors);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_a_scan_that_fails);
    return cmocka_run_group_tests_name("owner_bpf", tests, NULL, NULL);
}
