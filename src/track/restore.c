// SPDX-License-Identifier: MIT
#include "track/restore.h"

#include "base/intern.h"

/** Numbers of interfaces from here on stand for names. The kernel's are lower. */
#define FIRST_DEVICE 0x80000000U

/** Sets the places: our own, which has the rows without a name, and one for each name. */
static void restore_places(const struct baseline *baseline, struct intern *names,
                           struct places *places)
{
    uint32_t number = 0;

    places->own.interfaces = -1;
    for (size_t i = 0; i < baseline->count && names->count < UINT16_MAX; i++) {
        if (baseline->rows[i].netns.length > 0)
            intern_add(names, baseline_text(baseline, baseline->rows[i].netns), &number);
    }
    places->other_count = names->count;
    places->others = alloc_array(names->count, sizeof(*places->others));
    for (uint32_t i = 0; i < names->count; i++) {
        struct text name = intern_bytes(names, i);
        places->others[i].interfaces = -1;
        strbuf_bytes(&places->others[i].names, name.bytes, name.length);
        strbuf_byte(&places->others[i].names, '\0');
    }
}

/** Adds the processes that hold the socket with INODE. */
static void restore_owners(const struct baseline *baseline, const struct baseline_row *row,
                           uint32_t inode, struct owners *owners)
{
    struct text names = baseline_text(baseline, row->names);
    uint32_t chain = 0;

    owners_want(owners, inode);
    bool wanted = owners_wanted(owners, inode, &chain);
    while (wanted && names.length > 0) {
        uint32_t process = owners_add_process(owners, 0, text_take_until(&names, '\0'));
        owners_add_holder(owners, chain, process, 0);
    }
}

static struct sock restore_sock(const struct baseline_row *row, uint32_t number)
{
    struct sock sock = {
        .cookie = number,
        .local = row->local,
        .peer = row->peer,
        .uid = row->uid,
        .have = HAVE_COOKIE | HAVE_AUTOBOUND,
        .local_port = row->local_port,
        .peer_port = row->peer_port,
        .proto = row->proto,
        .family = row->family,
        .state = row->state,
        .autobound = row->local_ephemeral,
        .v6only = row->v6only,
        .of_kernel = row->owner == OWNER_KERNEL,
    };

    sock.have |= row->has_v6only ? HAVE_V6ONLY : 0;
    sock.have |= row->has_uid ? HAVE_UID : 0;
    sock_set_inode(&sock, row->owner == OWNER_NONE ? 0 : number);
    sock_set_device(&sock, row->has_device ? FIRST_DEVICE + number : 0);
    return sock;
}

/** Adds the names of the user and the interface of a socket. */
static void restore_names(const struct baseline *baseline, const struct baseline_row *row,
                          const struct sock *sock, struct restored *restored)
{
    struct place_facts *place = facts_place_to_fill(&restored->facts, sock->place);
    struct text user = baseline_text(baseline, row->user);
    struct text device = baseline_text(baseline, row->device);

    if (row->has_uid)
        names_add(&restored->names.users, row->uid, user.bytes, user.length);
    if (row->has_device)
        names_add(&place->devices, sock->device, device.bytes, device.length);
}

static void restore_sources(struct facts *facts)
{
    for (size_t place = 0; place <= facts->other_count; place++) {
        for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
            facts_place_to_fill(facts, place)->sources[proto] = SOURCE_NETLINK;
    }
}

void baseline_restore(const struct baseline *baseline, struct restored *ret_restored)
{
    CLEANUP(intern_free) struct intern names = {0};
    struct facts *facts = &ret_restored->facts;

    restore_places(baseline, &names, &ret_restored->places);
    facts_init(facts, &ret_restored->names, &ret_restored->host, &ret_restored->places);
    facts->details = &ret_restored->table.details;
    facts->owners.searched = true;
    facts->owners.scan = SCAN_PARTIAL; // a socket without a name is one whose owner is hidden
    restore_sources(facts);
    for (uint32_t i = 0; i < baseline->count; i++) {
        const struct baseline_row *row = &baseline->rows[i];
        uint32_t place = 0;
        struct sock sock = restore_sock(row, i + 1);
        if (intern_find(&names, baseline_text(baseline, row->netns), &place))
            sock.place = (uint16_t)(place + 1);
        if (sock.inode != 0)
            restore_owners(baseline, row, sock.inode, &facts->owners);
        restore_names(baseline, row, &sock, ret_restored);
        sock_table_append(&ret_restored->table, &sock);
    }
}

bool *restored_rows(const struct baseline *baseline, const struct restored *restored)
{
    bool *rows = alloc_array(baseline->count, sizeof(*rows));

    for (size_t i = 0; i < restored->table.count; i++)
        rows[restored->table.rows[i].cookie - 1] = true;
    return rows;
}

void restored_free(struct restored *restored)
{
    sock_table_free(&restored->table);
    facts_free(&restored->facts);
    name_cache_free(&restored->names);
    places_free(&restored->places);
    host_identity_free(&restored->host);
}
