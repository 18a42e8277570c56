/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between kernels in struct page; see compat.h. */
#ifndef MEMHP_KERNEL_COMPAT_PAGE_H
#define MEMHP_KERNEL_COMPAT_PAGE_H

#include <linux/mm.h>
#include <linux/pagemap.h>

#include "facts.h"

/* The file that a page is of, or the swap cache that it is in. Heads only. */
static inline struct address_space *memhp_compat_page_mapping(struct page *head)
{
#ifdef MEMHP_HAVE_FOLIO_MAPPING
	return folio_mapping((struct folio *)head);
#else
	return page_mapping(head);
#endif
}

static inline bool memhp_compat_page_pinned(struct page *head)
{
#ifdef MEMHP_HAVE_FOLIO_MAPPING
	return folio_maybe_dma_pinned((struct folio *)head);
#else
	return page_maybe_dma_pinned(head);
#endif
}

/* How often the pages of a compound page of @order are mapped, in all. */
static inline int memhp_compat_page_maps(struct page *head, u32 order)
{
#ifdef MEMHP_HAVE_FOLIO_LARGE_MAPCOUNT
	return folio_mapcount((struct folio *)head);
#else
	int nr = 1 << order, i, whole, sum;

	if (!order)
		return atomic_read(&head->_mapcount) + 1;
	whole = compound_mapcount(head);
	if (PageHuge(head))
		return whole;
	for (i = 0, sum = whole; i < nr; i++)
		sum += atomic_read(&head[i]._mapcount) + 1;
	/* Of a file, a map of the whole counts in each page too; of anonymous
	 * memory, it does once some page is also mapped for itself. */
	if (!PageAnon(head))
		sum -= whole * nr;
	else if (PageDoubleMap(head))
		sum -= nr;
	return sum;
#endif
}

/* What the reverse map is walked by. */
#ifdef MEMHP_HAVE_RMAP_WALK_FOLIO
typedef struct folio memhp_rmap_page;
#else
typedef struct page memhp_rmap_page;
#endif

static inline memhp_rmap_page *memhp_compat_rmap_page(struct page *head)
{
	return (memhp_rmap_page *)head;
}

#endif
