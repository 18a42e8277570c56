/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything that differs between kernels, translated up to the newest one.
 * MEMHP_HAVE_* comes from facts.h, which the build makes by compiling probes/
 * against the target's headers: never by version numbers, which prove nothing
 * where kernels are backported to.
 */
#ifndef MEMHP_KERNEL_COMPAT_H
#define MEMHP_KERNEL_COMPAT_H

#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "facts.h"

/* The type of a bus; some kernels have it const. */
typedef typeof(*((struct device *)NULL)->bus) memhp_bus;

struct memory_group;

/* The kernel's memory group of a block, NULL if it has none. */
static inline struct memory_group *memhp_compat_group(struct memory_block *mem)
{
#ifdef MEMHP_HAVE_BLOCK_GROUP
	return mem->group;
#else
	return NULL;
#endif
}

/* Do blocks know their memory groups here? */
static inline bool memhp_compat_has_groups(void)
{
#ifdef MEMHP_HAVE_BLOCK_GROUP
	return true;
#else
	return false;
#endif
}

/* Is its group one that grows and shrinks by units? Those are virtio_mem's. */
static inline bool memhp_compat_is_dynamic(struct memory_block *mem)
{
#ifdef MEMHP_HAVE_BLOCK_GROUP
	return mem->group && mem->group->is_dynamic;
#else
	return false;
#endif
}

/* Does the block hold its own memmap? Such a block is never part of a run. */
static inline bool memhp_compat_has_memmap(struct memory_block *mem)
{
#if defined(MEMHP_HAVE_BLOCK_ALTMAP)
	return mem->altmap;
#elif defined(MEMHP_HAVE_BLOCK_NR_VMEMMAP_PAGES)
	return mem->nr_vmemmap_pages;
#else
	return false;
#endif
}

/* How many pages at its begin it holds its own memmap in. */
static inline unsigned long memhp_compat_memmap_pages(struct memory_block *mem)
{
#if defined(MEMHP_HAVE_ALTMAP_FREE)
	return mem->altmap ? mem->altmap->free : 0;
#elif defined(MEMHP_HAVE_BLOCK_NR_VMEMMAP_PAGES)
	return mem->nr_vmemmap_pages;
#else
	return 0;
#endif
}

/* Does the kernel count the poisoned pages of a block? */
static inline bool memhp_compat_counts_hwpoison(void)
{
#ifdef MEMHP_HAVE_BLOCK_NR_HWPOISON
	return true;
#else
	return false;
#endif
}

static inline bool memhp_compat_has_hwpoison(struct memory_block *mem)
{
#ifdef MEMHP_HAVE_BLOCK_NR_HWPOISON
	return atomic_long_read(&mem->nr_hwpoison);
#else
	return false;
#endif
}

/* Does the kernel count the pages of a zone that were there at boot? */
static inline bool memhp_compat_counts_early(void)
{
#ifdef MEMHP_HAVE_ZONE_PRESENT_EARLY_PAGES
	return true;
#else
	return false;
#endif
}

static inline unsigned long memhp_compat_early_pages(struct zone *zone)
{
#ifdef MEMHP_HAVE_ZONE_PRESENT_EARLY_PAGES
	return zone->present_early_pages;
#else
	return 0;
#endif
}

static inline unsigned long memhp_compat_cma_pages(struct zone *zone)
{
#ifdef MEMHP_HAVE_ZONE_CMA_PAGES
	return zone->cma_pages;
#else
	return 0;
#endif
}

/* What the kernel's memory group of a block says, in pages. */
struct memhp_kgroup {
	bool is_dynamic;
	unsigned long max;	/* of a static one */
	unsigned long unit;	/* of a dynamic one */
};

/* False: the block is in none, as far as this kernel knows groups. */
static inline bool memhp_compat_read_group(struct memory_block *mem,
					   struct memhp_kgroup *out)
{
#ifdef MEMHP_HAVE_BLOCK_GROUP
	const struct memory_group *group = mem->group;

	if (!group)
		return false;
	*out = (struct memhp_kgroup){ .is_dynamic = group->is_dynamic };
	if (group->is_dynamic)
		out->unit = group->d.unit_pages;
	else
		out->max = group->s.max_pages;
	return true;
#else
	return false;
#endif
}

/* Note the zone a block went to, NULL when it went offline. */
static inline void memhp_compat_set_zone(struct memory_block *mem,
					 struct zone *zone)
{
#ifdef MEMHP_HAVE_BLOCK_ZONE
	mem->zone = zone;
#endif
}

static inline void memhp_compat_set_offline(struct device *dev, bool offline)
{
#ifdef MEMHP_HAVE_DEV_SET_OFFLINE
	if (offline)
		dev_set_offline(dev);
	else
		dev_clear_offline(dev);
#else
	dev->offline = offline;
#endif
}

/* Does alloc_contig_range() isolate no more than pageblocks? */
static inline bool memhp_compat_isolates_pageblocks(void)
{
#if defined(MEMHP_HAVE_ISOLATE_PAGEBLOCKS) || defined(MEMHP_HAVE_ISOLATE_MODES)
	return true;
#else
	return false;
#endif
}

static inline int memhp_compat_alloc_contig(unsigned long pfn,
					    unsigned long end)
{
#if !defined(CONFIG_CONTIG_ALLOC)
	return -EOPNOTSUPP;
#elif defined(MEMHP_HAVE_ISOLATE_MODES)
	return alloc_contig_range(pfn, end, ACR_FLAGS_NONE, GFP_KERNEL);
#else
	return alloc_contig_range(pfn, end, MIGRATE_MOVABLE, GFP_KERNEL);
#endif
}

/* Does offline_pages() count pages that are logically offline by themselves? */
static inline bool memhp_compat_counts_offline_pages(void)
{
#ifdef MEMHP_HAVE_OFFLINE_PAGES_COUNTED
	return true;
#else
	return false;
#endif
}

/* Pages become logically offline between these. May sleep. */
static inline void memhp_compat_page_offline_begin(void)
{
#ifdef MEMHP_HAVE_PAGE_OFFLINE_BEGIN
	page_offline_begin();
#endif
}

static inline void memhp_compat_page_offline_end(void)
{
#ifdef MEMHP_HAVE_PAGE_OFFLINE_BEGIN
	page_offline_end();
#endif
}

/* The last address that memory may be added at, by what the kernel can map. */
static inline u64 memhp_compat_last_pluggable(void)
{
	/* The direct map ends where vmalloc begins, wherever that was put. */
	u64 last = VMALLOC_START - PAGE_OFFSET - 1;

#ifdef MEMHP_HAVE_PLUGGABLE_RANGE
	last = min_t(u64, last, mhp_get_pluggable_range(true).end);
#endif
	last = min_t(u64, last, (1ULL << MAX_PHYSMEM_BITS) - 1);
	return min_t(u64, last, iomem_resource.end);
}

/* Can blocks hold their own memmap? 1, 0, or -1: not known before one was added. */
static inline int memhp_compat_can_hold_memmap(void)
{
#if !defined(MEMHP_HAVE_MEMMAP_ON_MEMORY)
	return 0;
#elif defined(MEMHP_HAVE_SUPPORTS_MEMMAP)
	return mhp_supports_memmap_on_memory();
#else
	return -1;
#endif
}

/* Add a block, and make one resource of it and its like next to it. */
static inline int memhp_compat_add_block(int nid, u64 start, bool memmap)
{
#ifdef MEMHP_HAVE_MHP_MERGE_RESOURCE
	mhp_t flags = MHP_MERGE_RESOURCE;
#else
	mhp_t flags = MEMHP_MERGE_RESOURCE;
#endif

#ifdef MEMHP_HAVE_MEMMAP_ON_MEMORY
	if (memmap)
		flags |= MHP_MEMMAP_ON_MEMORY;
#endif
	return add_memory(nid, start, memory_block_size_bytes(), flags);
}

static inline int memhp_compat_remove_memory(int nid, u64 start, u64 size)
{
#ifdef MEMHP_HAVE_REMOVE_MEMORY_NO_NID
	return remove_memory(start, size);
#else
	return remove_memory(nid, start, size);
#endif
}

#endif
