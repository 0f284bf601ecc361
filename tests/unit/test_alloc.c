// SPDX-License-Identifier: MIT
/** base/alloc: arrays that grow. */
#include "unit.h"

#include "base/alloc.h"

#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

static void test_grown_arrays_keep_their_elements(void **state)
{
    size_t capacity = 0;
    uint64_t *array = NULL;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        array = alloc_grow(array, &capacity, i + 1, sizeof(*array));
        array[i] = i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    assert_true(capacity >= 1000);
    free(array);
}

static void test_capacity_at_least_doubles(void **state)
{
    size_t capacity = 0;
    void *array = alloc_grow(NULL, &capacity, 1, 1);
    size_t before = capacity;

    (void)state;
    assert_true(before >= 1);
    array = alloc_grow(array, &capacity, before + 1, 1);
    assert_true(capacity >= 2 * before);
    free(array);
}

static void test_capacity_reaches_what_is_wanted(void **state)
{
    size_t capacity = 0;
    char *array = alloc_grow(NULL, &capacity, 100000, 1);

    (void)state;
    assert_true(capacity >= 100000);
    array[99999] = 'x';
    free(array);
}

static void test_enough_is_left_alone(void **state)
{
    size_t capacity = 0;
    void *array = alloc_grow(NULL, &capacity, 10, 8);
    size_t before = capacity;

    (void)state;
    assert_ptr_equal(alloc_grow(array, &capacity, before, 8), array);
    assert_int_equal(capacity, before);
    free(array);
}

static void test_arrays_are_zeroed(void **state)
{
    static const unsigned char zero[3 * 7];
    unsigned char *array = alloc_array(3, 7);

    (void)state;
    assert_memory_equal(array, zero, sizeof(zero));
    free(array);
}

static void test_no_element_is_an_array_too(void **state)
{
    void *array = alloc_array(0, 8);

    (void)state;
    assert_non_null(array);
    free(array);
}

static void test_a_text_that_is_null_can_be_freed(void **state)
{
    char *none = NULL;
    char *text = strdup("text");

    (void)state;
    alloc_free_text(&none);
    alloc_free_text(&text); // or a sanitizer reports a leak
}

/** In place of that of libc, which would lose what gcov counted in a child. */
_Noreturn void _exit(int status)
{
    exit(status);
}

static void grow_too_far(void)
{
    size_t capacity = 0;

    alloc_grow(NULL, &capacity, SIZE_MAX, 1);
}

static void append_too_much(void)
{
    struct strbuf text = {0};

    strbuf_room(&text, SIZE_MAX);
}

FORMAT_PRINTF(2, 3) static void format(struct strbuf *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(text, format, arguments);
    va_end(arguments);
}

/** No such character in this locale: libc gives up, as it does without memory. */
static void format_nonsense(void)
{
    struct strbuf text = {0};

    format(&text, "%lc", (wint_t)0x20ac);
}

static void undo(void *context)
{
    ssize_t written = write(STDERR_FILENO, context, strlen(context));
    assert_true(written > 0);
}

static void fail_with_hook(void)
{
    alloc_at_failure((struct alloc_hook){undo, (void *)"undone\n"});
    grow_too_far();
}

static void fail_without_hook(void)
{
    alloc_at_failure((struct alloc_hook){undo, (void *)"undone\n"});
    alloc_at_failure((struct alloc_hook){0});
    grow_too_far();
}

struct end_row {
    const char *name;
    void (*allocate)(void);
    bool undoes;
};

static const struct end_row end_rows[] = {
    {"a size that overflows", grow_too_far, false},
    {"a text that overflows", append_too_much, false},
    {"a message that libc cannot make", format_nonsense, false},
    {"something to undo", fail_with_hook, true},
    {"nothing to undo any more", fail_without_hook, false},
};

static void test_the_program_ends(void **state)
{
    const struct end_row *row = *state;
    int ends[2];
    char message[64] = "";
    int status = -1;

    fflush(NULL); // or the child writes it again
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        row->allocate();
        _exit(0);
    }
    close(ends[1]);
    FILE *stream = fdopen(ends[0], "r");
    size_t length = fread(message, 1, sizeof(message) - 1, stream);
    fclose(stream);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    const char *expected =
        row->undoes ? "undone\nsockstat: out of memory\n" : "sockstat: out of memory\n";
    assert_int_equal(length, strlen(expected));
    assert_string_equal(message, expected);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grown_arrays_keep_their_elements),
        cmocka_unit_test(test_capacity_at_least_doubles),
        cmocka_unit_test(test_capacity_reaches_what_is_wanted),
        cmocka_unit_test(test_enough_is_left_alone),
        cmocka_unit_test(test_arrays_are_zeroed),
        cmocka_unit_test(test_no_element_is_an_array_too),
        cmocka_unit_test(test_a_text_that_is_null_can_be_freed),
    };

    return RUN_ROWS(test_the_program_ends, end_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
