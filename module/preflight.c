// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

#include "core/decide.h"
#include "kernel/block.h"
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

static bool stays(const struct memhp_sight *sight, struct memhp_need *need,
		  struct memhp_plight *plight)
{
	if (hopeless(sight))
		return refuse(plight, MEMHP_REASON_UNMOVABLE, EBUSY);
	if (plight->clean && doubtful(sight)) {
		plight->later = true;
		return true;
	}
	if (plight->force)
		return false;
	memhp_room_add(need, sight);
	plight->missing = memhp_room_missing(need);
	return plight->missing &&
	       refuse(plight, MEMHP_REASON_NO_ROOM, ENOMEM);
}

u32 memhp_preflight(struct memory_block **mems, u32 nr,
		    struct memhp_plight *plight, struct memhp_sight *sight)
{
	u8 zone = memhp_zone_number(memhp_zone_of(mems[0]));
	struct memhp_need need = {
		.nid = mems[0]->nid,
		.movable = !memhp_zone_is_kernel(zone),
		.leaves = plight->leaves,
	};
	u32 i;

	for (i = 0; i < nr; i++) {
		plight->later = false;
		memhp_pageinfo_look(mems[i], NULL, sight);
		if (stays(sight, &need, plight))
			break;
	}
	return i;
}
