/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Groups: blocks that come and go together, and what of them is online.
 *
 * A block that was plugged belongs to its device, and each device is a group of
 * its own (but for memory added by hand). Whoever wants it otherwise puts blocks
 * into groups made by hand, which go before those of devices.
 *
 * Locks: everything that changes groups, accounts or rules happens under the
 * device hotplug lock, as do all onlining and offlining; besides that, under
 * memhp_policy_lock. So whoever has either lock may read. Functions marked "hook"
 * are for a kprobe that runs inside of an onlining: they take no lock and do not
 * sleep.
 */
#ifndef MEMHP_GROUP_H
#define MEMHP_GROUP_H

#include <linux/memory.h>
#include <linux/mutex.h>

#include <memhp/uapi.h>

extern struct mutex memhp_policy_lock;

/** memhp_policy_changes - rules or groups become others; memhp_policy_lock */
void memhp_policy_changes(void);

/** memhp_policy_generation - another number after each change, never 0. The
 * same lock. */
unsigned int memhp_policy_generation(void);

/**
 * struct memhp_blockgroup - a group, or a device whose blocks are in none
 * @id:		in the table of groups
 * @name:	unique, as long as it was when the group was made
 * @type:	enum memhp_group_type; NONE: a device that is no group
 * @by_hand:	made by an ioctl
 * @owner:	enum memhp_owner
 * @node:	-1 without blocks
 * @start:	where the device starts; not by hand
 * @size:	bytes of the device; not by hand
 * @kgroup:	the kernel's group of the device, only compared
 * @max:	pages it will have at most, 0: not known
 * @unit:	pages of a unit, dynamic
 * @refs:	blocks that came with the device, in this group or another
 * @blocks:	in it
 * @kernel:	pages online in kernel zones
 * @movable:	pages online in ZONE_MOVABLE
 */
struct memhp_blockgroup {
	u32 id;
	char name[MEMHP_GROUP_NAME_SIZE];
	u32 type;
	bool by_hand;
	u32 owner;
	s32 node;
	u64 start;
	u64 size;
	unsigned long kgroup;
	u64 max;
	u64 unit;
	u64 refs;
	u64 blocks;
	u64 kernel;
	u64 movable;
	struct rcu_head rcu;
};

/** memhp_groups_arrived - take the next range of blocks that came since it was
 * asked last, from block *@from on; false: no more. Both locks. */
bool memhp_groups_arrived(u64 *from, struct memhp_range *range);

/** memhp_groups_init - after memhp_blocks_init() and memhp_owner_init(); takes
 * the hotplug lock. 0, or a negative errno. */
int memhp_groups_init(void);
void memhp_groups_exit(void);

#endif
