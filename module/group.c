// SPDX-License-Identifier: GPL-2.0
/*
 * Blocks come, go, and change: groups and accounts are kept up to date by two
 * notifiers, one for blocks and one for what becomes of their memory.
 *
 * Which groups there are, and where blocks belong, is in places.c; what is counted
 * of them in accounts.c and effects.c; how devices become groups in devices.c; how
 * people make others in handgroup.c.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/notifier.h>

#include "accounts.h"
#include "auto.h"
#include "blocks.h"
#include "devices.h"
#include "effects.h"
#include "group.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "places.h"

/* Who changes rules or groups; group.h says who may read. */
DEFINE_MUTEX(memhp_policy_lock);
static unsigned int generation = 1;

void memhp_policy_changes(void)
{
	if (!++generation)
		generation = 1;
}

unsigned int memhp_policy_generation(void)
{
	return generation;
}

static void block_comes(struct memory_block *mem, u32 class, bool arrived)
{
	u64 index = memhp_block_index(mem);
	struct memhp_blockgroup *g;
	struct memhp_packed p;

	if (memhp_block_early(mem) || memhp_places_get(index, &p))
		return;
	g = memhp_device_of(mem);
	if (!g)
		return;
	p.device = g->id;
	p.class = class;
	p.node = mem->nid + 1;
	if (memhp_places_set(index, p)) {
		if (!g->refs)
			memhp_device_forget(g);
		return;
	}
	if (arrived)
		memhp_places_arrive(index);
	g->refs++;
	memhp_count_block(g, class, true);
	memhp_count_plugged(&p, true);
}

static void block_goes(struct memory_block *mem)
{
	struct memhp_blockgroup *device;
	struct memhp_packed p;

	if (!memhp_places_erase(memhp_block_index(mem), &p))
		return;
	memhp_count_plugged(&p, false);
	memhp_count_block(memhp_group_of(p), p.class, false);
	device = memhp_groups_at(p.device);
	if (device && !--device->refs)
		memhp_device_forget(device);
}

static int come_or_go(struct notifier_block *nb, unsigned long action, void *arg)
{
	struct memory_block *mem = container_of(arg, struct memory_block, dev);

	mutex_lock(&memhp_policy_lock);
	if (action == BUS_NOTIFY_ADD_DEVICE) {
		block_comes(mem, MEMHP_CLASS_OFFLINE, true);
		memhp_auto_arrived();
	} else if (action == BUS_NOTIFY_DEL_DEVICE) {
		block_goes(mem);
	}
	mutex_unlock(&memhp_policy_lock);
	return NOTIFY_OK;
}

static struct notifier_block blocks_nb = { .notifier_call = come_or_go };

static void range_changes(struct memhp_range blocks, bool online)
{
	u64 block = blocks.first;
	struct page *page;

	for (; block < blocks.first + blocks.count; block++) {
		page = pfn_to_page(block * memhp_block_pages());
		if (online)
			memhp_reclass(block, memhp_class_of_zone(
					memhp_zone_number(page_zone(page))),
				      page_to_nid(page));
		else
			memhp_reclass(block, MEMHP_CLASS_OFFLINE, -1);
	}
}

static int state_changes(struct notifier_block *nb, unsigned long action,
			 void *arg)
{
	struct memhp_range blocks = memhp_change_blocks(arg);

	mutex_lock(&memhp_policy_lock);
	if (action == MEM_GOING_ONLINE)
		memhp_walk_blocks(blocks.first, blocks.count, NULL,
				  memhp_device_refine);
	else if (action == MEM_ONLINE || action == MEM_OFFLINE)
		range_changes(blocks, action == MEM_ONLINE);
	mutex_unlock(&memhp_policy_lock);
	return NOTIFY_OK;
}

/* Last: what another notifier refuses did not happen. */
static struct notifier_block memory_nb = {
	.notifier_call = state_changes,
	.priority = INT_MIN + 1,
};

static int note_block(struct memory_block *mem, void *arg)
{
	block_comes(mem, memhp_class_of(mem), false);
	return memhp_device_refine(mem, arg);
}

bool memhp_groups_arrived(u64 *from, struct memhp_range *range)
{
	if (!memhp_places_arrived(*from, range))
		return false;
	memhp_walk_blocks(range->first, range->count, NULL, memhp_device_refine);
	*from = range->first + range->count;
	return true;
}

int memhp_groups_init(void)
{
	u64 blocks = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes();
	int ret;

	if (!memhp_has(MEMHP_FEATURE_POLICY))
		return 0;
	ret = memhp_accounts_init();
	if (ret)
		return ret;
	ret = memhp_hotplug_lock();
	if (ret)
		goto err_accounts;
	ret = bus_register_notifier(memhp_blocks_bus(), &blocks_nb);
	if (ret)
		goto err_lock;
	ret = register_memory_notifier(&memory_nb);
	if (ret)
		goto err_bus;
	mutex_lock(&memhp_policy_lock);
	memhp_walk_blocks(0, blocks, NULL, note_block);
	mutex_unlock(&memhp_policy_lock);
	memhp_hotplug_unlock();
	return 0;

err_bus:
	bus_unregister_notifier(memhp_blocks_bus(), &blocks_nb);
err_lock:
	memhp_hotplug_unlock();
err_accounts:
	memhp_accounts_exit();
	return ret;
}

void memhp_groups_exit(void)
{
	if (!memhp_has(MEMHP_FEATURE_POLICY))
		return;
	bus_unregister_notifier(memhp_blocks_bus(), &blocks_nb);
	/* What it is at work on still has to be counted. */
	memhp_auto_exit();
	unregister_memory_notifier(&memory_nb);
	memhp_places_exit();
	memhp_effects_exit();
	memhp_accounts_exit();
}
