/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between kernels in struct page; see compat.h. All of it is for the
 * head of a compound page that the caller has a reference to: some of what is called
 * here stops the machine where the kernel is built for finding faults and the page
 * is none any more.
 */
#ifndef MEMHP_KERNEL_COMPAT_PAGE_H
#define MEMHP_KERNEL_COMPAT_PAGE_H

#include <linux/mm.h>

#include "facts.h"

static inline bool memhp_compat_compound_pinned(struct page *head)
{
#ifdef MEMHP_HAVE_FOLIO_MAYBE_DMA_PINNED
	return folio_maybe_dma_pinned((struct folio *)head);
#else
	return page_maybe_dma_pinned(head);
#endif
}

/* How often the whole is mapped as such. */
static inline int memhp_compat_compound_whole(struct page *head)
{
#ifdef MEMHP_HAVE_PAGE_DOUBLE_MAP
	return compound_mapcount(head);
#else
	return folio_entire_mapcount((struct folio *)head);
#endif
}

/* What maps of the whole add to the counts of its @nr pages. */
static inline int memhp_compat_compound_twice(struct page *head, int nr,
					      int whole)
{
#ifdef MEMHP_HAVE_PAGE_DOUBLE_MAP
	/* Of a file, each counts in each page; of anonymous memory, one does once
	 * some page is also mapped for itself. */
	if (!PageAnon(head))
		return whole * nr;
	return PageDoubleMap(head) ? nr : 0;
#else
	return 0;
#endif
}

/* How often the pages of a compound page of @order are mapped, in all. */
static inline int memhp_compat_compound_maps(struct page *head, u32 order)
{
#ifdef MEMHP_HAVE_FOLIO_LARGE_MAPCOUNT
	return folio_mapcount((struct folio *)head);
#else
	int whole = memhp_compat_compound_whole(head);
	int nr = 1 << order, i, sum = whole;

	if (PageHuge(head))
		return whole;
	for (i = 0; i < nr; i++)
		sum += atomic_read(&head[i]._mapcount) + 1;
	return sum - memhp_compat_compound_twice(head, nr, whole);
#endif
}

#endif
