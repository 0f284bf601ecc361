// SPDX-License-Identifier: MIT
/**
 * netns_list [--proc DIR] [--time] WHICH...: prints the network namespaces that netns_find finds,
 * one a line: how it was found, whether its inode is known, its lowest process, its names, and
 * "entered" or why not. Each one that can be entered is entered.
 */
#include "collect/netns_find.h"
#include "os/bpf_iter.h"
#include "os/netns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *const ways[] = {"own", "process", "name", "kernel"};

static const char *enter(const struct netns_list *list, const struct netns_found *found)
{
    int error = found->fd < 0 ? found->error : netns_enter(found->fd);

    if (found->fd >= 0 && !error && netns_enter(list->items[0].fd) != 0)
        return "cannot return";
    return error ? strerror(-error) : "entered";
}

static void print_item(const struct netns_list *list, const struct netns_found *found)
{
    const char *name = found->names.data;

    printf("%s %s pid=%" PRIu32 " [", ways[found->way],
           found->inode        ? "inode"
           : found->proc_inode ? "proc-inode"
                               : "unknown",
           found->pid);
    for (; name && name < found->names.data + found->names.length; name += strlen(name) + 1)
        printf("%s%s", name == found->names.data ? "" : " ", name);
    printf("] %.*s: %s\n", (int)netns_name(found).length, netns_name(found).bytes,
           enter(list, found));
}

static void print_messages(const char *kind, const struct strbuf *messages)
{
    const char *message = messages->data;

    for (; message && message < messages->data + messages->length; message += strlen(message) + 1)
        printf("%s: %s\n", kind, message);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void print_list(const struct netns_list *list, double took)
{
    size_t open = 0;

    for (size_t i = 0; i < list->count; i++)
        open += list->items[i].fd >= 0;
    if (took > 0)
        printf("%zu found, %zu open, %.1f ms\n", list->count, open, took);
    for (size_t i = 0; i < list->count && took == 0; i++)
        print_item(list, &list->items[i]);
    if (!list->own)
        printf("our own is not among them\n");
    if (list->counted)
        printf("counted: %zu cannot be opened\n", list->beyond);
    if (list->uncounted)
        printf("not counted: %s\n", bpf_iter_words(list->uncounted));
    print_messages("error", &list->errors);
    print_messages("gap", &list->gaps);
}

int main(int argc, char *argv[])
{
    struct netns_choice choice = {0};
    struct netns_list list = {0};
    struct strbuf error = {0};
    const char *proc = "/proc";
    bool timed = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--proc") == 0 && i + 1 < argc)
            proc = argv[++i];
        else if (strcmp(argv[i], "--time") == 0)
            timed = true;
        else if (!netns_choice_parse(&choice, text_of(argv[i]), &error)) {
            printf("wrong: %s\n", error.data);
            return 2;
        }
    }
    double start = now();
    netns_find(&choice, proc, &list);
    print_list(&list, timed ? now() - start : 0);
    netns_list_free(&list);
    netns_choice_free(&choice);
    strbuf_free(&error);
    return 0;
}
