// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include <linux/string.h>

#include "policy.h"

/* @a - @b, at least 0. Counters are read one by one, so they may disagree. */
static __u64 less(__u64 a, __u64 b)
{
	return a > b ? a - b : 0;
}

static __u64 at_most(__u64 a, __u64 limit)
{
	return a < limit ? a : limit;
}

__u64 memhp_allowed(__u64 kernel, __u32 ratio)
{
	/* The product in one could overflow. */
	return kernel / 100 * ratio + kernel % 100 * ratio / 100;
}

__u64 memhp_required(__u64 movable, __u64 kernel, __u32 ratio)
{
	return less(movable * 100 / ratio, kernel);
}

int memhp_weigh(const struct memhp_rule *rule, const struct memhp_share *share,
		const struct memhp_scope *scope, __u64 reserve, __u64 wanted,
		struct memhp_sum *sum)
{
	__u64 outside;	/* of the block's own group */

	memset(sum, 0, sizeof(*sum));
	sum->early = scope->early;
	sum->cma = at_most(scope->cma, sum->early);
	sum->reserve = at_most(reserve, sum->early - sum->cma);
	sum->movable = scope->movable + sum->cma;
	sum->wanted = wanted;
	if (rule->flags & MEMHP_RULE_COUNT_HOTPLUGGED) {
		/* All kernel memory counts, so no group has any to itself. */
		sum->plugged = scope->plugged;
	} else {
		sum->required = scope->required;
		sum->movable = less(sum->movable, scope->group_movable);
		if (share->type == MEMHP_GROUP_DYNAMIC)
			sum->own = share->kernel;
	}

	outside = sum->early - sum->cma - sum->reserve + sum->plugged;
	sum->kernel = less(outside + sum->own, sum->required);
	sum->allowed = memhp_allowed(sum->kernel, rule->ratio);
	/*
	 * As the kernel has it: while other groups need all there is, what the
	 * own group has does not help.
	 */
	return outside > sum->required &&
	       sum->movable + sum->wanted <= sum->allowed;
}

/* A unit of one block is just a block. */
static int in_larger_unit(const struct memhp_share *share)
{
	return share->type == MEMHP_GROUP_DYNAMIC &&
	       share->unit > share->pages;
}

/* All that would have to follow the block into ZONE_MOVABLE, and itself. */
static __u64 pages_wanted(const struct memhp_share *share)
{
	if (share->type == MEMHP_GROUP_STATIC && share->max &&
	    share->max >= share->movable)
		return share->max - share->movable;
	if (in_larger_unit(share) && share->unit >= share->unit_movable)
		return share->unit - share->unit_movable;
	return share->pages;
}

static __u64 pages_of(__u64 bytes, __u64 page_size)
{
	return bytes / page_size + (bytes % page_size != 0);
}

static enum memhp_why auto_movable(const struct memhp_rule *rule,
				   const struct memhp_share *share,
				   const struct memhp_scope *all,
				   const struct memhp_scope *here,
				   __u64 page_size, struct memhp_decision *d)
{
	__u64 wanted;

	if (share->type == MEMHP_GROUP_STATIC && share->kernel)
		return MEMHP_WHY_GROUP;
	if (in_larger_unit(share) && share->unit_kernel)
		return MEMHP_WHY_UNIT;
	wanted = pages_wanted(share);
	if (!memhp_weigh(rule, share, all, pages_of(rule->reserve, page_size),
			 wanted, &d->all))
		return MEMHP_WHY_RATIO;
	if (rule->flags & MEMHP_RULE_NUMA_AWARE &&
	    !memhp_weigh(rule, share, here, 0, wanted, &d->here))
		return MEMHP_WHY_NODE_RATIO;
	return MEMHP_WHY_FITS;
}

static enum memhp_choice choice_of(__u32 action)
{
	switch (action) {
	case MEMHP_ACTION_KERNEL:
		return MEMHP_CHOICE_KERNEL;
	case MEMHP_ACTION_MOVABLE:
		return MEMHP_CHOICE_MOVABLE;
	case MEMHP_ACTION_OFFLINE:
		return MEMHP_CHOICE_NONE;
	default:
		return MEMHP_CHOICE_KEEP;
	}
}

void memhp_policy_decide(const struct memhp_rule *rule,
			 const struct memhp_share *share,
			 const struct memhp_scope *all,
			 const struct memhp_scope *here, __u64 page_size,
			 struct memhp_decision *d)
{
	memset(&d->all, 0, sizeof(d->all));
	memset(&d->here, 0, sizeof(d->here));
	d->action = rule ? rule->action : MEMHP_ACTION_NONE;
	d->ratio = rule ? rule->ratio : 0;
	d->flags = rule ? rule->flags : 0;
	if (d->action == MEMHP_ACTION_AUTO_MOVABLE) {
		d->why = auto_movable(rule, share, all, here, page_size, d);
		d->choice = d->why == MEMHP_WHY_FITS ? MEMHP_CHOICE_MOVABLE
						     : MEMHP_CHOICE_KERNEL;
	} else {
		d->why = rule ? MEMHP_WHY_RULE : MEMHP_WHY_NO_RULE;
		d->choice = choice_of(d->action);
	}
}

int memhp_policy_forbids(const struct memhp_decision *d, __u32 choice)
{
	switch (choice) {
	case MEMHP_CHOICE_MOVABLE:
		return d->choice == MEMHP_CHOICE_KERNEL;
	case MEMHP_CHOICE_KERNEL:
		return d->choice == MEMHP_CHOICE_MOVABLE &&
		       d->why == MEMHP_WHY_RULE;
	case MEMHP_CHOICE_KEEP:
		return d->action == MEMHP_ACTION_OFFLINE;
	default:
		return 0;
	}
}
