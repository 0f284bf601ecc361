// SPDX-License-Identifier: MIT
/**
 * The operations of value_classes on backends.
 */
#ifndef SOCK_VALUE_BACKEND_H
#define SOCK_VALUE_BACKEND_H

#include "sock/value.h"

/** Returns element INDEX of VALUE_BACKENDS, as a value of VALUE_ENDPOINT. */
struct value value_backend(const struct value *value, size_t index, const struct facts *facts);

/** Appends "10.0.0.2:80[web],10.0.0.3:80": in brackets the container, or the namespace. */
void backends_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                   const struct style *style);
void backends_json(struct strbuf *line, const char *key, const struct value *value,
                   const struct facts *facts, const struct style *style);
int backends_compare(const struct value *one, const struct value *other, const struct facts *facts);
void backends_identity(struct strbuf *bytes, const struct value *value, const struct facts *facts);

#endif
