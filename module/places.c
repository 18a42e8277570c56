// SPDX-License-Identifier: GPL-2.0
/*
 * places: block -> its device, its group made by hand, its class, packed into a
 * value; groups: id -> group. Both are read without locks.
 */
#include <linux/build_bug.h>
#include <linux/numa.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "places.h"

static DEFINE_XARRAY(places);
static DEFINE_XARRAY_ALLOC1(groups);

#define ARRIVED XA_MARK_0	/* nobody has looked at this block yet */

#define CLASS_BITS	2
#define NODE_BITS	12
#define ID_BITS		24
#define ID_MASK		((1UL << ID_BITS) - 1)

static struct memhp_packed unpack(void *entry)
{
	unsigned long v = entry ? xa_to_value(entry) : 0;

	return (struct memhp_packed){
		.class = v & ((1UL << CLASS_BITS) - 1),
		.node = (v >> CLASS_BITS) & ((1UL << NODE_BITS) - 1),
		.device = (v >> (CLASS_BITS + NODE_BITS)) & ID_MASK,
		.hand = v >> (CLASS_BITS + NODE_BITS + ID_BITS),
	};
}

static void *pack(struct memhp_packed p)
{
	unsigned long ids = (unsigned long)p.hand << ID_BITS | p.device;

	BUILD_BUG_ON(CLASS_BITS + NODE_BITS + 2 * ID_BITS > BITS_PER_LONG - 1);
	BUILD_BUG_ON(MAX_NUMNODES >= 1 << NODE_BITS);
	return xa_mk_value(ids << (CLASS_BITS + NODE_BITS) |
			   p.node << CLASS_BITS | p.class);
}

struct memhp_blockgroup *memhp_groups_at(u32 id)
{
	return xa_load(&groups, id);
}

struct memhp_blockgroup *memhp_groups_after(u32 id)
{
	unsigned long index = id;

	return xa_find_after(&groups, &index, ULONG_MAX, XA_PRESENT);
}

const struct memhp_blockgroup *memhp_groups_next(u32 id)
{
	struct memhp_blockgroup *g = memhp_groups_after(id);

	while (g && g->type == MEMHP_GROUP_NONE)
		g = memhp_groups_after(g->id);
	return g;
}

struct memhp_blockgroup *memhp_groups_find(const char *name)
{
	struct memhp_blockgroup *g;

	memhp_for_each_group(g)
		if (!strcmp(g->name, name))
			return g;
	return NULL;
}

void memhp_groups_name(u32 id, char name[MEMHP_GROUP_NAME_SIZE])
{
	struct memhp_blockgroup *g;

	rcu_read_lock();
	g = xa_load(&groups, id);
	strscpy(name, g ? g->name : "", MEMHP_GROUP_NAME_SIZE);
	rcu_read_unlock();
}

/* A number that was in use a moment ago may be in a dump that is on its way. */
int memhp_groups_insert(struct memhp_blockgroup *g)
{
	static u32 next;
	int ret = xa_alloc_cyclic(&groups, &g->id, g, XA_LIMIT(1, ID_MASK),
				  &next, GFP_KERNEL);

	return ret < 0 ? ret : 0;
}

void memhp_groups_erase(struct memhp_blockgroup *g)
{
	xa_erase(&groups, g->id);
	kfree_rcu(g, rcu);
}

struct memhp_blockgroup *memhp_group_of(struct memhp_packed p)
{
	return xa_load(&groups, p.hand ? p.hand : p.device);
}

bool memhp_places_get(u64 block, struct memhp_packed *p)
{
	void *entry = xa_load(&places, block);

	*p = unpack(entry);
	return entry;
}

int memhp_places_set(u64 block, struct memhp_packed p)
{
	return xa_err(xa_store(&places, block, pack(p), GFP_KERNEL));
}

bool memhp_places_erase(u64 block, struct memhp_packed *p)
{
	void *entry = xa_erase(&places, block);

	*p = unpack(entry);
	return entry;
}

void memhp_places_merge(u32 from, u32 to)
{
	unsigned long index;
	void *entry;

	xa_for_each(&places, index, entry) {
		struct memhp_packed p = unpack(entry);

		if (p.device != from)
			continue;
		p.device = to;
		xa_store(&places, index, pack(p), GFP_KERNEL);
	}
}

void memhp_places_arrive(u64 block)
{
	xa_set_mark(&places, block, ARRIVED);
}

bool memhp_places_arrived(u64 from, struct memhp_range *range)
{
	unsigned long index = from;

	if (!xa_find(&places, &index, ULONG_MAX, ARRIVED))
		return false;
	range->first = index;
	range->count = 0;
	while (xa_get_mark(&places, index, ARRIVED)) {
		xa_clear_mark(&places, index++, ARRIVED);
		range->count++;
	}
	return true;
}

struct memhp_place memhp_place_of(u64 block)
{
	struct memhp_packed p = unpack(xa_load(&places, block));

	return (struct memhp_place){
		.device = p.device ? xa_load(&groups, p.device) : NULL,
		.hand = p.hand ? xa_load(&groups, p.hand) : NULL,
		.class = p.class,
	};
}

u32 memhp_groups_id(u64 block, struct memhp_last *last)
{
	void *place = xa_load(&places, block);
	struct memhp_blockgroup *g;

	if (place == last->place)
		return last->id;
	rcu_read_lock();
	g = memhp_group_of(unpack(place));
	last->id = g && g->type != MEMHP_GROUP_NONE ? g->id : 0;
	rcu_read_unlock();
	last->place = place;
	return last->id;
}

void memhp_places_exit(void)
{
	struct memhp_blockgroup *g;
	unsigned long id;

	xa_for_each(&groups, id, g)
		kfree(g);
	xa_destroy(&groups);
	xa_destroy(&places);
}
