// SPDX-License-Identifier: GPL-2.0
/* Groups made by hand: created and deleted, blocks added and removed. */
#include <linux/memory.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "accounts.h"
#include "group.h"
#include "handgroup.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "places.h"
#include "witness.h"

static int create(const struct memhp_group *change)
{
	struct memhp_blockgroup *g;
	int ret;

	if (memhp_groups_find(change->name))
		return -EEXIST;
	g = kzalloc(sizeof(*g), GFP_KERNEL_ACCOUNT);
	if (!g)
		return -ENOMEM;
	strscpy(g->name, change->name, sizeof(g->name));
	g->by_hand = true;
	g->type = change->type;
	g->node = -1;
	g->max = PHYS_PFN(change->max);
	if (change->type == MEMHP_GROUP_DYNAMIC)
		g->unit = change->unit ? PHYS_PFN(change->unit)
				       : memhp_block_pages();
	ret = memhp_groups_insert(g);
	if (ret)
		kfree(g);
	return ret;
}

static int delete(struct memhp_blockgroup *g)
{
	if (g->blocks)
		return -ENOTEMPTY;
	memhp_groups_erase(g);
	return 0;
}

/* What belongs nowhere has no place. */
static void put(u64 index, struct memhp_packed p)
{
	if (p.device || p.hand)
		memhp_places_set(index, p);
	else
		memhp_places_erase(index, &p);
}

/* Between the group @p is in and the one that it would be in as @to. */
static void move(u64 index, struct memhp_packed p, struct memhp_packed to)
{
	struct memhp_blockgroup *g = memhp_group_of(to);

	memhp_count_block(memhp_group_of(p), p.class, false);
	put(index, to);
	if (g && g->node < 0)
		memhp_set_node(g, (int)to.node - 1);
	memhp_count_block(g, to.class, true);
}

struct adding {
	struct memhp_blockgroup *g;
	u64 next;		/* block that has to come */
	u64 blocks;
	int nid;
	int ret;
};

/* Could this block be added? Boot memory has no place yet, and what has just come
 * no node: they get it. */
static int check_add(struct memory_block *mem, void *arg)
{
	u64 index = memhp_block_index(mem);
	struct adding *a = arg;
	struct memhp_packed p;

	memhp_places_get(index, &p);
	if (index != a->next)
		return a->ret = -ENODEV;
	if (p.hand)
		return a->ret = -EEXIST;
	if (a->nid >= 0 && mem->nid != a->nid)
		return a->ret = -EXDEV;
	if (a->g->max && (a->g->blocks + a->blocks + 1) *
			 memhp_block_pages() > a->g->max)
		return a->ret = -E2BIG;
	/* It is in the account of boot memory, and would count twice. */
	if (a->g->type == MEMHP_GROUP_DYNAMIC && memhp_block_early(mem))
		return a->ret = -EBUSY;
	p.node = mem->nid + 1;
	p.class = memhp_class_of(mem);
	if (memhp_places_set(index, p))
		return a->ret = -ENOMEM;
	a->nid = mem->nid;
	a->blocks++;
	a->next++;
	return 0;
}

/* Blocks of @nr ranges, as far as before @end, were checked and are not added. */
static void leave(const struct memhp_range *ranges, u32 nr, u64 end)
{
	struct memhp_packed p;
	u64 block;
	u32 i;

	for (i = 0; i < nr; i++) {
		for (block = ranges[i].first;
		     block < ranges[i].first + ranges[i].count && block < end;
		     block++) {
			memhp_places_get(block, &p);
			put(block, p);
		}
	}
}

static int add(struct memhp_blockgroup *g, struct memhp_group *change,
	       const struct memhp_range *ranges)
{
	struct adding a = { .g = g, .nid = g->node };
	u64 block;
	u32 i;

	for (i = 0; i < change->nr_ranges; i++) {
		a.next = ranges[i].first;
		memhp_walk_blocks(ranges[i].first, ranges[i].count, &a,
				  check_add);
		if (!a.ret && a.next < ranges[i].first + ranges[i].count)
			a.ret = -ENODEV;
		if (a.ret) {
			leave(ranges, i + 1, a.next);
			change->bad_block = a.next;
			return a.ret;
		}
	}
	for (i = 0; i < change->nr_ranges; i++) {
		for (block = ranges[i].first;
		     block < ranges[i].first + ranges[i].count; block++) {
			struct memhp_packed p, to;

			memhp_places_get(block, &p);
			to = p;
			to.hand = g->id;
			move(block, p, to);
		}
	}
	return 0;
}

static int remove(struct memhp_blockgroup *g, struct memhp_group *change,
		  const struct memhp_range *ranges)
{
	u64 block;
	u32 i;
	int pass;

	/* First look at all, then do it. */
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < change->nr_ranges; i++) {
			for (block = ranges[i].first;
			     block < ranges[i].first + ranges[i].count; block++) {
				struct memhp_packed p, to;

				memhp_places_get(block, &p);
				to = p;
				if (p.hand != g->id) {
					change->bad_block = block;
					return -ENOENT;
				}
				to.hand = 0;
				if (pass)
					move(block, p, to);
			}
		}
	}
	return 0;
}

int memhp_groups_change(struct memhp_group *change,
			const struct memhp_range *ranges)
{
	struct memhp_blockgroup *g;

	change->bad_block = ~0ULL;
	memhp_changed();
	memhp_policy_changes();
	if (change->op == MEMHP_GROUP_OP_CREATE)
		return create(change);
	g = memhp_groups_find(change->name);
	if (!g)
		return -ENOENT;
	if (!g->by_hand)
		return -EPERM;
	switch (change->op) {
	case MEMHP_GROUP_OP_DELETE:
		return delete(g);
	case MEMHP_GROUP_OP_ADD:
		return add(g, change, ranges);
	default:
		return remove(g, change, ranges);
	}
}
