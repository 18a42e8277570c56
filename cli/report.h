/* SPDX-License-Identifier: GPL-2.0 */
/* What became of the blocks of a change: to people, to programs, to the shell. */
#ifndef MEMHPCTL_REPORT_H
#define MEMHPCTL_REPORT_H

#include "args.h"
#include "columns.h"

struct report {
	bool unheard;		/* the answer could not be written */
	const char *verb;		/* "online", what was asked for */
	const char *words;		/* what named the blocks; NULL: several words */
	enum memhp_choice choice;
	uint64_t held;			/* of a block that goes online, 0: nothing */
	size_t count;
	struct change_row *rows;	/* a block each, ascending */
};

/* Print it as the options say: to stdout, failures to stderr. 0 or -1. */
int report_print(const struct report *report, const struct common *common);

/* Only the JSON of it. */
int report_print_json(const struct report *report);

/* The exit code that the outcomes make. */
int report_exit(const struct report *report);

#endif
