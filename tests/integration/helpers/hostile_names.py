# SPDX-License-Identifier: MIT
"""Names that somebody could choose to deceive a terminal, a parser or a reader. Made by hand."""

# Bytes that move cursors, and both ways to write what ISO 6429 calls C1.
CONTROLS = [b"a" + bytes([byte]) + b"z" for byte in [*range(0x01, 0x20), 0x7F]]
C1 = [0x80, 0x84, 0x85, 0x88, 0x8D, 0x8E, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F]
C1_RAW = [b"c" + bytes([byte]) + b"31m" for byte in C1]
C1_UTF8 = [f"c{chr(code)}31m".encode() for code in C1]

SEQUENCES = [
    b"\x1b[31mred", b"\x1b[0m", b"\x1b[2J\x1b[H", b"\x1b[1A\x1b[2K", b"\x1b[8mhidden", b"\x1b[?1049h",
    b"\x1b[6n", b"\x1b[5i", b"\x1bc", b"\x1b(0", b"\x1b#8", b"\x1bM", b"\x1b]0;title\x07",
    b"\x1b]2;t\x1b\\", b"\x1b]8;;http://e", b"\x1b]52;c;aWQ=\x07", b"\x1b]4;1;?\x07", b"\x1bP$q\x1b\\",
    b"\x1b_APC\x1b\\", b"\x1b^PM\x1b\\", b"\x1b\x1b\x1b", b"\x1b", b"\x1b[", b"\x9b31mred",
    b"\x0e\x0f", b"a\x08\x08b", b"safe\rforged", b"\x07\x07\x07",
]
LINES = [
    b"\n", b"\n\n", b"end\n", b"\nstart", b"a\r\nb", b"\r", b"\t", b"a\tb", b"\ntcp  LISTEN", b"\x0b", b"\x0c",
    "a\u2028b".encode(), "a\u2029b".encode(), "a\u0085b".encode(),
]
DIRECTIONS = [
    f"a{chr(code)}b".encode()
    for code in [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
]
WITHOUT_WIDTH = [
    f"a{chr(code)}b".encode()
    for code in [
        0x00AD, 0x034F, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2064, 0x206A, 0x206F,
        0xFE00, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFB, 0x1D173, 0xE0001, 0xE0041, 0xE0100,
    ]
] + ["\ufeff".encode(), "\u200b".encode()]
COMBINING = [
    "e\u0301".encode(), "\u0301".encode(), "Z\u0351\u036b\u0343\u036a".encode(), "a\u20dd".encode(),
    "\u0300\u0301".encode(), "\u0915\u094d\u0937".encode(), "\u0e01\u0e33".encode(), "\u1112\u1161\u11ab".encode(),
]
BROKEN_UTF8 = [
    b"\xc0\x80", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xe0\x9f\xbf", b"\xf0\x80\x80\xaf", b"\xf0\x8f\xbf\xbf",
    b"\xc0\x9b31m", b"\xe0\x80\x9b31m", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80",
    b"\xfe", b"\xff", b"\xff\xff\xff", b"\xfe\xff", b"\xff\xfe", b"\x80", b"\xbf\xbf", b"\xc3", b"\xe2\x82",
    b"\xf0\x9f\x98", b"\xe2\x28\xa1", b"\xc3(", b"\xc3\x1b[31m", b"\xe2\x82\n", b"\xf0\x9f\x98\x22", b"\xc3\\",
    b"ok\xffok", b"\xff],x[1", b"\xe2\x82\xac\xe2\x82",
]
# What is cut after 15 bytes, in the middle of a character or of an escape sequence.
CUT = [
    b"abcdefghijklmn" + "\u00e9".encode(), b"abcdefghijklm" + "\u20ac".encode(), b"abcdefghijkl" + "\U0001f600".encode(),
    "\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e".encode(), b"abcdefghijklmn\x1b", b"abcdefghijklmn\\", b"abcdefghijklmno",
    b"abcdefghijklmn\n", b"abcdefghijklmn\"", b"abcdefghijklmn ",
]
CHARACTERS = [
    "\u00e9".encode(), "\u65e5\u672c".encode(), "\U0001f600".encode(), "\U0001f469\u200d\U0001f4bb".encode(),
    "\U0001f1e9\U0001f1ea".encode(), "\U0001f44d\U0001f3fd".encode(), "\u2764\ufe0f".encode(), "\uff21\uff22".encode(),
    "\uff76".encode(), "\u0430dmin".encode(), "\u05d0\u05d1".encode(), "\u0627\u0644".encode(), "\ufffd".encode(),
    "\ufffe".encode(), "\uffff".encode(), "\ufdd0".encode(), "\U0010ffff".encode(), "\ue000".encode(), "\u00a0".encode(),
    "\u3000".encode(), "\u2800".encode(), "\u2026".encode(), "\u0600".encode(), "\ud7b0".encode(),
]
PARSERS = [
    b'"', b'""', b'a"b', b'"a","b"', b"'", b"a'b", b",", b"a,b", b",,", b"\\", b"\\\\", b"a\\", b"\\\"", b"\\n", b"\\x1b[31m",
    b"\\\\x1b", b"\\u001b", b"\\x", b"\\x1", b"{", b"}", b"{}", b"[", b"]", b"[1]", b"x[1", b"],x[1", b"] evil[1",
    b'"],x[1', b'":1,"a":"', b'"}]}', b'"\n{"a":1}', b"//", b"/*", b"-->", b"</script>", b"&lt;", b"<b>", b"null", b"true", b"0",
    b"NaN", b"1e9", b"key_base64", b"%s%n%x", b"%d", b"%", b"a%lo", b"a:b", b":", b"127.0.0.1:22", b"127.0.0.1",
    b"::1", b"[::1]:22", b"tcp LISTEN 0", b"x:0:0::/:/bin", b"xn--a", b"a.b", b".", b"..", b"../../x", b"/",
]
SPREADSHEETS = [b"=1+1", b"+1", b"-1+1", b"@SUM(A1)", b"=cmd|' /C'!A", b"\t=1+1", b"\r=1+1", b"'=1"]
SHELLS = [
    b"$(id)", b"`id`", b";id", b"|id", b"&id", b">x", b"$IFS", b"~", b"!", b"!!", b"*", b"?", b"#", b"a#b", b"# c",
    b"'; id #", b"--help", b"-j", b"--", b"-", b"a=b", b"a&&b", b"(", b")", b"a b", b"<(id)",
]
BLANKS = [b" ", b"   ", b" lead", b"trail ", b" both ", b"a  b", b"a                  b"]
EMPTY = [b""]

CLASSES = {
    name: value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value[0], bytes)
}
NAMES = list(dict.fromkeys(name for names in CLASSES.values() for name in names))
