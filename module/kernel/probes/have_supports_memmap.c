// SPDX-License-Identifier: GPL-2.0
/* 6.8, 42d935825e5b: modules may ask whether blocks can hold their memmap */
#include <linux/memory_hotplug.h>
bool f(void);
bool f(void) { return mhp_supports_memmap_on_memory(); }
