// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/memory_hotplug.h>
#include <linux/page-flags.h>
#include <linux/pagemap.h>
#include <linux/swap.h>

#include "compat.h"
#include "compat_page.h"
#include "features.h"
#include "page.h"
#include "symbols.h"

/* A compound page is no larger: a huge page of 1 GiB. */
#define MAX_COMPOUND	(PUD_SHIFT - PAGE_SHIFT)

struct page *memhp_page_online(unsigned long pfn)
{
	return pfn_to_online_page(pfn);
}

struct page *memhp_page_head(struct page *page)
{
	return compound_head(page);
}

void memhp_page_drain(void)
{
	if (memhp_has(MEMHP_FEATURE_PAGES))
		static_call(memhp_lru_add_drain_all)();
}

/* The word that the flags of every kernel are in. */
static unsigned long raw_flags(const struct page *page)
{
	return READ_ONCE(*(const unsigned long *)&page->flags);
}

static bool in_slab(struct page *head)
{
#ifdef MEMHP_HAVE_PAGE_LARGE_KMALLOC
	if (PageLargeKmalloc(head))
		return true;
#endif
	return PageSlab(head);
}

static bool of_driver(struct page *page)
{
#ifdef MEMHP_HAVE_PAGE_MOVABLE_OPS
	return page_has_movable_ops(page);
#else
	return __PageMovable(page);
#endif
}

/* Bits that mean the same on every kernel. */
static u32 simple_flags(unsigned long raw)
{
	u32 flags = 0;

	if (raw & BIT(PG_lru))
		flags |= MEMHP_P_LRU;
	if (raw & BIT(PG_private))
		flags |= MEMHP_P_PRIVATE;
	if (raw & BIT(PG_swapbacked) && raw & BIT(PG_swapcache))
		flags |= MEMHP_P_SWAPCACHE;
	return flags;
}

/* What is mapped or in a cache, or may be. */
static u32 content_flags(struct page *head)
{
	u32 flags = simple_flags(raw_flags(head));

	if (PageAnon(head))
		flags |= MEMHP_P_ANON;
	else if (memhp_compat_page_mapping(head))
		flags |= MEMHP_P_FILE;
	if (flags & (MEMHP_P_LRU | MEMHP_P_ANON | MEMHP_P_FILE) &&
	    memhp_compat_page_pinned(head))
		flags |= MEMHP_P_PINNED;
	return flags;
}

/* Pages of the whole from @page to its end; @page if it makes no sense. */
static unsigned long rest_of(struct page *page, struct page *head, u32 order)
{
	unsigned long at = page - head, all = 1UL << order;

	return page >= head && at < all ? all - at : 1;
}

static unsigned long look_free(struct page *page, struct memhp_page_look *look)
{
	unsigned long order = READ_ONCE(page_private(page));

	look->flags |= MEMHP_P_BUDDY;
	if (order > MAX_COMPOUND || !PageBuddy(page))
		order = 0;
	look->order = order;
	return 1UL << order;
}

unsigned long memhp_page_look(struct page *page, struct memhp_page_look *look)
{
	struct page *head = compound_head(page);
	u32 order;

	*look = (struct memhp_page_look){ };
	if (PageHWPoison(page))
		look->flags |= MEMHP_P_POISONED;
	if (raw_flags(page) & BIT(PG_reserved))
		look->flags |= MEMHP_P_RESERVED;
	if (look->flags)
		goto alone;
	if (PageBuddy(page))
		return look_free(page, look);
	if (PageOffline(page))
		look->flags |= MEMHP_P_OFFLINE;
	else if (PageTable(page))
		look->flags |= MEMHP_P_TABLE;
	if (of_driver(page))
		look->flags |= MEMHP_P_DRIVER;
	if (look->flags)
		goto alone;

	order = compound_order(head);
	if (order > MAX_COMPOUND)
		order = 0;
	look->order = order;
	look->refs = page_ref_count(head);
	if (page != head)
		look->flags |= MEMHP_P_TAIL;
	if (in_slab(head)) {
		look->flags |= MEMHP_P_SLAB;
		return rest_of(page, head, order);
	}
	if (order && PageHuge(head))
		look->flags |= MEMHP_P_HUGE;
	look->flags |= content_flags(head);
	look->maps = memhp_compat_page_maps(head, order);
	return rest_of(page, head, order);
alone:
	look->refs = page_ref_count(page);
	return 1;
}
