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

void memhp_intercept_init(void);
void memhp_intercept_exit(void);

/**
 * memhp_intercept_catches - true: keep 1 << @order pages from @pfn on from the allocator
 *
 * Asked while armed, with preemption off: may not sleep. It is not here but where that
 * is decided.
 */
bool memhp_intercept_catches(unsigned long pfn, unsigned int order);

/** memhp_intercept_arm - from now on memhp_intercept_catches() is asked; 0 or a negative
 * errno, -EAGAIN: kprobes are switched off. May sleep, nests; not under the memory
 * hotplug lock. */
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
