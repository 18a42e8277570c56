/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nodes for the planner of balance that are a word: a letter is a block.
 *
 *	K kernel  M movable  - offline  x elsewhere
 *	k, m	the same, and can never go
 *	q, w	kernel and movable, with a page in the way for now
 *	.	a hole in the numbers
 *
 * A second word has the bonds: a letter for each, blank or '.' for none.
 */
#ifndef NODE_H
#define NODE_H

#include "balance.h"
#include "unit.h"

#define MOST 200

struct node {
	struct memhp_balance_fact facts[MOST];
	size_t nr;
};

#define MOVABLE(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					.headroom = SIZE_MAX }
#define KERNEL(n) (struct memhp_goal){ .place = MEMHP_PLACE_KERNEL, .blocks = (n), \
				       .headroom = SIZE_MAX }
#define ADJACENT(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					 .adjacent_only = true, .headroom = SIZE_MAX }
#define COMPACT(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					.compact = true }

struct memhp_balance_fact fact_for(char letter);
struct node node_of(const char *word, const char *bonds);
struct memhp_moves plan(const struct node *node, const struct memhp_goal *goal);

#endif
