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

/** enum memhp_class - what a block counts as */
enum memhp_class {
	MEMHP_CLASS_OFFLINE,
	MEMHP_CLASS_KERNEL,
	MEMHP_CLASS_MOVABLE,
};

/**
 * struct memhp_place - where a block belongs
 * @device:	what it came with, NULL: boot memory, or not known
 * @hand:	the group made by hand that it is in, NULL: none
 * @class:	enum memhp_class
 */
struct memhp_place {
	const struct memhp_blockgroup *device;
	const struct memhp_blockgroup *hand;
	u32 class;
};

/** memhp_class_of_zone - what a block in a zone (enum memhp_zone) counts as */
u32 memhp_class_of_zone(u32 zone);

/** memhp_place_of - hook; either lock. Zeros for a block that nothing is known of */
struct memhp_place memhp_place_of(u64 block);

/** memhp_place_group - the group that a place is in, NULL: none */
static inline const struct memhp_blockgroup *
memhp_place_group(const struct memhp_place *place)
{
	if (place->hand)
		return place->hand;
	if (place->device && place->device->type != MEMHP_GROUP_NONE)
		return place->device;
	return NULL;
}

/** memhp_groups_id - id of a block's group, 0: none. Needs no lock. */
u32 memhp_groups_id(u64 block);

/** memhp_groups_name - copy the name of a group, "" if it is gone. No lock. */
void memhp_groups_name(u32 id, char name[MEMHP_GROUP_NAME_SIZE]);

/** memhp_groups_plugged - hot-plugged pages in the kernel zones of a node; hook */
u64 memhp_groups_plugged(int nid);

/**
 * memhp_groups_set_ratios - which ratios the effect of groups is wanted for
 *
 * Both locks. 0 or -ENOMEM, with nothing changed.
 */
int memhp_groups_set_ratios(const u32 *ratios, u32 nr);

/**
 * memhp_groups_effect - what dynamic groups hold, at ratio number @i
 * @nid:	of this node only; -1: of all
 * @but:	this one left out, may be NULL
 * @required:	out: pages, sum of memhp_required()
 * @movable:	out: pages
 *
 * Hook; either lock. Costs the same with any number of groups.
 */
void memhp_groups_effect(u32 i, int nid, const struct memhp_blockgroup *but,
			 u64 *required, u64 *movable);

/** memhp_groups_effect_now - the same for any @ratio, by looking at all groups */
void memhp_groups_effect_now(u32 ratio, int nid, u64 *required, u64 *movable);

/** memhp_groups_next - the group with the least id above @id, NULL: no more.
 * memhp_policy_lock. Devices that are no group are passed over. */
const struct memhp_blockgroup *memhp_groups_next(u32 id);

/** memhp_groups_arrived - take the next range of blocks that came since it was
 * asked last, from block *@from on; false: no more. Both locks. */
bool memhp_groups_arrived(u64 *from, struct memhp_range *range);

/** memhp_groups_change - carry out a struct memhp_group, whose name has been
 * checked; as the uapi says. Both locks. */
int memhp_groups_change(struct memhp_group *change,
			const struct memhp_range *ranges);

/** memhp_groups_init - after memhp_blocks_init() and memhp_owner_init(); takes
 * the hotplug lock. 0, or a negative errno. */
int memhp_groups_init(void);
void memhp_groups_exit(void);

#endif
