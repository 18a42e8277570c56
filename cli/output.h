/* SPDX-License-Identifier: GPL-2.0 */
/* Rows to stdout, as a table, raw or JSON. */
#ifndef MEMHPCTL_OUTPUT_H
#define MEMHPCTL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"

/* An array of rows, and how to print it. */
struct output {
	const char *name;	/* of the array in JSON */
	const void *rows;
	size_t count;
	size_t size;		/* of a row in bytes */
	struct style style;
	bool raw;
	bool headings;
};

/*
 * Once, before anything else: memory and stdout set up for much output. What
 * it returns is for output_end().
 */
char *output_begin(void);

/* Write out what stdout holds: 0, or -1 if that or anything before it failed, with the
 * first reason kept for output_end(). */
int output_flush(void);
/* At the end: flush stdout. 0, or a complaint and -1 if it cannot be written. */
int output_end(char *buffer);

/* Width of the terminal that stdout is, 0 if it is none. */
size_t output_terminal(void);

/* How wide a table would be. */
size_t output_width(const struct output *output, const struct columns *columns);

/* Print the rows; 0 or a complaint and -1. */
int output_rows(const struct output *output, const struct columns *columns);

/* Print them as the answer of a change to programs; 0 or a complaint and -1. */
int output_changes(const void *rows, size_t count, size_t size, const struct columns *columns);

/* Print one row upright, a line a column: "  name  value". */
int output_upright(const struct output *output, const struct columns *columns,
		   const void *row);

#endif
