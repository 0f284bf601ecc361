// SPDX-License-Identifier: MIT
/**
 * The file of a baseline. After an "r", the input is lines of sockets alone, which are short enough
 * for the fuzzer; otherwise it is the whole file. One that is read has no difference from itself;
 * written and read again, it is the same; a message is given for any other. Restored sockets are as
 * many as the rows.
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

/** Puts the first and the last line around lines of sockets. */
static struct strbuf whole_file(const uint8_t *data, size_t size)
{
    static const char begin[] =
        "{\"type\":\"begin\",\"schema\":\"sockstat-baseline/1\",\"host\":\"h\",\"boot_id\":null,"
        "\"time\":null,\"protocols\":[\"tcp\"],\"optional_protocols\":[],\"families\":[\"ipv4\"],"
        "\"listening\":true,\"connected\":false,\"all\":false,\"netns\":null,\"filter\":null}\n";
    struct strbuf text = {0};
    uint64_t lines = 0;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    strbuf_text(&text, begin);
    strbuf_bytes(&text, (const char *)data, size);
    strbuf_text(&text, "{\"type\":\"end\",\"rows\":");
    strbuf_decimal(&text, lines);
    strbuf_text(&text, ",\"owners_complete\":true,\"complete\":true}\n");
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baseline baseline = {0};
    struct baseline_error error = {0};
    struct strbuf file = {0};

    if (size > 0 && *data == 'r') {
        file = whole_file(data + 1, size - 1);
        data = (const uint8_t *)file.data;
        size = file.length;
    }
    char *copy = exact(data, size);
    bool good = baseline_read((struct text){copy, size}, &baseline, &error);

    MUST(good == (error.message.length == 0));
    if (good)
        check_good(&baseline);
    baseline_free(&baseline);
    baseline_error_free(&error);
    strbuf_free(&file);
    free(copy);
    return 0;
}
