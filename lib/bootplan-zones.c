// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where the movable zone of each node begins at boot: movable_node, kernelcore= and
 * movablecore=, as find_zone_movable_pfns_for_nodes() of mm/mm_init.c (before 6.5
 * mm/page_alloc.c) spreads them. In pages of 4 KiB, as there.
 */
#include <string.h>

#include "boot.h"

#define PAGE_SHIFT	12
#define DMA_END		(16ULL << 20 >> PAGE_SHIFT)
#define DMA32_END	(4ULL << 30 >> PAGE_SHIFT)
#define MAX_ORDER_PAGES	1024ULL

/* Memory to be spread, and what each node got so far. */
struct spread {
	const struct memhp_extents *memory;
	uint64_t *begin;	/* of each node's movable zone */
	uint64_t usable;	/* the lowest it may be at */
	uint64_t required;	/* kernel memory yet to be found */
};

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t all_pages(const struct memhp_extents *memory)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < memory->count; i++)
		sum += (memory->at[i].end >> PAGE_SHIFT) - (memory->at[i].start >> PAGE_SHIFT);
	return sum;
}

/* An amount of memory or a percentage, in pages; 0: the option is not there. */
static uint64_t amount(const struct memhp_boot *boot, const char *name, uint64_t all)
{
	const char *value, *end;
	uint64_t bytes;

	if (memhp_boot_option(boot, name, &value) <= 0)
		return 0;
	bytes = memhp_boot_bytes(value, &end);
	return *end == '%' ? all * bytes / 100 : bytes >> PAGE_SHIFT;
}

/* How much has to be kernel memory, 0: all of it may. */
static uint64_t required(const struct memhp_boot *boot, uint64_t all)
{
	uint64_t kernel = amount(boot, "kernelcore", all);
	uint64_t movable = amount(boot, "movablecore", all), rest;

	if (movable) {
		movable = (movable + MAX_ORDER_PAGES - 1) / MAX_ORDER_PAGES * MAX_ORDER_PAGES;
		rest = all - lower(movable, all);
		if (rest > kernel)
			kernel = rest;
	}
	return kernel >= all ? 0 : kernel;
}

/* What one range of a node adds to its kernel memory; @left: what the node still has to
 * take. False: it has it. */
static bool take_range(struct spread *spread, const struct memhp_extent *extent, uint64_t *left)
{
	uint64_t *begin = &spread->begin[extent->node];
	uint64_t start = extent->start >> PAGE_SHIFT, end = extent->end >> PAGE_SHIFT, pages;

	if (start < *begin)
		start = *begin;
	if (start >= end)
		return true;
	if (start < spread->usable) {
		pages = lower(end, spread->usable) - start;
		*left -= lower(pages, *left);
		spread->required -= lower(pages, spread->required);
		if (end <= spread->usable) {
			*begin = end;
			return true;
		}
		start = spread->usable;
	}
	pages = lower(end - start, *left);
	*begin = start + pages;
	spread->required -= lower(spread->required, pages);
	*left -= pages;
	return *left;
}

static bool has_node(const struct memhp_extents *memory, int node)
{
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (memory->at[i].node == node)
			return true;
	return false;
}

static void take_node(struct spread *spread, int node, uint64_t left)
{
	size_t i;

	for (i = 0; i < spread->memory->count; i++)
		if (spread->memory->at[i].node == node &&
		    !take_range(spread, &spread->memory->at[i], &left))
			return;
}

/* As evenly as can be: again with a node less for as long as something is missing. */
static void spread_evenly(struct spread *spread)
{
	uint64_t nodes = 0, each;
	int node;

	for (node = 0; node < MEMHP_BOOT_NODES; node++)
		nodes += has_node(spread->memory, node);
	do {
		each = spread->required / nodes;
		for (node = 0; node < MEMHP_BOOT_NODES; node++) {
			if (!has_node(spread->memory, node))
				continue;
			if (spread->required < each)
				each = spread->required / nodes;
			take_node(spread, node, each);
		}
		nodes--;
	} while (nodes && spread->required > nodes);
}

static void by_firmware(const struct memhp_extents *memory, uint64_t *begin)
{
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (memory->at[i].hotpluggable && !begin[memory->at[i].node])
			begin[memory->at[i].node] = memory->at[i].start >> PAGE_SHIFT;
}

/* To bytes; a zone that would be empty is none. */
static void finish(const struct memhp_extents *memory, uint64_t *begin)
{
	uint64_t end[MEMHP_BOOT_NODES] = { 0 };
	int node;
	size_t i;

	for (i = 0; i < memory->count; i++)
		end[memory->at[i].node] = memory->at[i].end;
	for (node = 0; node < MEMHP_BOOT_NODES; node++) {
		begin[node] = (begin[node] + MAX_ORDER_PAGES - 1) / MAX_ORDER_PAGES *
			      MAX_ORDER_PAGES << PAGE_SHIFT;
		if (begin[node] >= end[node])
			begin[node] = 0;
	}
}

void memhp_boot_zones(const struct memhp_boot *boot, const struct memhp_extents *memory,
		      uint64_t begin[MEMHP_BOOT_NODES])
{
	uint64_t all = all_pages(memory);
	struct spread spread = {
		.memory = memory,
		.begin = begin,
		.usable = memory->at[memory->count - 1].end >> PAGE_SHIFT > DMA32_END ?
			  DMA32_END : DMA_END,
		.required = required(boot, all),
	};
	const char *value;

	memset(begin, 0, MEMHP_BOOT_NODES * sizeof(*begin));
	if (memhp_boot_option(boot, "movable_node", &value) >= 0)
		by_firmware(memory, begin);
	else if (spread.required)
		spread_evenly(&spread);
	finish(memory, begin);
}
