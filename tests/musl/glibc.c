// SPDX-License-Identifier: MIT
/**
 * A shared library for tests with musl. Debian has no libmnl and no cmocka built with musl, but
 * those built with glibc work with it: what they call has the same name, arguments and layout in
 * both, except for the functions here, which musl does not have. The last two are those of both
 * whose words expected outputs contain; here they return glibc's.
 */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Declared here: no header of musl declares them. */
const unsigned short **__ctype_b_loc(void);
_Noreturn void __longjmp_chk(jmp_buf buffer, int value);
int __printf_chk(int flag, const char *format, ...);
int __fprintf_chk(FILE *stream, int flag, const char *format, ...);
int __snprintf_chk(char *text, size_t size, int flag, size_t room, const char *format, ...);
int __vsnprintf_chk(char *text, size_t size, int flag, size_t room, const char *format,
                    va_list arguments);

/** Used by libmnl's hexadecimal dumps of messages only, which nothing here prints. */
const unsigned short **__ctype_b_loc(void)
{
    abort();
}

void __longjmp_chk(jmp_buf buffer, int value)
{
    longjmp(buffer, value);
}

int __printf_chk(int flag, const char *format, ...)
{
    va_list arguments;

    (void)flag;
    va_start(arguments, format);
    int result = vprintf(format, arguments);
    va_end(arguments);
    return result;
}

int __fprintf_chk(FILE *stream, int flag, const char *format, ...)
{
    va_list arguments;

    (void)flag;
    va_start(arguments, format);
    int result = vfprintf(stream, format, arguments);
    va_end(arguments);
    return result;
}

int __vsnprintf_chk(char *text, size_t size, int flag, size_t room, const char *format,
                    va_list arguments)
{
    (void)flag;
    if (size > room)
        abort();
    return vsnprintf(text, size, format, arguments);
}

int __snprintf_chk(char *text, size_t size, int flag, size_t room, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int result = __vsnprintf_chk(text, size, flag, room, format, arguments);
    va_end(arguments);
    return result;
}

char *strerror(int error)
{
    static char *const words[] = {
        [0] = "Success",
        [EPERM] = "Operation not permitted",
        [ENOENT] = "No such file or directory",
        [EIO] = "Input/output error",
        [EBADF] = "Bad file descriptor",
        [ENOMEM] = "Cannot allocate memory",
        [EAGAIN] = "Resource temporarily unavailable",
        [EACCES] = "Permission denied",
        [EEXIST] = "File exists",
        [ENODEV] = "No such device",
        [ENOTDIR] = "Not a directory",
        [EISDIR] = "Is a directory",
        [EINVAL] = "Invalid argument",
        [EMFILE] = "Too many open files",
        [EFBIG] = "File too large",
        [ENOSPC] = "No space left on device",
        [EPIPE] = "Broken pipe",
        [ENAMETOOLONG] = "File name too long",
        [ELOOP] = "Too many levels of symbolic links",
        [EBADMSG] = "Bad message",
        [EPROTONOSUPPORT] = "Protocol not supported",
        [EAFNOSUPPORT] = "Address family not supported by protocol",
        [EOPNOTSUPP] = "Operation not supported",
        [ENOBUFS] = "No buffer space available",
        [ETIMEDOUT] = "Connection timed out",
    };
    bool known = error >= 0 && (size_t)error < sizeof(words) / sizeof(words[0]) && words[error];

    return known ? words[error] : "an errno that tests/musl/glibc.c does not name";
}

size_t regerror(int error, const regex_t *restrict pattern, char *restrict words, size_t size)
{
    (void)pattern;
    return (size_t)snprintf(
        words, size, "%s", error == REG_ESPACE ? "Memory exhausted" : "Invalid regular expression");
}
