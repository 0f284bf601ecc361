// SPDX-License-Identifier: MIT
/**
 * The options of ss, netstat, lsof and FreeBSD's sockstat that are not ours: what to type instead
 * here, or which tool does it.
 */
#ifndef HABITS_H
#define HABITS_H

/** One habit, or several that have the same answer. */
struct habit {
    const char *options; /**< "-K --kill": as they are typed, with a blank between */
    const char *answer;  /**< one line */
};

/** All habits; ends with a row whose options are NULL. */
extern const struct habit habits[];

/**
 * Returns the answer to an option that is typed as WORD, "-K" or "--kill"; an argument behind "="
 * is not looked at. NULL if nobody has that option.
 */
const char *habit_answer(const char *word);

/** Returns the same for words that begin with an option and go on, such as "-iTCP:22". */
const char *habit_answer_beginning(const char *word);

#endif
