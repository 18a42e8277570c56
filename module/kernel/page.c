// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/log2.h>
#include <linux/memory_hotplug.h>
#include <linux/page-flags.h>
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

/* What is in a cache or may be mapped. Read as it stands: nothing that checks what
 * the page is, which may change at any time, is asked. */
static u32 content_flags(struct page *head)
{
	u32 flags = simple_flags(raw_flags(head));

	if (PageAnon(head))
		flags |= MEMHP_P_ANON;
	else if (READ_ONCE(head->mapping) || flags & MEMHP_P_SWAPCACHE)
		flags |= MEMHP_P_FILE;
	return flags;
}

static u32 order_of(struct page *head)
{
	u32 order = compound_order(head);

	return order > MAX_COMPOUND ? 0 : order;
}

/*
 * Note that @page is of a whole of @order that begins with @head; returns the pages
 * from it to the end. What was read may be of different moments: if it does not fit
 * together, @page is taken for one alone, as others compute the head from the order.
 */
static unsigned long note_whole(struct page *page, struct page *head, u32 order,
				struct memhp_page_look *look)
{
	unsigned long at = page - head, all = 1UL << order;

	if (page < head || at >= all || !IS_ALIGNED(page_to_pfn(head), all))
		return 1;
	look->order = order;
	if (at)
		look->flags |= MEMHP_P_TAIL;
	return all - at;
}

static unsigned long look_free(struct page *page, struct memhp_page_look *look)
{
	unsigned long order = READ_ONCE(page_private(page));

	look->flags |= MEMHP_P_BUDDY;
	if (order > ilog2(MAX_ORDER_NR_PAGES) || !PageBuddy(page))
		order = 0;
	look->order = order;
	return 1UL << order;
}

static void look_single(struct page *page, struct memhp_page_look *look)
{
	const u32 content = MEMHP_P_LRU | MEMHP_P_ANON | MEMHP_P_FILE;

	look->flags |= content_flags(page);
	look->refs = page_ref_count(page);
	/* Below zero it is something else. */
	look->maps = max(atomic_read(&page->_mapcount) + 1, 0);
	if (look->flags & content && (u32)look->refs >= GUP_PIN_COUNTING_BIAS)
		look->flags |= MEMHP_P_PINNED;
}

/* A compound page stays one while somebody has a reference to it. */
static bool hold(struct page *head, u32 order)
{
	if (!get_page_unless_zero(head))
		return false;
	if (compound_head(head) == head && compound_order(head) == order)
		return true;
	put_page(head);
	return false;
}

static unsigned long look_compound(struct page *page, struct page *head,
				   u32 order, struct memhp_page_look *look)
{
	if (PageHuge(head))
		look->flags |= MEMHP_P_HUGE;
	if (hold(head, order)) {
		look->flags |= content_flags(head);
		look->refs = page_ref_count(head) - 1;
		look->maps = memhp_compat_compound_maps(head, order);
		if (memhp_compat_compound_pinned(head))
			look->flags |= MEMHP_P_PINNED;
		put_page(head);
	} else if (!(look->flags & MEMHP_P_HUGE)) {
		return 1;	/* it comes or goes, so it is nobody's */
	}
	return note_whole(page, head, order, look);
}

static unsigned long look_slab(struct page *page, struct page *head,
			       struct memhp_page_look *look)
{
	look->flags |= MEMHP_P_SLAB;
	look->refs = page_ref_count(head);
	return note_whole(page, head, order_of(head), look);
}

/* What a page is that is looked at alone. */
static u32 single_flags(struct page *page, struct page *head)
{
	u32 flags = 0;

	if (PageOffline(page))
		flags |= MEMHP_P_OFFLINE;
	else if (PageTable(page))
		flags |= MEMHP_P_TABLE;
	/* In the tail of a compound page the order is where this is told. */
	if (page == head && of_driver(page))
		flags |= MEMHP_P_DRIVER;
	return flags;
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
	if (!look->flags) {
		if (PageBuddy(page))
			return look_free(page, look);
		/* First of what is left: it uses the words that the others tell by. */
		if (in_slab(head))
			return look_slab(page, head, look);
		look->flags = single_flags(page, head);
	}
	if (look->flags) {
		look->refs = page_ref_count(page);
		return 1;
	}
	order = order_of(head);
	if (order)
		return look_compound(page, head, order, look);
	look_single(page, look);
	return 1;
}
