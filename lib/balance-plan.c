// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: the plan for a node. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "balance.h"

#define ALL_BARS 0xff

struct plan {
	const struct memhp_balance_fact *facts;
	size_t nr;
	const struct memhp_goal *goal;
	struct memhp_moves *moves;
	uint8_t *place;
};

static struct memhp_join join_for(const struct plan *plan, uint8_t to, size_t want)
{
	return (struct memhp_join){
		.facts = plan->facts,
		.nr = plan->nr,
		.place = plan->place,
		.to = to,
		.bars = ALL_BARS,
		.adjacent_only = plan->goal->adjacent_only,
		.want = want,
		.headroom = plan->goal->headroom,
	};
}

/* Up to the goal, or down to it: then its blocks join the other class, and those
 * that are offline are of no use. */
static int reach(struct plan *plan)
{
	uint8_t place = plan->goal->place;
	uint8_t other = place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
	size_t has = memhp_balance_count(plan->place, plan->nr, place);
	struct memhp_join join;

	if (has <= plan->goal->blocks) {
		join = join_for(plan, place, plan->goal->blocks - has);
		join.offline = true;
	} else {
		join = join_for(plan, other, has - plan->goal->blocks);
	}
	return memhp_balance_join(&join, plan->moves);
}

/* ---- Compact ---- */

static void undo(struct plan *plan, size_t move)
{
	struct memhp_move *at = &plan->moves->at[move];

	plan->place[at->fact] = at->to == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE :
							       MEMHP_PLACE_KERNEL;
	plan->moves->count--;
	memmove(at, at + 1, (plan->moves->count - move) * sizeof(*at));
}

/* Take back the last unit that joined @to; false: there is none. */
static bool undo_last(struct plan *plan, uint8_t to)
{
	const struct memhp_moves *moves = plan->moves;
	uint32_t bond;
	size_t i;

	for (i = moves->count; i && moves->at[i - 1].to != to; )
		i--;
	if (!i)
		return false;
	bond = plan->facts[moves->at[--i].fact].bond;
	undo(plan, i);
	while (bond && i-- && moves->at[i].to == to &&
	       plan->facts[moves->at[i].fact].bond == bond)
		undo(plan, i);
	return true;
}

/* Where not all strays could go, the amounts differ: what has no counterpart is left
 * where it was. */
static void even_out(struct plan *plan)
{
	size_t movable;

	while ((movable = memhp_balance_count(plan->place, plan->nr, MEMHP_PLACE_MOVABLE)) !=
	       plan->goal->blocks) {
		if (!undo_last(plan, movable < plan->goal->blocks ? MEMHP_PLACE_KERNEL :
								    MEMHP_PLACE_MOVABLE))
			break;
	}
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/* Whether there are fewer boundaries than before, or as much movable memory as there
 * shall be and was not. */
static bool is_better(const struct plan *plan, size_t boundaries, size_t movable)
{
	size_t now = memhp_balance_count(plan->place, plan->nr, MEMHP_PLACE_MOVABLE);

	return memhp_balance_boundaries(plan->place, plan->nr) < boundaries ||
	       apart(now, plan->goal->blocks) < apart(movable, plan->goal->blocks);
}

/* First what becomes kernel memory: there is never less of it than at the end. */
static int swap_strays(struct plan *plan, bool *only)
{
	struct memhp_join join = join_for(plan, MEMHP_PLACE_KERNEL, plan->nr);
	size_t i;
	int err;

	join.only = only;
	err = memhp_balance_join(&join, plan->moves);
	if (err)
		return err;
	for (i = 0; i < plan->moves->count; i++)
		only[plan->moves->at[i].fact] = false;
	join = join_for(plan, MEMHP_PLACE_MOVABLE, plan->nr);
	join.only = only;
	join.headroom = SIZE_MAX;	/* as much of it went the other way */
	return memhp_balance_join(&join, plan->moves);
}

static int compact(struct plan *plan)
{
	size_t boundaries = memhp_balance_boundaries(plan->place, plan->nr);
	size_t movable = memhp_balance_count(plan->place, plan->nr, MEMHP_PLACE_MOVABLE);
	bool *only = calloc(plan->nr + 1, sizeof(*only));
	int err = only ? 0 : -ENOMEM;

	if (!err)
		err = memhp_balance_strays(plan->facts, plan->nr, plan->place,
					   plan->goal->blocks, only);
	if (!err)
		err = swap_strays(plan, only);
	free(only);
	if (err)
		return err;
	even_out(plan);
	if (!is_better(plan, boundaries, movable))
		plan->moves->count = 0;
	plan->moves->missing = 0;
	plan->moves->unfit = 0;
	return 0;
}

int memhp_balance_choose(const struct memhp_balance_fact *facts, size_t nr,
			 const struct memhp_goal *goal, struct memhp_moves *moves)
{
	struct plan plan = { .facts = facts, .nr = nr, .goal = goal, .moves = moves };
	int err = -ENOMEM;
	size_t i;

	memset(moves, 0, sizeof(*moves));
	plan.place = calloc(nr + 1, sizeof(*plan.place));
	moves->at = calloc(nr + 1, sizeof(*moves->at));
	if (plan.place && moves->at) {
		for (i = 0; i < nr; i++)
			plan.place[i] = facts[i].place;
		err = goal->compact ? compact(&plan) : reach(&plan);
	}
	free(plan.place);
	if (err) {
		free(moves->at);
		memset(moves, 0, sizeof(*moves));
	}
	return err;
}
