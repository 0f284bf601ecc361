// SPDX-License-Identifier: MIT
#include "base/json.h"

#include "base/escape.h"

void json_text(struct strbuf *line, struct text text)
{
    escape_json(line, text.bytes, text.length);
}

void json_base64_key(struct strbuf *line, const char *key)
{
    strbuf_text(line, ",\"");
    strbuf_text(line, key);
    strbuf_text(line, "_base64\":");
}

void json_base64(struct strbuf *line, struct text bytes)
{
    strbuf_byte(line, '"');
    escape_base64(line, bytes.bytes, bytes.length);
    strbuf_byte(line, '"');
}

void json_name(struct strbuf *line, const char *key, struct text name)
{
    if (escape_json(line, name.bytes, name.length))
        return;
    json_base64_key(line, key);
    json_base64(line, name);
}
