// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How kernel and movable memory lie on each node, and which blocks touch the zone
 * that they are to go to. All from a list of blocks, nothing is asked.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

MEMHP_EXPORT enum memhp_choice memhp_block_class(const struct memhp_block *block)
{
	if (block->state != MEMHP_STATE_ONLINE)
		return MEMHP_CHOICE_NONE;
	switch (block->zone) {
	case MEMHP_ZONE_MOVABLE:
		return MEMHP_CHOICE_MOVABLE;
	case MEMHP_ZONE_DMA:
	case MEMHP_ZONE_DMA32:
	case MEMHP_ZONE_NORMAL:
	case MEMHP_ZONE_HIGHMEM:
		return MEMHP_CHOICE_KERNEL;
	default:
		return MEMHP_CHOICE_NONE;
	}
}

MEMHP_EXPORT int memhp_block_kernel(const struct memhp_block *block)
{
	if (block->state != MEMHP_STATE_ONLINE)
		return block->state == MEMHP_STATE_UNKNOWN ? -1 : 0;
	switch (memhp_block_class(block)) {
	case MEMHP_CHOICE_KERNEL:
		return 1;
	case MEMHP_CHOICE_MOVABLE:
		return 0;
	default:
		return block->multizone ? 1 : -1;
	}
}

/* ---- Shape ---- */

/* The shape of a node while it grows. */
struct node_shape {
	struct memhp_shape shape;	/* first, for those who get a pointer to it */
	struct memhp_stretch *stretches;
	size_t room;
};

struct memhp_shapes {
	struct memhp *ctx;
	struct node_shape *at;		/* by node */
	size_t count;
	size_t room;
};

/* Room for one more of @size bytes; false: out of memory, all is as it was. */
static bool grow(void *array, size_t *room, size_t count, size_t size)
{
	size_t more = *room ? *room * 2 : 4;
	void *at;

	if (count < *room)
		return true;
	memcpy(&at, array, sizeof(at));
	at = reallocarray(at, more, size);
	if (!at)
		return false;
	memcpy(array, &at, sizeof(at));
	*room = more;
	return true;
}

/* The shape of @node, a new one if there is none yet; NULL: out of memory. */
static struct node_shape *shape_for(struct memhp_shapes *shapes, int node)
{
	size_t low = 0, high = shapes->count, middle;
	struct node_shape *at;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (shapes->at[middle].shape.node < node)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < shapes->count && shapes->at[low].shape.node == node)
		return &shapes->at[low];
	if (!grow(&shapes->at, &shapes->room, shapes->count, sizeof(*shapes->at)))
		return NULL;
	at = &shapes->at[low];
	memmove(at + 1, at, (shapes->count++ - low) * sizeof(*at));
	*at = (struct node_shape){ .shape.node = node };
	return at;
}

/* A block of the node, further up than all before. False: out of memory. */
static bool add_block(struct node_shape *node, const struct memhp_block *block)
{
	enum memhp_choice class = memhp_block_class(block);
	struct memhp_stretch *last = NULL;

	node->shape.blocks++;
	if (class == MEMHP_CHOICE_NONE)
		return true;
	if (class == MEMHP_CHOICE_KERNEL)
		node->shape.kernel++;
	else
		node->shape.movable++;
	if (node->shape.nr_stretches)
		last = &node->stretches[node->shape.nr_stretches - 1];
	if (!last || last->zone_class != class) {
		if (!grow(&node->stretches, &node->room, node->shape.nr_stretches,
			  sizeof(*node->stretches)))
			return false;
		last = &node->stretches[node->shape.nr_stretches++];
		*last = (struct memhp_stretch){ .zone_class = class, .first = block->index };
	}
	last->last = block->index;
	last->blocks++;
	return true;
}

static void finish(struct node_shape *node)
{
	struct memhp_shape *shape = &node->shape;

	shape->stretches = node->stretches;
	shape->boundaries = shape->nr_stretches ? shape->nr_stretches - 1 : 0;
	shape->interleaved = shape->boundaries > 1;
	shape->movable_below = shape->boundaries &&
			       shape->stretches[0].zone_class == MEMHP_CHOICE_MOVABLE;
}

static int fill(struct memhp_shapes *shapes, const struct memhp_blocks *blocks)
{
	struct node_shape *node = NULL;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		const struct memhp_block *block = &blocks->at[i];

		if (!node || node->shape.node != block->node)
			node = shape_for(shapes, block->node);
		if (!node || !add_block(node, block))
			return memhp_no_memory(shapes->ctx);
	}
	for (i = 0; i < shapes->count; i++)
		finish(&shapes->at[i]);
	return 0;
}

MEMHP_EXPORT int memhp_shapes_get(struct memhp *ctx, const struct memhp_blocks *blocks,
				  struct memhp_shapes **out)
{
	struct memhp_shapes *shapes = calloc(1, sizeof(*shapes));
	int err;

	if (!shapes)
		return memhp_no_memory(ctx);
	shapes->ctx = memhp_ref(ctx);
	err = fill(shapes, blocks);
	if (err) {
		memhp_shapes_free(shapes);
		return err;
	}
	*out = shapes;
	return 0;
}

MEMHP_EXPORT void memhp_shapes_free(struct memhp_shapes *shapes)
{
	size_t i;

	if (!shapes)
		return;
	for (i = 0; i < shapes->count; i++)
		free(shapes->at[i].stretches);
	free(shapes->at);
	memhp_unref(shapes->ctx);
	free(shapes);
}

MEMHP_EXPORT size_t memhp_shapes_count(const struct memhp_shapes *shapes)
{
	return shapes->count;
}

MEMHP_EXPORT const struct memhp_shape *memhp_shapes_at(const struct memhp_shapes *shapes,
						       size_t i)
{
	return i < shapes->count ? &shapes->at[i].shape : NULL;
}

/* ---- Adjacent blocks ---- */

/* Whether @b lies next to @a and is on its node. */
static bool touches(const struct memhp_block *a, const struct memhp_block *b)
{
	return a->node == b->node &&
	       (a->index + 1 == b->index || b->index + 1 == a->index);
}

/* Whether a block is in the other class now, so that it could change at all. */
static bool is_other(const struct memhp_block *block, enum memhp_choice choice)
{
	enum memhp_choice class = memhp_block_class(block);

	return class != MEMHP_CHOICE_NONE && class != choice;
}

/* Whether block @i of the list could change by itself, as all is now. */
static bool is_boundary(const struct memhp_blocks *blocks, size_t i, enum memhp_choice choice)
{
	const struct memhp_block *block = &blocks->at[i];

	if (!is_other(block, choice))
		return false;
	if (i && touches(block, block - 1) && memhp_block_class(block - 1) == choice)
		return true;
	return i + 1 < blocks->count && touches(block, block + 1) &&
	       memhp_block_class(block + 1) == choice;
}

/* Blocks that could change by themselves, by node and index. */
struct boundary {
	int node;
	uint64_t index;
};

struct boundaries {
	struct boundary *at;
	size_t count;
};

static int by_place(const void *a, const void *b)
{
	const struct boundary *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool find_boundaries(const struct memhp_blocks *blocks, enum memhp_choice choice,
			    struct boundaries *boundaries)
{
	size_t i, room = 0;

	for (i = 0; i < blocks->count; i++) {
		if (!is_boundary(blocks, i, choice))
			continue;
		if (!grow(&boundaries->at, &room, boundaries->count, sizeof(*boundaries->at)))
			return false;
		boundaries->at[boundaries->count++] = (struct boundary){
			.node = blocks->at[i].node,
			.index = blocks->at[i].index,
		};
	}
	if (boundaries->count)
		qsort(boundaries->at, boundaries->count, sizeof(*boundaries->at), by_place);
	return true;
}

/* The one nearest to @block on its node, the upper one of two; UINT64_MAX: none. */
static uint64_t nearest_to(const struct boundaries *boundaries,
			   const struct memhp_block *block)
{
	const struct boundary here = { .node = block->node, .index = block->index };
	const struct boundary *at = boundaries->at, *below = NULL, *above = NULL;
	size_t low = 0, high = boundaries->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (by_place(&at[middle], &here) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low && at[low - 1].node == block->node)
		below = &at[low - 1];
	if (low < boundaries->count && at[low].node == block->node)
		above = &at[low];
	if (above && below && block->index - below->index < above->index - block->index)
		above = NULL;
	if (above)
		return above->index;
	return below ? below->index : UINT64_MAX;
}

/*
 * Note in @nearest the block itself where it may change, given that those of the set
 * before it that may have changed; @step is 1 from the first to the last, or -1.
 */
static void spread(const struct memhp_set *set, enum memhp_choice choice, int step,
		   uint64_t *nearest)
{
	size_t n, i, count = memhp_set_count(set);
	const struct memhp_block *block, *before = NULL;

	for (n = 0; n < count; n++, before = block) {
		i = step > 0 ? n : count - 1 - n;
		block = memhp_set_at(set, i);
		if (before && touches(block, before) && is_other(before, choice) &&
		    nearest[i - step] == before->index)
			nearest[i] = block->index;
	}
}

static bool may_change(const struct memhp_blocks *blocks, const struct memhp_block *block,
		       enum memhp_choice choice)
{
	return !is_other(block, choice) ||
	       is_boundary(blocks, (size_t)(block - blocks->at), choice);
}

MEMHP_EXPORT int memhp_shape_adjacent(struct memhp *ctx, const struct memhp_set *set,
				      enum memhp_choice choice, uint64_t *nearest)
{
	const struct memhp_blocks *blocks = memhp_set_blocks(set);
	size_t i, count = memhp_set_count(set);
	struct boundaries boundaries = { 0 };
	int apart = 0;

	if (choice != MEMHP_CHOICE_KERNEL && choice != MEMHP_CHOICE_MOVABLE)
		return memhp_fail(ctx, EINVAL, "a block is adjacent to the kernel zones "
				  "or to the movable zone, to nothing else");
	if (!find_boundaries(blocks, choice, &boundaries)) {
		free(boundaries.at);
		return memhp_no_memory(ctx);
	}
	for (i = 0; i < count; i++) {
		const struct memhp_block *block = memhp_set_at(set, i);

		nearest[i] = may_change(blocks, block, choice) ? block->index : UINT64_MAX;
	}
	spread(set, choice, 1, nearest);
	spread(set, choice, -1, nearest);
	for (i = 0; i < count; i++) {
		const struct memhp_block *block = memhp_set_at(set, i);

		if (nearest[i] == block->index)
			continue;
		nearest[i] = nearest_to(&boundaries, block);
		apart++;
	}
	free(boundaries.at);
	return apart;
}
