/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's early allocator, memblock, as a model: memory with its nodes, what of it is
 * taken, and where the next request lands. Written from how mm/memblock.c behaves in 5.10
 * to 7.2, which is alike. Addresses and sizes are in bytes; pure, but for allocations.
 */
#ifndef MEMHP_MEMBLOCK_H
#define MEMHP_MEMBLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMHP_NO_NODE (-1)

/**
 * struct memhp_extent - bytes [start, end)
 * @node: its node, MEMHP_NO_NODE: not known yet
 * @hotpluggable: the allocator takes it to be so
 */
struct memhp_extent {
	uint64_t start;
	uint64_t end;
	int node;
	bool hotpluggable;
};

struct memhp_extents {
	struct memhp_extent *at;	/* by address, none overlap */
	size_t count;
	size_t room;
};

/**
 * struct memhp_memblock - the allocator
 * @memory: what there is
 * @taken: what of it, or beside it, is reserved; neighbours are one
 * @bottom_up: the lowest place is taken, not the highest
 * @movable_node: what is hotpluggable is passed over
 */
struct memhp_memblock {
	struct memhp_extents memory;
	struct memhp_extents taken;
	bool bottom_up;
	bool movable_node;
};

/* What is asked for; @to 0: no limit; @node MEMHP_NO_NODE: any. */
struct memhp_need {
	uint64_t size;
	uint64_t align;		/* a power of two */
	uint64_t from;
	uint64_t to;
	int node;
	bool exact;		/* no other node will do */
};

/* Append to a list in whatever order; 0 or -ENOMEM. */
int memhp_extents_add(struct memhp_extents *list, const struct memhp_extent *extent);
/* Order a list by address; false: some overlap. */
bool memhp_extents_sort(struct memhp_extents *list);
/* How many bytes of [start, end) are in the list. */
uint64_t memhp_extents_within(const struct memhp_extents *list, uint64_t start, uint64_t end);
void memhp_extents_free(struct memhp_extents *list);

/* Take [start, end), whether it is there, or taken, or not: 0 or -ENOMEM. */
int memhp_memblock_take(struct memhp_memblock *mb, uint64_t start, uint64_t end);
/* Where a request would land, 0: nowhere. */
uint64_t memhp_memblock_find(const struct memhp_memblock *mb, const struct memhp_need *need);
/* And take it: the place is in @start, 0: there is none. 0 or -ENOMEM. */
int memhp_memblock_alloc(struct memhp_memblock *mb, const struct memhp_need *need,
			 uint64_t *start);
void memhp_memblock_free(struct memhp_memblock *mb);

#endif
