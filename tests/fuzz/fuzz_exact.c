// SPDX-License-Identifier: MIT
/** collect/iterators: what the BPF program writes; whole messages, and each socket as it should be.
 */
#include "socks.h"

#include "collect/iterator_message.h"
#include "collect/iterators.h"

#define TICK 4000000 // 250 a second

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct request request = {.protos = {true, true},
                                           .families = {true, true},
                                           .states = ~(state_set)0,
                                           .ephemeral = {.first = 32768, .last = 60999}};
    struct sock_table table = {0};
    struct row_sink rows = {.rows = &table};
    struct iterators_sink sink = {&request, choice(&data, &size) % 2, TICK, &rows};
    char *bytes = exact(data, size);
    int error = iterators_take(&sink, bytes, size);

    MUST(error || size % sizeof(struct iterator_message) == 0);
    MUST(table.count <= size / sizeof(struct iterator_message));
    MUST(error || table.count == size / sizeof(struct iterator_message));
    for (size_t i = 0; i < table.count; i++) {
        struct plain_sock sock = plain_of(&table.rows[i]);
        MUST(sock.proto == sink.proto);
        MUST(!knows(&sock, HAVE_AUTOBOUND) || knows(&sock, HAVE_INODE));
        MUST(!sock.autobound || (knows(&sock, HAVE_AUTOBOUND) && sock.local_port >= 32768 &&
                                 sock.local_port <= 60999));
        sock.autobound = false; // which sock_diag does not tell
        sock.known &= ~(unsigned)HAVE_AUTOBOUND;
        check_sock(&sock);
    }
    sock_table_free(&table);
    free(bytes);
    return 0;
}
