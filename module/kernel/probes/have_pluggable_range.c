// SPDX-License-Identifier: GPL-2.0
/* 5.12, bca3feaa0764: the kernel tells where memory may be added */
#include <linux/memory_hotplug.h>
#include <linux/range.h>
u64 f(void);
u64 f(void) { return mhp_get_pluggable_range(true).end; }
