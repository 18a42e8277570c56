// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include "decide.h"
#include "pages.h"

static __u32 movable_kind(const struct memhp_page_look *look)
{
	if (look->flags & MEMHP_P_PINNED)
		return MEMHP_PAGE_PINNED;
	if (look->flags & MEMHP_P_ANON)
		return MEMHP_PAGE_ANON;
	return MEMHP_PAGE_FILE;
}

__u32 memhp_page_kind(const struct memhp_page_look *look)
{
	__u32 flags = look->flags;

	if (flags & MEMHP_P_POISONED)
		return MEMHP_PAGE_POISONED;
	if (flags & MEMHP_P_RESERVED)
		return MEMHP_PAGE_RESERVED;
	if (flags & MEMHP_P_BUDDY)
		return MEMHP_PAGE_FREE;
	if (flags & MEMHP_P_DRIVER)
		return MEMHP_PAGE_MOVABLE;
	if (flags & MEMHP_P_OFFLINE)
		return MEMHP_PAGE_OFFLINE;
	if (flags & MEMHP_P_TABLE)
		return MEMHP_PAGE_TABLE;
	if (flags & MEMHP_P_SLAB)
		return MEMHP_PAGE_SLAB;
	if (flags & MEMHP_P_HUGE) {
		if (!look->refs)
			return MEMHP_PAGE_HUGE_FREE;
		return flags & MEMHP_P_PINNED ? MEMHP_PAGE_PINNED :
						MEMHP_PAGE_HUGE_USED;
	}
	/* In a list of a processor, or on its way to one. */
	if (!look->refs)
		return MEMHP_PAGE_FREE;
	/* Not on a list of the LRU: it waits to be put on one. */
	if (flags & (MEMHP_P_LRU | MEMHP_P_ANON | MEMHP_P_FILE))
		return movable_kind(look);
	return MEMHP_PAGE_UNKNOWN;
}

int memhp_page_movable(__u32 kind)
{
	return kind == MEMHP_PAGE_ANON || kind == MEMHP_PAGE_FILE ||
	       kind == MEMHP_PAGE_MOVABLE || kind == MEMHP_PAGE_HUGE_USED ||
	       kind == MEMHP_PAGE_PINNED;
}

int memhp_page_stuck(__u32 kind)
{
	return kind >= MEMHP_PAGE_SLAB && kind <= MEMHP_PAGE_UNKNOWN;
}

__s32 memhp_page_expected(const struct memhp_page_look *look)
{
	__s32 pages = (__s32)(1U << (look->order & 31)), expected = look->maps;

	if (look->flags & MEMHP_P_HUGE)
		return -1;
	/* The driver that moves it has one. */
	if (look->flags & MEMHP_P_DRIVER)
		return 1;
	if (!(look->flags & MEMHP_P_ANON) ? look->flags & MEMHP_P_FILE
					  : look->flags & MEMHP_P_SWAPCACHE)
		expected += pages;
	if (look->flags & MEMHP_P_PRIVATE && !(look->flags & MEMHP_P_ANON))
		expected++;
	if (look->flags & MEMHP_P_LRU)
		return expected;
	expected++;
	/* It does not wait: it is in no cache, but a buffer that a driver maps. */
	return look->refs < expected ? look->maps : expected;
}

int memhp_page_off_lists(const struct memhp_page_look *look)
{
	return memhp_page_movable(memhp_page_kind(look)) &&
	       !(look->flags & (MEMHP_P_LRU | MEMHP_P_DRIVER | MEMHP_P_HUGE));
}

int memhp_page_held(const struct memhp_page_look *look)
{
	__u32 kind = memhp_page_kind(look);
	__s32 expected = memhp_page_expected(look);

	return memhp_page_movable(kind) && kind != MEMHP_PAGE_PINNED &&
	       expected >= 0 && look->refs > expected;
}

static void judge(struct memhp_pages *pages, __u32 prospect, __u32 reason)
{
	pages->prospect = prospect;
	pages->reason = reason;
}

/* Pages that stand in the way for as long as they are in use. */
static __u64 stuck(const struct memhp_pages *pages)
{
	__u64 sum = 0;
	__u32 kind;

	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++)
		if (memhp_page_stuck(kind))
			sum += pages->count[kind];
	return sum;
}

static __u64 used(const struct memhp_pages *pages)
{
	__u64 sum = 0;
	__u32 kind;

	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++)
		if (memhp_page_movable(kind))
			sum += pages->count[kind];
	return sum;
}

static void judge_online(const struct memhp_block_sight *sight,
			 struct memhp_pages *pages)
{
	int kernel = memhp_zone_is_kernel(sight->zone);

	/* The first thing that the kernel looks at; pages of a hole may be of no zone, or
	 * reserved. */
	if (sight->flaw)
		judge(pages, MEMHP_PROSPECT_NEVER, sight->flaw);
	else if (pages->count[MEMHP_PAGE_HOLE])
		judge(pages, MEMHP_PROSPECT_NEVER, MEMHP_REASON_HOLES);
	else if (sight->zone == MEMHP_ZONE_NONE)
		judge(pages, MEMHP_PROSPECT_NEVER, MEMHP_REASON_MULTIZONE);
	else if (pages->count[MEMHP_PAGE_RESERVED])
		judge(pages, sight->early ? MEMHP_PROSPECT_NEVER :
					    MEMHP_PROSPECT_NO,
		      MEMHP_REASON_UNMOVABLE);
	else if (kernel && stuck(pages))
		judge(pages, MEMHP_PROSPECT_NO, MEMHP_REASON_UNMOVABLE);
	else if (stuck(pages))
		/* The kernel does not look for them there, and tries for ever. */
		judge(pages, MEMHP_PROSPECT_NO, MEMHP_REASON_MIGRATION);
	else if (sight->offline_held)
		judge(pages, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_UNMOVABLE);
	else if (pages->count[MEMHP_PAGE_PINNED] || pages->held)
		judge(pages, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_MIGRATION);
	else if (pages->count[MEMHP_PAGE_HUGE_FREE] && sight->keeps_huge)
		judge(pages, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_HUGE_PAGE);
	else
		judge(pages, used(pages) ? MEMHP_PROSPECT_LIKELY :
					   MEMHP_PROSPECT_EMPTY,
		      MEMHP_REASON_NONE);
}

void memhp_pages_judge(const struct memhp_block_sight *sight,
		       struct memhp_pages *pages)
{
	if (sight->state == MEMHP_STATE_ONLINE)
		judge_online(sight, pages);
	else
		judge(pages, MEMHP_PROSPECT_UNKNOWN, MEMHP_REASON_NONE);
}
