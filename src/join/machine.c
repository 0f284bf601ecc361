// SPDX-License-Identifier: MIT
#include "join/machine.h"

#include "base/file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>

#define BOOT_ID_LENGTH 36

void machine_join(const char *proc, struct facts *facts)
{
    CLEANUP(file_close) int directory = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct utsname names;

    if (uname(&names) == 0)
        strbuf_text(&facts->host, names.nodename);
    int error = file_read(directory, "sys/kernel/random/boot_id", 64, &facts->boot_id);
    bool whole = error == 0 && facts->boot_id.length >= BOOT_ID_LENGTH &&
                 strspn(facts->boot_id.data, "0123456789abcdef-") == BOOT_ID_LENGTH;
    strbuf_truncate(&facts->boot_id, whole ? BOOT_ID_LENGTH : 0);
}
