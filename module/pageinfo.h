/* SPDX-License-Identifier: GPL-2.0 */
/* Looks at the pages of a block. Changes nothing. */
#ifndef MEMHP_PAGEINFO_H
#define MEMHP_PAGEINFO_H

#include <linux/memory.h>

#include <memhp/uapi.h>

#include "kernel/whose.h"

/* Sizes of huge pages that are told apart: 2 MiB, 1 GiB. */
#define MEMHP_HUGE_SIZES 2

/** struct memhp_huge_use - huge pages of one size, in huge pages */
struct memhp_huge_use {
	u32 order;
	u64 used;
	u64 free;
};

/**
 * struct memhp_sight - what one look at a block found
 * @pages:	counts, prospect, reason; not @ns
 * @huge:	huge pages that begin in it, by size
 * @before:	one that begins before it and goes on in it; order 0: none does
 * @nr_hard:	of @hard
 * @nr_soft:	of @soft
 * @hard:	the first pages that cannot move, one of each stretch of alike ones
 * @soft:	the first pages that may not: somebody holds them
 *
 * Of hard and soft ones only pfn, kind, order, refs, maps and expected are known.
 */
struct memhp_sight {
	struct memhp_pages pages;
	struct memhp_huge_use huge[MEMHP_HUGE_SIZES];
	struct memhp_huge_use before;
	u32 nr_hard;
	u32 nr_soft;
	struct memhp_obstacle hard[MEMHP_MAX_OBSTACLES];
	struct memhp_obstacle soft[MEMHP_MAX_OBSTACLES];
};

/**
 * memhp_pageinfo_look - look at the pages of a block once
 * @whose:	to tell stacks and memmaps from UNKNOWN, NULL: not wanted
 *
 * Device hotplug lock held. Some microseconds for a block that is free, up to some
 * milliseconds for one that is in use; schedules now and then.
 */
void memhp_pageinfo_look(struct memory_block *mem,
			 const struct memhp_whose *whose,
			 struct memhp_sight *sight);

/**
 * memhp_pageinfo_look_twice - the same, and once more if pages seem to be held that
 * may only wait in a list of a processor
 */
void memhp_pageinfo_look_twice(struct memory_block *mem,
			       const struct memhp_whose *whose,
			       struct memhp_sight *sight);

/**
 * memhp_pageinfo_look_at - look at @nr pages from @pfn on, of an online block
 *
 * As memhp_pageinfo_look(), but only counts and obstacles are filled in.
 */
void memhp_pageinfo_look_at(unsigned long pfn, unsigned long nr,
			    struct memhp_sight *sight);

/** memhp_pageinfo_migrates - pages that would have to move, huge ones left out */
u64 memhp_pageinfo_migrates(const struct memhp_sight *sight);

/** memhp_pageinfo_keeps_huge - are free ones of @huge[MEMHP_HUGE_SIZES] promised to
 * somebody, so that they cannot all go? */
bool memhp_pageinfo_keeps_huge(const struct memhp_huge_use *huge);

/** memhp_pageinfo_culprit - the page that most likely stands in the way, with what
 * can be known of its users; its pfn is ~0 if there is none */
void memhp_pageinfo_culprit(const struct memhp_sight *sight,
			    struct memhp_obstacle *out);

/**
 * memhp_pageinfo_still_hard - is one of the hard pages still what it was?
 *
 * A page on its way to somebody looks, for a moment, as if it could not move.
 */
bool memhp_pageinfo_still_hard(const struct memhp_sight *sight);

/**
 * memhp_pageinfo_off_lists - is one of the soft pages on no list to be moved from?
 *
 * Kernel zones do not give up a block with such a page. It becomes the first of them.
 */
bool memhp_pageinfo_off_lists(struct memhp_sight *sight);

/**
 * memhp_pageinfo_obstacles - the pages that stand in the way, with their users
 * @out:	room for MEMHP_MAX_OBSTACLES
 *
 * Returns how many. Device hotplug lock held; may sleep.
 */
u32 memhp_pageinfo_obstacles(const struct memhp_sight *sight,
			     const struct memhp_whose *whose,
			     struct memhp_obstacle *out);

#endif
