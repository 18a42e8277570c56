// SPDX-License-Identifier: GPL-2.0
/* 5.15, 445fcf7c7214: zone_for_pfn_range() takes the memory group */
#include <linux/memory_hotplug.h>
struct zone *f(struct memory_group *g);
struct zone *f(struct memory_group *g)
{
	return zone_for_pfn_range(MMOP_ONLINE, 0, g, 0UL, 1UL);
}
