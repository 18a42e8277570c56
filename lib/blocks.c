// SPDX-License-Identifier: LGPL-2.1-or-later
/* The list of blocks, and what is told of each. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* More blocks than any machine has: 2^52 bytes in blocks of 16 MiB. */
#define MOST_BLOCKS	(1UL << 28)

static int by_first(const void *a, const void *b)
{
	const struct memhp_alike *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Blocks of all ranges together, 0 if the ranges make no sense. */
static uint64_t total(const struct memhp_alikes *alikes, uint64_t size)
{
	uint64_t past, bytes, next = 0, count = 0;
	size_t i;

	if (!size || size & (size - 1))
		return 0;
	for (i = 0; i < alikes->count; i++) {
		const struct memhp_alike *alike = &alikes->at[i];

		if (!alike->count || alike->first < next ||
		    alike->count > MOST_BLOCKS - count ||
		    __builtin_add_overflow(alike->first, alike->count, &past) ||
		    __builtin_mul_overflow(past - 1, size, &bytes) ||
		    __builtin_add_overflow(bytes, size - 1, &bytes))
			return 0;
		next = past;
		count += alike->count;
	}
	return count;
}

static int8_t flag(uint32_t flags, uint32_t bit)
{
	return !!(flags & bit);
}

/* What is held of a block cannot be more than the block. */
static uint64_t held_of(const struct memhp_alike *alike, uint64_t size)
{
	if (!(alike->flags & MEMHP_BLOCK_STAGED))
		return 0;
	return alike->held < size ? alike->held : size;
}

static struct memhp_block one_of(const struct memhp_alike *alike, uint64_t size)
{
	bool online = alike->state == MEMHP_STATE_ONLINE;
	bool can = alike->zone == MEMHP_ZONE_MOVABLE ||
		   alike->state == MEMHP_STATE_OFFLINE;

	return (struct memhp_block) {
		.size = size,
		.node = alike->node,
		.state = alike->state > MEMHP_STATE_MAX ? 0 : (uint8_t)alike->state,
		.zone = alike->zone > MEMHP_ZONE_MAX ? 0 : (uint8_t)alike->zone,
		.owner = alike->owner > MEMHP_OWNER_MAX ? 0 : (uint8_t)alike->owner,
		.multizone = online && alike->zone == MEMHP_ZONE_NONE,
		.early = flag(alike->flags, MEMHP_BLOCK_EARLY),
		.removable = can ? 1 : -1,
		.memmap = flag(alike->flags, MEMHP_BLOCK_MEMMAP),
		.hwpoison = alike->flags & MEMHP_BLOCK_COUNTED ?
			    flag(alike->flags, MEMHP_BLOCK_HWPOISON) : -1,
		.single = flag(alike->flags, MEMHP_BLOCK_SINGLE),
		.hotpluggable = alike->flags & MEMHP_BLOCK_FIRMWARE ?
				flag(alike->flags, MEMHP_BLOCK_HOTPLUGGABLE) : -1,
		.staged = flag(alike->flags, MEMHP_BLOCK_STAGED),
		.held = held_of(alike, size),
	};
}

/* Room for the names of the groups, if there are any. */
static int make_groups(struct memhp_blocks *blocks, const struct memhp_alikes *alikes)
{
	size_t i, named = 0;

	for (i = 0; i < alikes->count; i++)
		named += !!alikes->at[i].group[0];
	if (!named)
		return 0;
	blocks->groups = calloc(named, sizeof(*blocks->groups));
	return blocks->groups ? 0 : memhp_no_memory(blocks->ctx);
}

/* The name in the list; ranges of one group that follow each other share it. */
static const char *keep_group(struct memhp_blocks *blocks, const char *name, size_t *kept)
{
	if (!*name)
		return NULL;
	if (!*kept || strcmp(blocks->groups[*kept - 1], name))
		strcpy(blocks->groups[(*kept)++], name);
	return blocks->groups[*kept - 1];
}

int memhp_blocks_expand(struct memhp_blocks *blocks, struct memhp_alikes *alikes)
{
	struct memhp_block block;
	size_t i, groups = 0;
	uint64_t count, k;

	if (!alikes->count)
		return memhp_fail(blocks->ctx, ENOENT, "the module knows of no "
				  "memory block");
	qsort(alikes->at, alikes->count, sizeof(*alikes->at), by_first);
	count = total(alikes, blocks->block_size);
	if (!count)
		return memhp_fail(blocks->ctx, EIO, "the module's list of blocks "
				  "makes no sense");
	blocks->seq = alikes->torn ? 0 : alikes->at[0].seq;
	blocks->at = calloc(count, sizeof(*blocks->at));
	if (!blocks->at)
		return memhp_no_memory(blocks->ctx);
	if (make_groups(blocks, alikes))
		return -ENOMEM;
	for (i = 0; i < alikes->count; i++) {
		block = one_of(&alikes->at[i], blocks->block_size);
		block.group = keep_group(blocks, alikes->at[i].group, &groups);
		for (k = 0; k < alikes->at[i].count; k++) {
			block.index = alikes->at[i].first + k;
			blocks->at[blocks->count++] = block;
		}
	}
	return 0;
}

static int from_module(struct memhp *ctx, struct memhp_blocks *blocks)
{
	struct memhp_alikes alikes = { 0 };
	int err;

	err = memhp_nl_blocks(ctx, &alikes);
	/* It is the same in all messages, and there is one if there is memory. */
	if (!err && alikes.count)
		blocks->block_size = alikes.at[0].size;
	if (!err)
		err = memhp_blocks_expand(blocks, &alikes);
	free(alikes.at);
	blocks->source = MEMHP_SOURCE_MODULE;
	return err;
}

static int fill(struct memhp *ctx, struct memhp_blocks *blocks)
{
	int err = -ENOENT;

	if (ctx->use_module)
		err = from_module(ctx, blocks);
	if (!err || err == -ENOMEM)
		return err;
	if (ctx->use_module)
		memhp_debug(ctx, "reading sysfs, since not the module: %s",
			    ctx->error);
	ctx->error[0] = '\0';
	return memhp_scan(ctx, blocks);
}

MEMHP_EXPORT int memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **out)
{
	struct memhp_blocks *blocks;
	int err;

	blocks = calloc(1, sizeof(*blocks));
	if (!blocks)
		return memhp_no_memory(ctx);
	blocks->ctx = memhp_ref(ctx);
	err = fill(ctx, blocks);
	if (err) {
		memhp_blocks_free(blocks);
		return err;
	}
	memhp_debug(ctx, "%zu blocks of %" PRIu64 " bytes from %s", blocks->count,
		    blocks->block_size,
		    blocks->source == MEMHP_SOURCE_MODULE ? "the module" : "sysfs");
	*out = blocks;
	return 0;
}

MEMHP_EXPORT void memhp_blocks_free(struct memhp_blocks *blocks)
{
	if (!blocks)
		return;
	free(blocks->at);
	free(blocks->groups);
	memhp_unref(blocks->ctx);
	free(blocks);
}

MEMHP_EXPORT size_t memhp_blocks_count(const struct memhp_blocks *blocks)
{
	return blocks->count;
}

MEMHP_EXPORT enum memhp_source memhp_blocks_source(const struct memhp_blocks *blocks)
{
	return blocks->source;
}

MEMHP_EXPORT uint64_t memhp_blocks_seq(const struct memhp_blocks *blocks)
{
	return blocks->seq;
}

MEMHP_EXPORT uint64_t memhp_blocks_size(const struct memhp_blocks *blocks)
{
	return blocks->block_size;
}

MEMHP_EXPORT const struct memhp_block *
memhp_blocks_at(const struct memhp_blocks *blocks, size_t i)
{
	return i < blocks->count ? &blocks->at[i] : NULL;
}

size_t memhp_blocks_position(const struct memhp_blocks *blocks, uint64_t index)
{
	size_t low = 0, high = blocks->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (blocks->at[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

MEMHP_EXPORT const struct memhp_block *
memhp_blocks_find(const struct memhp_blocks *blocks, uint64_t index)
{
	size_t i = memhp_blocks_position(blocks, index);

	if (i == blocks->count || blocks->at[i].index != index)
		return NULL;
	return &blocks->at[i];
}
