// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/bitmap.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/features.h"
#include "kernel/held.h"
#include "kernel/intercept.h"
#include "kernel/owner.h"
#include "provider.h"
#include "stage.h"

/* By index of the block. */
static DEFINE_XARRAY(records);

/*
 * Who stages, and whose pages are caught just now; written and, by that thread, read
 * under the device hotplug lock and the memory hotplug lock.
 */
static struct task_struct *staging;
static struct task_struct *catching;
static struct memhp_cause wrong;
static char rival[MEMHP_NOTIFIER_SIZE];

struct memhp_staged *memhp_stage_of(u64 block)
{
	return xa_load(&records, block);
}

bool memhp_stage_amounts(u64 block, u64 *populated, u64 *held)
{
	u64 granule = (u64)memhp_held_granule() << PAGE_SHIFT;
	struct memhp_staged *s;

	if (xa_empty(&records))
		return false;
	rcu_read_lock();
	s = xa_load(&records, block);
	if (s) {
		*held = READ_ONCE(s->held) * granule;
		*populated = s->nr * granule - *held;
	}
	rcu_read_unlock();
	return s;
}

bool memhp_stage_holds(unsigned long pfn)
{
	struct memhp_staged *s = memhp_stage_of(pfn / memhp_block_pages());

	return s && pfn >= s->pfn &&
	       test_bit((pfn - s->pfn) / memhp_held_granule(), s->map);
}

static int is_of_driver(struct memory_block *mem, void *arg)
{
	u32 owner = memhp_block_owner(mem);

	return owner == MEMHP_OWNER_VIRTIO_MEM ||
	       owner == MEMHP_OWNER_HV_BALLOON || memhp_compat_is_dynamic(mem);
}

bool memhp_stage_of_driver(u64 block)
{
	return memhp_walk_blocks(block, 1, NULL, is_of_driver);
}

u64 memhp_stage_pages(u64 start, u64 size)
{
	u64 block, pages = 0, end = start + size;
	struct memhp_staged *s;

	for (block = start / memory_block_size_bytes();
	     block * memory_block_size_bytes() < end; block++) {
		s = memhp_stage_of(block);
		if (s)
			pages += (s->nr - s->held) * memhp_held_granule();
	}
	return pages;
}

void memhp_stage_set(struct memhp_staged *s, u32 first, u32 end, bool held)
{
	if (held)
		bitmap_set(s->map, first, end - first);
	else
		bitmap_clear(s->map, first, end - first);
	WRITE_ONCE(s->held, bitmap_weight(s->map, s->nr));
}

/* Pages from @pfn on are on their way to the allocator. */
bool memhp_intercept_catches(unsigned long pfn, unsigned int order)
{
	unsigned long size = memhp_held_granule(), end = pfn + (1UL << order);
	struct memhp_staged *s;
	bool mine;

	if (READ_ONCE(catching) != current || !IS_ALIGNED(pfn | end, size))
		return false;
	rcu_read_lock();
	s = xa_load(&records, pfn / memhp_block_pages());
	mine = s && pfn >= s->pfn && end <= s->pfn + s->nr * size;
	if (mine) {
		bitmap_set(s->map, (pfn - s->pfn) / size, (end - pfn) / size);
		memhp_held_keep(pfn, end - pfn);
	}
	rcu_read_unlock();
	return mine;
}

static void drop(u64 block)
{
	struct memhp_staged *s = xa_erase(&records, block);

	if (!s)
		return;
	kfree_rcu(s, rcu);
	module_put(THIS_MODULE);
}

void memhp_stage_release(u64 block)
{
	struct memhp_staged *s = memhp_stage_of(block);

	if (s && !s->held && !memhp_provider_at(PFN_PHYS(s->pfn)))
		drop(block);
}

/* A record for what is of @block from @pfn to before @end. */
static int add(u64 block, unsigned long pfn, unsigned long end, bool provided)
{
	u32 nr = (end - pfn) / memhp_held_granule();
	struct memhp_staged *s;
	static u64 last;
	int ret;

	s = kzalloc(struct_size(s, map, BITS_TO_LONGS(nr)), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	s->id = ++last;
	s->pfn = pfn;
	s->provided = provided;
	s->nr = nr;
	ret = try_module_get(THIS_MODULE) ? 0 : -ENODEV;
	if (ret)
		goto out;
	ret = xa_insert(&records, block, s, GFP_KERNEL);
	if (!ret)
		return 0;
	module_put(THIS_MODULE);
out:
	kfree(s);
	return ret;
}

/* The blocks of a change. The first may begin behind its own memmap. */
#define for_each_block(block, change)					\
	for (block = (change)->start_pfn / memhp_block_pages();		\
	     block * memhp_block_pages() <				\
		     (change)->start_pfn + (change)->nr_pages;		\
	     block++)

/* How many, or a negative errno. */
static int add_all(const struct memory_notify *change)
{
	unsigned long pfn = change->start_pfn, end;
	bool all = READ_ONCE(staging) == current;
	int ret = 0, nr = 0;
	u64 block, granule;

	for_each_block(block, change) {
		end = (block + 1) * memhp_block_pages();
		granule = memhp_provider_at(PFN_PHYS(pfn));
		if (granule && memhp_stage_of_driver(block))
			granule = 0;
		/* Its begin, with its memmap, is not the provider's to attach. */
		if (granule && !IS_ALIGNED(PFN_PHYS(pfn), granule))
			return -EINVAL;
		if (all || granule) {
			ret = add(block, pfn, end, granule);
			nr++;
		}
		if (ret)
			return ret;
		pfn = end;
	}
	return nr;
}

static int refuse(u32 reason, int error)
{
	wrong = (struct memhp_cause){ reason, error };
	return notifier_from_errno(-error);
}

static int going_online(const struct memory_notify *change)
{
	int ret = add_all(change);

	if (ret == -EINVAL)
		return refuse(MEMHP_REASON_PROVIDER, EINVAL);
	if (ret < 0)
		return refuse(MEMHP_REASON_NO_MEMORY, -ret);
	if (!ret)
		return NOTIFY_OK;
	if (memhp_intercept_rival(rival, sizeof(rival)))
		return refuse(MEMHP_REASON_SLOT, EBUSY);
	if (!memhp_intercept_works())
		return refuse(MEMHP_REASON_SLOT, EAGAIN);
	ret = memhp_provider_going_online(change);
	if (ret)
		return refuse(MEMHP_REASON_PROVIDER, -ret);
	WRITE_ONCE(catching, current);
	return NOTIFY_OK;
}

enum held_act { LET_GO, TAKE_UP };

static bool act_on(enum held_act act, unsigned long pfn, unsigned long nr)
{
	cond_resched();
	if (act == LET_GO)
		return memhp_held_let_go(pfn, nr);
	memhp_held_take_up(pfn, nr);
	return true;
}

/* Do it to each run of held granules among the first @nr, until one cannot; returns the
 * granule where that begins, or @nr. */
static u32 each_held(struct memhp_staged *s, u32 nr, enum held_act act)
{
	unsigned long size = memhp_held_granule();
	u32 first = 0, end;

	while ((first = find_next_bit(s->map, nr, first)) < nr) {
		end = find_next_zero_bit(s->map, nr, first);
		if (!act_on(act, s->pfn + first * size, (end - first) * size))
			return first;
		first = end;
	}
	return nr;
}

static void came_online(const struct memory_notify *change)
{
	struct memhp_staged *s;
	u64 block;

	if (READ_ONCE(catching) != current)
		return;
	WRITE_ONCE(catching, NULL);
	for_each_block(block, change) {
		s = memhp_stage_of(block);
		if (!s)
			continue;
		memhp_stage_set(s, 0, 0, true);
		if (s->held == s->nr)
			continue;
		wrong = (struct memhp_cause){ MEMHP_REASON_SLOT, ENOMSG };
		pr_warn("memory%llu went online past us, with pages that were to be held\n",
			block);
		if (s->provided)
			memhp_provider_adopt(s);
	}
	memhp_provider_online(change);
}

static void stays_online(const struct memory_notify *change)
{
	struct memhp_staged *s;
	u64 block;

	for_each_block(block, change) {
		s = memhp_stage_of(block);
		if (s && s->let_go)
			each_held(s, s->nr, TAKE_UP);
		if (s)
			s->let_go = false;
	}
	memhp_provider_still_online(change);
}

static int going_offline(const struct memory_notify *change)
{
	int ret = memhp_provider_going_offline(change);
	struct memhp_staged *s;
	u32 stopped;
	u64 block;

	if (ret)
		return refuse(MEMHP_REASON_PROVIDER, -ret);
	for_each_block(block, change) {
		s = memhp_stage_of(block);
		if (!s)
			continue;
		stopped = each_held(s, s->nr, LET_GO);
		s->let_go = stopped == s->nr;
		if (s->let_go)
			continue;
		each_held(s, stopped, TAKE_UP);
		return refuse(MEMHP_REASON_KERNEL, EBUSY);
	}
	return NOTIFY_OK;
}

bool memhp_stage_populated(const struct memhp_staged *s, unsigned long step,
			   unsigned long *pfn, unsigned long *nr)
{
	unsigned long size = memhp_held_granule(), end;
	u32 i = *nr ? (*pfn + *nr - s->pfn) / size : 0, n;

	i = find_next_zero_bit(s->map, s->nr, i);
	if (i >= s->nr)
		return false;
	*pfn = s->pfn + i * size;
	end = min(ALIGN(*pfn + 1, step), s->pfn + s->nr * size);
	n = find_next_bit(s->map, (end - s->pfn) / size, i);
	*nr = (n - i) * size;
	return true;
}

/* What was in the allocator is no longer used. */
static void detach_populated(struct memhp_staged *s)
{
	u64 granule = memhp_provider_at(PFN_PHYS(s->pfn));
	unsigned long pfn, nr = 0;

	while (granule &&
	       memhp_stage_populated(s, PHYS_PFN(granule), &pfn, &nr))
		memhp_provider_detach(pfn, nr);
}

static void is_offline(const struct memory_notify *change, bool was_online)
{
	struct memhp_staged *s;
	u64 block;

	WRITE_ONCE(catching, NULL);
	for_each_block(block, change) {
		s = memhp_stage_of(block);
		if (s && s->provided && was_online)
			detach_populated(s);
		drop(block);
	}
	memhp_provider_offline(change);
}

static int change(struct notifier_block *nb, unsigned long action, void *arg)
{
	switch (action) {
	case MEM_GOING_ONLINE:
		return going_online(arg);
	case MEM_ONLINE:
		came_online(arg);
		break;
	case MEM_GOING_OFFLINE:
		return going_offline(arg);
	case MEM_CANCEL_OFFLINE:
		stays_online(arg);
		break;
	case MEM_CANCEL_ONLINE:
		is_offline(arg, false);
		break;
	case MEM_OFFLINE:
		is_offline(arg, true);
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block stage_nb = { .notifier_call = change };

void memhp_stage_begin(bool stage)
{
	wrong = (struct memhp_cause){ };
	rival[0] = '\0';
	if (stage)
		WRITE_ONCE(staging, current);
}

bool memhp_stage_end(struct memhp_cause *why, char *who)
{
	WRITE_ONCE(staging, NULL);
	if (!wrong.reason)
		return true;
	*why = wrong;
	strscpy(who, rival, MEMHP_NOTIFIER_SIZE);
	return false;
}

int memhp_stage_init(void)
{
	int ret;

	memhp_intercept_init();
	if (!memhp_has(MEMHP_FEATURE_STAGE))
		return 0;
	ret = register_memory_notifier(&stage_nb);
	if (ret)
		memhp_intercept_exit();
	return ret;
}

void memhp_stage_exit(void)
{
	if (memhp_has(MEMHP_FEATURE_STAGE))
		unregister_memory_notifier(&stage_nb);
	memhp_intercept_exit();
}
