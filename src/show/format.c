// SPDX-License-Identifier: MIT
#include "show/writer.h"

#include <assert.h>

/** Default fields of formats for people. */
#define PEOPLE                                                                                     \
    (GROUP_TABLE | GROUP_EXTENDED | GROUP_TIMERS | GROUP_MEMORY | GROUP_INTERNALS | GROUP_TOS |    \
     GROUP_STORAGE | GROUP_PROCESS | GROUP_CONTEXT | GROUP_PLACE | GROUP_BACKENDS |                \
     GROUP_SUMMARY | GROUP_PORTS | GROUP_NETNS | GROUP_FINDINGS | GROUP_RESULT | GROUP_RATES)

/** Fields that formats for programs show by default. */
#define PROGRAMS                                                                                   \
    (GROUP_RECORD | GROUP_FACTS | GROUP_MEMORY | GROUP_INTERNALS | GROUP_TOS | GROUP_STORAGE |     \
     GROUPS_IN_DETAIL | GROUP_OWNER | GROUP_CONTEXT | GROUP_PLACE | GROUP_PLACE_MORE |             \
     GROUP_BACKENDS | GROUP_HOST | GROUP_TALLY | GROUP_PORTS | GROUP_NETNS | GROUP_NETNS_MORE |    \
     GROUP_FINDINGS | GROUP_RESULT | GROUP_RATES)

/** What questions about many hosts need, in few bytes: what other columns follow from. */
static const enum field_id fleet_fields[] = {
    FIELD_NETNS,         FIELD_PROTO,      FIELD_STATE,        FIELD_ROLE,
    FIELD_LOCAL_ADDRESS, FIELD_LOCAL_PORT, FIELD_PEER_ADDRESS, FIELD_PEER_PORT,
    FIELD_COMMUNITY_ID,  FIELD_EXPOSURE,   FIELD_ACCEPT_QUEUE, FIELD_ACCEPT_LIMIT,
    FIELD_UNIT,          FIELD_CONTAINER,  FIELD_COOKIE,       FIELD_COUNT,
};

const struct format_info format_table[] = {
    [FORMAT_TABLE] = {.name = "table",
                      .writer = &table_writer,
                      .groups = PEOPLE,
                      .for_people = true},
    [FORMAT_DETAILS] = {.name = "details",
                        .writer = &details_writer,
                        .groups = PEOPLE,
                        .for_people = true,
                        .has_blocks = true},
    [FORMAT_EXPLAIN] = {.name = "explain",
                        .writer = &explain_writer,
                        .groups = PEOPLE,
                        .for_people = true,
                        .has_blocks = true,
                        .has_sentences = true},
    [FORMAT_JSON] = {.name = "json",
                     .writer = &json_writer,
                     .groups = PROGRAMS,
                     .needs = NEED_MACHINE,
                     .has_warnings = true},
    [FORMAT_JSONL] = {.name = "jsonl",
                      .writer = &jsonl_writer,
                      .groups = PROGRAMS,
                      .needs = NEED_MACHINE,
                      .has_warnings = true},
    [FORMAT_FLEET] = {.name = "fleet",
                      .writer = &fleet_writer,
                      .fields = fleet_fields,
                      .groups = PROGRAMS,
                      .needs = NEED_MACHINE,
                      .has_scan = true,
                      .has_warnings = true},
    [FORMAT_CSV] = {.name = "csv",
                    .writer = &separated_writer,
                    .groups = PROGRAMS,
                    .separator = ',',
                    .terminator = '\n',
                    .quoted = ",\" "},
    [FORMAT_NULL] = {.name = "null",
                     .writer = &separated_writer,
                     .groups = PROGRAMS,
                     .separator = '\t',
                     .terminator = '\0'},
    [FORMAT_DOT] = {.name = "dot",
                    .writer = &dot_writer,
                    .needs = NEED_ENDS | NEED_AUTOBOUND | NEED_PEER | NEED_MACHINE,
                    .for_people = true,
                    .is_graph = true},
};
static_assert(sizeof(format_table) / sizeof(format_table[0]) == FORMAT_COUNT, "a row a format");
