/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages that go online reach the page allocator through generic_online_page(), by
 * the kernel's own callback and by those of drivers that took its place, for memory
 * that is not theirs. A kprobe there can keep them from it, so that the one slot for
 * a callback stays free for the drivers.
 */
#ifndef MEMHP_KERNEL_INTERCEPT_H
#define MEMHP_KERNEL_INTERCEPT_H

#include <linux/types.h>

/**
 * memhp_intercept_init - tell what is asked about pages that go online
 * @catches:	true: keep 1 << @order pages from @pfn on from the allocator. Called
 *		with preemption off, while armed; may not sleep
 */
void memhp_intercept_init(bool (*catches)(unsigned long pfn, unsigned int order));
void memhp_intercept_exit(void);

/** memhp_intercept_arm - from now on @catches is asked; 0 or a negative errno. May
 * sleep, nests; not under the memory hotplug lock. */
int memhp_intercept_arm(void);
void memhp_intercept_disarm(void);

/** memhp_intercept_works - armed, and kprobes are not switched off? */
bool memhp_intercept_works(void);

/**
 * memhp_intercept_rival - does a driver have the slot that may not pass on pages of
 * others?
 * @name:	its function, "" if none does
 *
 * Under the memory hotplug lock the answer stays true.
 */
bool memhp_intercept_rival(char *name, size_t size);

#endif
