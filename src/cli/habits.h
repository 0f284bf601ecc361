// SPDX-License-Identifier: MIT
/**
 * Options of ss, netstat, lsof and FreeBSD's sockstat that sockstat lacks: the option to use
 * instead, or the tool that has the function.
 */
#ifndef HABITS_H
#define HABITS_H

/** One or more options with the same hint. */
struct habit {
    const char *options; /**< the options, separated by blanks: "-K --kill" */
    const char *answer;  /**< one line */
};

/** All rows; the last one has NULL options. */
extern const struct habit habits[];

/**
 * Returns the hint for an option typed as WORD, "-K" or "--kill"; ignores an argument after "=".
 * Returns NULL if no tool has that option.
 */
const char *habit_answer(const char *word);

/** Returns the hint for a word that begins with an option, such as "-iTCP:22". */
const char *habit_answer_beginning(const char *word);

#endif
