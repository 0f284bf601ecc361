// SPDX-License-Identifier: MIT
/**
 * swallow PID: throws away what the BPF programs of this process have written into ring buffers and
 * it has not read. Every process that has the map can move the position of the reader
 * (kernel/bpf/ringbuf.c). Prints 1 if there was something, otherwise 0; or why it cannot.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAPS 16 // of a program, at most

static int bpf(enum bpf_cmd command, union bpf_attr *attributes)
{
    int result = (int)syscall(SYS_bpf, command, attributes, sizeof(*attributes));

    if (result < 0) {
        printf("bpf: %s\n", strerror(errno));
        exit(1);
    }
    return result;
}

/** Fills INFO, of SIZE bytes, with what the kernel says of a program or a map. */
static void describe(int fd, void *info, size_t size)
{
    union bpf_attr attributes = {
        .info = {.bpf_fd = (uint32_t)fd, .info_len = (uint32_t)size, .info = (uintptr_t)info}};

    bpf(BPF_OBJ_GET_INFO_BY_FD, &attributes);
}

/** Empties the map, if it is a ring buffer; returns 1 if it had something. */
static int empty(uint32_t id)
{
    union bpf_attr attributes = {.map_id = id};
    struct bpf_map_info info = {0};
    int fd = bpf(BPF_MAP_GET_FD_BY_ID, &attributes);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    describe(fd, &info, sizeof(info));
    if (info.type != BPF_MAP_TYPE_RINGBUF)
        return 0;
    unsigned long *reader = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const unsigned long *writer = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, (off_t)page);
    if (reader == MAP_FAILED || writer == MAP_FAILED) {
        printf("mmap: %s\n", strerror(errno));
        exit(1);
    }
    unsigned long end = __atomic_load_n(writer, __ATOMIC_ACQUIRE);
    int had = *reader != end;
    __atomic_store_n(reader, end, __ATOMIC_RELEASE);
    return had;
}

/** Empties the ring buffers of a program; returns how many had something. */
static int empty_all(uint32_t program)
{
    union bpf_attr attributes = {.prog_id = program};
    uint32_t maps[MAPS];
    struct bpf_prog_info info = {.nr_map_ids = MAPS, .map_ids = (uintptr_t)maps};
    int had = 0;

    describe(bpf(BPF_PROG_GET_FD_BY_ID, &attributes), &info, sizeof(info));
    for (uint32_t i = 0; i < info.nr_map_ids && i < MAPS; i++)
        had += empty(maps[i]);
    return had;
}

/** Returns the ID of the program that a file of /proc/PID/fdinfo is about; 0: it is about none. */
static uint32_t program_of(int directory, const char *name)
{
    char path[64], line[128];
    uint32_t program = 0;

    snprintf(path, sizeof(path), "/proc/self/fd/%d/%.20s", directory, name);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "prog_id:", 8) == 0)
            program = (uint32_t)strtoul(line + 8, NULL, 10);
    }
    if (file)
        fclose(file);
    return program;
}

int main(int argc, char *argv[])
{
    char path[64];
    int had = 0;

    snprintf(path, sizeof(path), "/proc/%.20s/fdinfo", argc > 1 ? argv[1] : "self");
    DIR *files = opendir(path);
    if (!files) {
        printf("%s: %s\n", path, strerror(errno));
        return 1;
    }
    for (const struct dirent *entry; (entry = readdir(files));) {
        uint32_t program = program_of(dirfd(files), entry->d_name);
        had += program != 0 ? empty_all(program) : 0;
    }
    closedir(files);
    printf("%d\n", had > 0);
    return 0;
}
