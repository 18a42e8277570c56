/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The planner of balance, over plain numbers: which blocks of a node change
 * between kernel and movable memory, and in which order. It knows no machine and
 * changes nothing; balance.c hands it facts and carries out what it says.
 *
 * By convention movable memory lies above kernel memory. The boundary of a node is
 * the cut of its blocks, in the order of their addresses, that leaves the fewest
 * on the wrong side: kernel blocks above it and movable ones below; the lowest of
 * several. With kernel blocks only it lies above the last of them, with movable
 * ones only below the first. Where movable memory is to grow and blocks follow
 * that are offline, it lies above those: they are taken from the top down.
 *
 * The order in which blocks join a class of memory, the first key first:
 * 1. offline blocks on the right side of the boundary, or next to it with no
 *    online block between: nothing has to move and the zones stay in one piece;
 *    then online blocks on the wrong side, which mends what is interleaved; then
 *    the others, be they offline or not: an offline block among those of the
 *    other class waits until the boundary comes to it.
 * 2. the nearest to the boundary, from there outwards (on the wrong side: the
 *    nearest to a block of the class that they join)
 * 3. those without a page that may stand in the way
 * 4. those with the fewest pages to be moved
 * 5. the lowest index
 *
 * What cannot go is never picked, so the plan goes on behind it. Blocks of one bond
 * (a static group, a unit of a dynamic one) go together or not at all; where they
 * are as a whole is where the nearest of them is. A bond that would go past the
 * target is passed over. So, for a higher target:
 * - without bonds, the plan begins with the plan for the lower one
 * - with bonds, it is the same plan, or one that reaches the target exactly or
 *   comes nearer: what is reached never gets less.
 */
#ifndef MEMHP_BALANCE_H
#define MEMHP_BALANCE_H

#include <stddef.h>

#include <memhp/libmemhp.h>

#define MEMHP_BAR_NEVER		(1U << 0)	/* it can never go */
#define MEMHP_BAR_NOW		(1U << 1)	/* a page stands in the way, or it failed */
#define MEMHP_BAR_KERNEL	(1U << 2)	/* the policy: not to kernel memory */
#define MEMHP_BAR_MOVABLE	(1U << 3)	/* the policy: not to movable memory */

/**
 * struct memhp_balance_fact - a block of a node
 * @block:	its index
 * @used:	pages that would have to move; 0: none, or not looked at
 * @bond:	what goes together with it; 0: alone
 * @place:	enum memhp_place
 * @bars:	MEMHP_BAR_*
 * @prospect:	enum memhp_prospect
 * @looked:	whether its pages were looked at
 * @by_ratio:	may join movable memory as far as the ratio of the policy allows
 */
struct memhp_balance_fact {
	uint64_t block;
	uint64_t used;
	uint32_t bond;
	uint8_t place;
	uint8_t bars;
	uint8_t prospect;
	bool looked;
	bool by_ratio;
};

/**
 * struct memhp_goal - what a node shall become
 * @place:	KERNEL or MOVABLE: the class that shall have so many blocks
 * @compact:	mend what is interleaved instead, with @place MOVABLE; offline blocks
 *		stay so
 * @adjacent_only: a block may only join a class where its neighbour by index is of
 *		it by then; of a bond, one of its blocks
 * @blocks:	how many
 * @by_ratio:	blocks with that mark that may become movable
 */
struct memhp_goal {
	uint8_t place;
	bool compact;
	bool adjacent_only;
	size_t blocks;
	size_t by_ratio;
};

struct memhp_move {
	size_t fact;
	uint8_t to;		/* enum memhp_place */
};

/**
 * struct memhp_moves - a plan for a node
 * @at:		to be freed
 * @missing:	blocks by which it stays behind the goal; never past it
 * @unfit:	a bond was passed over since it would have gone past the goal
 */
struct memhp_moves {
	struct memhp_move *at;
	size_t count;
	size_t missing;
	bool unfit;
};

/* Plan for the @nr blocks of a node, ascending. 0 or -ENOMEM. In time and memory
 * linear, but for the logarithm of a heap. */
int memhp_balance_choose(const struct memhp_balance_fact *facts, size_t nr,
			 const struct memhp_goal *goal, struct memhp_moves *moves);

/* ---- balance-join.c: blocks that join one class ---- */

/**
 * struct memhp_join - what memhp_balance_join() is to do
 * @facts:	the node, ascending
 * @place:	where its blocks are by now; moves are noted in it
 * @only:	which of them may go; NULL: all
 * @to:		KERNEL or MOVABLE
 * @bars:	the bars that are heeded
 * @offline:	offline blocks may go online
 * @adjacent_only: see struct memhp_goal
 * @want:	how many at most
 * @by_ratio:	see struct memhp_goal
 */
struct memhp_join {
	const struct memhp_balance_fact *facts;
	size_t nr;
	uint8_t *place;
	const bool *only;
	uint8_t to;
	uint8_t bars;
	bool offline;
	bool adjacent_only;
	size_t want;
	size_t by_ratio;
};

/* Append up to @join->want moves to @moves, which has room. 0 or -ENOMEM. */
int memhp_balance_join(const struct memhp_join *join, struct memhp_moves *moves);

/* ---- balance-layout.c: where kernel and movable memory lie ---- */

/* How often kernel and movable memory take turns; what is neither is passed over. */
size_t memhp_balance_boundaries(const uint8_t *place, size_t nr);
size_t memhp_balance_count(const uint8_t *place, size_t nr, uint8_t what);
/* Where the boundary is if @to is to grow: blocks below it. */
size_t memhp_balance_boundary(const uint8_t *place, size_t nr, uint8_t to);
/* Which blocks have to change for one boundary, as far as blocks can go, with
 * @movable blocks movable, in @only. 0 or -ENOMEM. */
int memhp_balance_strays(const struct memhp_balance_fact *facts, size_t nr,
			 const uint8_t *place, size_t movable, bool *only);
/* Neighbours in one place, merged, to be freed; NULL: out of memory. */
struct memhp_balance_range *memhp_balance_merge(const struct memhp_balance_fact *facts,
						size_t nr, const uint8_t *place,
						size_t *count);

/* ---- balance-share.c: what each node gets ---- */

/**
 * struct memhp_balance_span - a node's part of a target, in blocks
 * @blocks:	what the node has
 * @min:	what it cannot be under
 * @max:	nor over
 * @share:	out
 * @rest:	of the division, on the way
 */
struct memhp_balance_span {
	size_t blocks;
	size_t min;
	size_t max;
	size_t share;
	size_t rest;
};

/* How many blocks of @place are possible: @min and @max of @span. 0 or -ENOMEM. */
int memhp_balance_possible(const struct memhp_balance_fact *facts, size_t nr,
			   uint8_t place, size_t by_ratio, struct memhp_balance_span *span);
/*
 * Give out @total blocks in proportion to what nodes have; what is left over by the
 * division goes by the largest rest, the first of equals first; what a node cannot
 * take or give goes to the others in proportion to what they still can.
 */
void memhp_balance_divide(struct memhp_balance_span *spans, size_t nr, size_t total);

#endif /* MEMHP_BALANCE_H */
