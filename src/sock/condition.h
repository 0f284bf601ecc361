// SPDX-License-Identifier: MIT
/**
 * Conditions on the fields of a socket, as data. A condition holds only if the value is known: an
 * absent value satisfies none.
 */
#ifndef SOCK_CONDITION_H
#define SOCK_CONDITION_H

#include "sock/field.h"

enum condition_kind {
    CONDITION_END,        /**< after the last condition of a list */
    CONDITION_WORD,       /**< the word of the field is `word` */
    CONDITION_AT_LEAST,   /**< the number of the field is `number` or more */
    CONDITION_BELOW,      /**< it is less than `number` */
    CONDITION_SHARE,      /**< it is `number` percent of that of the field `of`, or more */
    CONDITION_HAS,        /**< the field has a value; a list has an element */
    CONDITION_SEVERAL,    /**< the field lists more than one process */
    CONDITION_INODE,      /**< the socket has an inode: a process can hold it. No field */
    CONDITION_NO_INODE,   /**< it has none: no descriptor refers to it. No field */
    CONDITION_NO_DEVICE,  /**< it is bound to no interface. No field */
    CONDITION_PRIVATE,    /**< the local port is one of private_service_name. No field */
    CONDITION_KEEPS_PORT, /**< TIME-WAIT: connect(2) cannot take its port again. No field */
};

struct condition {
    enum condition_kind kind;
    enum field_id field;
    enum field_id of;
    uint64_t number;
    const char *word;
};

/** The most conditions of a list, without its end. */
#define CONDITIONS 6

#define WHERE_WORD(id, text)                                                                       \
    {                                                                                              \
        .kind = CONDITION_WORD, .field = (id), .word = (text)                                      \
    }
#define WHERE_AT_LEAST(id, limit)                                                                  \
    {                                                                                              \
        .kind = CONDITION_AT_LEAST, .field = (id), .number = (limit)                               \
    }
#define WHERE_BELOW(id, limit)                                                                     \
    {                                                                                              \
        .kind = CONDITION_BELOW, .field = (id), .number = (limit)                                  \
    }
#define WHERE_SHARE(id, percent, whole)                                                            \
    {                                                                                              \
        .kind = CONDITION_SHARE, .field = (id), .number = (percent), .of = (whole)                 \
    }
#define WHERE_HAS(id)                                                                              \
    {                                                                                              \
        .kind = CONDITION_HAS, .field = (id)                                                       \
    }
#define WHERE_SEVERAL(id)                                                                          \
    {                                                                                              \
        .kind = CONDITION_SEVERAL, .field = (id)                                                   \
    }
#define WHERE_INODE                                                                                \
    {                                                                                              \
        .kind = CONDITION_INODE                                                                    \
    }
#define WHERE_NO_INODE                                                                             \
    {                                                                                              \
        .kind = CONDITION_NO_INODE                                                                 \
    }
#define WHERE_NO_DEVICE                                                                            \
    {                                                                                              \
        .kind = CONDITION_NO_DEVICE                                                                \
    }
#define WHERE_PRIVATE                                                                              \
    {                                                                                              \
        .kind = CONDITION_PRIVATE                                                                  \
    }
#define WHERE_KEEPS_PORT                                                                           \
    {                                                                                              \
        .kind = CONDITION_KEEPS_PORT                                                               \
    }

/** Returns true if all conditions of LIST, up to CONDITION_END, hold for the socket. */
bool conditions_hold(const struct condition *list, const struct sock *sock,
                     const struct facts *facts);

/**
 * Returns the name of a service that is meant for other programs of one site, such as a database,
 * by its usual port: "PostgreSQL". NULL for other ports. The list is short and made by hand.
 */
const char *private_service_name(enum proto proto, uint32_t port);

#endif
