// SPDX-License-Identifier: MIT
/** os/jobs: every job once, at most so many at the same time, and none after the time limit. */
#include "unit.h"

#include "os/jobs.h"
#include "os/sandbox.h"

#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

/** What the jobs of a test have in common. It must exist until the last of them has ended. */
struct scene {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t running, most; /**< jobs that run; that have run at the same time */
    size_t gathering;     /**< jobs wait until as many have run at the same time */
    bool blocked;         /**< jobs from number `blocking` on wait as long as this is set */
    size_t blocking;
    bool releasing; /**< jobs end this state, and wait until a job has ended */
    size_t ended;   /**< jobs, also those whose result is dropped */
};

struct job {
    struct scene *scene;
    size_t number;
    size_t result;
};

/** A series of the jobs 0, 1, ... */
struct numbers {
    struct scene *scene;
    size_t count, begun, done, sum;
    size_t waits; /**< calls of `waiting` */
};

static void run(void *context)
{
    struct job *job = context;
    struct scene *scene = job->scene;

    pthread_mutex_lock(&scene->lock);
    scene->running++;
    scene->most = scene->running > scene->most ? scene->running : scene->most;
    scene->blocked = scene->blocked && !scene->releasing;
    pthread_cond_broadcast(&scene->changed);
    while (scene->releasing && scene->ended == 0)
        pthread_cond_wait(&scene->changed, &scene->lock);
    while (scene->most < scene->gathering || (scene->blocked && job->number >= scene->blocking))
        pthread_cond_wait(&scene->changed, &scene->lock);
    scene->running--;
    scene->ended++;
    pthread_cond_broadcast(&scene->changed);
    job->result = 1000 + job->number;
    pthread_mutex_unlock(&scene->lock);
}

static bool next(void *context, void *ret_job)
{
    struct numbers *numbers = context;
    struct job *job = ret_job;

    if (numbers->begun == numbers->count)
        return false;
    *job = (struct job){.scene = numbers->scene, .number = numbers->begun++};
    return true;
}

static void done(void *context, void *ended)
{
    struct numbers *numbers = context;
    const struct job *job = ended;

    numbers->done++;
    numbers->sum += job->result;
}

static void count_wait(void *context)
{
    struct numbers *numbers = context;

    numbers->waits++;
}

static struct scene *scene_new(void)
{
    struct scene *scene = calloc(1, sizeof(*scene));

    pthread_mutex_init(&scene->lock, NULL);
    pthread_cond_init(&scene->changed, NULL);
    return scene;
}

static void scene_free(struct scene *scene)
{
    pthread_cond_destroy(&scene->changed);
    pthread_mutex_destroy(&scene->lock);
    free(scene);
}

/** Lets blocked jobs end, and waits until COUNT have. */
static void release(struct scene *scene, size_t count)
{
    pthread_mutex_lock(&scene->lock);
    scene->blocked = false;
    pthread_cond_broadcast(&scene->changed);
    while (scene->ended < count)
        pthread_cond_wait(&scene->changed, &scene->lock);
    pthread_mutex_unlock(&scene->lock);
}

static struct jobs *open_threads(unsigned threads)
{
    const struct job_kind kind = {.run = run, .size = sizeof(struct job), .threads = threads};

    return jobs_open(&kind);
}

#define LONG 3600000 // milliseconds: no test waits for that
#define SHORT 50

static void do_numbers(struct jobs *jobs, struct numbers *numbers, uint64_t milliseconds)
{
    const struct job_series series = {next, done, count_wait, numbers, numbers->count};

    jobs_do(jobs, &series, milliseconds);
}

struct count_row {
    const char *name;
    size_t count;
    unsigned threads;
    size_t gathering; /**< as many run at the same time */
    size_t sum;       /**< of 1000 + 0, 1000 + 1, ... */
};

static const struct count_row counts[] = {
    {"no job", 0, 8, 0, 0},
    {"one job", 1, 8, 1, 1000},
    {"fewer jobs than threads", 3, 8, 3, 3003},
    {"as many jobs as threads", 8, 8, 8, 8028},
    {"many jobs", 500, 8, 8, 624750},
    {"many jobs one after another", 100, 1, 1, 104950},
};

static void test_every_job_is_done_once(void **state)
{
    const struct count_row *row = *state;
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(row->threads);
    struct numbers numbers = {.scene = scene, .count = row->count};

    scene->gathering = row->gathering;
    do_numbers(jobs, &numbers, LONG);
    assert_int_equal(numbers.done, row->count);
    assert_int_equal(numbers.sum, row->sum);
    assert_int_equal(scene->most, row->gathering);
    jobs_close(jobs);
    scene_free(scene);
}

static void test_a_second_series_is_another_one(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(4);
    struct numbers first = {.scene = scene, .count = 10};
    struct numbers second = {.scene = scene, .count = 20};

    (void)state;
    do_numbers(jobs, &first, LONG);
    do_numbers(jobs, &second, LONG);
    assert_int_equal(first.done, 10);
    assert_int_equal(second.done, 20);
    assert_int_equal(second.sum, 20190);
    jobs_close(jobs);
    scene_free(scene);
}

static void test_no_time_begins_nothing(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(4);
    struct numbers numbers = {.scene = scene, .count = 10};

    (void)state;
    do_numbers(jobs, &numbers, 0);
    assert_int_equal(numbers.begun, 0);
    assert_int_equal(numbers.done, 0);
    jobs_close(jobs);
    scene_free(scene);
}

static void test_what_blocks_is_abandoned(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(4);
    struct numbers numbers = {.scene = scene, .count = 10};

    (void)state;
    scene->blocked = true;
    do_numbers(jobs, &numbers, SHORT);
    assert_int_equal(numbers.done, 0);
    assert_in_range(numbers.waits, 1, SIZE_MAX);
    // The results come too late, also after the end of `jobs` itself.
    jobs_close(jobs);
    size_t begun = numbers.begun;
    release(scene, begun);
    assert_int_equal(numbers.begun, begun);
    assert_int_equal(numbers.done, 0);
    scene_free(scene);
}

static void test_what_does_not_block_is_done(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(8);
    struct numbers numbers = {.scene = scene, .count = 100};

    (void)state;
    scene->blocked = true;
    scene->blocking = 95;
    // Long enough for 95 jobs that do nothing, on any machine.
    do_numbers(jobs, &numbers, 2000);
    assert_int_equal(numbers.done, 95);
    assert_int_equal(numbers.sum, 99465);
    jobs_close(jobs);
    release(scene, 100);
    scene_free(scene);
}

static void test_blocked_threads_count_in_the_next_series(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(4);
    struct numbers first = {.scene = scene, .count = 4};
    struct numbers second = {.scene = scene, .count = 10};
    struct numbers third = {.scene = scene, .count = 10};

    (void)state;
    scene->blocked = true;
    scene->gathering = 4;
    do_numbers(jobs, &first, 2000);
    assert_int_equal(first.begun, 4);
    do_numbers(jobs, &second, SHORT);
    assert_int_equal(second.begun, 0); // no more threads than four
    release(scene, 4);
    do_numbers(jobs, &third, LONG);
    assert_int_equal(first.done + second.done, 0);
    assert_int_equal(third.done, 10);
    assert_int_equal(scene->most, 4);
    jobs_close(jobs);
    scene_free(scene);
}

static void test_a_late_result_is_dropped(void **state)
{
    struct scene *scene = scene_new();
    struct jobs *jobs = open_threads(2);
    struct numbers first = {.scene = scene, .count = 1};
    struct numbers second = {.scene = scene, .count = 200};

    (void)state;
    scene->blocked = true;
    do_numbers(jobs, &first, 2000);
    assert_int_equal(first.begun, 1);
    scene->releasing = true;
    do_numbers(jobs, &second, LONG);
    assert_int_equal(second.done, 200);
    assert_int_equal(second.sum, 219900);
    assert_int_equal(scene->ended, 201);
    jobs_close(jobs);
    scene_free(scene);
}

/** The first thread ends the series, when many others have not begun to run. */
static void do_without_jobs_and_narrow(void)
{
    struct jobs *jobs = open_threads(64);
    struct numbers numbers = {.count = 0};
    const struct job_series series = {next, done, NULL, &numbers, 64};

    sandbox_enter(SANDBOX_FILES);
    jobs_do(jobs, &series, LONG);
    sandbox_narrow(0);
    for (int i = 0; i < 100; i++)
        sched_yield(); // a thread that begins now ends the process: libc cannot register it
    _exit(0);
}

static void test_no_thread_begins_afterwards(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        int status = -1;
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            do_without_jobs_and_narrow();
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
}

static void test_close_of_nothing(void **state)
{
    (void)state;
    jobs_close(NULL);
    jobs_close(open_threads(1));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_second_series_is_another_one),
        cmocka_unit_test(test_no_time_begins_nothing),
        cmocka_unit_test(test_what_blocks_is_abandoned),
        cmocka_unit_test(test_what_does_not_block_is_done),
        cmocka_unit_test(test_blocked_threads_count_in_the_next_series),
        cmocka_unit_test(test_a_late_result_is_dropped),
        cmocka_unit_test(test_no_thread_begins_afterwards),
        cmocka_unit_test(test_close_of_nothing),
    };

    return RUN_ROWS(test_every_job_is_done_once, counts) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
