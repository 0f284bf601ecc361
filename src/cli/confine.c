// SPDX-License-Identifier: MIT
#include "cli/confine.h"

#include "os/bpf_iter.h"
#include "os/sandbox.h"

/** Returns the rights that listing sockets needs, until all data is read. */
static unsigned needs_of_listing(const struct options *options, bool users_elsewhere)
{
    unsigned joined = options_needs(options) & ~(unsigned)(users_elsewhere ? NEED_USER : 0);
    unsigned rights = needs_rights(joined) | SANDBOX_FILES | SANDBOX_NETLINK;

    if (options->owners == OWNERS_PROC || !bpf_iter_built)
        rights &= ~(unsigned)SANDBOX_BPF;
    if (options->request.source == CHOOSE_BPF)
        rights |= SANDBOX_BPF;
    if (options->kill.asked) // the descriptors of ancestor processes
        rights |= SANDBOX_PROCESSES;
    if (options->kill.yes)
        rights |= SANDBOX_NET_ADMIN;
    if (options->follow.on)
        rights |= SANDBOX_NET_ADMIN; // a large receive buffer takes CAP_NET_ADMIN, too
    return rights;
}

/** Returns the rights that loading the programs of --follow needs, and no longer. */
static unsigned needs_of_trace(const struct options *options)
{
    bool loads = options->follow.on && options->follow.trace != TRACE_NONE && bpf_iter_built;

    return loads ? SANDBOX_BPF | SANDBOX_NET_ADMIN : 0; // a program of a cgroup takes CAP_NET_ADMIN
}

/** Returns the rights for a large receive buffer, of the ends of connections between two looks. */
static unsigned needs_of_rates(const struct options *options)
{
    return options_needs(options) & NEED_RATES ? SANDBOX_NET_ADMIN : 0;
}

static unsigned needs_of(const struct options *options, bool users_elsewhere)
{
    switch (options->action) {
    case ACTION_SHOW:
    case ACTION_SAVE:
    case ACTION_METRICS:
    case ACTION_DIFF:
        return needs_of_listing(options, users_elsewhere) | needs_of_trace(options) |
               needs_of_rates(options);
    case ACTION_LIST_WORDS: // names of users, interfaces and processes
        return SANDBOX_FILES | SANDBOX_NETLINK | SANDBOX_NAMES;
    default:
        return 0;
    }
}

/** Returns true if the output consists only of text of the program, and nothing is read. */
static bool prints_own_text(const struct options *options)
{
    switch (options->action) {
    case ACTION_HELP:
    case ACTION_HELP_ALL:
    case ACTION_SCHEMA:
    case ACTION_SCHEMA_DIFF:
    case ACTION_SCHEMA_EVENT:
    case ACTION_LIST_COLUMNS:
    case ACTION_LIST_OPTIONS:
        return true;
    default: // also ACTION_VERSION, which reports the layers
        return false;
    }
}

void confine_begin(struct options *options, bool users_elsewhere)
{
    options->rights = ~0U;
    if (options->unconfined || prints_own_text(options))
        return;
    options->rights = needs_of(options, users_elsewhere);
    options->layers = sandbox_enter(options->rights);
}

bool confine_allows(const struct options *options, struct strbuf *message)
{
    unsigned needs = options_needs(options);
    bool named = false;

    if (!(needs_of_listing(options, false) & ~options->rights))
        return true;
    strbuf_text(message, "the filter needs ");
    for (unsigned i = 0; i < NEED_COUNT; i++) {
        const struct need_info *info = &need_table[i];
        if (!(needs & info->need) || !(info->rights & ~options->rights) || !info->words)
            continue;
        strbuf_text(message, named ? " and " : "");
        strbuf_text(message, info->words);
        named = true;
    }
    strbuf_text(message,
                named ? ", but the right to read them was given up" : "a right that was given up");
    strbuf_text(message, ": start sockstat with this filter");
    return false;
}

void confine_end(const struct options *options, bool starts_threads)
{
    if (!options->unconfined)
        sandbox_narrow(starts_threads ? SANDBOX_THREADS : 0);
}

void confine_to_stream(const struct options *options)
{
    unsigned kept = needs_rights(options_needs(options)) & (SANDBOX_NET_ADMIN | SANDBOX_STORAGE);

    if (!options->unconfined)
        sandbox_narrow(SANDBOX_STREAM | kept);
}

/** Returns the rights that listing sockets needs once the programs that find owners are loaded. */
static unsigned needs_of_loaded(const struct options *options, bool users_elsewhere)
{
    unsigned rights = needs_of_listing(options, users_elsewhere);

    if (!(rights & SANDBOX_BPF) || options->request.source == CHOOSE_BPF)
        return rights;
    return (rights & ~(unsigned)SANDBOX_BPF) | SANDBOX_BPF_READ;
}

void confine_after_load(const struct options *options, bool users_elsewhere)
{
    if (!options->unconfined)
        sandbox_enter(needs_of_loaded(options, users_elsewhere));
}

void confine_to_repeat(const struct options *options, bool users_elsewhere)
{
    unsigned kept = needs_of_loaded(options, users_elsewhere) & ~(unsigned)SANDBOX_NETLINK;

    if (!(needs_rights(options_needs(options)) & SANDBOX_NET_ADMIN))
        kept &= ~(unsigned)SANDBOX_NET_ADMIN;
    if (!options->unconfined)
        sandbox_enter(kept);
}
