// SPDX-License-Identifier: MIT
/**
 * Keys from the bytes of a terminal (ECMA-48 and xterm). Start with `struct keys keys = {0}`.
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include <stdbool.h>

/** A key: a byte of text or control character as it is, or one of these. */
enum key {
    KEY_INTERRUPT = 0x03, /**< Ctrl-C */
    KEY_ENTER = '\n',
    KEY_RETURN = '\r',
    KEY_BACKSPACE = 0x08,
    KEY_REDRAW = 0x0c, /**< Ctrl-L */
    KEY_CLEAR = 0x15,  /**< Ctrl-U */
    KEY_ESCAPE = 0x1b,
    KEY_DELETE = 0x7f, /**< what most terminals send for Backspace */
    KEY_NONE = 0x100,  /**< no key yet, or one without a meaning */
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
};

/** The bytes of a sequence that has begun. */
struct keys {
    enum {
        KEYS_TEXT,    /**< no sequence */
        KEYS_ESCAPE,  /**< after ESC: the key, or the start of a sequence */
        KEYS_CONTROL, /**< after ESC [ */
        KEYS_SHIFT,   /**< after ESC O: one more byte */
    } state;
    unsigned number; /**< first parameter of the sequence; at most 999 */
    bool several;    /**< it has more parameters */
};

/** Returns the key that BYTE ends, or KEY_NONE. */
unsigned keys_take(struct keys *keys, unsigned char byte);

/** Returns true if the next bytes decide which key it is: they arrive at once, or never. */
bool keys_wait(const struct keys *keys);

/** Ends a sequence that does not go on. Returns KEY_ESCAPE for a single ESC, otherwise KEY_NONE. */
unsigned keys_end(struct keys *keys);

#endif
