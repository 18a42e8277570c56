/* SPDX-License-Identifier: GPL-2.0 */
/*
 * After the kernel has moved the pages of a run, its blocks have to say so:
 * what the kernel's own way does for one block (drivers/base/memory.c and
 * core.c) is done here for many. All of it under the device hotplug lock.
 */
#ifndef MEMHP_SETTLE_H
#define MEMHP_SETTLE_H

#include <linux/memory.h>
#include <linux/mmzone.h>

/** memhp_settle_online - @nr blocks are online in @zone: state, zone, uevent */
void memhp_settle_online(struct memory_block **mems, u32 nr, struct zone *zone);

/** memhp_settle_offline - @nr blocks are offline: state, zone, uevent */
void memhp_settle_offline(struct memory_block **mems, u32 nr);

/** memhp_settle_going_offline - before the attempt: the state that sysfs shows */
void memhp_settle_going_offline(struct memory_block **mems, u32 nr);

/** memhp_settle_still_online - the attempt failed */
void memhp_settle_still_online(struct memory_block **mems, u32 nr);

/**
 * memhp_read_state - where a block is
 * @state:	out: enum memhp_state
 * @zone:	out: enum memhp_zone, NONE unless it is online in one zone
 * @zone_key:	out: stands for that zone, 0 for none
 */
void memhp_read_state(struct memory_block *mem, u8 *state, u8 *zone,
		      unsigned long *zone_key);

/** memhp_group_key - stands for the kernel's memory group, 0 for none */
unsigned long memhp_group_key(struct memory_block *mem);

#endif
