// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what is possible, and what each node gets of a target. */
#include <errno.h>
#include <stdlib.h>

#include "balance.h"

/* How many blocks could join @to, whatever stands in the way for now. */
static int most(const struct memhp_balance_fact *facts, size_t nr, uint8_t to, bool offline,
		size_t by_ratio, size_t *count)
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
		.by_ratio = by_ratio,
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
			   uint8_t place, size_t by_ratio, struct memhp_balance_span *span)
{
	uint8_t other = place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
	size_t i, now = 0, more, less;
	int err;

	for (i = 0; i < nr; i++)
		now += facts[i].place == place;
	err = most(facts, nr, place, true, by_ratio, &more);
	if (!err)
		err = most(facts, nr, other, false, by_ratio, &less);
	if (err)
		return err;
	span->blocks = nr;
	span->min = now - less;
	span->max = now + more;
	return 0;
}

/* ---- Division ---- */

static size_t part(size_t total, size_t of, size_t all)
{
	return all ? (size_t)((unsigned __int128)total * of / all) : 0;
}

/* As many as the rests add up to: a block each, the largest rests first. */
static void give_rests(struct memhp_balance_span *spans, size_t nr, size_t left)
{
	size_t i, best;

	while (left--) {
		for (i = 1, best = 0; i < nr; i++)
			if (spans[i].rest > spans[best].rest)
				best = i;
		spans[best].share++;
		spans[best].rest = 0;
	}
}

static size_t room(const struct memhp_balance_span *span, bool up)
{
	return up ? span->max - span->share : span->share - span->min;
}

/* Give, or take away if not @up, what clamping left over. */
static void settle(struct memhp_balance_span *spans, size_t nr, size_t left, bool up)
{
	size_t i, all = 0, amount, given = 0;

	for (i = 0; i < nr; i++)
		all += room(&spans[i], up);
	if (left > all)
		left = all;
	for (i = 0; i < nr; i++) {
		amount = part(left, room(&spans[i], up), all);
		spans[i].share = up ? spans[i].share + amount : spans[i].share - amount;
		given += amount;
	}
	for (i = 0; i < nr && given < left; i++) {
		if (!room(&spans[i], up))
			continue;
		spans[i].share = up ? spans[i].share + 1 : spans[i].share - 1;
		given++;
	}
}

void memhp_balance_divide(struct memhp_balance_span *spans, size_t nr, size_t total)
{
	size_t i, all = 0, given = 0;

	for (i = 0; i < nr; i++)
		all += spans[i].blocks;
	if (!all)
		return;
	for (i = 0; i < nr; i++) {
		spans[i].share = part(total, spans[i].blocks, all);
		spans[i].rest = (size_t)((unsigned __int128)total * spans[i].blocks % all);
		given += spans[i].share;
	}
	give_rests(spans, nr, total - given);
	for (i = 0, given = 0; i < nr; i++) {
		if (spans[i].share < spans[i].min)
			spans[i].share = spans[i].min;
		if (spans[i].share > spans[i].max)
			spans[i].share = spans[i].max;
		given += spans[i].share;
	}
	settle(spans, nr, given < total ? total - given : given - total, given < total);
}
