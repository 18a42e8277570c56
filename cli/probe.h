/* SPDX-License-Identifier: GPL-2.0 */
/* What memhpctl probe is about, and its work: adding memory, piece by piece. */
#ifndef MEMHPCTL_PROBE_H
#define MEMHPCTL_PROBE_H

#include "machine.h"
#include "progress.h"
#include "report.h"

struct probe {
	struct memhp_memory memory;	/* what is asked for */
	bool in_pieces;
	enum memhp_choice choice;
	uint64_t block_size;
	struct report report;
	struct progress *progress;	/* NULL: no bar */
};

/* A row at the end for block @index, which is not there. The report has room for it. */
struct change_row *probe_new_row(struct probe *probe, uint64_t index);

/*
 * Add what is asked for, a row for each block that was added. How it ended is in
 * @memory, of the last piece. 0, or a negative errno that was told.
 */
int probe_add(struct probe *probe, struct machine *machine, struct memhp_memory *memory);

#endif
