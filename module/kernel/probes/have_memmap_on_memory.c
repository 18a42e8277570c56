// SPDX-License-Identifier: GPL-2.0
/* 5.13, a08a2ae34613: a block can be added with its memmap in itself */
#include <linux/memory_hotplug.h>
mhp_t f(void);
mhp_t f(void) { return MHP_MEMMAP_ON_MEMORY; }
