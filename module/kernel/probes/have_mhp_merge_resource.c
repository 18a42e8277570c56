// SPDX-License-Identifier: GPL-2.0
/* 5.11: flags of add_memory() begin with MHP_ */
#include <linux/memory_hotplug.h>
mhp_t f(void);
mhp_t f(void) { return MHP_MERGE_RESOURCE; }
