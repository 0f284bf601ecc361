// SPDX-License-Identifier: MIT
/**
 * A mount table of the kernel, /proc/PID/mountinfo (proc_pid_mountinfo(5)). Pure.
 */
#ifndef OS_MOUNTINFO_H
#define OS_MOUNTINFO_H

#include "base/strbuf.h"

#include <stdbool.h>

/** A mount. Texts are parts of its line, empty if it is cut off. */
struct mount {
    struct text root;  /**< what is mounted, in its file system; escaped */
    struct text point; /**< where; escaped */
    struct text type;  /**< of the file system */
};

/** Parses LINE, without its newline. Returns false if the type of the file system is not in it. */
bool mountinfo_parse(struct text line, struct mount *ret_mount);

/**
 * Appends FIELD of a mount, in which "\ooo" stands for a blank and the like (fs/proc_namespace.c,
 * mangle).
 */
void mountinfo_unescape(struct text field, struct strbuf *text);

#endif
