/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which groups there are, and where blocks belong. Locks as in group.h: the first
 * half is for all to ask, the second for those who change groups, under both.
 */
#ifndef MEMHP_PLACES_H
#define MEMHP_PLACES_H

#include <memhp/uapi.h>

#include "group.h"

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

/** struct memhp_last - whose group was asked for last: zeros at first */
struct memhp_last {
	void *place;
	u32 id;
};

/** memhp_groups_id - id of a block's group, 0: none. Needs no lock. Who asks for block
 * after block keeps @last between them, as those of a device are in one group. */
u32 memhp_groups_id(u64 block, struct memhp_last *last);

/** memhp_groups_name - copy the name of a group, "" if it is gone. No lock. */
void memhp_groups_name(u32 id, char name[MEMHP_GROUP_NAME_SIZE]);

/** memhp_groups_next - the group with the least id above @id, NULL: no more.
 * memhp_policy_lock. Devices that are no group are passed over. */
const struct memhp_blockgroup *memhp_groups_next(u32 id);

/**
 * struct memhp_packed - what the table of blocks holds of one
 * @device:	id of what it came with, 0: boot memory, or not known
 * @hand:	id of the group made by hand that it is in, 0: none
 * @class:	enum memhp_class
 * @node:	its node and one, 0: not known
 */
struct memhp_packed {
	u32 device;
	u32 hand;
	u32 class;
	u32 node;
};

/** memhp_group_of - the group, or the device that is none, of a block; NULL */
struct memhp_blockgroup *memhp_group_of(struct memhp_packed p);

/** memhp_places_get - read an entry; false: there is none, and zeros */
bool memhp_places_get(u64 block, struct memhp_packed *p);

/** memhp_places_set - write an entry. 0 or a negative errno; cannot fail where there
 * was one. */
int memhp_places_set(u64 block, struct memhp_packed p);

/** memhp_places_erase - take an entry away, and tell what it was; as get */
bool memhp_places_erase(u64 block, struct memhp_packed *p);

/** memhp_places_merge - all blocks of device @from are of device @to */
void memhp_places_merge(u32 from, u32 to);

/** memhp_places_arrive - nobody has looked at this block yet; it has an entry */
void memhp_places_arrive(u64 block);

/** memhp_places_arrived - the next range of such blocks, from block @from on, which
 * then are no more; false: there is none */
bool memhp_places_arrived(u64 from, struct memhp_range *range);

/** memhp_groups_at - the group or device with this id, NULL: none */
struct memhp_blockgroup *memhp_groups_at(u32 id);

/** memhp_groups_after - as memhp_groups_next(), but no device is passed over */
struct memhp_blockgroup *memhp_groups_after(u32 id);

/** memhp_for_each_group - all groups and devices; either lock, none may go */
#define memhp_for_each_group(g) \
	for ((g) = memhp_groups_after(0); (g); (g) = memhp_groups_after((g)->id))

/** memhp_groups_find - by name, NULL: none */
struct memhp_blockgroup *memhp_groups_find(const char *name);

/** memhp_groups_insert - give it an id. 0 or a negative errno. */
int memhp_groups_insert(struct memhp_blockgroup *g);

/** memhp_groups_erase - it is no more, and is freed when nobody reads it */
void memhp_groups_erase(struct memhp_blockgroup *g);

/** memhp_places_exit - free everything; nobody asks any more */
void memhp_places_exit(void);

#endif
