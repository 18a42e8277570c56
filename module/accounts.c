// SPDX-License-Identifier: GPL-2.0
/* Accounts: what of each group is online, and what of plugged memory on each node. */
#include <linux/nodemask.h>
#include <linux/slab.h>

#include "accounts.h"
#include "core/decide.h"
#include "effects.h"
#include "kernel/block.h"
#include "settle.h"

static u64 *plugged;		/* by node: hot-plugged pages in kernel zones */

static void count(struct memhp_blockgroup *g, u32 class, bool add)
{
	u64 pages = add ? memhp_block_pages() : -memhp_block_pages();

	if (class == MEMHP_CLASS_KERNEL)
		g->kernel += pages;
	else if (class == MEMHP_CLASS_MOVABLE)
		g->movable += pages;
}

void memhp_count_block(struct memhp_blockgroup *g, u32 class, bool add)
{
	if (!g)
		return;
	memhp_effects_take_out(g);
	g->blocks += add ? 1 : -1;
	count(g, class, add);
	memhp_effects_put_in(g);
	if (!g->blocks)
		g->node = -1;
}

void memhp_count_plugged(const struct memhp_packed *p, bool add)
{
	u64 pages = memhp_block_pages();

	if (p->device && p->node && p->class == MEMHP_CLASS_KERNEL)
		plugged[p->node - 1] += add ? pages : -pages;
}

void memhp_set_node(struct memhp_blockgroup *g, int nid)
{
	memhp_effects_take_out(g);
	g->node = nid;
	memhp_effects_put_in(g);
}

/* Nothing can fail: the entry is there, and a value takes no memory. */
void memhp_reclass(u64 index, u32 class, int nid)
{
	struct memhp_blockgroup *g;
	struct memhp_packed p;

	if (!memhp_places_get(index, &p))
		return;
	g = memhp_group_of(p);
	memhp_count_plugged(&p, false);
	if (g) {
		memhp_effects_take_out(g);
		count(g, p.class, false);
		count(g, class, true);
		memhp_effects_put_in(g);
	}
	p.class = class;
	if (nid >= 0)
		p.node = nid + 1;
	memhp_count_plugged(&p, true);
	memhp_places_set(index, p);
}

u32 memhp_class_of_zone(u32 zone)
{
	if (zone == MEMHP_ZONE_MOVABLE)
		return MEMHP_CLASS_MOVABLE;
	return memhp_zone_is_kernel(zone) ? MEMHP_CLASS_KERNEL
					  : MEMHP_CLASS_OFFLINE;
}

u32 memhp_class_of(struct memory_block *mem)
{
	unsigned long key;
	u8 state, zone;

	memhp_read_state(mem, &state, &zone, &key);
	return memhp_class_of_zone(zone);
}

u64 memhp_groups_plugged(int nid)
{
	return plugged[nid];
}

int memhp_accounts_init(void)
{
	plugged = kcalloc(nr_node_ids, sizeof(*plugged), GFP_KERNEL);
	return plugged ? 0 : -ENOMEM;
}

void memhp_accounts_exit(void)
{
	kfree(plugged);
}
