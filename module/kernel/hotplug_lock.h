/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who takes the memory hotplug lock around online_pages() and offline_pages()?
 *
 * Up to 6.6 they did so themselves; 001002e73712 (6.7, and in the stable
 * kernels after it) moved that to the caller without changing a prototype, so
 * no compile probe sees it. It has to be read from the running kernel's text:
 * either online_pages() calls into the lock, or the code of memory blocks does.
 */
#ifndef MEMHP_KERNEL_HOTPLUG_LOCK_H
#define MEMHP_KERNEL_HOTPLUG_LOCK_H

#include <linux/types.h>

/**
 * memhp_hotplug_lock_init - find out; turns the batch feature off where the
 * text gives no clear answer. After memhp_symbols_init().
 */
void memhp_hotplug_lock_init(void);

/** memhp_hotplug_lock_by_caller - must the caller take it? */
bool memhp_hotplug_lock_by_caller(void);

#endif
