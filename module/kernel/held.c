// SPDX-License-Identifier: GPL-2.0
/*
 * Pages that were never given to the allocator and pages taken back from it are
 * made alike, so that there is one way to give them: generic_online_page(), which
 * sets their reference count and counts them as managed.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/page_ref.h>

#include "compat.h"
#include "held.h"

/* Do fresh pages come logically offline, which generic_online_page() takes off? */
static bool born_offline;

unsigned long memhp_held_granule(void)
{
	return memhp_compat_isolates_pageblocks() ?
	       pageblock_nr_pages :
	       max_t(unsigned long, pageblock_nr_pages, MAX_ORDER_NR_PAGES);
}

void memhp_held_keep(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;

	born_offline = PageOffline(pfn_to_page(pfn));
	memhp_compat_page_offline_begin();
	for (; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		__ClearPageReserved(page);
		if (!born_offline)
			__SetPageOffline(page);
	}
	memhp_compat_page_offline_end();
}

static void give_chunk(unsigned long pfn, unsigned int order)
{
	unsigned long i;

	for (i = 0; !born_offline && i < 1UL << order; i++)
		__ClearPageOffline(pfn_to_page(pfn + i));
	generic_online_page(pfn_to_page(pfn), order);
}

void memhp_held_give(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;
	unsigned int order;

	for (; pfn < end; pfn += 1UL << order) {
		order = ilog2(MAX_ORDER_NR_PAGES);
		while (!IS_ALIGNED(pfn, 1UL << order) || 1UL << order > end - pfn)
			order--;
		give_chunk(pfn, order);
		cond_resched();
	}
}

bool memhp_held_can_take(void)
{
	return IS_ENABLED(CONFIG_CONTIG_ALLOC);
}

int memhp_held_take(unsigned long pfn, unsigned long nr)
{
	unsigned long i;
	int ret;

	ret = memhp_compat_alloc_contig(pfn, pfn + nr);
	if (ret)
		return ret;
	memhp_compat_page_offline_begin();
	for (i = 0; i < nr; i++)
		__SetPageOffline(pfn_to_page(pfn + i));
	memhp_compat_page_offline_end();
	adjust_managed_page_count(pfn_to_page(pfn), -(long)nr);
	return 0;
}

/* Where the kernel, taking a block offline, takes all of its pages to be managed, they
 * have to be for that while. */
static void count(unsigned long pfn, long nr)
{
	if (!memhp_compat_counts_offline_pages())
		adjust_managed_page_count(pfn_to_page(pfn), nr);
}

bool memhp_held_let_go(unsigned long pfn, unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		if (page_ref_freeze(pfn_to_page(pfn + i), 1))
			continue;
		while (i--)
			page_ref_unfreeze(pfn_to_page(pfn + i), 1);
		return false;
	}
	count(pfn, nr);
	return true;
}

void memhp_held_take_up(unsigned long pfn, unsigned long nr)
{
	unsigned long i;

	count(pfn, -(long)nr);
	for (i = 0; i < nr; i++)
		page_ref_unfreeze(pfn_to_page(pfn + i), 1);
}

bool memhp_held_poisoned(unsigned long pfn, unsigned long nr)
{
	while (nr--)
		if (PageHWPoison(pfn_to_page(pfn++)))
			return true;
	return false;
}
