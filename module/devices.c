// SPDX-License-Identifier: GPL-2.0
/*
 * Devices as groups: which one a block came with, what it is called, and what is
 * only learned later, from the kernel's own group of the block.
 */
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "accounts.h"
#include "devices.h"
#include "effects.h"
#include "kernel/block.h"
#include "kernel/compat.h"
#include "kernel/owner.h"
#include "places.h"
#include "settle.h"

/* By the name that its driver gave it, if nobody else has it, else by where it
 * is. */
static void name_device(struct memhp_blockgroup *g,
			const struct memhp_device *device)
{
	const char *kind = device->owner == MEMHP_OWNER_ACPI ? "acpi" :
			   device->owner == MEMHP_OWNER_DAX ? "dax" :
			   device->owner == MEMHP_OWNER_VIRTIO_MEM ? "virtio" :
			   device->owner == MEMHP_OWNER_HV_BALLOON ? "hv" :
			   "probe";

	if (device->name[0] && !memhp_groups_find(device->name))
		strscpy(g->name, device->name, sizeof(g->name));
	else
		snprintf(g->name, sizeof(g->name), "%s@%llx", kind,
			 device->start);
}

static struct memhp_blockgroup *new_device(const struct memhp_device *device)
{
	struct memhp_blockgroup *g = kzalloc(sizeof(*g), GFP_KERNEL);

	if (!g)
		return NULL;
	name_device(g, device);
	g->owner = device->owner;
	g->start = device->start;
	g->size = device->size;
	g->node = -1;
	g->max = PHYS_PFN(device->size);
	g->unit = memhp_block_pages();
	switch (device->owner) {
	case MEMHP_OWNER_ACPI:
	case MEMHP_OWNER_DAX:
		g->type = MEMHP_GROUP_STATIC;
		break;
	case MEMHP_OWNER_VIRTIO_MEM:
		g->type = MEMHP_GROUP_DYNAMIC;
		break;
	}
	if (memhp_groups_insert(g)) {
		kfree(g);
		return NULL;
	}
	return g;
}

/* The device that was asked for last: blocks come one after another, and ACPI
 * is slow to ask. */
static struct memhp_blockgroup *last_device;

static struct memhp_blockgroup *find_device(const struct memhp_device *device)
{
	struct memhp_blockgroup *g;

	memhp_for_each_group(g)
		if (!g->by_hand && g->owner == device->owner &&
		    g->start == device->start)
			return g;
	return NULL;
}

struct memhp_blockgroup *memhp_device_of(struct memory_block *mem)
{
	u64 addr = PFN_PHYS(memhp_block_pfn(mem));
	struct memhp_device device;

	if (last_device && addr >= last_device->start &&
	    addr - last_device->start < last_device->size)
		return last_device;
	if (!memhp_block_device(mem, &device))
		return NULL;
	last_device = find_device(&device);
	if (!last_device)
		last_device = new_device(&device);
	return last_device;
}

static struct memhp_blockgroup *same_device(const struct memhp_blockgroup *g)
{
	struct memhp_blockgroup *other;

	memhp_for_each_group(other)
		if (other != g && other->kgroup == g->kgroup)
			return other;
	return NULL;
}

void memhp_device_forget(struct memhp_blockgroup *g)
{
	if (last_device == g)
		last_device = NULL;
	memhp_groups_erase(g);
}

/* A device of several ranges was taken for several: @from becomes part of @to. */
static void merge(struct memhp_blockgroup *from, struct memhp_blockgroup *to)
{
	memhp_effects_take_out(to);
	to->blocks += from->blocks;
	to->kernel += from->kernel;
	to->movable += from->movable;
	to->refs += from->refs;
	to->size += from->size;
	memhp_effects_put_in(to);
	memhp_places_merge(from->id, to->id);
	memhp_effects_take_out(from);
	memhp_device_forget(from);
}

static void refine(struct memory_block *mem, struct memhp_blockgroup *g)
{
	unsigned long kgroup = memhp_group_key(mem);
	struct memhp_blockgroup *same;
	struct memhp_kgroup k;

	if (g->node < 0 && g->blocks)
		memhp_set_node(g, mem->nid);
	if (!kgroup || g->kgroup == kgroup)
		return;
	memhp_compat_read_group(mem, &k);
	memhp_effects_take_out(g);
	g->kgroup = kgroup;
	g->type = k.is_dynamic ? MEMHP_GROUP_DYNAMIC : MEMHP_GROUP_STATIC;
	if (k.is_dynamic)
		g->unit = min_t(u64, k.unit,
				MEMHP_MAX_UNIT_BLOCKS * memhp_block_pages());
	else
		g->max = k.max;
	memhp_effects_put_in(g);
	same = same_device(g);
	if (same)
		merge(g, same);
}

int memhp_device_refine(struct memory_block *mem, void *arg)
{
	u64 index = memhp_block_index(mem);
	struct memhp_blockgroup *g;
	struct memhp_packed p;

	if (!memhp_places_get(index, &p) || mem->nid < 0)
		return 0;
	g = memhp_groups_at(p.device);
	p.node = mem->nid + 1;
	memhp_places_set(index, p);
	if (g)
		refine(mem, g);
	return 0;
}
