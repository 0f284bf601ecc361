// SPDX-License-Identifier: MIT
#include "join/host_identity.h"

#include "os/file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>

#define BOOT_ID_LENGTH 36

void host_identity_read(const char *proc, struct host_identity *host)
{
    CLEANUP(file_close) int directory = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct utsname names;

    if (uname(&names) == 0)
        strbuf_text(&host->name, names.nodename);
    int error = file_read(directory, "sys/kernel/random/boot_id", 64, &host->boot_id);
    bool whole = error == 0 && host->boot_id.length >= BOOT_ID_LENGTH &&
                 strspn(host->boot_id.data, "0123456789abcdef-") == BOOT_ID_LENGTH;
    strbuf_truncate(&host->boot_id, whole ? BOOT_ID_LENGTH : 0);
}
