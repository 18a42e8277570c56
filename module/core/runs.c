// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include "runs.h"

/* Next to a block that was stuck, so many go one by one. */
#define PACE_CAREFUL 64

/* How many times longer than the last a run may be, as long as all went well. */
#define GROWTH 8

static int alike(const struct memhp_fact *a, const struct memhp_fact *b)
{
	return b->present && !b->single &&
	       b->outcome == MEMHP_OUTCOME_NONE &&
	       a->state == b->state &&
	       a->node == b->node &&
	       a->group == b->group &&
	       a->zone_key == b->zone_key &&
	       a->target_key == b->target_key;
}

__u32 memhp_run_length(const struct memhp_fact *facts, __u32 nr)
{
	__u32 n = 1;

	if (facts[0].single)
		return 1;
	while (n < nr && facts[n].block == facts[0].block + n &&
	       alike(&facts[0], &facts[n]))
		n++;
	return n;
}

void memhp_pace_init(struct memhp_pace *pace, __u32 start, __u32 max,
		     __u64 budget_ns)
{
	pace->max = max;
	pace->limit = max < start ? max : start;
	pace->careful = 0;
	pace->growth = GROWTH;
	pace->budget_ns = budget_ns;
}

/* How many blocks fit into the budget, if so many took @ns: by doubling, which
 * takes no division, and leaves room for a cost that is not quite flat. */
static __u32 fitting(const struct memhp_pace *pace, __u32 blocks, __u64 ns)
{
	__u32 times;

	for (times = 1; times < pace->growth; times *= 2) {
		if (ns > pace->budget_ns / 2)
			return blocks;
		if (blocks > pace->max / 2)
			return pace->max;
		ns *= 2;
		blocks *= 2;
	}
	return blocks;
}

void memhp_pace_done(struct memhp_pace *pace, __u32 blocks, __u64 ns)
{
	if (ns > pace->budget_ns)
		memhp_pace_failed(pace, blocks);
	else if (!pace->careful && blocks >= pace->limit)
		pace->limit = fitting(pace, blocks, ns);
}

void memhp_pace_failed(struct memhp_pace *pace, __u32 blocks)
{
	pace->limit = blocks > 1 ? blocks / 2 : 1;
	pace->growth = 2;
}

void memhp_pace_short(struct memhp_pace *pace, __u32 blocks)
{
	__u32 fewer = blocks > 1 ? blocks / 2 : 1;

	if (pace->limit > fewer)
		pace->limit = fewer;
}

void memhp_pace_stuck(struct memhp_pace *pace, __u32 blocks)
{
	pace->limit = 1;
	pace->growth = 2;
	pace->careful = blocks < PACE_CAREFUL ? blocks : PACE_CAREFUL;
}

void memhp_pace_passed(struct memhp_pace *pace, __u32 blocks)
{
	pace->careful -= blocks < pace->careful ? blocks : pace->careful;
}
