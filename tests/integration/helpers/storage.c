// SPDX-License-Identifier: MIT
/**
 * storage PORT [COUNT]: listens at 127.0.0.1:PORT, with data of the socket in two BPF maps of type
 * sk_storage, of 4 and 12 bytes; with COUNT, of as many numbers of 4 bytes in each. Prints the IDs
 * of the maps, the last one first, and waits until stdin ends; or prints why it cannot.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAPS 2

#define MOST 16000 // numbers in a map; the kernel allows 64 KiB

/** Types of the key and of the values: int, and an array of them. */
struct types {
    struct btf_header header;
    struct btf_type number;
    uint32_t encoding;
    struct btf_type list;
    struct btf_array array;
    char names[5];
};

static int bpf(enum bpf_cmd command, union bpf_attr *attributes)
{
    return (int)syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static void stop(const char *what)
{
    printf("%s: %s\n", what, strerror(errno));
    exit(0);
}

static int load_types(uint32_t count)
{
    const struct types types = {
        .header = {.magic = BTF_MAGIC,
                   .version = BTF_VERSION,
                   .hdr_len = sizeof(types.header),
                   .type_len = offsetof(struct types, names) - sizeof(types.header),
                   .str_off = offsetof(struct types, names) - sizeof(types.header),
                   .str_len = sizeof(types.names)},
        .number = {.name_off = 1, .info = BTF_KIND_INT << 24, .size = sizeof(int)},
        .encoding = BTF_INT_SIGNED << 24 | 8 * sizeof(int),
        .list = {.info = BTF_KIND_ARRAY << 24},
        .array = {.type = 1, .index_type = 1, .nelems = count},
        .names = "\0int",
    };
    union bpf_attr attributes = {.btf = (uintptr_t)&types,
                                 .btf_size = offsetof(struct types, names) + sizeof(types.names)};
    int fd = bpf(BPF_BTF_LOAD, &attributes);

    if (fd < 0)
        stop("BPF_BTF_LOAD");
    return fd;
}

/** Adds a map with SIZE bytes, of TYPE 1 or 2, for the socket FD. Returns the ID of the map. */
static uint32_t add_map(int types, uint32_t type, size_t size, int fd)
{
    static const int value[MOST] = {1, 2, 3};
    union bpf_attr create = {.map_type = BPF_MAP_TYPE_SK_STORAGE,
                             .key_size = sizeof(int),
                             .value_size = (uint32_t)size,
                             .map_flags = BPF_F_NO_PREALLOC,
                             .btf_fd = (uint32_t)types,
                             .btf_key_type_id = 1,
                             .btf_value_type_id = type};
    int map = bpf(BPF_MAP_CREATE, &create);

    if (map < 0)
        stop("BPF_MAP_CREATE");
    union bpf_attr update = {
        .map_fd = (uint32_t)map, .key = (uintptr_t)&fd, .value = (uintptr_t)value};
    if (bpf(BPF_MAP_UPDATE_ELEM, &update) < 0)
        stop("BPF_MAP_UPDATE_ELEM");
    struct bpf_map_info info = {0};
    union bpf_attr get = {
        .info.bpf_fd = (uint32_t)map, .info.info_len = sizeof(info), .info.info = (uintptr_t)&info};
    if (bpf(BPF_OBJ_GET_INFO_BY_FD, &get) < 0)
        stop("BPF_OBJ_GET_INFO_BY_FD");
    return info.id;
}

int main(int argc, char *argv[])
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    uint32_t count = argc > 2 ? (uint32_t)atoll(argv[2]) : 3;
    uint32_t ids[MAPS];
    char byte;

    name.sin_port = htons((uint16_t)(argc > 1 ? atoll(argv[1]) : 0));
    if (bind(fd, (void *)&name, sizeof(name)) < 0 || listen(fd, 5) < 0)
        stop("listen");
    int types = load_types(count);
    for (uint32_t i = 0; i < MAPS; i++) {
        bool list = argc > 2 || i > 0;
        ids[i] = add_map(types, list ? 2 : 1, (list ? count : 1) * sizeof(int), fd);
    }
    printf("%u,%u\n", ids[1], ids[0]); // the order in which the kernel lists them
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    return 0;
}
