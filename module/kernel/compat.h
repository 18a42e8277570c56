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
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>

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

#endif
