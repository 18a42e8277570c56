// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what is possible, and what each node gets of a target. */
#include <errno.h>
#include <stdlib.h>

#include "balance.h"

#define LASTING_BARS (MEMHP_BAR_NEVER | MEMHP_BAR_KERNEL | MEMHP_BAR_MOVABLE)

/* All that could join @to, as a plan that takes it; to be freed. */
static int all_of(const struct memhp_balance_fact *facts, size_t nr,
		  const struct memhp_join *how, struct memhp_moves *moves)
{
	uint8_t *place = calloc(nr + 1, sizeof(*place));
	struct memhp_join join = *how;
	int err = -ENOMEM;
	size_t i;

	*moves = (struct memhp_moves){ .at = calloc(nr + 1, sizeof(*moves->at)) };
	join.facts = facts;
	join.nr = join.want = nr;
	join.place = place;
	if (place && moves->at) {
		for (i = 0; i < nr; i++)
			place[i] = facts[i].place;
		err = memhp_balance_join(&join, moves);
	}
	free(place);
	if (err)
		free(moves->at);
	return err;
}

/* How many blocks could join @to, whatever stands in the way for now. */
static int most(const struct memhp_balance_fact *facts, size_t nr, uint8_t to, bool offline,
		size_t headroom, size_t *count)
{
	struct memhp_join join = {
		.to = to,
		.bars = LASTING_BARS,
		.offline = offline,
		.headroom = headroom,
	};
	struct memhp_moves moves;
	int err = all_of(facts, nr, &join, &moves);

	if (err)
		return err;
	*count = moves.count;
	free(moves.at);
	return 0;
}

static uint8_t other_place(uint8_t place)
{
	return place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
}

int memhp_balance_possible(const struct memhp_balance_fact *facts, size_t nr,
			   uint8_t place, size_t headroom, struct memhp_balance_span *span)
{
	size_t i, now = 0, more, less;
	int err;

	for (i = 0; i < nr; i++)
		now += facts[i].place == place;
	err = most(facts, nr, place, true, headroom, &more);
	if (!err)
		err = most(facts, nr, other_place(place), false, headroom, &less);
	if (err)
		return err;
	*span = (struct memhp_balance_span){
		.blocks = nr,
		.now = now,
		.min = now - less,
		.max = now + more,
	};
	return 0;
}

int memhp_balance_units(const struct memhp_balance_fact *facts, size_t nr,
			const struct memhp_goal *goal, bool up, struct memhp_balance_span *span)
{
	struct memhp_join join = {
		.to = up ? goal->place : other_place(goal->place),
		.bars = LASTING_BARS | MEMHP_BAR_NOW,
		.offline = up,
		.adjacent_only = goal->adjacent_only,
		.headroom = goal->headroom,
	};
	uint32_t bond, last = 0;
	struct memhp_moves moves;
	size_t i;
	int err;

	err = all_of(facts, nr, &join, &moves);
	if (err)
		return err;
	span->units = calloc(moves.count + 1, sizeof(*span->units));
	span->nr_units = 0;
	for (i = 0; span->units && i < moves.count; i++, last = bond) {
		bond = facts[moves.at[i].fact].bond;
		if (!bond || bond != last)
			span->nr_units++;
		span->units[span->nr_units - 1]++;
	}
	free(moves.at);
	return span->units ? 0 : -ENOMEM;
}

/* ---- Division ---- */

/* Whether @span can get or give more: one of its @units, or by what is ever possible. */
static bool is_open(const struct memhp_balance_span *span, bool up, bool units)
{
	if (units)
		return span->turn < span->nr_units;
	return up ? span->share < span->max : span->share > span->min;
}

/* The fairest to get more, or to give some if not @up: who with one more has the least, or
 * has the most now, of what is its own; the first of equals. NULL: none can. */
static struct memhp_balance_span *next_span(struct memhp_balance_span *spans, size_t nr, bool up,
					    bool units)
{
	struct memhp_balance_span *span, *best = NULL;
	uint64_t here, there;

	for (span = spans; span < spans + nr; span++) {
		if (!is_open(span, up, units))
			continue;
		here = (uint64_t)(span->share + up) * (best ? best->blocks : 0);
		there = (uint64_t)(best ? best->share + up : 0) * span->blocks;
		if (!best || (up ? here < there : here > there))
			best = span;
	}
	return best;
}

/* Give @left blocks out, or take them; what is left then. A unit that is too large is
 * passed over, as the plan of its node will do. */
static size_t deal(struct memhp_balance_span *spans, size_t nr, size_t left, bool up, bool units)
{
	struct memhp_balance_span *span;
	size_t size;

	while (left && (span = next_span(spans, nr, up, units))) {
		size = units ? span->units[span->turn++] : 1;
		if (size > left)
			continue;
		span->share = up ? span->share + size : span->share - size;
		left -= size;
	}
	return left;
}

void memhp_balance_divide(struct memhp_balance_span *spans, size_t nr, size_t total)
{
	size_t i, left, sum = 0;
	bool up;

	for (i = 0; i < nr; i++) {
		spans[i].share = spans[i].now;
		spans[i].turn = 0;
		sum += spans[i].now;
	}
	up = sum < total;
	left = deal(spans, nr, up ? total - sum : sum - total, up, true);
	deal(spans, nr, left, up, false);
}
