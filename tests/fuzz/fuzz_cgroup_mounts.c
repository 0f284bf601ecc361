// SPDX-License-Identifier: MIT
/**
 * /proc/self/mountinfo: where cgroups (version 2) are mounted; and, of the same bytes, the line of
 * /proc/PID/cgroup. The second readers here are made of strsep and strstr.
 */
#include "fuzz.h"

#include "join/cgroup_tree.h"

/** Returns true and sets RET_FIELDS to root and mount point if LINE, which is cut, is of version 2.
 */
static bool read_mount(char *line, const char *ret_fields[2])
{
    const char *type = NULL;

    for (int number = 0; line; number++) {
        const char *word = strsep(&line, " ");
        if (number == 3 || number == 4)
            ret_fields[number - 3] = word;
        if (number < 6 || strcmp(word, "-") != 0)
            continue;
        type = line ? strsep(&line, " ") : "";
        break;
    }
    return type && strcmp(type, "cgroup2") == 0;
}

static void check_unescaped(struct text field)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    mountinfo_unescape(field, &text);
    MUST(text.length <= field.length && text.length >= (field.length + 3) / 4);
    if (field.length > 0 && !memchr(field.bytes, '\\', field.length))
        MUST(text.length == field.length && memcmp(text.data, field.bytes, field.length) == 0);
}

static void check_mounts(struct text rest, char *copy)
{
    struct mount mount;

    for (char *line; copy && (line = strsep(&copy, "\n"));) {
        const char *fields[2] = {0};
        if (!read_mount(line, fields))
            continue;
        MUST(cgroup_mount_next(&rest, &mount));
        MUST(text_is(mount.root, fields[0]) && text_is(mount.point, fields[1]));
        check_unescaped(mount.root);
        check_unescaped(mount.point);
    }
    MUST(!cgroup_mount_next(&rest, &mount));
}

static void check_process(struct text contents, char *copy)
{
    const char *expected = "";

    for (char *line; copy && !*expected && (line = strsep(&copy, "\n"));)
        expected = strstr(line, "0::/") == line ? line + 3 : "";
    if (strcmp(expected, "/..") == 0 || strstr(expected, "/../") == expected)
        expected = "";
    struct text path = cgroup_of_process(contents);
    MUST(*expected ? text_is(path, expected) : path.length == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = exact(data, size);

    for (size_t i = 0; i < size; i++)
        bytes[i] = bytes[i] ? bytes[i] : '\1'; // the kernel writes none
    char *copy = strndup(bytes, size);
    check_mounts((struct text){bytes, size}, copy);
    free(copy);
    copy = strndup(bytes, size);
    check_process((struct text){bytes, size}, copy);
    free(copy);
    free(bytes);
    return 0;
}
