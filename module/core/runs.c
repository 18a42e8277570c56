// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include "runs.h"

/* Next to a block that was stuck, so many go one by one. */
#define PACE_CAREFUL 64

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
	pace->budget_ns = budget_ns;
}

void memhp_pace_done(struct memhp_pace *pace, __u32 blocks, __u64 ns)
{
	if (ns > pace->budget_ns) {
		memhp_pace_failed(pace, blocks);
	} else if (!pace->careful && blocks >= pace->limit &&
		   ns <= pace->budget_ns / 2) {
		/* A doubled run still fits, as cost grows with its blocks. */
		pace->limit = pace->limit > pace->max / 2 ? pace->max
							  : pace->limit * 2;
	}
}

void memhp_pace_failed(struct memhp_pace *pace, __u32 blocks)
{
	pace->limit = blocks > 1 ? blocks / 2 : 1;
}

void memhp_pace_stuck(struct memhp_pace *pace, __u32 blocks)
{
	pace->limit = 1;
	pace->careful = blocks < PACE_CAREFUL ? blocks : PACE_CAREFUL;
}

void memhp_pace_passed(struct memhp_pace *pace, __u32 blocks)
{
	pace->careful -= blocks < pace->careful ? blocks : pace->careful;
}
