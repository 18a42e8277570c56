// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "block.h"
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

void memhp_zone_spare(int nid, u64 *spare, u64 *managed)
{
	struct zone *zone = NODE_DATA(nid)->node_zones;
	struct zone *end = zone + MAX_NR_ZONES;
	u64 free, keep;

	for (; zone < end; zone++) {
		if (!populated_zone(zone) || zone_idx(zone) == ZONE_MOVABLE)
			continue;
		free = zone_page_state(zone, NR_FREE_PAGES);
		/* Only what can move is put there. */
		free -= min_t(u64, free, zone_page_state(zone, NR_FREE_CMA_PAGES));
		keep = high_wmark_pages(zone) + zone->lowmem_reserve[ZONE_NORMAL];
		if (free > keep)
			*spare += free - keep;
		*managed += zone_managed_pages(zone);
	}
}

static unsigned long cache_pages(struct zone *zone)
{
	return zone_page_state(zone, NR_ZONE_INACTIVE_FILE) +
	       zone_page_state(zone, NR_ZONE_ACTIVE_FILE);
}

/* The rest of it is in use, and would come back at once. */
static unsigned long spare_cache(struct zone *zone)
{
	unsigned long cache = cache_pages(zone);

	return cache - min(cache / 2, low_wmark_pages(zone));
}

u64 memhp_zone_room(int nid, bool movable, const struct zone *leaving, u64 free)
{
	struct zone *zone = NODE_DATA(nid)->node_zones;
	enum zone_type last = movable ? ZONE_MOVABLE : ZONE_NORMAL;
	struct zone *end = zone + last + 1;
	u64 have, keep, room = 0;

	for (; zone < end; zone++) {
		if (!populated_zone(zone))
			continue;
		have = zone_page_state(zone, NR_FREE_PAGES);
		if (zone == leaving)
			have -= min(have, free);
		have += spare_cache(zone);
		keep = high_wmark_pages(zone) + zone->lowmem_reserve[last];
		if (have > keep)
			room += have - keep;
	}
	return room;
}

bool memhp_zone_info(int nid, int index, struct memhp_zone_info *info)
{
	struct zone *zone = &NODE_DATA(nid)->node_zones[index];

	if (!populated_zone(zone))
		return false;
	*info = (struct memhp_zone_info){
		.node = nid,
		.zone = memhp_zone_number(zone),
		.contiguous = zone->contiguous,
		.start = (u64)zone->zone_start_pfn << PAGE_SHIFT,
		.spanned = (u64)zone->spanned_pages << PAGE_SHIFT,
		.present = (u64)zone->present_pages << PAGE_SHIFT,
		.managed = (u64)zone_managed_pages(zone) << PAGE_SHIFT,
		.free = (u64)zone_page_state(zone, NR_FREE_PAGES) << PAGE_SHIFT,
		.high = (u64)high_wmark_pages(zone) << PAGE_SHIFT,
		.cache = (u64)cache_pages(zone) << PAGE_SHIFT,
	};
	return true;
}
