// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include <linux/errno.h>

#include "decide.h"

static const struct memhp_verdict work = { MEMHP_OUTCOME_NONE,
					   MEMHP_REASON_NONE, 0 };
static const struct memhp_verdict unchanged = { MEMHP_OUTCOME_UNCHANGED,
						MEMHP_REASON_NONE, 0 };

static struct memhp_verdict failed(__u32 reason, __s32 error)
{
	struct memhp_verdict v;

	v.outcome = MEMHP_OUTCOME_FAILED;
	v.reason = reason;
	v.error = error;
	return v;
}

int memhp_zone_is_kernel(__u32 zone)
{
	return zone == MEMHP_ZONE_DMA || zone == MEMHP_ZONE_DMA32 ||
	       zone == MEMHP_ZONE_NORMAL || zone == MEMHP_ZONE_HIGHMEM;
}

int memhp_zone_in_class(__u32 zone, __u32 choice)
{
	switch (choice) {
	case MEMHP_CHOICE_KERNEL:
		return memhp_zone_is_kernel(zone);
	case MEMHP_CHOICE_MOVABLE:
		return zone == MEMHP_ZONE_MOVABLE;
	default:
		return 1;
	}
}

int memhp_op_valid(__u32 op, __u32 choice)
{
	switch (op) {
	case MEMHP_OP_ONLINE:
		return choice >= MEMHP_CHOICE_AUTO &&
		       choice <= MEMHP_CHOICE_MAX;
	case MEMHP_OP_OFFLINE:
		return choice == MEMHP_CHOICE_NONE;
	case MEMHP_OP_SHIFT:
		return choice == MEMHP_CHOICE_KERNEL ||
		       choice == MEMHP_CHOICE_MOVABLE;
	default:
		return 0;
	}
}

struct memhp_verdict memhp_decide(__u32 op, __u32 choice, __u32 state,
				  __u32 zone)
{
	/* Nobody who holds the hotplug lock sees a block on its way. */
	if (state != MEMHP_STATE_ONLINE && state != MEMHP_STATE_OFFLINE)
		return failed(MEMHP_REASON_KERNEL, EBUSY);

	if (state == MEMHP_STATE_OFFLINE) {
		if (op == MEMHP_OP_ONLINE)
			return work;
		if (op == MEMHP_OP_OFFLINE)
			return unchanged;
		return failed(MEMHP_REASON_OFFLINE, EINVAL);
	}

	/* Online, and asked to be no more than that. */
	if (op == MEMHP_OP_ONLINE && (choice == MEMHP_CHOICE_AUTO ||
				      choice == MEMHP_CHOICE_KEEP))
		return unchanged;
	/* The kernel takes no block offline that is in more than one zone. */
	if (zone == MEMHP_ZONE_NONE)
		return failed(MEMHP_REASON_MULTIZONE, EINVAL);
	if (op == MEMHP_OP_OFFLINE)
		return work;
	if (memhp_zone_in_class(zone, choice))
		return unchanged;
	if (op == MEMHP_OP_SHIFT)
		return work;
	return failed(MEMHP_REASON_OTHER_ZONE, EEXIST);
}
