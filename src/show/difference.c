// SPDX-License-Identifier: MIT
/**
 * Differences: a table for people, or JSON as difference.json specifies it.
 */
#include "base/escape.h"
#include "base/json.h"
#include "show/baseline.h"
#include "show/baseline_row.h"
#include "show/origin.h"
#include "show/out.h"

#define SCHEMA "sockstat-difference/1"

bool show_can_compare(enum format format)
{
    return format == FORMAT_TABLE || format == FORMAT_JSON || format == FORMAT_JSONL;
}

/** A cell of the table: appends its text. */
typedef void cell_of(struct strbuf *cell, const struct difference *difference);

/** Returns the rows that show the identity: those after the change, if there are any. */
static const struct baseline_part *shown_part(const struct difference *difference)
{
    const struct baseline_part *after = &difference->after;

    return after->first < after->end ? after : &difference->before;
}

static const struct baseline_row *shown_row(const struct difference *difference)
{
    const struct baseline_part *part = shown_part(difference);

    return &part->of->rows[part->first];
}

/** Returns true if an IPv6 socket takes IPv4 as well. */
static bool is_dual(const struct baseline_row *row)
{
    return row->has_v6only && !row->v6only && proto_table[row->proto].dual_name &&
           family_table[row->family].maps != row->family && address_is_any(&row->local) &&
           !row->has_peer;
}

static void cell_sign(struct strbuf *cell, const struct difference *difference)
{
    strbuf_byte(cell, change_table[difference->change].sign);
}

static void cell_proto(struct strbuf *cell, const struct difference *difference)
{
    const struct baseline_row *row = shown_row(difference);
    const struct proto_info *proto = &proto_table[row->proto];

    strbuf_text(cell, is_dual(row) ? proto->dual_name : proto->names[row->family]);
}

static void put_end(struct strbuf *cell, const struct difference *difference,
                    const struct address *address, bool with_device)
{
    const struct baseline *baseline = shown_part(difference)->of;
    const struct baseline_row *row = shown_row(difference);
    bool brackets = family_table[row->family].brackets;

    strbuf_text(cell, brackets ? "[" : "");
    address_text(cell, row->family, address);
    if (with_device && row->has_device) {
        struct text device = baseline_text(baseline, row->device);
        strbuf_byte(cell, '%');
        escape_text(cell, device.bytes, device.length, " ");
    }
    strbuf_text(cell, brackets ? "]:" : ":");
}

static void put_port(struct strbuf *cell, bool ephemeral, uint16_t port)
{
    if (ephemeral)
        strbuf_text(cell, "ephemeral");
    else
        strbuf_decimal(cell, port);
}

static void cell_local(struct strbuf *cell, const struct difference *difference)
{
    const struct baseline_row *row = shown_row(difference);

    put_end(cell, difference, &row->local, true);
    put_port(cell, row->local_ephemeral, row->local_port);
}

static void cell_peer(struct strbuf *cell, const struct difference *difference)
{
    const struct baseline_row *row = shown_row(difference);

    if (!row->has_peer)
        return;
    put_end(cell, difference, &row->peer, false);
    put_port(cell, row->peer_ephemeral, row->peer_port);
}

static void cell_netns(struct strbuf *cell, const struct difference *difference)
{
    const struct baseline_row *row = shown_row(difference);
    struct text name = baseline_text(shown_part(difference)->of, row->netns);

    escape_text(cell, name.bytes, name.length, " ");
}

/** Appends the uids of the part, each once, after COMMA; only of rows without a name if NAMELESS.
 */
static void put_uids(struct strbuf *text, const struct baseline_part *part, bool nameless,
                     const char *comma)
{
    const struct baseline_row *last = NULL;

    // The rows are in the order of the numbers.
    for (size_t i = part->first; i < part->end; i++) {
        const struct baseline_row *row = &part->of->rows[i];
        if (!row->has_uid || (nameless && row->user.length > 0) || (last && last->uid == row->uid))
            continue;
        strbuf_text(text, comma);
        strbuf_decimal(text, row->uid);
        comma = ",";
        last = row;
    }
}

/** Appends the names with commas between them. */
static void put_list(struct strbuf *cell, const struct strbuf *names)
{
    struct text rest = strbuf_contents(names);

    for (const char *comma = ""; rest.length > 0; comma = ",") {
        struct text name = text_take_until(&rest, '\0');
        strbuf_text(cell, comma);
        escape_text(cell, name.bytes, name.length, ",()");
    }
}

/** Returns the word for the owners of the rows: the one that leaves most open. */
static enum owner owner_of(const struct baseline_part *part)
{
    static const unsigned ranks[OWNER_COUNT] = {
        [OWNER_NONE] = 0,   [OWNER_KERNEL] = 1,      [OWNER_KNOWN] = 2,
        [OWNER_HIDDEN] = 3, [OWNER_NOT_SCANNED] = 4,
    };
    enum owner found = OWNER_NONE;

    for (size_t i = part->first; i < part->end; i++) {
        enum owner owner = part->of->rows[i].owner;
        found = ranks[owner] > ranks[found] ? owner : found;
    }
    return found;
}

/** Appends "nginx (www-data)". */
static void put_who(struct strbuf *cell, const struct baseline_part *part)
{
    CLEANUP(strbuf_free) struct strbuf names = baseline_part_names(part);
    CLEANUP(strbuf_free) struct strbuf users = baseline_part_users(part);

    if (part->first == part->end)
        return;
    if (names.length > 0)
        put_list(cell, &names);
    else
        strbuf_text(cell, owner_names[owner_of(part)]);
    strbuf_text(cell, " (");
    size_t start = cell->length;
    put_list(cell, &users);
    put_uids(cell, part, true, users.length > 0 ? "," : "");
    if (cell->length == start)
        strbuf_truncate(cell, start - 2);
    else
        strbuf_byte(cell, ')');
}

static void cell_before(struct strbuf *cell, const struct difference *difference)
{
    put_who(cell, &difference->before);
}

static void cell_after(struct strbuf *cell, const struct difference *difference)
{
    put_who(cell, &difference->after);
}

/** The columns of the table; those that are optional are left out if all cells are empty. */
static const struct column {
    const char *heading;
    cell_of *text;
    bool optional;
} columns[] = {
    {"", cell_sign, false},    {"PROTO", cell_proto, false}, {"LOCAL", cell_local, false},
    {"PEER", cell_peer, true}, {"NETNS", cell_netns, true},  {"WAS", cell_before, false},
    {"IS", cell_after, false},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define GAP 2 // blanks between columns

/** The widths of the columns; 0: the column is left out. */
struct widths {
    size_t of[COLUMNS];
};

static void put_cell(struct strbuf *cell, size_t column, const struct difference *difference)
{
    strbuf_truncate(cell, 0);
    if (difference)
        columns[column].text(cell, difference);
    else
        strbuf_text(cell, columns[column].heading);
}

static struct widths measure(const struct differences *differences, bool header)
{
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    struct widths widths = {{0}};

    for (size_t column = 0; column < COLUMNS; column++) {
        for (size_t i = 0; i < differences->count; i++) {
            if (!change_table[differences->list[i].change].sign)
                continue;
            put_cell(&cell, column, &differences->list[i]);
            size_t width = cell.length > 0 ? escape_width(cell.data, cell.length) : 0;
            widths.of[column] = width > widths.of[column] ? width : widths.of[column];
        }
        size_t heading = header ? strlen(columns[column].heading) : 0;
        bool shown = widths.of[column] > 0 || !columns[column].optional;
        if (shown && heading > widths.of[column])
            widths.of[column] = heading;
    }
    return widths;
}

/** Appends a row of the table; NULL: the heading. */
static void put_table_row(struct strbuf *line, const struct widths *widths,
                          const struct difference *difference)
{
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    size_t gap = 0;

    for (size_t column = 0; column < COLUMNS; column++) {
        size_t width = widths->of[column];
        if (width == 0)
            continue;
        put_cell(&cell, column, difference);
        if (cell.length > 0) {
            strbuf_blanks(line, gap);
            strbuf_bytes(line, cell.data, cell.length);
            gap = 0;
            width -= escape_width(cell.data, cell.length);
        }
        gap += width + GAP; // blanks are written before the next cell only
    }
    strbuf_byte(line, '\n');
}

static void put_table(struct out *out, const struct differences *differences, bool header)
{
    struct widths widths = measure(differences, header);

    if (header && differences->count > differences->changes[CHANGE_COUNT])
        put_table_row(&out->pending, &widths, NULL);
    for (size_t i = 0; i < differences->count; i++) {
        if (!change_table[differences->list[i].change].sign)
            continue;
        put_table_row(&out->pending, &widths, &differences->list[i]);
        out_row(out);
    }
}

/** Appends what is known of one side of a difference, or null if there are no sockets. */
static void put_side(struct strbuf *line, const char *key, const struct baseline_part *part)
{
    CLEANUP(strbuf_free) struct strbuf names = baseline_part_names(part);
    CLEANUP(strbuf_free) struct strbuf users = baseline_part_users(part);

    strbuf_byte(line, ',');
    json_key(line, key);
    if (part->first == part->end) {
        strbuf_text(line, "null");
        return;
    }
    strbuf_text(line, "{\"count\":");
    strbuf_decimal(line, baseline_part_count(part));
    strbuf_text(line, ",\"uids\":[");
    put_uids(line, part, false, "");
    strbuf_text(line, "],\"users\":");
    baseline_put_names(line, strbuf_contents(&users));
    strbuf_text(line, ",\"owner\":");
    json_word(line, owner_names[owner_of(part)]);
    strbuf_text(line, ",\"comm\":");
    baseline_put_names(line, strbuf_contents(&names));
    strbuf_byte(line, '}');
}

static void put_difference(struct strbuf *line, const struct difference *difference)
{
    strbuf_text(line, "{\"change\":");
    json_word(line, change_table[difference->change].name);
    strbuf_byte(line, ',');
    baseline_put_identity(line, shown_part(difference)->of, shown_row(difference));
    put_side(line, "before", &difference->before);
    put_side(line, "after", &difference->after);
    strbuf_byte(line, '}');
}

static void put_origin(struct strbuf *line, const char *key, const struct baseline_origin *origin)
{
    strbuf_byte(line, ',');
    json_key(line, key);
    strbuf_byte(line, '{');
    origin_put_host(line, strbuf_contents(&origin->host));
    strbuf_byte(line, ',');
    origin_put_boot_id(line, strbuf_contents(&origin->boot_id));
    strbuf_byte(line, ',');
    origin_put_time(line, strbuf_contents(&origin->time));
    strbuf_text(line, origin->owners_complete ? ",\"owners_complete\":true}"
                                              : ",\"owners_complete\":false}");
}

static void put_beginning(struct strbuf *line, const struct baseline_comparison *comparison)
{
    strbuf_text(line, "{\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\"");
    put_origin(line, "before", &comparison->before->origin);
    put_origin(line, "after", &comparison->after->origin);
}

/** Appends the numbers of changes, the warnings, and the end of the object. */
static void put_ending(struct strbuf *line, const struct baseline_comparison *comparison)
{
    const struct differences *differences = &comparison->differences;

    for (enum change change = 0; change < CHANGE_KINDS; change++) {
        strbuf_byte(line, ',');
        json_key(line, change_table[change].name);
        strbuf_decimal(line, differences->changes[change]);
    }
    strbuf_text(line, ",\"owners_not_compared\":");
    strbuf_decimal(line, differences->owners_unknown);
    strbuf_text(line, ",\"warnings\":[");
    for (size_t i = 0; i < comparison->warning_count; i++) {
        strbuf_text(line, i > 0 ? "," : "");
        json_text(line, text_of(comparison->warnings[i]));
    }
    strbuf_text(line, comparison->complete ? "],\"complete\":true}\n" : "],\"complete\":false}\n");
}

/** Writes one document, or one object per line if LINES. */
static void put_json(struct out *out, const struct baseline_comparison *comparison, bool lines)
{
    const struct differences *differences = &comparison->differences;

    if (!lines) {
        put_beginning(&out->pending, comparison);
        strbuf_text(&out->pending, ",\n\"changes\":[");
    }
    for (size_t i = 0; i < differences->count; i++) {
        if (!lines)
            strbuf_text(&out->pending, i > 0 ? ",\n" : "\n");
        put_difference(&out->pending, &differences->list[i]);
        if (lines)
            strbuf_byte(&out->pending, '\n');
        out_row(out);
    }
    if (lines)
        put_beginning(&out->pending, comparison);
    else
        strbuf_text(&out->pending, "\n]");
    put_ending(&out->pending, comparison);
}

int show_comparison(const struct baseline_comparison *comparison, enum format format, bool header,
                    int fd)
{
    struct out out = {.fd = fd};

    if (format == FORMAT_TABLE)
        put_table(&out, &comparison->differences, header);
    else
        put_json(&out, comparison, format == FORMAT_JSONL);
    return out_finish(&out);
}
