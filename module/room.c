// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include "kernel/hugepage.h"
#include "kernel/zone.h"
#include "room.h"

static void add_huge(struct memhp_need *need, const struct memhp_huge_use *use)
{
	u32 i;

	if (!use->order)
		return;
	for (i = 0; i < MEMHP_HUGE_SIZES; i++) {
		struct memhp_huge_use *sum = &need->huge[i];

		if (sum->order && sum->order != use->order)
			continue;
		sum->order = use->order;
		sum->used += use->used;
		sum->free += use->free;
		return;
	}
}

void memhp_room_add(struct memhp_need *need, const struct memhp_sight *sight)
{
	u32 i;

	need->pages += memhp_pageinfo_migrates(sight);
	need->free += sight->pages.count[MEMHP_PAGE_FREE];
	for (i = 0; i < MEMHP_HUGE_SIZES; i++)
		add_huge(need, &sight->huge[i]);
}

/* Where the kernel would move pages of node @nid to. */
static void allowed_nodes(int nid, nodemask_t *nodes)
{
	*nodes = node_states[N_MEMORY];
	node_clear(nid, *nodes);
	if (nodes_empty(*nodes))
		node_set(nid, *nodes);
}

/* What is free in the blocks is no room. */
static u64 room_on(const nodemask_t *nodes, bool movable,
		   const struct memhp_need *need)
{
	u64 sum = 0;
	int nid;

	for_each_node_mask(nid, *nodes)
		sum += memhp_zone_room(nid, movable, need->zone, need->free);
	return sum;
}

/* Huge pages that others of their size can go to: free ones of @nodes that are not in
 * the blocks, and that are not promised to somebody. */
static u64 huge_targets(const struct memhp_huge_use *use, int nid,
			const nodemask_t *nodes, const struct memhp_huge_pool *pool)
{
	u64 there = node_isset(nid, *nodes) ? use->free : 0;

	return min(pool->free - min_t(u64, pool->free, there),
		   pool->spare - min_t(u64, pool->spare, use->free));
}

/*
 * What has no huge page to go to goes to pages that the page allocator makes of its
 * own. Returns pages; adds to @missing what has no place at all.
 */
static u64 huge_need(const struct memhp_need *need, const nodemask_t *nodes,
		     u64 *missing)
{
	struct memhp_huge_pool pool;
	u64 pages = 0, left;
	u32 i;

	for (i = 0; i < MEMHP_HUGE_SIZES; i++) {
		const struct memhp_huge_use *use = &need->huge[i];

		if (!use->used || !memhp_huge_pool(use->order, nodes, &pool))
			continue;
		left = use->used - min(use->used,
				       huge_targets(use, zone_to_nid(need->zone),
						    nodes, &pool));
		if (pool.gigantic)
			*missing += left << use->order;
		else
			pages += left << use->order;
	}
	return pages;
}

static u64 lacking(u64 wanted, u64 room)
{
	return wanted > room ? wanted - room : 0;
}

u64 memhp_room_missing(const struct memhp_need *need)
{
	bool movable = zone_idx(need->zone) == ZONE_MOVABLE;
	u64 missing = 0, lack, all;
	nodemask_t nodes;

	allowed_nodes(zone_to_nid(need->zone), &nodes);
	all = need->pages + huge_need(need, &nodes, &missing);
	lack = max(lacking(need->pages, room_on(&nodes, movable, need)),
		   lacking(all, room_on(&nodes, true, need)));
	if (need->leaves)
		lack = max(lack, lacking(max(all, 1ULL),
					 room_on(&node_states[N_MEMORY], true,
						 need)));
	return (missing + lack) << PAGE_SHIFT;
}
