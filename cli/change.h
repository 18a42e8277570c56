/* SPDX-License-Identifier: GPL-2.0 */
/* The way that online, offline and shift have in common. */
#ifndef MEMHPCTL_CHANGE_H
#define MEMHPCTL_CHANGE_H

#include <memhp/libmemhp.h>

#include "args.h"

#define TIMEOUT_DEFAULT 30000000000ULL	/* nanoseconds */

struct machine;

struct change {
	enum memhp_op op;
	enum memhp_choice choice;
	uint64_t timeout_ns;		/* a block; 0: not for this one */
	bool staged;			/* online with no page in the allocator */
	bool remove;			/* what went offline is removed */
	/* Choose the blocks instead of the words: 0 with @set, or it has answered, @set is
	 * NULL and this is the exit code. NULL: the words name them. */
	int (*choose)(struct machine *machine, const struct args *args, int node,
		      struct memhp_set **set);
	int node;			/* for @choose; -1: all */
	/* Whether the blocks may change at all: 0, or it has answered and this is the
	 * exit code. NULL: they may. */
	int (*check)(struct machine *machine, const struct args *args,
		     const struct memhp_set *set, enum memhp_choice choice);
};

/*
 * Change the blocks that the words of @args name, or plan to, and report;
 * returns the exit code.
 */
int change_blocks(const struct args *args, const struct change *what);

/* memhpctl balance --hotpluggable, of one node or, -1, of all; the rest of @what is set. */
int balance_hotpluggable(const struct args *args, const struct change *what);

#endif
