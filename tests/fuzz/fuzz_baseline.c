// SPDX-License-Identifier: MIT
/**
 * The file of a baseline. One that is read has no difference from itself; written and read again,
 * it is the same; a message is given for any other. Restored sockets are as many as the rows.
 */
#include "fuzz.h"

#include "show/baseline.h"
#include "track/baseline.h"
#include "track/baseline_read.h"
#include "track/restore.h"

#include <sys/mman.h>
#include <unistd.h>

/** Writes the baseline to a file in memory, and reads that. */
static struct strbuf written(const struct baseline *baseline)
{
    struct strbuf text = {0};
    int fd = memfd_create("baseline", MFD_CLOEXEC);

    MUST(fd >= 0 && show_baseline(baseline, true, fd) == 0);
    off_t size = lseek(fd, 0, SEEK_END);
    MUST(size > 0 && pread(fd, strbuf_room(&text, (size_t)size), (size_t)size, 0) == size);
    strbuf_added(&text, (size_t)size);
    close(fd);
    return text;
}

static void check_same(const struct baseline *one, const struct baseline *other)
{
    struct differences differences = {0};

    baseline_compare(one, other, &differences);
    MUST(differences.count == 0);
    differences_free(&differences);
}

static void check_good(const struct baseline *baseline)
{
    struct baseline again = {0};
    struct baseline_error error = {0};
    struct restored restored = {0};
    struct strbuf text = written(baseline);

    MUST(baseline_read(strbuf_contents(&text), &again, &error));
    struct strbuf more = written(&again);
    MUST(text.length == more.length && memcmp(text.data, more.data, text.length) == 0);
    check_same(baseline, baseline);
    check_same(baseline, &again);
    baseline_restore(baseline, &restored);
    MUST(restored.table.count == baseline->count);
    restored_free(&restored);
    strbuf_free(&text);
    strbuf_free(&more);
    baseline_free(&again);
    baseline_error_free(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baseline baseline = {0};
    struct baseline_error error = {0};
    char *copy = exact(data, size);
    bool good = baseline_read((struct text){copy, size}, &baseline, &error);

    MUST(good == (error.message.length == 0));
    if (good)
        check_good(&baseline);
    baseline_free(&baseline);
    baseline_error_free(&error);
    free(copy);
    return 0;
}
