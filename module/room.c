// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
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

static u64 room_on(const nodemask_t *nodes, bool movable)
{
	u64 sum = 0;
	int nid;

	for_each_node_mask(nid, *nodes)
		sum += memhp_zone_room(nid, movable);
	return sum;
}

/*
 * Huge pages go to free ones of their size, what is left of them to pages that the
 * page allocator makes of its own. Returns pages; adds to @missing what has no
 * place at all.
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
		if (node_isset(need->nid, *nodes))
			pool.free -= min_t(u64, pool.free, use->free);
		left = use->used - min_t(u64, use->used, pool.free);
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
	u64 pages = need->pages, missing = 0, lack = 0;
	nodemask_t nodes;

	allowed_nodes(need->nid, &nodes);
	pages += huge_need(need, &nodes, &missing);
	/* What is free in them is no room, where it would be counted as such. */
	if (pages)
		lack = lacking(node_isset(need->nid, nodes) ?
			       pages + need->free : pages,
			       room_on(&nodes, need->movable));
	if (need->leaves)
		lack = max(lack, lacking(pages + need->free,
					 room_on(&node_states[N_MEMORY], true)));
	return (missing + lack) << PAGE_SHIFT;
}
