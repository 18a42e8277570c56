// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "auto.h"
#include "blocks.h"
#include "core/decide.h"
#include "core/policy.h"
#include "group.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/features.h"
#include "kernel/owner.h"
#include "settle.h"
#include "witness.h"

DEFINE_MUTEX(memhp_policy_lock);
static unsigned int generation = 1;

/*
 * places: block -> its device, its group made by hand, its class, packed into a
 * value; groups: id -> group. Both are read without locks.
 */
static DEFINE_XARRAY(places);
static DEFINE_XARRAY_ALLOC1(groups);
static u64 *plugged;		/* by node: hot-plugged pages in kernel zones */

#define ARRIVED XA_MARK_0	/* nobody has looked at this block yet */

#define CLASS_BITS	2
#define NODE_BITS	12
#define ID_BITS		24
#define ID_MASK		((1UL << ID_BITS) - 1)

struct packed {
	u32 device;
	u32 hand;
	u32 class;
	u32 node;	/* and one; 0: not known */
};

static struct packed unpack(void *entry)
{
	unsigned long v = entry ? xa_to_value(entry) : 0;

	return (struct packed){
		.class = v & ((1UL << CLASS_BITS) - 1),
		.node = (v >> CLASS_BITS) & ((1UL << NODE_BITS) - 1),
		.device = (v >> (CLASS_BITS + NODE_BITS)) & ID_MASK,
		.hand = v >> (CLASS_BITS + NODE_BITS + ID_BITS),
	};
}

static void *pack(struct packed p)
{
	unsigned long ids = (unsigned long)p.hand << ID_BITS | p.device;

	return xa_mk_value(ids << (CLASS_BITS + NODE_BITS) |
			   p.node << CLASS_BITS | p.class);
}

static struct memhp_blockgroup *group_of(struct packed p)
{
	return xa_load(&groups, p.hand ? p.hand : p.device);
}

void memhp_policy_changes(void)
{
	if (!++generation)
		generation = 1;
}

unsigned int memhp_policy_generation(void)
{
	return generation;
}

/* ---- The effect of dynamic groups, for each ratio and node ---- */

struct effect {
	u64 required;
	u64 movable;
};

static struct {
	u32 nr;
	u32 ratios[MEMHP_MAX_RULES];
	struct effect *at;	/* nr times (all, node 0, node 1, ...) */
} effects;

static struct effect *effect_at(struct effect *at, u32 i, int nid)
{
	return &at[i * (nr_node_ids + 1) + nid + 1];
}

static struct effect effect_of(const struct memhp_blockgroup *g, u32 ratio)
{
	if (g->type != MEMHP_GROUP_DYNAMIC)
		return (struct effect){ };
	return (struct effect){
		.required = memhp_required(g->movable, g->kernel, ratio),
		.movable = g->movable,
	};
}

static void add_effect(struct effect *at, u32 i, u32 ratio,
		       const struct memhp_blockgroup *g, bool add)
{
	struct effect e = effect_of(g, ratio);
	int nids[] = { -1, g->node }, k;

	for (k = 0; k < ARRAY_SIZE(nids) && (!k || g->node >= 0); k++) {
		struct effect *sum = effect_at(at, i, nids[k]);

		sum->required += add ? e.required : -e.required;
		sum->movable += add ? e.movable : -e.movable;
	}
}

/* Around every change of what effect_of() looks at. */
static void take_out(const struct memhp_blockgroup *g)
{
	u32 i;

	for (i = 0; i < effects.nr; i++)
		add_effect(effects.at, i, effects.ratios[i], g, false);
}

static void put_in(const struct memhp_blockgroup *g)
{
	u32 i;

	for (i = 0; i < effects.nr; i++)
		add_effect(effects.at, i, effects.ratios[i], g, true);
}

int memhp_groups_set_ratios(const u32 *ratios, u32 nr)
{
	struct memhp_blockgroup *g;
	struct effect *at = NULL;
	unsigned long id;
	u32 i;

	if (nr) {
		at = kvcalloc(nr * (nr_node_ids + 1), sizeof(*at), GFP_KERNEL);
		if (!at)
			return -ENOMEM;
	}
	for (i = 0; i < nr; i++)
		xa_for_each(&groups, id, g)
			add_effect(at, i, ratios[i], g, true);
	kvfree(effects.at);
	effects.at = at;
	effects.nr = nr;
	memcpy(effects.ratios, ratios, nr * sizeof(*ratios));
	return 0;
}

void memhp_groups_effect(u32 i, int nid, const struct memhp_blockgroup *but,
			 u64 *required, u64 *movable)
{
	struct effect sum = *effect_at(effects.at, i, nid), own;

	if (but && (nid < 0 || nid == but->node)) {
		own = effect_of(but, effects.ratios[i]);
		sum.required -= own.required;
		sum.movable -= own.movable;
	}
	*required = sum.required;
	*movable = sum.movable;
}

void memhp_groups_effect_now(u32 ratio, int nid, u64 *required, u64 *movable)
{
	struct memhp_blockgroup *g;
	unsigned long id;

	*required = 0;
	*movable = 0;
	xa_for_each(&groups, id, g) {
		struct effect e = effect_of(g, ratio);

		if (nid >= 0 && nid != g->node)
			continue;
		*required += e.required;
		*movable += e.movable;
	}
}

/* ---- Accounts ---- */

static void count(struct memhp_blockgroup *g, u32 class, bool add)
{
	u64 pages = add ? memhp_block_pages() : -memhp_block_pages();

	if (class == MEMHP_CLASS_KERNEL)
		g->kernel += pages;
	else if (class == MEMHP_CLASS_MOVABLE)
		g->movable += pages;
}

/* A block of @g comes or goes, with what it counts as. */
static void count_block(struct memhp_blockgroup *g, u32 class, bool add)
{
	if (!g)
		return;
	take_out(g);
	g->blocks += add ? 1 : -1;
	count(g, class, add);
	put_in(g);
	if (!g->blocks)
		g->node = -1;
}

static void count_plugged(const struct packed *p, bool add)
{
	u64 pages = memhp_block_pages();

	if (p->device && p->node && p->class == MEMHP_CLASS_KERNEL)
		plugged[p->node - 1] += add ? pages : -pages;
}

static void set_node(struct memhp_blockgroup *g, int nid)
{
	take_out(g);
	g->node = nid;
	put_in(g);
}

/* Block @index counts as @class from now on. Nothing can fail: the entry is
 * there, and a value takes no memory. */
static void reclass(u64 index, u32 class, int nid)
{
	void *entry = xa_load(&places, index);
	struct memhp_blockgroup *g;
	struct packed p;

	if (!entry)
		return;
	p = unpack(entry);
	g = group_of(p);
	count_plugged(&p, false);
	if (g) {
		take_out(g);
		count(g, p.class, false);
		count(g, class, true);
		put_in(g);
	}
	p.class = class;
	if (nid >= 0)
		p.node = nid + 1;
	count_plugged(&p, true);
	xa_store(&places, index, pack(p), GFP_KERNEL);
}

u32 memhp_class_of_zone(u32 zone)
{
	if (zone == MEMHP_ZONE_MOVABLE)
		return MEMHP_CLASS_MOVABLE;
	return memhp_zone_is_kernel(zone) ? MEMHP_CLASS_KERNEL
					  : MEMHP_CLASS_OFFLINE;
}

/* The hotplug lock is held, so the block holds still. */
static u32 class_of(struct memory_block *mem)
{
	unsigned long key;
	u8 state, zone;

	memhp_read_state(mem, &state, &zone, &key);
	return memhp_class_of_zone(zone);
}

/* ---- Devices ---- */

static struct memhp_blockgroup *find(const char *name)
{
	struct memhp_blockgroup *g;
	unsigned long id;

	xa_for_each(&groups, id, g)
		if (!strcmp(g->name, name))
			return g;
	return NULL;
}

/* By the name that its driver gave it, if nobody else has it, else by where it
 * is. */
static void name_device(struct memhp_blockgroup *g,
			const struct memhp_device *device)
{
	const char *kind = device->owner == MEMHP_OWNER_ACPI ? "acpi" :
			   device->owner == MEMHP_OWNER_DAX ? "dax" :
			   device->owner == MEMHP_OWNER_VIRTIO_MEM ? "virtio" :
			   "probe";

	if (device->name[0] && !find(device->name))
		strscpy(g->name, device->name, sizeof(g->name));
	else
		snprintf(g->name, sizeof(g->name), "%s@%llx", kind,
			 device->start);
}

/* A number that was in use a moment ago may be in a dump that is on its way. */
static int insert(struct memhp_blockgroup *g)
{
	static u32 next;
	int ret = xa_alloc_cyclic(&groups, &g->id, g, XA_LIMIT(1, ID_MASK),
				  &next, GFP_KERNEL);

	return ret < 0 ? ret : 0;
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
	if (insert(g)) {
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
	unsigned long id;

	xa_for_each(&groups, id, g)
		if (!g->by_hand && g->owner == device->owner &&
		    g->start == device->start)
			return g;
	return NULL;
}

static struct memhp_blockgroup *device_of(struct memory_block *mem)
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

/* ---- What is not known yet when a block comes ---- */

static struct memhp_blockgroup *same_device(const struct memhp_blockgroup *g)
{
	struct memhp_blockgroup *other;
	unsigned long id;

	xa_for_each(&groups, id, other)
		if (other != g && other->kgroup == g->kgroup)
			return other;
	return NULL;
}

static void forget(struct memhp_blockgroup *g)
{
	if (last_device == g)
		last_device = NULL;
	xa_erase(&groups, g->id);
	kfree_rcu(g, rcu);
}

/* A device of several ranges was taken for several: @from becomes part of @to. */
static void merge(struct memhp_blockgroup *from, struct memhp_blockgroup *to)
{
	unsigned long index;
	void *entry;

	take_out(to);
	to->blocks += from->blocks;
	to->kernel += from->kernel;
	to->movable += from->movable;
	to->refs += from->refs;
	to->size += from->size;
	put_in(to);
	xa_for_each(&places, index, entry) {
		struct packed p = unpack(entry);

		if (p.device != from->id)
			continue;
		p.device = to->id;
		xa_store(&places, index, pack(p), GFP_KERNEL);
	}
	take_out(from);
	forget(from);
}

static void refine(struct memory_block *mem, struct memhp_blockgroup *g)
{
	unsigned long kgroup = memhp_group_key(mem);
	struct memhp_blockgroup *same;
	struct memhp_kgroup k;

	if (g->node < 0 && g->blocks)
		set_node(g, mem->nid);
	if (!kgroup || g->kgroup == kgroup)
		return;
	memhp_compat_read_group(mem, &k);
	take_out(g);
	g->kgroup = kgroup;
	g->type = k.is_dynamic ? MEMHP_GROUP_DYNAMIC : MEMHP_GROUP_STATIC;
	if (k.is_dynamic)
		g->unit = min_t(u64, k.unit,
				MEMHP_MAX_UNIT_BLOCKS * memhp_block_pages());
	else
		g->max = k.max;
	put_in(g);
	same = same_device(g);
	if (same)
		merge(g, same);
}

static int refine_one(struct memory_block *mem, void *arg)
{
	u64 index = memhp_block_index(mem);
	void *entry = xa_load(&places, index);
	struct packed p = unpack(entry);
	struct memhp_blockgroup *g = xa_load(&groups, p.device);

	if (!entry || mem->nid < 0)
		return 0;
	p.node = mem->nid + 1;
	xa_store(&places, index, pack(p), GFP_KERNEL);
	if (g)
		refine(mem, g);
	return 0;
}

/* ---- Blocks come, go, and change ---- */

static void block_comes(struct memory_block *mem, u32 class, bool arrived)
{
	u64 index = memhp_block_index(mem);
	struct memhp_blockgroup *g;
	struct packed p = { };

	if (memhp_block_early(mem) || xa_load(&places, index))
		return;
	g = device_of(mem);
	if (!g)
		return;
	p.device = g->id;
	p.class = class;
	p.node = mem->nid + 1;
	if (xa_is_err(xa_store(&places, index, pack(p), GFP_KERNEL))) {
		if (!g->refs)
			forget(g);
		return;
	}
	if (arrived)
		xa_set_mark(&places, index, ARRIVED);
	g->refs++;
	count_block(g, class, true);
	count_plugged(&p, true);
}

static void block_goes(struct memory_block *mem)
{
	void *entry = xa_erase(&places, memhp_block_index(mem));
	struct memhp_blockgroup *device;
	struct packed p;

	if (!entry)
		return;
	p = unpack(entry);
	count_plugged(&p, false);
	count_block(group_of(p), p.class, false);
	device = xa_load(&groups, p.device);
	if (device && !--device->refs)
		forget(device);
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

static void range_changes(u64 first, u64 end, bool online)
{
	struct page *page;

	for (; first < end; first++) {
		page = pfn_to_page(first * memhp_block_pages());
		if (online)
			reclass(first, memhp_class_of_zone(
					memhp_zone_number(page_zone(page))),
				page_to_nid(page));
		else
			reclass(first, MEMHP_CLASS_OFFLINE, -1);
	}
}

/* With memmap on memory the range begins behind the memmap. */
static int state_changes(struct notifier_block *nb, unsigned long action,
			 void *arg)
{
	struct memory_notify *change = arg;
	u64 first = change->start_pfn / memhp_block_pages();
	u64 end = DIV_ROUND_UP(change->start_pfn + change->nr_pages,
			       memhp_block_pages());

	mutex_lock(&memhp_policy_lock);
	if (action == MEM_GOING_ONLINE)
		memhp_walk_blocks(first, end - first, NULL, refine_one);
	else if (action == MEM_ONLINE || action == MEM_OFFLINE)
		range_changes(first, end, action == MEM_ONLINE);
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
	block_comes(mem, class_of(mem), false);
	return refine_one(mem, arg);
}

int memhp_groups_init(void)
{
	u64 blocks = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes();
	int ret;

	BUILD_BUG_ON(CLASS_BITS + NODE_BITS + 2 * ID_BITS > BITS_PER_LONG - 1);
	BUILD_BUG_ON(MAX_NUMNODES >= 1 << NODE_BITS);
	if (!memhp_has(MEMHP_FEATURE_POLICY))
		return 0;
	plugged = kcalloc(nr_node_ids, sizeof(*plugged), GFP_KERNEL);
	if (!plugged)
		return -ENOMEM;
	ret = memhp_hotplug_lock();
	if (ret)
		goto err_plugged;
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
err_plugged:
	kfree(plugged);
	return ret;
}

void memhp_groups_exit(void)
{
	struct memhp_blockgroup *g;
	unsigned long id;

	if (!plugged)
		return;
	bus_unregister_notifier(memhp_blocks_bus(), &blocks_nb);
	/* What it is at work on still has to be counted. */
	memhp_auto_exit();
	unregister_memory_notifier(&memory_nb);
	xa_for_each(&groups, id, g)
		kfree(g);
	xa_destroy(&groups);
	xa_destroy(&places);
	kvfree(effects.at);
	kfree(plugged);
}

/* ---- What others ask ---- */

struct memhp_place memhp_place_of(u64 block)
{
	struct packed p = unpack(xa_load(&places, block));

	return (struct memhp_place){
		.device = p.device ? xa_load(&groups, p.device) : NULL,
		.hand = p.hand ? xa_load(&groups, p.hand) : NULL,
		.class = p.class,
	};
}

u32 memhp_groups_id(u64 block)
{
	struct packed p = unpack(xa_load(&places, block));
	struct memhp_blockgroup *g;
	u32 id;

	rcu_read_lock();
	g = group_of(p);
	id = g && g->type != MEMHP_GROUP_NONE ? g->id : 0;
	rcu_read_unlock();
	return id;
}

void memhp_groups_name(u32 id, char name[MEMHP_GROUP_NAME_SIZE])
{
	struct memhp_blockgroup *g;

	rcu_read_lock();
	g = xa_load(&groups, id);
	strscpy(name, g ? g->name : "", MEMHP_GROUP_NAME_SIZE);
	rcu_read_unlock();
}

u64 memhp_groups_plugged(int nid)
{
	return plugged[nid];
}

const struct memhp_blockgroup *memhp_groups_next(u32 id)
{
	unsigned long index = id;
	struct memhp_blockgroup *g;

	do {
		g = xa_find_after(&groups, &index, ULONG_MAX, XA_PRESENT);
	} while (g && g->type == MEMHP_GROUP_NONE);
	return g;
}

bool memhp_groups_arrived(u64 *from, struct memhp_range *range)
{
	unsigned long index = *from;

	if (!xa_find(&places, &index, ULONG_MAX, ARRIVED))
		return false;
	range->first = index;
	range->count = 0;
	while (xa_get_mark(&places, index, ARRIVED)) {
		xa_clear_mark(&places, index++, ARRIVED);
		range->count++;
	}
	memhp_walk_blocks(range->first, range->count, NULL, refine_one);
	*from = index;
	return true;
}

/* ---- Groups made by hand ---- */

static int create(const struct memhp_group *change)
{
	struct memhp_blockgroup *g;
	int ret;

	if (find(change->name))
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
	ret = insert(g);
	if (ret)
		kfree(g);
	return ret;
}

static int delete(struct memhp_blockgroup *g)
{
	if (g->blocks)
		return -ENOTEMPTY;
	xa_erase(&groups, g->id);
	kfree_rcu(g, rcu);
	return 0;
}

/* Between the group @p is in and the one that it would be in as @to. */
static void move(u64 index, struct packed p, struct packed to)
{
	struct memhp_blockgroup *g = group_of(to);

	count_block(group_of(p), p.class, false);
	xa_store(&places, index, pack(to), GFP_KERNEL);
	if (g && g->node < 0)
		set_node(g, (int)to.node - 1);
	count_block(g, to.class, true);
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
	struct packed p = unpack(xa_load(&places, index));

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
	p.class = class_of(mem);
	if (xa_is_err(xa_store(&places, index, pack(p), GFP_KERNEL)))
		return a->ret = -ENOMEM;
	a->nid = mem->nid;
	a->blocks++;
	a->next++;
	return 0;
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
			change->bad_block = a.next;
			return a.ret;
		}
	}
	for (i = 0; i < change->nr_ranges; i++) {
		for (block = ranges[i].first;
		     block < ranges[i].first + ranges[i].count; block++) {
			struct packed p = unpack(xa_load(&places, block)), to = p;

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
				struct packed p = unpack(xa_load(&places, block));
				struct packed to = p;

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
	g = find(change->name);
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
