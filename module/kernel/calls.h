/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's functions that memhp reaches by name, with one signature for
 * every kernel. Which must be there is said by memhp_has(): LIST or CHANGE for
 * walking and locking, CHANGE for single blocks, BATCH for runs.
 */
#ifndef MEMHP_KERNEL_CALLS_H
#define MEMHP_KERNEL_CALLS_H

#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mmzone.h>

/**
 * memhp_hotplug_trylock - take the device hotplug lock, or wait 5 ms
 *
 * The lock that keeps blocks, their states and their zones as they are; sysfs,
 * drivers and hot-unplug take it too. Returns 0 or -EAGAIN.
 */
int memhp_hotplug_trylock(void);

/** memhp_hotplug_lock - the same, until it is there: 0, or -EINTR for a signal */
int memhp_hotplug_lock(void);

/**
 * memhp_run_max - the most blocks that one call of the kernel may take
 * @wanted:	what the caller would like
 *
 * With KASAN the shadow of all that one call puts online is one area, which is
 * freed as a whole when its first block goes offline (mm/kasan/shadow.c). The
 * next one to offline may be anybody, so there every call is of one block.
 */
static inline u32 memhp_run_max(u32 wanted)
{
	return IS_ENABLED(CONFIG_KASAN) ? 1 : wanted;
}

void memhp_hotplug_unlock(void);

/**
 * memhp_walk_blocks - call @fn for each block there is among @count from @first
 *
 * Stops and returns what @fn returned if that is not 0. Holding the device
 * hotplug lock, a block stays valid until the lock is released.
 */
int memhp_walk_blocks(u64 first, u64 count, void *arg,
		      walk_memory_blocks_func_t fn);

/**
 * memhp_online_one - take a block online, the kernel's own way
 * @type:	MMOP_ONLINE, MMOP_ONLINE_KERNEL or MMOP_ONLINE_MOVABLE
 *
 * Device hotplug lock held. 0 or a negative errno.
 */
int memhp_online_one(struct memory_block *mem, int type);

/** memhp_offline_one - take a block offline, the kernel's own way */
int memhp_offline_one(struct memory_block *mem);

/**
 * memhp_zone_for - the zone that the kernel would put @nr blocks into
 * @mem:	the first
 * @type:	as in memhp_online_one()
 *
 * Device hotplug lock held. Depends on what is online now.
 */
struct zone *memhp_zone_for(struct memory_block *mem, u32 nr, int type);

/**
 * memhp_online_pages - put the pages of @nr blocks online by one call
 * @mem:	the first
 * @zone:	where to: what memhp_zone_for() said for @type, or the zone that
 *		the blocks came from
 * @type:	used by kernels that choose the zone themselves
 *
 * Device hotplug lock held. The blocks are of one node and one memory group,
 * offline, without a memmap of their own. Their devices are left to the caller.
 * 0, or a negative errno with all of them offline.
 */
int memhp_online_pages(struct memory_block *mem, u32 nr, struct zone *zone,
		       int type);

/**
 * memhp_offline_pages - take the pages of @nr blocks offline by one call
 * @zone:	the zone that all of them are in
 *
 * As memhp_online_pages(). Tries until it can, it cannot ever, or a signal is
 * pending (-EINTR).
 */
int memhp_offline_pages(struct memory_block *mem, u32 nr, struct zone *zone);

/**
 * memhp_state_and_zone - what a block is, while others may change it
 * @state:	out: enum memhp_state
 * @zone:	out: enum memhp_zone, NONE unless it is online in one zone, or, where the
 *		block knows it, on its way offline
 *
 * The two belong together. The caller has a reference to the block, no lock.
 * Returns 0, or -EAGAIN if the block did not keep still; may sleep a moment.
 */
int memhp_state_and_zone(struct memory_block *mem, u8 *state, u8 *zone);

/**
 * memhp_zone_of - the one zone that all pages of a block are in, or NULL
 *
 * The block is online and stays so: the caller holds the device hotplug lock
 * or the block's device lock.
 */
struct zone *memhp_zone_of(struct memory_block *mem);

#endif
