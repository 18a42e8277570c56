// SPDX-License-Identifier: GPL-2.0
/*
 * Zones, by /proc/zoneinfo and by the dump, against the blocks in them. Of memory of the
 * boot not all that a block spans is there: what counts is by how much more or less it
 * is than at the begin. The same for all memory of the machine.
 */
#include <inttypes.h>
#include <string.h>

#include "random.h"

static void check_number(struct run *run, const struct zone_now *zone, const char *what,
			 uint64_t expected, uint64_t found)
{
	if (expected != found)
		wrong(run, "node %d, %s: %" PRIu64 " pages %s expected, found %" PRIu64
		      " (%" PRIu64 " blocks, %" PRIu64 " pages populated)", zone->node, zone->name,
		      expected, what, found, zone->blocks, zone->populated);
}

/* Does it span its blocks and no more? Boot memory of a zone may begin or end elsewhere. */
static bool spans_blocks(const struct zone_now *zone)
{
	if (!zone->blocks)
		return !zone->spanned;
	return zone->start == zone->lowest * BLOCK_PAGES &&
	       zone->start + zone->spanned == (zone->highest + 1) * BLOCK_PAGES;
}

static void check_span(struct run *run, const struct zone_now *was, const struct zone_now *zone)
{
	if (!was || spans_blocks(was)) {
		if (!spans_blocks(zone))
			wrong(run, "node %d, %s: to span memory%" PRId64 " to %" PRIu64
			      " expected, found %" PRIu64 " pages from %" PRIu64, zone->node,
			      zone->name, (int64_t)zone->lowest, zone->highest, zone->spanned, zone->start);
	} else if (zone->blocks && (zone->start > zone->lowest * BLOCK_PAGES ||
		   zone->start + zone->spanned < (zone->highest + 1) * BLOCK_PAGES)) {
		wrong(run, "node %d, %s: to span memory%" PRIu64 " to %" PRIu64
		      " at least expected, found %" PRIu64 " pages from %" PRIu64, zone->node,
		      zone->name, zone->lowest, zone->highest, zone->spanned, zone->start);
	}
}

static void check_zone(struct run *run, const struct zone_now *zone)
{
	static const struct zone_now none;
	const struct zone_now *was = world_zone(&run->base, zone->node, zone->name);
	const struct zone_now *from = was ? was : &none;

	check_number(run, zone, "present",
		     from->present + (zone->blocks - from->blocks) * BLOCK_PAGES, zone->present);
	check_number(run, zone, "managed",
		     from->managed + zone->populated - from->populated, zone->managed);
	check_span(run, was, zone);
}

static uint64_t managed(const struct world *world)
{
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < world->nr_zones; i++)
		pages += world->zone[i].managed;
	return pages;
}

/* What the module tells of zones is what the kernel tells. */
static void check_dump(struct run *run, struct world *world)
{
	const struct memhp_zone_info *info;
	const struct zone_now *zone;
	size_t i;

	for (i = 0; (info = memhp_zones_at(world->zones, i)); i++) {
		zone = world_zone(world, info->node, memhp_zone_name(info->zone));
		if (!zone || zone->present != info->present / 4096 ||
		    zone->spanned != info->spanned / 4096 ||
		    zone->managed != info->managed / 4096)
			wrong(run, "node %d, %s: as /proc/zoneinfo has it expected, found %" PRIu64
			      " spanned, %" PRIu64 " present, %" PRIu64 " managed in the dump",
			      info->node, memhp_zone_name(info->zone), (uint64_t)info->spanned / 4096,
			      (uint64_t)info->present / 4096, (uint64_t)info->managed / 4096);
	}
}

void check_zones(struct run *run, struct world *world)
{
	uint64_t more;
	size_t i;

	for (i = 0; i < world->nr_zones; i++)
		check_zone(run, &world->zone[i]);
	check_dump(run, world);
	more = managed(world) - managed(&run->base);
	if (world->total != run->base.total + more)
		wrong(run, "MemTotal: %" PRIu64 " pages expected, found %" PRIu64,
		      run->base.total + more, world->total);
}
