// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is told of one block. */
#include "private.h"

MEMHP_EXPORT int memhp_block_alike(const struct memhp_block *a, const struct memhp_block *b)
{
	return a->size == b->size && a->node == b->node && a->state == b->state &&
	       a->zone == b->zone && a->owner == b->owner && a->multizone == b->multizone &&
	       a->early == b->early && a->removable == b->removable &&
	       a->memmap == b->memmap && a->hwpoison == b->hwpoison &&
	       a->single == b->single;
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

/* Neither sysfs nor the module tells what the firmware says. */
MEMHP_EXPORT int memhp_block_hotpluggable(const struct memhp_block *block)
{
	(void)block;
	return -1;
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
