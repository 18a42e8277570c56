/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a struct page shows, while others may change it. It is only read; what is
 * read may be torn, and is checked for sense before anything is computed from it. A
 * compound page in use is held by a reference for the moment.
 */
#ifndef MEMHP_KERNEL_PAGE_H
#define MEMHP_KERNEL_PAGE_H

#include <linux/mm.h>

#include "../core/pages.h"

/**
 * memhp_page_online - the page of a frame that the page allocator looks after, NULL:
 * there is none
 */
struct page *memhp_page_online(unsigned long pfn);

/**
 * memhp_page_look - look at the page of @pfn
 * @page:	it
 * @look:	out
 *
 * The blocks stay as they are: device hotplug lock held. Returns how many pages from
 * @pfn on it stands for, at least 1.
 */
unsigned long memhp_page_look(struct page *page, struct memhp_page_look *look);

/** memhp_page_head - the page itself, or the head of its compound page */
struct page *memhp_page_head(struct page *page);

/** memhp_page_drain - have all processors put pages that wait onto their lists; may
 * sleep, no spinning lock held */
void memhp_page_drain(void);

/**
 * memhp_page_users - who uses a page: a process that maps it, a file that it is of
 * @page:	a head
 * @out:	pid, comm, inode, major, minor and file are filled in as far as known
 *
 * Only if nobody else has the page locked, nor, where the kernel can tell, what its
 * mappings are found by; may sleep.
 */
void memhp_page_users(struct page *page, struct memhp_obstacle *out);

#endif
