#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""width_table.py > src/base/width_table.h: the width of each Unicode character, by the rules of
wcwidth(3) of glibc (localedata/unicode-gen/utf8_gen.py), from the Unicode data of Python."""

import itertools
import unicodedata

WITHOUT_WIDTH = {"Cc", "Cf", "Cn", "Cs", "Me", "Mn", "Zl", "Zp"}

# Without a width of their own, whatever their category, also those that are not assigned:
# Default_Ignorable_Code_Point in DerivedCoreProperties.txt.
INVISIBLE = [
    (0x1160, 0x11FF, 0),  # Hangul vowels and final consonants: part of the syllable before
    (0xD7B0, 0xD7FF, 0),
    (0xFFF0, 0xFFFB, 0),
    (0xE0000, 0xE0FFF, 0),
]
# Format controls that surround digits and are visible: Prepended_Concatenation_Mark in
# PropList.txt.
VISIBLE = [(0x600, 0x605, 1), (0x6DD, 0x6DD, 1), (0x70F, 0x70F, 1), (0x890, 0x891, 1),
           (0x8E2, 0x8E2, 1), (0x110BD, 0x110BD, 1), (0x110CD, 0x110CD, 1)]
# Of ambiguous or narrow width in Unicode, and wide in the fonts that have them.
WIDE = [(0x3248, 0x324F, 2), (0x4DC0, 0x4DFF, 2)]


def width(code):
    for first, last, columns in INVISIBLE + VISIBLE + WIDE:
        if first <= code <= last:
            return columns
    character = chr(code)
    if unicodedata.category(character) in WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def main():
    changes = []
    for code in range(0x110000):
        if not changes or changes[-1][1] != width(code):
            changes.append((code, width(code)))
    print("// SPDX-License-Identifier: MIT")
    print(f"// Made by width_table.py from Unicode {unicodedata.unidata_version}.")
    print("// clang-format off")
    print("static const uint32_t width_changes[] = {")
    numbers = iter(f"{code << 2 | columns:#x}," for code, columns in changes)
    while line := list(itertools.islice(numbers, 10)):
        print("    " + " ".join(line))
    print("};")
    print("// clang-format on")


main()
