// SPDX-License-Identifier: GPL-2.0
/* 6.11: pages that are logically offline are told apart when a block goes offline */
#include <linux/memory_hotplug.h>
unsigned long f(void);
unsigned long f(void) { return __offline_isolated_pages(0, 0); }
