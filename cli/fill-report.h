/* SPDX-License-Identifier: GPL-2.0 */
/* What became of blocks whose pages were given or taken. */
#ifndef MEMHPCTL_FILL_REPORT_H
#define MEMHPCTL_FILL_REPORT_H

#include "args.h"
#include "columns.h"

struct fill_report {
	const struct common *common;
	const char *verb;		/* "populate" */
	size_t count;
	struct fill_row *rows;		/* a block each, ascending */
	uint64_t size;			/* asked for, in bytes; 0: all, or only planned */
	uint64_t planned;		/* bytes, as far as the list told */
	uint64_t done;
	int refused;			/* exit code of what was refused and told, 0: nothing */
};

bool fill_row_moved(const struct fill_row *row);

/* Print it as the options say; returns the exit code. */
int fill_report(const struct fill_report *report);

#endif
