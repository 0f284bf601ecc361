// SPDX-License-Identifier: MIT
#include "track/marks.h"

#include "base/alloc.h"

#include <stdlib.h>

/** Lines that stay after another one, in their order; numbers of lines, plus 1. */
struct chain {
    size_t first, last; /**< 0: none */
};

/** The lines of the look before, which stay, and where. */
struct stay {
    struct chain *chains; /**< number 0: before all rows; number N + 1: after row N */
    size_t *next;         /**< by line: the one after it in its chain, plus 1; 0: none */
    enum mark *marks;     /**< by row: the mark of its line */
    unsigned *looks;      /**< by row */
};

static void free_lines(struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++)
        strbuf_free(&marks->lines[i].kept);
    free(marks->lines);
}

void marks_free(struct marks *marks)
{
    free_lines(marks);
    intern_free(&marks->keys);
    intern_free(&marks->next);
    strbuf_free(&marks->key);
    *marks = (struct marks){0};
}

void marks_forget(struct marks *marks)
{
    marks_free(marks);
}

void marks_begin(struct marks *marks)
{
    intern_free(&marks->next);
    marks->next = (struct intern){0};
}

void marks_row(struct marks *marks, struct text key)
{
    uint32_t number = 0;

    if (intern_add(&marks->next, key, &number))
        return;
    strbuf_truncate(&marks->key, 0);
    strbuf_bytes(&marks->key, key.bytes, key.length);
    do {
        strbuf_byte(&marks->key, '\0');
    } while (!intern_add(&marks->next, strbuf_contents(&marks->key), &number));
}

static bool is_row(const struct marked_line *line)
{
    return line->mark == MARK_NONE || line->mark == MARK_NEW;
}

/** Returns true if LINE, of the look before, has a row in this look: number *RET_ROW. */
static bool find_row(const struct marks *marks, const struct marked_line *line, uint32_t *ret_row)
{
    return intern_find(&marks->next, intern_bytes(&marks->keys, line->key), ret_row);
}

/** Sets the mark of ROW, whose line is LINE. */
static void carry_on(struct stay *stay, uint32_t row, const struct marked_line *line)
{
    bool marked = line->mark == MARK_NEW && line->looks < MARKS_LOOKS;

    stay->marks[row] = marked ? MARK_NEW : MARK_NONE;
    stay->looks[row] = line->looks + 1;
}

/** Marks LINE, which has no row; returns false if it was shown long enough. */
static bool age(struct marks *marks, struct marked_line *line, bool complete)
{
    enum mark mark = complete ? MARK_CLOSED : MARK_MISSING;

    if (line->mark == MARK_CLOSED && !complete)
        return true;
    if (line->mark == mark) {
        line->looks += complete;
        return line->looks <= MARKS_LOOKS;
    }
    marks->closed += complete;
    line->mark = mark;
    line->looks = 1;
    return true;
}

static void add_to_chain(struct stay *stay, size_t chain, size_t line)
{
    struct chain *target = &stay->chains[chain];

    if (target->first == 0)
        target->first = line + 1;
    else
        stay->next[target->last - 1] = line + 1;
    target->last = line + 1;
}

/** Moves the line, if it is one of the look before, to the end of LINES. */
static void move_line(struct marks *marks, struct marked_line *lines, struct marked_line *line)
{
    struct text key = intern_bytes(&marks->keys, line->key);

    lines[marks->count] = *line;
    intern_add(&marks->next, key, &lines[marks->count].key); // after those of the rows
    line->kept = (struct strbuf){0};
    marks->count++;
}

/** Replaces the lines by the rows, each with the lines that stay after it. */
static void arrange(struct marks *marks, const struct stay *stay, size_t rows)
{
    struct marked_line *old = marks->lines;
    size_t old_count = marks->count;
    struct marked_line *lines = alloc_array(rows + old_count, sizeof(*lines));

    marks->count = 0;
    for (size_t chain = 0; chain <= rows; chain++) {
        if (chain > 0) {
            size_t row = chain - 1;
            lines[marks->count++] = (struct marked_line){.mark = stay->marks[row],
                                                         .looks = stay->looks[row],
                                                         .key = (uint32_t)row,
                                                         .row = row};
        }
        for (size_t line = stay->chains[chain].first; line > 0; line = stay->next[line - 1])
            move_line(marks, lines, &old[line - 1]);
    }
    for (size_t i = 0; i < old_count; i++)
        strbuf_free(&old[i].kept);
    free(old);
    marks->lines = lines;
    marks->rows = rows;
    intern_free(&marks->keys);
    marks->keys = marks->next;
    marks->next = (struct intern){0};
}

/** Starts with all of ROWS rows new, or in the first look without a mark. */
static struct stay begin_stay(const struct marks *marks, size_t rows)
{
    struct stay stay = {.chains = alloc_array(rows + 1, sizeof(*stay.chains)),
                        .next = alloc_array(marks->count, sizeof(*stay.next)),
                        .marks = alloc_array(rows, sizeof(*stay.marks)),
                        .looks = alloc_array(rows, sizeof(*stay.looks))};

    for (size_t row = 0; row < rows; row++) {
        stay.marks[row] = marks->begun ? MARK_NEW : MARK_NONE;
        stay.looks[row] = 1;
    }
    return stay;
}

static void end_stay(struct stay *stay)
{
    free(stay->chains);
    free(stay->next);
    free(stay->marks);
    free(stay->looks);
}

void marks_end(struct marks *marks, bool complete, marks_keep *keep, void *context)
{
    size_t rows = marks->next.count;
    struct stay stay = begin_stay(marks, rows);
    size_t known = 0; // rows that are not new
    size_t chain = 0;

    marks->closed = 0;
    for (size_t i = 0; i < marks->count; i++) {
        struct marked_line *line = &marks->lines[i];
        uint32_t row = 0;
        if (find_row(marks, line, &row)) {
            carry_on(&stay, row, line);
            known++;
            chain = (size_t)row + 1;
            continue;
        }
        if (is_row(line))
            keep(context, line->row, &line->kept);
        if (age(marks, line, complete))
            add_to_chain(&stay, chain, i);
    }
    marks->opened = marks->begun ? rows - known : 0;
    marks->begun = true;
    arrange(marks, &stay, rows);
    end_stay(&stay);
}

void marks_reorder(struct marks *marks)
{
    size_t rows = marks->next.count;
    struct stay stay = begin_stay(marks, rows);
    size_t chain = 0;

    for (size_t i = 0; i < marks->count; i++) {
        struct marked_line *line = &marks->lines[i];
        uint32_t row = 0;
        if (!find_row(marks, line, &row)) {
            add_to_chain(&stay, chain, i);
            continue;
        }
        stay.marks[row] = line->mark;
        stay.looks[row] = line->looks;
        chain = (size_t)row + 1;
    }
    arrange(marks, &stay, rows);
    end_stay(&stay);
}

size_t marks_find(const struct marks *marks, struct text key)
{
    uint32_t number = 0;
    size_t position = 0;

    if (!intern_find(&marks->keys, key, &number))
        return marks->count;
    while (position < marks->count && marks->lines[position].key != number)
        position++;
    return position;
}

struct text marks_key(const struct marks *marks, size_t position)
{
    return intern_bytes(&marks->keys, marks->lines[position].key);
}
