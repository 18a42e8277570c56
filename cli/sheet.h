/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MEMHPCTL_SHEET_H
#define MEMHPCTL_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"

/**
 * struct sheet - a table of rows that the library hands out one by one
 * @of:		what they are of
 * @at:		the i-th row of it
 * @count:	how many there are
 * @size:	of a row in bytes
 * @columns:	all of them are printed
 */
struct sheet {
	const void *of;
	const void *(*at)(const void *of, size_t i);
	size_t count;
	size_t size;
	const struct column *columns;
	size_t nr_columns;
};

/* Print it with headings, nothing if it has no rows; @bytes: sizes in bytes. 0, or a
 * complaint and -1. */
int sheet_print(const struct sheet *sheet, bool bytes);

#endif
