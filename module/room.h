/* SPDX-License-Identifier: GPL-2.0 */
/* Have the pages of blocks that go offline somewhere to go? */
#ifndef MEMHP_ROOM_H
#define MEMHP_ROOM_H

#include "pageinfo.h"

/**
 * struct memhp_need - what blocks of one zone would need elsewhere
 * @zone:	that zone
 * @leaves:	their memory leaves the machine; else it comes back at once
 * @pages:	that would have to move, huge ones left out
 * @free:	pages that are free in them, which nobody can move to
 * @huge:	huge pages in them
 */
struct memhp_need {
	struct zone *zone;
	bool leaves;
	u64 pages;
	u64 free;
	struct memhp_huge_use huge[MEMHP_HUGE_SIZES];
};

/** memhp_room_add - add what a block needs */
void memhp_room_add(struct memhp_need *need, const struct memhp_sight *sight);

/**
 * memhp_room_missing - bytes that there is too little room for, 0: there is enough
 *
 * The kernel moves pages of a block to other nodes, to the same one only if there is
 * no other with memory; pages of kernel zones into kernel zones only, but huge ones
 * anywhere (do_migrate_range() of mm/memory_hotplug.c, alloc_migration_target() of
 * mm/migrate.c). What room is says memhp_zone_room().
 *
 * Besides, memory that leaves must leave the machine as a whole some room: blocks with
 * nothing in use are short of a page if no zone of what is left has any. That is ours:
 * the kernel lets them go, and begins to reclaim.
 */
u64 memhp_room_missing(const struct memhp_need *need);

#endif
