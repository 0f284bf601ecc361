// SPDX-License-Identifier: MIT
/**
 * Mounts of network namespaces in a mount table. A second reader here is made of strsep and strtol;
 * it looks for the mounts from the end of the table, where the last one of a mount point decides.
 */
#include "fuzz.h"

#include "collect/netns_mounts.h"

#define FIELDS 6 // before the optional ones

/** Undoes the escapes in place; false if the result holds NUL. */
static bool undo(char *path)
{
    char *to = path;

    for (const char *from = path; *from; to++) {
        char digits[4] = "";
        char *end = digits;
        if (*from == '\\')
            strncpy(digits, from + 1, 3);
        long byte = strspn(digits, "01234567") == 3 ? strtol(digits, &end, 8) : 256;
        *to = byte < 256 ? (char)byte : *from;
        from += byte < 256 ? 4 : 1;
        if (byte == 0)
            return false;
    }
    *to = '\0';
    return true;
}

/** Returns the mount point in LINE, which is changed, and sets *RET_INODE; or NULL. */
static char *read_line(char *line, unsigned long *ret_inode)
{
    char *fields[FIELDS] = {0};
    char *word = NULL;
    char *end = NULL;

    for (int i = 0; i < FIELDS; i++)
        fields[i] = strsep(&line, " ");
    do {
        word = strsep(&line, " ");
    } while (word && strcmp(word, "-") != 0);
    word = strsep(&line, " ");
    if (!word || strcmp(word, "nsfs") != 0 || strncmp(fields[3], "net:[", 5) != 0)
        return NULL;
    *ret_inode = strtoul(fields[3] + 5, &end, 10);
    if (fields[3][5] < '0' || fields[3][5] > '9' || strcmp(end, "]") != 0 || *ret_inode == 0 ||
        *ret_inode > UINT32_MAX || !undo(fields[4]) || fields[4][0] != '/')
        return NULL;
    size_t length = strlen(fields[4]);
    return length > 9 && strcmp(fields[4] + length - 9, "//deleted") == 0 ? NULL : fields[4];
}

static void check_line(const char *bytes, size_t size)
{
    char *copy = exact(bytes, size);
    char *line = malloc(size + 1);
    struct strbuf path = {0};
    uint32_t inode = 4711;
    unsigned long expected_inode = 0;

    if (size > 0)
        memcpy(line, bytes, size);
    line[size] = '\0';
    bool found = netns_mount_parse((struct text){copy, size}, &inode, &path);
    if (strlen(line) == size) {
        const char *expected = read_line(line, &expected_inode);
        MUST(found == (expected != NULL));
        MUST(!found || (strcmp(path.data, expected) == 0 && inode == expected_inode));
    }
    MUST(found || (inode == 4711 && path.length == 0));
    strbuf_free(&path);
    free(line);
    free(copy);
}

/** The rules of a whole table: sorted, each mount point once, each of them from a line. */
static void check_table(const char *bytes, size_t size)
{
    struct netns_mounts mounts = {0};
    size_t lines = size > 0;

    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    netns_mounts_parse((struct text){bytes, size}, &mounts);
    MUST(mounts.count <= lines);
    for (size_t i = 0; i < mounts.count; i++) {
        const char *path = mounts.items[i].path;
        MUST(path[0] == '/' && !strchr(netns_last_component(path), '/'));
        MUST(i == 0 || netns_name_compare(mounts.items[i - 1].path, path) < 0);
        MUST(i == 0 || netns_name_compare(path, mounts.items[i - 1].path) > 0);
    }
    netns_mounts_free(&mounts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = exact(data, size);

    for (size_t start = 0, end; start <= size; start = end + 1) {
        for (end = start; end < size && text[end] != '\n';)
            end++;
        check_line(text + start, end - start);
    }
    check_table(text, size);
    free(text);
    return 0;
}
