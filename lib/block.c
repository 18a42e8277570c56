// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is told of one block. */
#include <string.h>

#include "private.h"

/* Blocks of a group mostly share the very string. */
static bool same_group(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

MEMHP_EXPORT int memhp_block_alike(const struct memhp_block *a, const struct memhp_block *b)
{
	return a->size == b->size && a->node == b->node && a->state == b->state &&
	       a->zone == b->zone && a->owner == b->owner && a->multizone == b->multizone &&
	       a->early == b->early && a->removable == b->removable &&
	       a->memmap == b->memmap && a->hwpoison == b->hwpoison &&
	       a->single == b->single && a->hotpluggable == b->hotpluggable &&
	       a->staged == b->staged && a->held == b->held &&
	       same_group(a->group, b->group);
}

MEMHP_EXPORT uint64_t memhp_block_index(const struct memhp_block *block)
{
	return block->index;
}

MEMHP_EXPORT uint64_t memhp_block_start(const struct memhp_block *block)
{
	return block->index * block->size;
}

MEMHP_EXPORT uint64_t memhp_block_size(const struct memhp_block *block)
{
	return block->size;
}

MEMHP_EXPORT enum memhp_state memhp_block_state(const struct memhp_block *block)
{
	return block->state;
}

MEMHP_EXPORT enum memhp_zone memhp_block_zone(const struct memhp_block *block)
{
	return block->zone;
}

MEMHP_EXPORT int memhp_block_node(const struct memhp_block *block)
{
	return block->node;
}

MEMHP_EXPORT enum memhp_owner memhp_block_owner(const struct memhp_block *block)
{
	return block->owner;
}

MEMHP_EXPORT int memhp_block_early(const struct memhp_block *block)
{
	return block->early;
}

MEMHP_EXPORT int memhp_block_removable(const struct memhp_block *block)
{
	return block->removable;
}

MEMHP_EXPORT int memhp_block_hotpluggable(const struct memhp_block *block)
{
	return block->hotpluggable;
}

MEMHP_EXPORT const char *memhp_block_group(const struct memhp_block *block)
{
	return block->group;
}

MEMHP_EXPORT int memhp_block_memmap(const struct memhp_block *block)
{
	return block->memmap;
}

MEMHP_EXPORT int memhp_block_hwpoison(const struct memhp_block *block)
{
	return block->hwpoison;
}

MEMHP_EXPORT int memhp_block_single(const struct memhp_block *block)
{
	return block->single;
}

MEMHP_EXPORT int memhp_block_staged(const struct memhp_block *block)
{
	/* Whoever knows states knows this of one that is not online. */
	return block->state == MEMHP_STATE_OFFLINE ? 0 : block->staged;
}

MEMHP_EXPORT uint64_t memhp_block_held(const struct memhp_block *block)
{
	if (block->state == MEMHP_STATE_OFFLINE)
		return 0;
	return block->staged < 0 ? UINT64_MAX : block->held;
}

MEMHP_EXPORT uint64_t memhp_block_populated(const struct memhp_block *block)
{
	if (block->state == MEMHP_STATE_OFFLINE)
		return 0;
	return block->staged < 0 ? UINT64_MAX : block->size - block->held;
}
