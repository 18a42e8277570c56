/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows as they come, for lists too long to be held: libsmartcols keeps a table
 * as a whole, and a simulated machine may have millions of rows.
 */
#ifndef MEMHPCTL_STREAM_H
#define MEMHPCTL_STREAM_H

#include "columns.h"

struct stream {
	const struct columns *columns;
	struct style style;
	size_t widths[COLUMNS_MAX];	/* of what was measured, in tables */
	bool begun;
};

/*
 * Make room for a row in the table; for each row before the first is printed. A
 * cell that was not measured may stick out.
 */
void stream_measure(struct stream *stream, const void *row);

/*
 * Print a row: in tables a line, the first below the headings; in JSON an
 * object, with a comma before all but the first.
 */
void stream_row(struct stream *stream, const void *row);

#define STREAM_NUMBER 21	/* room for any */

/* @value in digits, somewhere in @text; quicker than snprintf(). */
const char *stream_number(char text[STREAM_NUMBER], uint64_t value);

#endif
