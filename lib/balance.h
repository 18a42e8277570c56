/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The planner of balance, over plain numbers: which blocks of a node change
 * between kernel and movable memory, and in which order. It knows no machine and
 * changes nothing; balance.c hands it facts and carries out what it says.
 *
 * By convention movable memory lies above kernel memory. What may go lies in gaps,
 * see balance-gaps.c, and blocks join a class from its blocks on, so that zones stay
 * in one piece. The order, the first key first:
 * 1. offline blocks with no online block between them and the class, or with others
 *    of it further on and nothing online beside them: nothing has to move
 * 2. gaps that close, so that two boundaries, or one at the end where the class
 *    belongs, are gone: the smallest first, then those where it is two, then those
 *    without a page that may stand in the way, then those with the fewest pages to be
 *    moved
 * 3. gaps that touch the class on one side: the boundary goes on
 * 4. gaps that do not, behind a block that cannot go: the nearest first
 * 5. the highest address if they become movable, the lowest if kernel memory
 *
 * Where there is nothing of the class yet, it begins at its end of the node.
 *
 * What cannot go is never picked, so the plan goes on behind it. Blocks of one bond
 * (a static group, a unit of a dynamic one) go together or not at all; their turn
 * comes with the first of them, but that all of them have to be offline for the
 * first key. A bond that would go past the
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
 * @cost:	if it becomes movable, of the headroom of a ratio of the policy: percent
 *		of a block; 0: none
 * @place:	enum memhp_place
 * @bars:	MEMHP_BAR_*
 * @prospect:	enum memhp_prospect
 * @looked:	whether its pages were looked at
 */
struct memhp_balance_fact {
	uint64_t block;
	uint64_t used;
	uint32_t bond;
	uint32_t cost;
	uint8_t place;
	uint8_t bars;
	uint8_t prospect;
	bool looked;
};

/**
 * struct memhp_goal - what a node shall become
 * @place:	KERNEL or MOVABLE: the class that shall have so many blocks
 * @compact:	mend what is interleaved instead, with @place MOVABLE; offline blocks
 *		stay so
 * @adjacent_only: a block may only join a class where its neighbour by index is of
 *		it by then; of a bond, one of its blocks
 * @blocks:	how many
 * @headroom:	what blocks that become movable may cost together, SIZE_MAX: anything
 */
struct memhp_goal {
	uint8_t place;
	bool compact;
	bool adjacent_only;
	size_t blocks;
	size_t headroom;
};

struct memhp_move {
	size_t fact;
	uint8_t to;		/* enum memhp_place */
};

/**
 * struct memhp_moves - a plan for a node
 * @at:		to be freed
 * @missing:	blocks by which it stays behind the goal; never past it
 * @cost:	of the headroom, see struct memhp_goal
 * @unfit:	blocks of the smallest bond that was passed over since it would have gone
 *		past the goal, 0: none was
 */
struct memhp_moves {
	struct memhp_move *at;
	size_t count;
	size_t missing;
	size_t cost;
	size_t unfit;
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
 * @headroom:	see struct memhp_goal
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
	size_t headroom;
};

/* Append up to @join->want moves to @moves, which has room. 0 or -ENOMEM. */
int memhp_balance_join(const struct memhp_join *join, struct memhp_moves *moves);

/* ---- balance-gaps.c: which blocks come first ---- */

enum memhp_tier { MEMHP_TIER_OFFLINE, MEMHP_TIER_CLOSES, MEMHP_TIER_TOUCHES, MEMHP_TIER_APART };

/**
 * struct memhp_turn - when a block has its turn, the first key first
 * @goes:	in: whether it has one
 * @tier:	enum memhp_tier
 * @gap:	rank of the gap that it lies in
 * @depth:	blocks that come before it there
 */
struct memhp_turn {
	bool goes;
	uint8_t tier;
	size_t gap;
	size_t depth;
};

/* Fill in @turns, one of each block. 0 or -ENOMEM. */
int memhp_balance_turns(const struct memhp_join *join, struct memhp_turn *turns);

/* ---- balance-layout.c: where kernel and movable memory lie ---- */

/* How often kernel and movable memory take turns; what is neither is passed over. */
size_t memhp_balance_boundaries(const uint8_t *place, size_t nr);
size_t memhp_balance_count(const uint8_t *place, size_t nr, uint8_t what);
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
 * @now:	of the class that the target is about
 * @min:	what it cannot be under, whatever stands in the way for now
 * @max:	nor over
 * @units:	how many blocks go together, of what can go now, in the order of a plan; to
 *		be freed
 * @turn:	of them, how many were given out, or passed over
 * @share:	out
 */
struct memhp_balance_span {
	size_t blocks;
	size_t now;
	size_t min;
	size_t max;
	size_t *units;
	size_t nr_units;
	size_t turn;
	size_t share;
};

/* How many blocks of @place there are and may be: all of @span but @share and units. 0
 * or -ENOMEM. */
int memhp_balance_possible(const struct memhp_balance_fact *facts, size_t nr,
			   uint8_t place, size_t headroom, struct memhp_balance_span *span);
/* The units of @span: what would join @goal->place, or leave it if not @up, whatever
 * @goal->blocks says. 0 or -ENOMEM. */
int memhp_balance_units(const struct memhp_balance_fact *facts, size_t nr,
			const struct memhp_goal *goal, bool up, struct memhp_balance_span *span);
/*
 * Give out @total blocks. From what each node has, all go up or all go down: none
 * goes the wrong way, none past what it can; those that then have the least, or the
 * most, of what is their own go first. Units come first, whole or not at all; what none
 * of them is left for goes block by block to who could have it but for what stands in
 * the way now. With a higher total no less of it is reached, and without units of more
 * than a block no node gets less.
 */
void memhp_balance_divide(struct memhp_balance_span *spans, size_t nr, size_t total);

#endif /* MEMHP_BALANCE_H */
