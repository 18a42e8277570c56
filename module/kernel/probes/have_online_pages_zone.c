// SPDX-License-Identifier: GPL-2.0
/* 5.15, 836809ec75cc: online_pages() and offline_pages() take zone and group */
#include <linux/memory_hotplug.h>
int f(struct zone *z, struct memory_group *g);
int f(struct zone *z, struct memory_group *g)
{
	return online_pages(0UL, 1UL, z, g) + offline_pages(0UL, 1UL, z, g);
}
