// SPDX-License-Identifier: MIT
#include "cli/keys.h"

#include <stddef.h>

#define MOST 999 // a larger parameter means no key

/** Returns the key of the last byte of a sequence. */
static unsigned key_of_final(unsigned char byte)
{
    static const struct {
        unsigned char final;
        enum key key;
    } finals[] = {
        {'A', KEY_UP},   {'B', KEY_DOWN}, {'C', KEY_RIGHT},
        {'D', KEY_LEFT}, {'H', KEY_HOME}, {'F', KEY_END},
    };

    for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++) {
        if (finals[i].final == byte)
            return finals[i].key;
    }
    return KEY_NONE;
}

/** Returns the key of the sequence ESC [ NUMBER ~. */
static unsigned key_of_number(unsigned number)
{
    switch (number) {
    case 1:
    case 7:
        return KEY_HOME;
    case 4:
    case 8:
        return KEY_END;
    case 5:
        return KEY_PAGE_UP;
    case 6:
        return KEY_PAGE_DOWN;
    default:
        return KEY_NONE;
    }
}

/** Takes a byte after ESC [. */
static unsigned take_control(struct keys *keys, unsigned char byte)
{
    if (byte >= '0' && byte <= '9' && !keys->several) {
        keys->number = keys->number * 10 + (unsigned)(byte - '0');
        keys->number = keys->number > MOST ? MOST : keys->number;
        return KEY_NONE;
    }
    if (byte >= 0x20 && byte < 0x40) { // other parameters, which modify the key
        keys->several = true;
        return KEY_NONE;
    }
    keys->state = byte == KEY_ESCAPE ? KEYS_ESCAPE : KEYS_TEXT;
    return byte == '~' ? key_of_number(keys->number) : key_of_final(byte);
}

static unsigned take_after_escape(struct keys *keys, unsigned char byte)
{
    *keys = (struct keys){.state = byte == '['          ? KEYS_CONTROL
                                   : byte == 'O'        ? KEYS_SHIFT
                                   : byte == KEY_ESCAPE ? KEYS_ESCAPE
                                                        : KEYS_TEXT};
    return byte == KEY_ESCAPE ? KEY_ESCAPE : KEY_NONE;
}

unsigned keys_take(struct keys *keys, unsigned char byte)
{
    switch (keys->state) {
    case KEYS_ESCAPE:
        return take_after_escape(keys, byte);
    case KEYS_CONTROL:
        return take_control(keys, byte);
    case KEYS_SHIFT:
        keys->state = KEYS_TEXT;
        return key_of_final(byte);
    default:
        if (byte != KEY_ESCAPE)
            return byte;
        keys->state = KEYS_ESCAPE;
        return KEY_NONE;
    }
}

bool keys_wait(const struct keys *keys)
{
    return keys->state != KEYS_TEXT;
}

unsigned keys_end(struct keys *keys)
{
    bool escape = keys->state == KEYS_ESCAPE;

    *keys = (struct keys){0};
    return escape ? KEY_ESCAPE : KEY_NONE;
}
