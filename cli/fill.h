/* SPDX-License-Identifier: GPL-2.0 */
/* The way that populate, depopulate and status --release have in common. */
#ifndef MEMHPCTL_FILL_H
#define MEMHPCTL_FILL_H

#include <memhp/libmemhp.h>

#include "args.h"

struct machine;

/* What is to be done with the pages of blocks. */
struct filling {
	enum memhp_fill_op op;
	uint64_t size;		/* of all blocks together; 0: all that there is */
	bool ranged;		/* only from @first to @last, addresses */
	uint64_t first;
	uint64_t last;
	uint64_t granule;	/* 0: the module's */
	bool release;		/* staged no longer */
	uint64_t timeout_ns;	/* a block; 0: not for this one */
};

/* Do it to the blocks of @set, or plan to, and report; returns the exit code. */
int fill_blocks(struct machine *machine, const struct memhp_set *set,
		const struct filling *what, const struct common *common);

#endif
