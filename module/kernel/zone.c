// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "compat.h"
#include "zone.h"

void memhp_zone_count(int nid, struct memhp_zone_counts *counts)
{
	struct zone *zone = NODE_DATA(nid)->node_zones;
	struct zone *end = zone + MAX_NR_ZONES;

	*counts = (struct memhp_zone_counts){ };
	for (; zone < end; zone++) {
		if (!populated_zone(zone))
			continue;
		if (zone_idx(zone) == ZONE_MOVABLE) {
			counts->movable += zone->present_pages;
			continue;
		}
		counts->kernel += zone->present_pages;
		counts->early += memhp_compat_early_pages(zone);
		counts->cma += memhp_compat_cma_pages(zone);
	}
	if (!memhp_compat_counts_early())
		counts->early = ~0ULL;
}

void memhp_zone_free(int nid, u64 *free, u64 *low)
{
	struct zone *zone = NODE_DATA(nid)->node_zones;
	struct zone *end = zone + MAX_NR_ZONES;

	for (; zone < end; zone++) {
		if (!populated_zone(zone) || zone_idx(zone) == ZONE_MOVABLE)
			continue;
		*free += zone_page_state(zone, NR_FREE_PAGES);
		*low += low_wmark_pages(zone);
	}
}
