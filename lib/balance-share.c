// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what is possible, and what each node gets of a target. */
#include <errno.h>
#include <stdlib.h>

#include "balance.h"

/* How many blocks could join @to, whatever stands in the way for now. */
static int most(const struct memhp_balance_fact *facts, size_t nr, uint8_t to, bool offline,
		size_t headroom, size_t *count)
{
	struct memhp_moves moves = { .at = calloc(nr + 1, sizeof(*moves.at)) };
	uint8_t *place = calloc(nr + 1, sizeof(*place));
	struct memhp_join join = {
		.facts = facts,
		.nr = nr,
		.place = place,
		.to = to,
		.bars = MEMHP_BAR_NEVER | MEMHP_BAR_KERNEL | MEMHP_BAR_MOVABLE,
		.offline = offline,
		.want = nr,
		.headroom = headroom,
	};
	int err = -ENOMEM;
	size_t i;

	if (place && moves.at) {
		for (i = 0; i < nr; i++)
			place[i] = facts[i].place;
		err = memhp_balance_join(&join, &moves);
		*count = moves.count;
	}
	free(place);
	free(moves.at);
	return err;
}

int memhp_balance_possible(const struct memhp_balance_fact *facts, size_t nr,
			   uint8_t place, size_t headroom, struct memhp_balance_span *span)
{
	uint8_t other = place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
	size_t i, now = 0, more, less;
	int err;

	for (i = 0; i < nr; i++)
		now += facts[i].place == place;
	err = most(facts, nr, place, true, headroom, &more);
	if (!err)
		err = most(facts, nr, other, false, headroom, &less);
	if (err)
		return err;
	span->blocks = nr;
	span->now = now;
	span->min = now - less;
	span->max = now + more;
	return 0;
}

/* ---- Division ---- */

/* The fairest to get one more, or to give one if not @up: who then has the least, or
 * has the most now, of what is its own; the first of equals. NULL: none can. */
static struct memhp_balance_span *next_span(struct memhp_balance_span *spans, size_t nr, bool up)
{
	struct memhp_balance_span *span, *best = NULL;
	uint64_t here, there;

	for (span = spans; span < spans + nr; span++) {
		if (up ? span->share >= span->max : span->share <= span->min)
			continue;
		here = (uint64_t)(span->share + up) * (best ? best->blocks : 0);
		there = (uint64_t)(best ? best->share + up : 0) * span->blocks;
		if (!best || (up ? here < there : here > there))
			best = span;
	}
	return best;
}

/* Block by block, so that more for all is never less for one. */
void memhp_balance_divide(struct memhp_balance_span *spans, size_t nr, size_t total)
{
	struct memhp_balance_span *span;
	size_t i, sum = 0;
	bool up;

	for (i = 0; i < nr; i++) {
		spans[i].share = spans[i].now;
		sum += spans[i].now;
	}
	for (up = sum < total; sum != total; sum = up ? sum + 1 : sum - 1) {
		span = next_span(spans, nr, up);
		if (!span)
			break;
		span->share = up ? span->share + 1 : span->share - 1;
	}
}
