// SPDX-License-Identifier: MIT
/**
 * What --follow and its options choose.
 */
#ifndef FOLLOW_CHOICES_H
#define FOLLOW_CHOICES_H

#include "cli/choices.h"

/** Milliseconds between scans, unless --follow says how many. */
#define FOLLOW_INTERVAL_MS 1000

/** Records --events=LIST; returns false, after a message, if a word is wrong. */
bool follow_apply_events(struct choices *choices, const char *list);

/** Returns false, after a message, if --follow does not go with other options, or they need it. */
bool follow_may(const struct choices *choices);

/** Returns false, after a message, if the filter has a condition that no event can meet. */
bool follow_may_filter(const struct options *options);

/** Returns false, after a message, if a column is chosen whose values change without an event. */
bool follow_may_show(const struct choices *choices);

/** Sets what follows from the format: processes, events, and the columns on offer. */
void follow_prepare(struct choices *choices);

/** Adds the columns that events have besides the default ones. */
void follow_choose_columns(struct view *view);

/** Returns false, after a message, if --trace=bpf is given and the other options leave no TCP to
 * it. */
bool follow_may_trace(const struct choices *choices);

#endif
