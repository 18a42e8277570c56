// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <stdlib.h>

#include "memblock.h"

#define PAGE	4096	/* the first page is never given */

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t higher(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

int memhp_extents_add(struct memhp_extents *list, const struct memhp_extent *extent)
{
	size_t room = list->room ? 2 * list->room : 16;
	struct memhp_extent *more;

	if (list->count == list->room) {
		more = reallocarray(list->at, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		list->at = more;
		list->room = room;
	}
	list->at[list->count++] = *extent;
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct memhp_extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

bool memhp_extents_sort(struct memhp_extents *list)
{
	size_t i;

	if (list->count)
		qsort(list->at, list->count, sizeof(*list->at), by_start);
	for (i = 1; i < list->count; i++)
		if (list->at[i].start < list->at[i - 1].end)
			return false;
	return true;
}

uint64_t memhp_extents_within(const struct memhp_extents *list, uint64_t start, uint64_t end)
{
	uint64_t sum = 0, from, to;
	size_t i;

	for (i = 0; i < list->count; i++) {
		from = higher(start, list->at[i].start);
		to = lower(end, list->at[i].end);
		if (from < to)
			sum += to - from;
	}
	return sum;
}

void memhp_extents_free(struct memhp_extents *list)
{
	free(list->at);
	*list = (struct memhp_extents){ NULL, 0, 0 };
}

/* The list stays in order, and what touches becomes one. */
int memhp_memblock_take(struct memhp_memblock *mb, uint64_t start, uint64_t end)
{
	struct memhp_extents *taken = &mb->taken;
	struct memhp_extent whole = { start, end, MEMHP_NO_NODE, false };
	size_t i, kept = 0;

	if (start >= end)
		return 0;
	for (i = 0; i < taken->count; i++) {
		if (taken->at[i].end < start || taken->at[i].start > end) {
			taken->at[kept++] = taken->at[i];
			continue;
		}
		whole.start = lower(whole.start, taken->at[i].start);
		whole.end = higher(whole.end, taken->at[i].end);
	}
	taken->count = kept;
	if (memhp_extents_add(taken, &whole))
		return -ENOMEM;
	for (i = taken->count - 1; i && taken->at[i - 1].start > whole.start; i--)
		taken->at[i] = taken->at[i - 1];
	taken->at[i] = whole;
	return 0;
}

/* The place in the free range [start, end), 0: none. */
static uint64_t place_in(const struct memhp_memblock *mb, const struct memhp_need *need,
			 uint64_t start, uint64_t end)
{
	uint64_t mask = need->align - 1, at;

	start = higher(start, higher(need->from, PAGE));
	if (need->to)
		end = lower(end, need->to);
	if (start >= end || end - start < need->size)
		return 0;
	at = mb->bottom_up ? (start + mask) & ~mask : (end - need->size) & ~mask;
	return at >= start && at < end && end - at >= need->size ? at : 0;
}

/* The free ranges of @extent, in the order in which they are asked. */
static uint64_t find_in(const struct memhp_memblock *mb, const struct memhp_need *need,
			const struct memhp_extent *extent)
{
	const struct memhp_extents *taken = &mb->taken;
	size_t i, nr = taken->count + 1, gap;
	uint64_t start, end, at;

	for (i = 0; i < nr; i++) {
		gap = mb->bottom_up ? i : nr - 1 - i;
		start = gap ? taken->at[gap - 1].end : 0;
		end = gap < taken->count ? taken->at[gap].start : UINT64_MAX;
		at = place_in(mb, need, higher(start, extent->start), lower(end, extent->end));
		if (at)
			return at;
	}
	return 0;
}

static bool passed_over(const struct memhp_memblock *mb, const struct memhp_need *need,
			const struct memhp_extent *extent)
{
	return (need->node != MEMHP_NO_NODE && need->node != extent->node) ||
	       (mb->movable_node && extent->hotpluggable);
}

uint64_t memhp_memblock_find(const struct memhp_memblock *mb, const struct memhp_need *need)
{
	const struct memhp_extents *memory = &mb->memory;
	const struct memhp_extent *extent;
	uint64_t at;
	size_t i;

	for (i = 0; i < memory->count; i++) {
		extent = &memory->at[mb->bottom_up ? i : memory->count - 1 - i];
		at = passed_over(mb, need, extent) ? 0 : find_in(mb, need, extent);
		if (at)
			return at;
	}
	return 0;
}

int memhp_memblock_alloc(struct memhp_memblock *mb, const struct memhp_need *need,
			 uint64_t *start)
{
	struct memhp_need other = *need;

	*start = memhp_memblock_find(mb, &other);
	if (!*start && !need->exact) {
		other.node = MEMHP_NO_NODE;
		*start = memhp_memblock_find(mb, &other);
	}
	if (!*start)
		return 0;
	return memhp_memblock_take(mb, *start, *start + need->size);
}

void memhp_memblock_free(struct memhp_memblock *mb)
{
	memhp_extents_free(&mb->memory);
	memhp_extents_free(&mb->taken);
}
