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
#include "symbols.h"

/* Do fresh pages come logically offline, which generic_online_page() takes off? */
static bool born_offline;

unsigned long memhp_held_granule(void)
{
	return memhp_compat_isolates_pageblocks() ?
	       pageblock_nr_pages :
	       max_t(unsigned long, pageblock_nr_pages, MAX_ORDER_NR_PAGES);
}

/* Nobody looks at them yet: what they are part of is not online. */
void memhp_held_keep(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;

	born_offline = PageOffline(pfn_to_page(pfn));
	for (; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		__ClearPageReserved(page);
		if (!born_offline)
			__SetPageOffline(page);
	}
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
 * have to be for that while; where it tells held ones apart, the poisoned ones. */
static void count(unsigned long pfn, unsigned long nr, unsigned long poisoned,
		  int sign)
{
	long pages = memhp_compat_counts_offline_pages() ? poisoned : nr;

	if (pages)
		adjust_managed_page_count(pfn_to_page(pfn), sign * pages);
}

static void take_up_page(struct page *page)
{
	if (page_count(page))
		__SetPageOffline(page);
	else
		page_ref_unfreeze(page, 1);
}

/* The kernel passes over poisoned pages, whatever their references, if they are not
 * logically offline. */
static bool let_go_page(struct page *page, unsigned long *poisoned)
{
	if (!PageHWPoison(page))
		return page_ref_freeze(page, 1);
	__ClearPageOffline(page);
	++*poisoned;
	return true;
}

bool memhp_held_let_go(unsigned long pfn, unsigned long nr)
{
	unsigned long i, poisoned = 0;

	for (i = 0; i < nr; i++) {
		if (let_go_page(pfn_to_page(pfn + i), &poisoned))
			continue;
		while (i--)
			take_up_page(pfn_to_page(pfn + i));
		return false;
	}
	count(pfn, nr, poisoned, 1);
	return true;
}

void memhp_held_take_up(unsigned long pfn, unsigned long nr)
{
	unsigned long i, poisoned = 0;

	for (i = 0; i < nr; i++)
		poisoned += !!page_count(pfn_to_page(pfn + i));
	count(pfn, nr, poisoned, -1);
	for (i = 0; i < nr; i++)
		take_up_page(pfn_to_page(pfn + i));
}

void memhp_held_settle(void)
{
	static_call(memhp_init_per_zone_wmark_min)();
}

bool memhp_held_poisoned(unsigned long pfn, unsigned long nr)
{
	while (nr--)
		if (PageHWPoison(pfn_to_page(pfn++)))
			return true;
	return false;
}
