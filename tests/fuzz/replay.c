// SPDX-License-Identifier: MIT
/** Replays inputs without libFuzzer: `fuzz_TARGET FILE...` tries each file. */
#include "fuzz.h"

#include "os/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++) {
        CLEANUP(strbuf_free) struct strbuf contents = {0};
        int error = file_read(AT_FDCWD, argv[i], 1 << 20, &contents);
        if (error) {
            fprintf(stderr, "%s: %s\n", argv[i], strerror(-error));
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)contents.data, contents.length);
    }
    printf("fuzz: %s: %d inputs replayed\n", strrchr(argv[0], '/') + 1, argc - 1);
    return argc > 1 ? 0 : 1;
}
