/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages of online blocks that the page allocator does not have: logically offline,
 * with one reference, which is ours, and not counted as managed. Ranges are of whole
 * granules. Callers keep the block online: they hold the device hotplug lock.
 */
#ifndef MEMHP_KERNEL_HELD_H
#define MEMHP_KERNEL_HELD_H

#include <linux/types.h>

/** memhp_held_granule - the fewest pages that can be taken back from the allocator */
unsigned long memhp_held_granule(void);

/** memhp_held_keep - pages that are about to go online and will not be given to the
 * allocator are held from now on. Does not sleep. */
void memhp_held_keep(unsigned long pfn, unsigned long nr);

/** memhp_held_give - give held pages to the allocator */
void memhp_held_give(unsigned long pfn, unsigned long nr);

/**
 * memhp_held_take - take pages back from the allocator; what is in use migrates
 *
 * 0, or a negative errno and all of them as they were: -EBUSY, -EINTR (a fatal
 * signal), -ENOMEM, -EOPNOTSUPP (see memhp_held_can_take()). May sleep.
 */
int memhp_held_take(unsigned long pfn, unsigned long nr);

/** memhp_held_can_take - can this kernel? */
bool memhp_held_can_take(void);

/**
 * memhp_held_let_go - the block goes offline: give up our references
 *
 * False: somebody else has one too, and all are as they were.
 */
bool memhp_held_let_go(unsigned long pfn, unsigned long nr);

/** memhp_held_take_up - the block stays online after all */
void memhp_held_take_up(unsigned long pfn, unsigned long nr);

/** memhp_held_settle - zones have got or lost pages: compute what depends on it. Under the
 * device hotplug lock, so that no zone goes empty meanwhile: the kernel frees counters of
 * its then. May sleep. */
void memhp_held_settle(void);

/** memhp_held_poisoned - is there a poisoned page among them? */
bool memhp_held_poisoned(unsigned long pfn, unsigned long nr);

#endif
