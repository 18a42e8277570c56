/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * The arithmetic of the auto-movable policy: may these pages join ZONE_MOVABLE,
 * or would too little kernel memory be left for what is movable?
 *
 *	movable + wanted <= kernel * ratio / 100
 *
 * With a rule of ratio=301 numa-aware and nothing else, it decides exactly as the
 * kernel's own does (mm/memory_hotplug.c, auto_movable_zone_for_pfn(), 5.15 and
 * later), to the rounding. Numbers in, numbers out; no locks, no side effects.
 * Pages up to 2^52 and ratios up to MEMHP_RATIO_MAX never overflow.
 */
#ifndef MEMHP_CORE_POLICY_H
#define MEMHP_CORE_POLICY_H

#include <memhp/uapi.h>

/**
 * struct memhp_scope - what is present, of the machine or of a node, in pages
 * @early:	in kernel zones since boot, with @cma
 * @cma:	of them, CMA
 * @plugged:	in kernel zones, hot-plugged
 * @movable:	in ZONE_MOVABLE
 * @required:	sum of memhp_required() over all dynamic groups but the block's own
 * @group_movable: movable pages of all dynamic groups but the block's own
 */
struct memhp_scope {
	__u64 early;
	__u64 cma;
	__u64 plugged;
	__u64 movable;
	__u64 required;
	__u64 group_movable;
};

/**
 * struct memhp_share - a block, and what it goes together with, in pages
 * @pages:	of the block
 * @type:	enum memhp_group_type of its group
 * @max:	static group: all it will ever have
 * @unit:	dynamic group: of a unit
 * @kernel:	of the group, in kernel zones
 * @movable:	of the group, in ZONE_MOVABLE
 * @unit_kernel: dynamic group: of this block's unit, in kernel zones
 * @unit_movable: dynamic group: of this block's unit, in ZONE_MOVABLE
 */
struct memhp_share {
	__u64 pages;
	__u32 type;
	__u64 max;
	__u64 unit;
	__u64 kernel;
	__u64 movable;
	__u64 unit_kernel;
	__u64 unit_movable;
};

/**
 * memhp_required - early kernel pages that a dynamic group needs from outside
 * @movable:	pages it has in ZONE_MOVABLE
 * @kernel:	pages it has in kernel zones
 * @ratio:	percent, not 0
 */
__u64 memhp_required(__u64 movable, __u64 kernel, __u32 ratio);

/** memhp_allowed - @kernel * @ratio / 100, rounded down, without overflow */
__u64 memhp_allowed(__u64 kernel, __u32 ratio);

/**
 * memhp_weigh - fill in the sum of one scope
 * @rule:	AUTO_MOVABLE
 * @share:	the block
 * @scope:	the machine or the node
 * @reserve:	pages that do not count: those of the rule for the machine, 0 for
 *		a node
 * @wanted:	pages that would join
 * @sum:	out
 *
 * Returns 1 if they may be movable, 0 if not.
 */
int memhp_weigh(const struct memhp_rule *rule, const struct memhp_share *share,
		const struct memhp_scope *scope, __u64 reserve, __u64 wanted,
		struct memhp_sum *sum);

/**
 * memhp_policy_decide - what a rule says of a block
 * @rule:	the rule that matches, NULL: none does
 * @share:	the block
 * @all:	the machine
 * @here:	its node
 * @page_size:	bytes
 * @d:		out: action, choice, why, ratio, flags and the sums are set, all
 *		else is left alone
 *
 * @all and @here are read only if the rule is AUTO_MOVABLE.
 */
void memhp_policy_decide(const struct memhp_rule *rule,
			 const struct memhp_share *share,
			 const struct memhp_scope *all,
			 const struct memhp_scope *here, __u64 page_size,
			 struct memhp_decision *d);

/**
 * memhp_policy_forbids - with enforce on: is this request refused?
 * @d:		what the policy says of the block
 * @choice:	enum memhp_choice asked for; KEEP: none (a plain "online")
 *
 * MOVABLE is, where the policy says KERNEL; KERNEL is, where a rule (not a
 * ratio) says MOVABLE; KEEP is, where a rule says OFFLINE: that takes an operator
 * who names the zone.
 */
int memhp_policy_forbids(const struct memhp_decision *d, __u32 choice);

#endif
