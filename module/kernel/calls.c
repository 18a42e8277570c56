// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/sched/signal.h>

#include "block.h"
#include "calls.h"
#include "hotplug_lock.h"
#include "symbols.h"

int memhp_hotplug_trylock(void)
{
	if (!static_call(memhp_lock_device_hotplug_sysfs)())
		return 0;
	/*
	 * It waited and then raised a false signal to have the system call
	 * restarted, which nobody here wants.
	 */
	recalc_sigpending();
	return -EAGAIN;
}

int memhp_hotplug_lock(void)
{
	while (memhp_hotplug_trylock())
		if (signal_pending(current))
			return -EINTR;
	return 0;
}

void memhp_hotplug_unlock(void)
{
	static_call(memhp_unlock_device_hotplug)();
}

int memhp_walk_blocks(u64 first, u64 count, void *arg,
		      walk_memory_blocks_func_t fn)
{
	unsigned long size = memory_block_size_bytes();

	return static_call(memhp_walk_memory_blocks)(first * size, count * size,
						     arg, fn);
}

int memhp_online_one(struct memory_block *mem, int type)
{
	int ret;

	mem->online_type = type;
	ret = static_call(memhp_device_online)(&mem->dev);
	/* It is taken back only on the way through the block's own code. */
	mem->online_type = MMOP_OFFLINE;
	/* 1: it was online already, which the caller ruled out. */
	return ret > 0 ? -EBUSY : ret;
}

int memhp_offline_one(struct memory_block *mem)
{
	int ret = static_call(memhp_device_offline)(&mem->dev);

	return ret > 0 ? -EBUSY : ret;
}

struct zone *memhp_zone_for(struct memory_block *mem, u32 nr, int type)
{
	unsigned long pfn = memhp_block_pfn(mem);
	unsigned long pages = nr * memhp_block_pages();

#ifdef MEMHP_HAVE_ZONE_FOR_PFN_RANGE_GROUP
	return static_call(memhp_zone_for_pfn_range)(type, mem->nid,
						     memhp_compat_group(mem),
						     pfn, pages);
#else
	return static_call(memhp_zone_for_pfn_range)(type, mem->nid, pfn,
						     pages);
#endif
}

int memhp_online_pages(struct memory_block *mem, u32 nr, struct zone *zone,
		       int type)
{
	unsigned long pfn = memhp_block_pfn(mem);
	unsigned long pages = nr * memhp_block_pages();
	bool lock = memhp_hotplug_lock_by_caller();
	int ret;

	if (lock)
		static_call(memhp_mem_hotplug_begin)();
#ifdef MEMHP_HAVE_ONLINE_PAGES_ZONE
	ret = static_call(memhp_online_pages)(pfn, pages, zone,
					      memhp_compat_group(mem));
#else
	ret = static_call(memhp_online_pages)(pfn, pages, type, mem->nid);
#endif
	if (lock)
		static_call(memhp_mem_hotplug_done)();
	return ret;
}

int memhp_offline_pages(struct memory_block *mem, u32 nr, struct zone *zone)
{
	unsigned long pfn = memhp_block_pfn(mem);
	unsigned long pages = nr * memhp_block_pages();
	bool lock = memhp_hotplug_lock_by_caller();
	int ret;

	if (lock)
		static_call(memhp_mem_hotplug_begin)();
#ifdef MEMHP_HAVE_ONLINE_PAGES_ZONE
	ret = static_call(memhp_offline_pages)(pfn, pages, zone,
					       memhp_compat_group(mem));
#else
	ret = static_call(memhp_offline_pages)(pfn, pages);
#endif
	if (lock)
		static_call(memhp_mem_hotplug_done)();
	return ret;
}

struct zone *memhp_zone_of(struct memory_block *mem)
{
#ifdef MEMHP_HAVE_BLOCK_ZONE
	return mem->zone;
#else
	unsigned long pfn = memhp_block_pfn(mem);

	return static_call(memhp_test_pages_in_a_zone)(pfn,
						pfn + memhp_block_pages());
#endif
}

#ifdef MEMHP_HAVE_BLOCK_ZONE
int memhp_state_and_zone(struct memory_block *mem, u8 *state, u8 *zone)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		struct zone *z;

		*state = memhp_block_state(mem);
		/* Whoever changes a block notes its zone before its state. */
		smp_rmb();
		z = READ_ONCE(mem->zone);
		/* The same state as before it: so it is the zone of that state. */
		smp_rmb();
		/* On its way offline it is still in it. */
		*zone = *state == MEMHP_STATE_OFFLINE ? MEMHP_ZONE_NONE
						      : memhp_zone_number(z);
		if (*state == memhp_block_state(mem))
			return 0;
	}
	return -EAGAIN;
}
#else
/*
 * The zone is told by the pages, and a block that goes offline may lose its
 * struct pages next. While its device is locked it stays online: everybody who
 * takes it offline locks it first, the engine too.
 */
int memhp_state_and_zone(struct memory_block *mem, u8 *state, u8 *zone)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		bool locked;

		*zone = MEMHP_ZONE_NONE;
		*state = memhp_block_state(mem);
		if (*state != MEMHP_STATE_ONLINE)
			return 0;
		locked = device_trylock(&mem->dev);
		if (locked) {
			*state = memhp_block_state(mem);
			if (*state == MEMHP_STATE_ONLINE)
				*zone = memhp_zone_number(memhp_zone_of(mem));
			device_unlock(&mem->dev);
			return 0;
		}
		usleep_range(20, 50);
	}
	return -EAGAIN;
}
#endif
