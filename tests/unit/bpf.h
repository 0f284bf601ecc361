// SPDX-License-Identifier: MIT
/**
 * Tests that load BPF programs.
 */
#ifndef BPF_H
#define BPF_H

#include "unit.h"

/** Skips a test. */
static inline void bpf_skip(void)
{
    print_message("skipped: the BPF program is not built in, or must not be loaded\n");
    skip();
}

/** Defines need_bpf, which skips a test where PROGRAM, a skeleton, cannot be loaded. */
#ifdef HAVE_BPF
#define DEFINE_NEED_BPF(program)                                                                   \
    static void need_bpf(void)                                                                     \
    {                                                                                              \
        struct program *loaded = program##__open();                                                \
        bool can = loaded && program##__load(loaded) == 0;                                         \
                                                                                                   \
        program##__destroy(loaded);                                                                \
        if (!can)                                                                                  \
            bpf_skip();                                                                            \
    }
#else
#define DEFINE_NEED_BPF(program)                                                                   \
    static void need_bpf(void)                                                                     \
    {                                                                                              \
        bpf_skip();                                                                                \
    }
#endif

#endif
