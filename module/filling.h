/* SPDX-License-Identifier: GPL-2.0 */
/* A request to populate a staged block or to take its pages back, while it is at work. */
#ifndef MEMHP_FILLING_H
#define MEMHP_FILLING_H

#include <linux/mm.h>
#include <linux/types.h>

#include "kernel/held.h"
#include "pageinfo.h"
#include "stage.h"

/**
 * struct fill - one request, in granules of the kernel
 * @f:		as it came
 * @s:		the block, under the lock
 * @first:	the window
 * @end:	behind it
 * @left:	how many are still to be done
 * @step:	how many at a time
 * @id:		of that record
 * @deadline:	ktime, 0: none
 * @sight:	where to look at pages
 */
struct fill {
	struct memhp_fill *f;
	struct memhp_staged *s;
	u32 first;
	u32 end;
	u32 left;
	u32 step;
	u64 id;
	u64 deadline;
	struct memhp_sight *sight;
};

static inline u64 memhp_filling_granule(void)
{
	return (u64)memhp_held_granule() << PAGE_SHIFT;
}

/** memhp_filling_pfn - the first page of a granule */
static inline unsigned long memhp_filling_pfn(const struct fill *fill, u32 granule)
{
	return fill->s->pfn + granule * memhp_held_granule();
}

/** memhp_filling_because - note why it went no further; @granule: where, ~0: nowhere.
 * Returns -@error. */
int memhp_filling_because(struct fill *fill, u32 granule, u32 reason, s32 error);

/** memhp_filling_done - granules [@first, @end) were given, or are held again */
void memhp_filling_done(struct fill *fill, u32 first, u32 end, bool held);

/** memhp_filling_take_back - depopulate, as far as it goes. Takes the hotplug lock for each
 * piece. */
void memhp_filling_take_back(struct fill *fill);

#endif
