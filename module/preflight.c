// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <linux/mm.h>

#include "kernel/calls.h"
#include "preflight.h"
#include "room.h"

/* Would the kernel refuse at once, and rightly? */
static bool hopeless(const struct memhp_sight *sight)
{
	return sight->pages.reason == MEMHP_REASON_UNMOVABLE &&
	       sight->pages.prospect != MEMHP_PROSPECT_DOUBTFUL;
}

/* Might the kernel try until its deadline? */
static bool doubtful(const struct memhp_sight *sight)
{
	return sight->pages.count[MEMHP_PAGE_PINNED] ||
	       sight->pages.prospect == MEMHP_PROSPECT_NO;
}

static bool refuse(struct memhp_plight *plight, u32 reason, s32 error)
{
	plight->reason = reason;
	plight->error = error;
	return true;
}

/* Would the kernel move all that can be moved, and then fail? As things are: it may go
 * another time. */
static bool in_vain(const struct memhp_sight *sight, struct memhp_plight *plight)
{
	if (sight->pages.prospect == MEMHP_PROSPECT_NO &&
	    memhp_pageinfo_still_hard(sight))
		return refuse(plight, MEMHP_REASON_UNMOVABLE, EBUSY);
	return memhp_pageinfo_keeps_huge(sight->huge) &&
	       refuse(plight, MEMHP_REASON_HUGE_PAGE, EBUSY);
}

/* Does the block end the run, of which it is the @first? */
static bool stays(const struct memhp_sight *sight, struct memhp_need *need,
		  struct memhp_plight *plight, bool first)
{
	if (hopeless(sight))
		return refuse(plight, MEMHP_REASON_UNMOVABLE, EBUSY);
	if (plight->survey && in_vain(sight, plight))
		return true;
	if (plight->clean && doubtful(sight)) {
		plight->later = true;
		return true;
	}
	memhp_room_add(need, sight);
	/* Too many for all of the run; those before may still go. */
	if (!first && memhp_pageinfo_keeps_huge(need->huge))
		return true;
	if (plight->force)
		return false;
	plight->missing = memhp_room_missing(need);
	return plight->missing &&
	       refuse(plight, MEMHP_REASON_NO_ROOM, ENOMEM);
}

u32 memhp_preflight(struct memory_block **mems, u32 nr,
		    struct memhp_plight *plight, struct memhp_sight *sight)
{
	struct memhp_need need = {
		.zone = memhp_zone_of(mems[0]),
		.leaves = plight->leaves,
	};
	u32 i;

	for (i = 0; i < nr && (!i || ktime_get_ns() < plight->until); i++) {
		plight->later = false;
		memhp_pageinfo_look(mems[i], NULL, sight);
		if (stays(sight, &need, plight, !i))
			break;
	}
	return i;
}
