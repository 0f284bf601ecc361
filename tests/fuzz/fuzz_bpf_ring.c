// SPDX-License-Identifier: MIT
/**
 * os/bpf_ring: any bytes in the memory that the kernel shares. The first two bytes are the
 * positions, in words of 8 bytes.
 */
#include "fuzz.h"

#include "os/bpf_ring.h"
#include "os/kernel.h"

#define SIZE 256 // bytes of the data

/** Where records may be, and how many bytes of them came. */
struct bounds {
    const char *data;
    size_t bytes;
};

static int take(void *context, const char *bytes, size_t length)
{
    struct bounds *bounds = context;

    MUST((uintptr_t)bytes % 8 == 0);
    MUST(bytes >= bounds->data + BPF_RINGBUF_HDR_SZ);
    MUST(bytes + length <= bounds->data + (size_t)2 * SIZE);
    bounds->bytes += length + BPF_RINGBUF_HDR_SZ;
    return length == 13 ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned long first = choice(&data, &size) * 8UL;
    unsigned long end = first + choice(&data, &size) * 8UL;
    unsigned long consumer = first;
    size_t words = 1 + 2 * SIZE / sizeof(unsigned long);
    unsigned long *pages = calloc(words, sizeof(*pages));
    struct bpf_ring ring = {&consumer, pages, sizeof(*pages), SIZE};
    struct bounds bounds = {.data = (const char *)(pages + 1)};
    const struct bpf_ring_sink sink = {take, &bounds};

    pages[0] = end;
    for (size_t i = 0; i < size && i < SIZE; i++)
        ((uint8_t *)(pages + 1))[i] = ((uint8_t *)(pages + 1))[i + SIZE] = data[i];
    int error = bpf_ring_read(&ring, &sink);
    MUST(error == 0 || consumer == first || consumer <= end);
    MUST(end - first <= SIZE || (error != 0 && consumer == first));
    MUST(bounds.bytes <= SIZE && consumer - first <= SIZE && consumer % 8 == 0);
    free(pages);
    return 0;
}
