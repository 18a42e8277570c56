// SPDX-License-Identifier: GPL-2.0
/* Staged blocks, and memory that the kernel was not told of. */
#include <inttypes.h>
#include <string.h>

#include "random.h"

const char *do_stage(struct run *run)
{
	struct how how = {
		.op = MEMHP_OP_ONLINE,
		.choice = once_in(run, 4) ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_MOVABLE,
		.staged = true,
		.timeout = choose_timeout(run),
	};

	return change_span(run, choose_span(run), &how);
}

/* One that is staged, the first from a random block on; if none is, that block. */
static const struct memhp_block *choose_staged(struct run *run, const struct memhp_blocks *blocks)
{
	const unsigned int all = PLAY_LAST - PLAY_FIRST + 1;
	unsigned int begin = pick(run, all), i;
	const struct memhp_block *block, *any = NULL;

	for (i = 0; i < all; i++) {
		block = memhp_blocks_find(blocks, PLAY_FIRST + (begin + i) % all);
		if (block && memhp_block_staged(block) == 1)
			return block;
		if (!any)
			any = block;
	}
	return any;
}

static void describe_fill(const struct memhp_fill *fill, const struct memhp_block *block)
{
	say(" %s%s memory%" PRIu64 ", %" PRIu64 " bytes",
	    fill->op == MEMHP_FILL_POPULATE ? "populate" : "depopulate",
	    fill->flags ? " and release" : "", memhp_block_index(block), (uint64_t)fill->length);
	if (fill->start != UINT64_MAX)
		say(" at 0x%" PRIx64, (uint64_t)fill->start);
}

/* What it says is held is held. */
static void check_fill(struct run *run, const struct memhp_fill *fill, uint64_t index)
{
	const struct memhp_block *block;
	struct memhp_blocks *blocks;

	if (memhp_blocks_get(run->ctx, &blocks))
		return;
	block = memhp_blocks_find(blocks, index);
	if (!block || memhp_block_held(block) != fill->held ||
	    fill->held + fill->populated != BLOCK_SIZE)
		wrong(run, "memory%" PRIu64 ": held %" PRIu64 " and populated %" PRIu64
		      " of a block expected, found held %" PRIu64, index, (uint64_t)fill->held,
		      (uint64_t)fill->populated, block ? memhp_block_held(block) : 0);
	memhp_blocks_free(blocks);
}

static const char *fill_block(struct run *run, const struct memhp_block *block,
			      struct memhp_fill *fill)
{
	int err;

	describe_fill(fill, block);
	err = memhp_fill_run(run->ctx, block, fill);
	if (err)
		return refusal(err);
	if (fill->reason != MEMHP_REASON_OFFLINE && fill->reason != MEMHP_REASON_NO_SUCH_BLOCK &&
	    fill->reason != MEMHP_REASON_NOT_STAGED)
		check_fill(run, fill, memhp_block_index(block));
	if (!fill->reason || fill->done)
		return NULL;
	snprintf(run->why, sizeof(run->why), "%s %s", memhp_reason_name(fill->reason),
		 refusal(fill->error));
	return run->why;
}

const char *do_fill(struct run *run)
{
	static const unsigned int mib[] = { 0, 0, 4, 8, 32, 64, 128 };
	struct memhp_fill fill = {
		.size = sizeof(fill),
		.op = once_in(run, 2) ? MEMHP_FILL_DEPOPULATE : MEMHP_FILL_POPULATE,
		.start = UINT64_MAX,
		.length = (uint64_t)mib[pick(run, LENGTH(mib))] << 20,
		.timeout_ns = choose_timeout(run),
	};
	const bool somewhere = once_in(run, 3), releases = once_in(run, 8);
	const unsigned int where = pick(run, 32);
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	const char *why = "no block is there";
	int err = memhp_blocks_get(run->ctx, &blocks);

	if (err)
		return refusal(err);
	block = choose_staged(run, blocks);
	if (block && somewhere && fill.length && fill.length < BLOCK_SIZE)
		fill.start = memhp_block_start(block) +
			     where * (4ULL << 20) % (BLOCK_SIZE - fill.length + 1);
	if (releases && fill.op == MEMHP_FILL_POPULATE)
		fill.flags = MEMHP_FILL_RELEASE;
	if (block)
		why = fill_block(run, block, &fill);
	memhp_blocks_free(blocks);
	return why;
}

bool release_staged(struct run *run)
{
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	bool all = true;
	size_t i;

	if (memhp_blocks_get(run->ctx, &blocks))
		return false;
	for (i = 0; (block = memhp_blocks_at(blocks, i)); i++) {
		struct memhp_fill fill = {
			.size = sizeof(fill),
			.flags = MEMHP_FILL_RELEASE,
			.op = MEMHP_FILL_POPULATE,
			.start = UINT64_MAX,
		};

		if (memhp_block_staged(block) != 1)
			continue;
		if (memhp_fill_run(run->ctx, block, &fill) || fill.held)
			all = false;
	}
	memhp_blocks_free(blocks);
	return all;
}

/* Mostly where there is such memory. */
const char *do_probe(struct run *run)
{
	static const int nodes[] = { 1, 1, 1, -1, 0, 2 };
	struct memhp_memory memory = { .op = MEMHP_MEMORY_ADD };
	unsigned int first, count;
	int err;

	first = UNTOLD_FIRST + pick(run, UNTOLD_LAST - UNTOLD_FIRST + 1);
	count = 1 + pick(run, 4);
	if (once_in(run, 10))
		first = PLAY_FIRST + pick(run, PLAY_LAST - PLAY_FIRST + 1);
	else if (first + count > UNTOLD_LAST + 1)
		count = UNTOLD_LAST + 1 - first;
	memory.start = first * BLOCK_SIZE + (once_in(run, 20) ? 4096 : 0);
	memory.length = count * BLOCK_SIZE;
	memory.node = nodes[pick(run, LENGTH(nodes))];
	if (once_in(run, 12))
		memory.flags = MEMHP_MEMORY_CHECK;
	say(" 0x%" PRIx64 ", %u blocks of node %d%s", (uint64_t)memory.start, count, memory.node,
	    memory.flags ? ", to see whether it could be" : "");
	err = memhp_memory_run(run->ctx, &memory);
	if (err)
		return refusal(err);
	if (!memory.reason)
		return memory.flags ? "it could be" : NULL;
	snprintf(run->why, sizeof(run->why), "%s %s", memhp_reason_name(memory.reason),
		 refusal(memory.error));
	return memory.done ? NULL : run->why;
}

const char *do_remove(struct run *run)
{
	struct how how = {
		.op = MEMHP_OP_OFFLINE,
		.remove = true,
		.timeout = choose_timeout(run),
		.atomic = once_in(run, 6),
	};
	struct span span;

	span.first = UNTOLD_FIRST + pick(run, UNTOLD_LAST - UNTOLD_FIRST + 1);
	span.last = span.first + pick(run, 6);
	if (once_in(run, 12))
		span = choose_span(run);
	return change_span(run, span, &how);
}
