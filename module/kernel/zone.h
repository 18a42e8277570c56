/* SPDX-License-Identifier: GPL-2.0 */
/* The counters of zones, as plain numbers. */
#ifndef MEMHP_KERNEL_ZONE_H
#define MEMHP_KERNEL_ZONE_H

#include <linux/mmzone.h>
#include <linux/types.h>

#include <memhp/uapi.h>

/**
 * struct memhp_zone_counts - pages of a node, by class of zone
 * @kernel:	present in kernel zones
 * @early:	of them, there since boot; ~0: this kernel does not count them
 * @cma:	of them, CMA; 0 also where the kernel does not count them by zone
 * @movable:	present in ZONE_MOVABLE
 */
struct memhp_zone_counts {
	u64 kernel;
	u64 early;
	u64 cma;
	u64 movable;
};

/**
 * memhp_zone_count - read the counters of node @nid
 *
 * They hold still while the caller has the device hotplug lock; without it each
 * is right for itself. From any context.
 */
void memhp_zone_count(int nid, struct memhp_zone_counts *counts);

/** memhp_zone_free - add the pages free in the kernel zones of node @nid, and the
 * sum of the low watermarks of these zones */
void memhp_zone_free(int nid, u64 *free, u64 *low);

/** memhp_zone_spare - add the free pages that the kernel zones of node @nid can give to
 * the kernel and stay above their high watermarks, and the pages that they have */
void memhp_zone_spare(int nid, u64 *spare, u64 *managed);

/**
 * memhp_zone_room - pages that node @nid could take in
 * @movable:	into the movable zone too, not only into kernel zones
 * @leaving:	a zone that loses free pages
 * @free:	how many it loses
 *
 * Zone by zone, what is above the high watermark and what is kept from such
 * allocations: of free pages and of page cache, less half of that or the low
 * watermark, whichever is less, as in si_mem_available(). Swap does not count.
 */
u64 memhp_zone_room(int nid, bool movable, const struct zone *leaving, u64 free);

/** memhp_zone_info - tell of zone @index of node @nid; false: it has no pages */
bool memhp_zone_info(int nid, int index, struct memhp_zone_info *info);

#endif
