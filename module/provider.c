// SPDX-License-Identifier: GPL-2.0
/*
 * Providers are found by address each time they are asked, under a semaphore that
 * their unregistering takes for writing: so nobody is called who has gone, and nobody
 * else need know that he has.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rwsem.h>
#include <linux/slab.h>

#include <memhp/provider.h>

#include "fill.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "kernel/held.h"
#include "kernel/intercept.h"
#include "provider.h"
#include "stage.h"

/**
 * struct memhp_provider - as it was registered
 * @list:	in providers
 * @start:	address of its range
 * @size:	bytes of it
 * @granule:	bytes
 * @ops:	its functions
 * @data:	for them
 */
struct memhp_provider {
	struct list_head list;
	u64 start;
	u64 size;
	u64 granule;
	const struct memhp_provider_ops *ops;
	void *data;
};

static LIST_HEAD(providers);
static DECLARE_RWSEM(providers_lock);

static bool overlaps(const struct memhp_provider *p, u64 start, u64 size)
{
	return start < p->start + p->size && p->start < start + size;
}

static struct memhp_provider *find(u64 start, u64 size)
{
	struct memhp_provider *p;

	list_for_each_entry(p, &providers, list)
		if (overlaps(p, start, size))
			return p;
	return NULL;
}

u64 memhp_provider_at(u64 start)
{
	struct memhp_provider *p;
	u64 granule;

	down_read(&providers_lock);
	p = find(start, 1);
	granule = p ? p->granule : 0;
	up_read(&providers_lock);
	return granule;
}

/* The part of a change that is @p's. */
static u64 clip(const struct memhp_provider *p, const struct memory_notify *change,
		u64 *size)
{
	u64 start = max_t(u64, p->start, PFN_PHYS(change->start_pfn));
	u64 end = min_t(u64, p->start + p->size,
			PFN_PHYS(change->start_pfn + change->nr_pages));

	*size = end > start ? end - start : 0;
	return start;
}

/* Do @what with each provider that has a part of the change; stops at an error. Inline,
 * so that the call of @what is direct. */
static __always_inline int
each(const struct memory_notify *change,
     int (*what)(const struct memhp_provider *p, u64 start, u64 size))
{
	struct memhp_provider *p;
	u64 start, size;
	int ret = 0;

	down_read(&providers_lock);
	list_for_each_entry(p, &providers, list) {
		start = clip(p, change, &size);
		ret = size ? what(p, start, size) : 0;
		if (ret)
			break;
	}
	up_read(&providers_lock);
	return ret;
}

static int ask_online(const struct memhp_provider *p, u64 start, u64 size)
{
	return p->ops->going_online ?
	       p->ops->going_online(p->data, start, size) : 0;
}

static int tell_online(const struct memhp_provider *p, u64 start, u64 size)
{
	if (p->ops->online)
		p->ops->online(p->data, start, size,
			       memhp_stage_pages(start, size));
	return 0;
}

static int ask_offline(const struct memhp_provider *p, u64 start, u64 size)
{
	return p->ops->going_offline ?
	       p->ops->going_offline(p->data, start, size) : 0;
}

static int tell_offline(const struct memhp_provider *p, u64 start, u64 size)
{
	if (p->ops->offline)
		p->ops->offline(p->data, start, size);
	return 0;
}

static int tell_still_online(const struct memhp_provider *p, u64 start, u64 size)
{
	if (p->ops->still_online)
		p->ops->still_online(p->data, start, size);
	return 0;
}

int memhp_provider_going_online(const struct memory_notify *change)
{
	return each(change, ask_online);
}

void memhp_provider_online(const struct memory_notify *change)
{
	each(change, tell_online);
}

int memhp_provider_going_offline(const struct memory_notify *change)
{
	return each(change, ask_offline);
}

void memhp_provider_offline(const struct memory_notify *change)
{
	each(change, tell_offline);
}

void memhp_provider_still_online(const struct memory_notify *change)
{
	each(change, tell_still_online);
}

int memhp_provider_attach(unsigned long pfn, unsigned long nr)
{
	struct memhp_provider *p;
	int ret = -ENXIO;

	down_read(&providers_lock);
	p = find(PFN_PHYS(pfn), PFN_PHYS(nr));
	if (p)
		ret = p->ops->attach(p->data, PFN_PHYS(pfn), PFN_PHYS(nr));
	up_read(&providers_lock);
	return ret;
}

void memhp_provider_detach(unsigned long pfn, unsigned long nr)
{
	struct memhp_provider *p;

	down_read(&providers_lock);
	p = find(PFN_PHYS(pfn), PFN_PHYS(nr));
	if (p)
		p->ops->detach(p->data, PFN_PHYS(pfn), PFN_PHYS(nr));
	up_read(&providers_lock);
}

static void tell_adopted(const struct memhp_provider *p, const struct memhp_staged *s)
{
	unsigned long pfn, nr = 0;

	while (memhp_stage_populated(s, PHYS_PFN(p->granule), &pfn, &nr))
		p->ops->adopt(p->data, PFN_PHYS(pfn), PFN_PHYS(nr));
}

void memhp_provider_adopt(const struct memhp_staged *s)
{
	struct memhp_provider *p;

	down_read(&providers_lock);
	p = find(PFN_PHYS(s->pfn), 1);
	if (p)
		tell_adopted(p, s);
	up_read(&providers_lock);
}

u64 memhp_provider_granule_min(void)
{
	return (u64)memhp_held_granule() << PAGE_SHIFT;
}
EXPORT_SYMBOL_GPL(memhp_provider_granule_min);

static bool valid(u64 start, u64 size, u64 granule,
		  const struct memhp_provider_ops *ops)
{
	u64 block = memory_block_size_bytes();

	return size && start + size > start && !(start % block) &&
	       !(size % block) && start + size <= 1ULL << MAX_PHYSMEM_BITS &&
	       granule >= memhp_provider_granule_min() && granule <= block &&
	       is_power_of_2(granule) && ops->adopt &&
	       ops->attach && ops->detach;
}

/* Can this block be provided for as it is? */
static int check_block(struct memory_block *mem, void *arg)
{
	struct memhp_staged *s = memhp_stage_of(memhp_block_index(mem));
	struct memhp_provider *p = arg;
	unsigned long pfn, nr = 0, step = PHYS_PFN(p->granule);

	if (memhp_stage_of_driver(memhp_block_index(mem)))
		return -EBUSY;
	if (!s)
		return memhp_block_state(mem) == MEMHP_STATE_OFFLINE ? 0 : -EBUSY;
	if (!IS_ALIGNED(s->pfn, step))
		return -EBUSY;
	while (memhp_stage_populated(s, step, &pfn, &nr))
		if (!IS_ALIGNED(pfn | nr, step))
			return -EBUSY;
	return 0;
}

static int adopt_block(struct memory_block *mem, void *arg)
{
	struct memhp_staged *s = memhp_stage_of(memhp_block_index(mem));

	if (!s)
		return 0;
	s->provided = true;
	tell_adopted(arg, s);
	return 0;
}

static int each_block(struct memhp_provider *p, walk_memory_blocks_func_t fn)
{
	u64 block = memory_block_size_bytes();

	return memhp_walk_blocks(p->start / block, p->size / block, p, fn);
}

static int add(struct memhp_provider *p)
{
	int ret = memhp_hotplug_lock();

	if (ret)
		return ret;
	down_write(&providers_lock);
	ret = find(p->start, p->size) ? -EEXIST : each_block(p, check_block);
	if (!ret) {
		list_add_tail(&p->list, &providers);
		each_block(p, adopt_block);
	}
	up_write(&providers_lock);
	memhp_hotplug_unlock();
	return ret;
}

struct memhp_provider *
memhp_provider_register(u64 start, u64 size, u64 granule,
			const struct memhp_provider_ops *ops, void *data)
{
	struct memhp_provider *p;
	int ret;

	if (!memhp_has(MEMHP_FEATURE_STAGE) || !memhp_held_can_take())
		return ERR_PTR(-EOPNOTSUPP);
	if (!valid(start, size, granule, ops))
		return ERR_PTR(-EINVAL);
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return ERR_PTR(-ENOMEM);
	*p = (struct memhp_provider){
		.start = start, .size = size, .granule = granule,
		.ops = ops, .data = data,
	};
	ret = memhp_intercept_arm();
	if (!ret) {
		ret = add(p);
		if (ret)
			memhp_intercept_disarm();
	}
	if (!ret)
		return p;
	kfree(p);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(memhp_provider_register);

/* However long that takes: nobody's onlining is to go past us in the middle. */
static void lock(void)
{
	while (memhp_hotplug_trylock())
		;
}

void memhp_provider_unregister(struct memhp_provider *p)
{
	lock();
	down_write(&providers_lock);
	list_del(&p->list);
	up_write(&providers_lock);
	memhp_intercept_disarm();
	memhp_hotplug_unlock();
	kfree(p);
}
EXPORT_SYMBOL_GPL(memhp_provider_unregister);

static long fill(struct memhp_provider *p, struct memhp_fill *f)
{
	int ret;

	if (f->start < p->start || f->length > p->size ||
	    f->start - p->start > p->size - f->length || !f->length)
		return -EINVAL;
	f->block = f->start / memory_block_size_bytes();
	f->granule = p->granule;
	ret = memhp_fill(f);
	if (ret)
		return ret;
	return f->done || !f->error ? f->done >> PAGE_SHIFT : -f->error;
}

long memhp_provider_populate(struct memhp_provider *p, u64 start, u64 size)
{
	struct memhp_fill f = {
		.op = MEMHP_FILL_POPULATE, .start = start, .length = size,
	};

	return fill(p, &f);
}
EXPORT_SYMBOL_GPL(memhp_provider_populate);

long memhp_provider_depopulate(struct memhp_provider *p, u64 start, u64 size,
			       u64 timeout_ns)
{
	struct memhp_fill f = {
		.op = MEMHP_FILL_DEPOPULATE, .start = start, .length = size,
		.timeout_ns = clamp_t(u64, timeout_ns, 1, KTIME_MAX),
	};

	return fill(p, &f);
}
EXPORT_SYMBOL_GPL(memhp_provider_depopulate);

u64 memhp_provider_pages(struct memhp_provider *p)
{
	u64 pages;

	lock();
	pages = memhp_stage_pages(p->start, p->size);
	memhp_hotplug_unlock();
	return pages;
}
EXPORT_SYMBOL_GPL(memhp_provider_pages);
