/* SPDX-License-Identifier: GPL-2.0 */
/* Have the pages of blocks that go offline somewhere to go? */
#ifndef MEMHP_ROOM_H
#define MEMHP_ROOM_H

#include "pageinfo.h"

/**
 * struct memhp_need - what blocks of one zone would need elsewhere
 * @nid:	their node
 * @movable:	they are in the movable zone
 * @leaves:	their memory leaves the machine; else it comes back at once
 * @pages:	that would have to move, huge ones left out
 * @free:	pages that are free in them, which nobody can move to
 * @huge:	huge pages in them
 */
struct memhp_need {
	int nid;
	bool movable;
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
 * no other with memory; pages of kernel zones into kernel zones only
 * (do_migrate_range() of mm/memory_hotplug.c, alloc_migration_target() of
 * mm/migrate.c). Room is what is free there above the high watermark and what is kept
 * for others, and half of the page cache, as in si_mem_available(). Besides, memory
 * that leaves must not take the machine as a whole below that.
 */
u64 memhp_room_missing(const struct memhp_need *need);

#endif
