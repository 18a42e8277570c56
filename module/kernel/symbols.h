/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What memhp reaches in the kernel that is not exported.
 *
 * One table. Each line: the name, the features that cannot be without it, and
 * what it is for. A function is called through a static call, which patches a
 * direct call into the text: on processors with CET an indirect call into a
 * kernel function whose landing pad was sealed away would trap. A missing
 * symbol turns its features off and nothing else.
 */
#ifndef MEMHP_KERNEL_SYMBOLS_H
#define MEMHP_KERNEL_SYMBOLS_H

#include <linux/hugetlb.h>
#include <linux/rmap.h>
#include <linux/sched/task_stack.h>
#include <linux/static_call.h>
#include <linux/swap.h>

#include <memhp/uapi.h>

#include "compat.h"

/* In a header of all kernels' own only. */
int init_per_zone_wmark_min(void);

#define MEMHP_ON(feature)	(1U << MEMHP_FEATURE_##feature)
#define MEMHP_NEEDED		(MEMHP_ON(LIST) | MEMHP_ON(CHANGE) | \
				 MEMHP_ON(POLICY) | MEMHP_ON(PAGES))

/* FN(name, features, what for) for each function on every kernel. */
#define MEMHP_FUNCTIONS_COMMON(FN)					\
	FN(walk_memory_blocks, MEMHP_NEEDED,	\
	   "find the blocks of a range")				\
	FN(lock_device_hotplug_sysfs, MEMHP_NEEDED,			\
	   "keep others off while a block changes")			\
	FN(unlock_device_hotplug, MEMHP_NEEDED,				\
	   "let others on again")					\
	FN(device_online, MEMHP_ON(CHANGE),				\
	   "take one block online the kernel's way")			\
	FN(device_offline, MEMHP_ON(CHANGE),				\
	   "take one block offline the kernel's way")			\
	FN(zone_for_pfn_range, MEMHP_ON(BATCH),				\
	   "ask for the zone that the kernel would pick")		\
	FN(online_pages, MEMHP_ON(BATCH),				\
	   "take a run of blocks online")				\
	FN(offline_pages, MEMHP_ON(BATCH),				\
	   "take a run of blocks offline")				\
	FN(mem_hotplug_begin, MEMHP_ON(BATCH),				\
	   "hold the memory hotplug lock for a run")			\
	FN(mem_hotplug_done, MEMHP_ON(BATCH),				\
	   "release the memory hotplug lock")				\
	FN(lru_add_drain_all, MEMHP_ON(PAGES),				\
	   "have pages that wait put onto their lists")			\
	FN(rmap_walk, MEMHP_ON(MAPPERS),				\
	   "find who may map a page")					\
	FN(page_vma_mapped_walk, MEMHP_ON(MAPPERS),			\
	   "tell whether he does")					\
	FN(put_task_stack, MEMHP_ON(MAPPERS),				\
	   "let go of the kernel stack of a task")			\
	FN(init_per_zone_wmark_min, MEMHP_ON(STAGE),			\
	   "compute watermarks when a zone has got or lost pages")

#ifdef MEMHP_HAVE_RMAP_WALK_FOLIO
#define MEMHP_FUNCTIONS_RMAP(FN)					\
	FN(folio_lock_anon_vma_read, MEMHP_ON(MAPPERS),			\
	   "keep what tells who may map a page")
#else
#define MEMHP_FUNCTIONS_RMAP(FN)					\
	FN(page_lock_anon_vma_read, MEMHP_ON(MAPPERS),			\
	   "keep what tells who may map a page")
#endif

#ifdef MEMHP_HAVE_BLOCK_ZONE
#define MEMHP_FUNCTIONS_ZONE(FN)
#else
#define MEMHP_FUNCTIONS_ZONE(FN)					\
	FN(test_pages_in_a_zone, MEMHP_NEEDED,				\
	   "tell the zone of a block")
#endif

#ifdef CONFIG_HUGETLB_PAGE
#define MEMHP_FUNCTIONS_HUGE(FN)					\
	FN(size_to_hstate, MEMHP_ON(PAGES),				\
	   "find the pool of huge pages of a size")
#else
#define MEMHP_FUNCTIONS_HUGE(FN)
#endif

#define MEMHP_FUNCTIONS(FN)						\
	MEMHP_FUNCTIONS_COMMON(FN)					\
	MEMHP_FUNCTIONS_RMAP(FN)					\
	MEMHP_FUNCTIONS_ZONE(FN)					\
	MEMHP_FUNCTIONS_HUGE(FN)

#define MEMHP_DECLARE(name, features, about)				\
	DECLARE_STATIC_CALL(memhp_##name, name);
MEMHP_FUNCTIONS(MEMHP_DECLARE)
#undef MEMHP_DECLARE

/**
 * memhp_symbols_init - resolve the table; needs no lock, may sleep
 *
 * Returns 0 even if symbols are missing (see memhp_feature_reason()), or a
 * negative errno if nothing can be resolved on this kernel.
 */
int memhp_symbols_init(void);

/** memhp_symbol_address - look a name up; 0 if the kernel has none. May sleep. */
unsigned long memhp_symbol_address(const char *name);

/**
 * memhp_symbol_size - bytes of the function or data at @addr, 0 if that is not
 * the begin of something in the kernel itself that is called @name
 */
unsigned long memhp_symbol_size(const char *name, unsigned long addr);

#endif
