/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * Pages: of which kind one is, by what its struct page shows, and what the kinds
 * in a block mean for taking it offline.
 *
 * It follows what the kernel itself goes by when it isolates and migrates:
 * has_unmovable_pages() of mm/page_isolation.c, and scan_movable_pages() and
 * do_migrate_range() of mm/memory_hotplug.c.
 */
#ifndef MEMHP_CORE_PAGES_H
#define MEMHP_CORE_PAGES_H

#include <memhp/uapi.h>

#define MEMHP_P_RESERVED	(1U << 0)
#define MEMHP_P_POISONED	(1U << 1)
#define MEMHP_P_BUDDY		(1U << 2)	/* free, in the page allocator */
#define MEMHP_P_OFFLINE		(1U << 3)
#define MEMHP_P_TABLE		(1U << 4)
#define MEMHP_P_SLAB		(1U << 5)
#define MEMHP_P_HUGE		(1U << 6)	/* hugetlb */
#define MEMHP_P_LRU		(1U << 7)
#define MEMHP_P_DRIVER		(1U << 8)	/* a driver can move it */
#define MEMHP_P_ANON		(1U << 9)
#define MEMHP_P_FILE		(1U << 10)
#define MEMHP_P_SWAPCACHE	(1U << 11)
#define MEMHP_P_PRIVATE		(1U << 12)	/* a file system has data with it */
#define MEMHP_P_PINNED		(1U << 13)	/* may be pinned for DMA */
#define MEMHP_P_TAIL		(1U << 14)	/* the look began within it */

/**
 * struct memhp_page_look - what a page shows at one moment
 * @flags:	MEMHP_P_*
 * @order:	of the free chunk or the compound page, 0 for a page alone
 * @refs:	references, of the head
 * @maps:	how often it is mapped, of the whole
 */
struct memhp_page_look {
	__u32 flags;
	__u32 order;
	__s32 refs;
	__s32 maps;
};

/** memhp_page_kind - enum memhp_page_kind of a page that is there */
__u32 memhp_page_kind(const struct memhp_page_look *look);

/** memhp_page_movable - is it of a kind that migrates, PINNED or not? */
int memhp_page_movable(__u32 kind);

/** memhp_page_stuck - is it of a kind that a block of a kernel zone does not go
 * offline with? */
int memhp_page_stuck(__u32 kind);

/**
 * memhp_page_expected - references that a page which migrates has when nobody holds
 * it: one for each map, one for each page by its cache, one for private data, and
 * one for the list that it waits on if it is on none; without that one, only its maps
 *
 * -1: not known, for hugetlb. (folio_expected_ref_count() of newer kernels.)
 */
__s32 memhp_page_expected(const struct memhp_page_look *look);

/** memhp_page_off_lists - does it look as if it could move, but is on no list that the
 * kernel takes such pages from? Then a kernel zone is refused at once */
int memhp_page_off_lists(const struct memhp_page_look *look);

/** memhp_page_held - has a page of a kind that can move, not PINNED, more references? */
int memhp_page_held(const struct memhp_page_look *look);

/**
 * struct memhp_block_sight - what is known of a block when its pages were looked at
 * @state:	enum memhp_state
 * @zone:	enum memhp_zone
 * @early:	there since boot
 * @flaw:	why it can never go offline, enum memhp_reason, if that is known without
 *		a look at its pages
 * @keeps_huge:	its free huge pages are promised to somebody
 * @offline_held: pages that are logically offline and still have references
 */
struct memhp_block_sight {
	__u8 state;
	__u8 zone;
	__u8 early;
	__u8 flaw;
	__u8 keeps_huge;
	__u64 offline_held;
};

/** memhp_pages_judge - fill @prospect and @reason of @pages from its counts */
void memhp_pages_judge(const struct memhp_block_sight *sight,
		       struct memhp_pages *pages);

#endif
