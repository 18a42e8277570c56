// SPDX-License-Identifier: LGPL-2.1-or-later
/* Of each node: what the firmware says of its blocks, and whether they could leave. */
#include <errno.h>
#include <stdlib.h>

#include "private.h"

/* What a verdict is made of. */
struct sight {
	struct memhp_firmware_node node;
	bool fixed;	/* the firmware calls some of it so */
	bool unclear;	/* of some of it something is not known */
};

struct memhp_firmware_nodes {
	struct memhp *ctx;
	struct sight *at;
	size_t count;
	size_t last;	/* neighbours are mostly on the same */
};

static struct sight *node_for(struct memhp_firmware_nodes *nodes, int node)
{
	struct sight *more;
	size_t i;

	if (nodes->count && nodes->at[nodes->last].node.node == node)
		return &nodes->at[nodes->last];
	for (i = 0; i < nodes->count && nodes->at[i].node.node != node; i++)
		;
	if (i == nodes->count) {
		more = reallocarray(nodes->at, i + 1, sizeof(*more));
		if (!more)
			return NULL;
		nodes->at = more;
		more[nodes->count++] = (struct sight){ .node.node = node };
	}
	nodes->last = i;
	return &nodes->at[i];
}

static void add_online(struct sight *sight, const struct memhp_block *block)
{
	sight->node.online += block->size;
	switch (memhp_block_kernel(block)) {
	case 1:
		sight->node.kernel += block->size;
		break;
	case 0:
		sight->node.movable += block->size;
		break;
	default:
		sight->unclear = true;
	}
}

static void add_block(struct sight *sight, const struct memhp_block *block,
		      const struct memhp_firmware *firmware)
{
	sight->node.total += block->size;
	switch (memhp_firmware_hotpluggable(firmware, memhp_block_start(block), block->size)) {
	case 1:
		sight->node.hotpluggable += block->size;
		break;
	case 0:
		sight->fixed = true;
		break;
	default:
		sight->unclear = true;
	}
	switch ((enum memhp_state)block->state) {
	case MEMHP_STATE_OFFLINE:
		break;
	case MEMHP_STATE_ONLINE:
		add_online(sight, block);
		break;
	default:
		sight->unclear = true;
	}
}

static bool meets(const struct memhp_firmware_range *range, const struct memhp_block *block)
{
	uint64_t start = memhp_block_start(block);

	return range->flags & MEMHP_FIRMWARE_ENABLED && range->size &&
	       range->start <= start + (block->size - 1) &&
	       range->start + (range->size - 1) >= start;
}

static bool holds(const struct memhp_firmware_range *range, const struct memhp_block *block)
{
	uint64_t start = memhp_block_start(block);

	return range->start <= start &&
	       range->start + (range->size - 1) >= start + (block->size - 1);
}

static int doubt(struct memhp_firmware_nodes *nodes, int node)
{
	struct sight *sight = node_for(nodes, node);

	if (!sight)
		return -ENOMEM;
	sight->unclear = true;
	return 0;
}

/* A block on several nodes is told to be on one, and none of them can go without it. */
static int doubt_shared(struct memhp_firmware_nodes *nodes, const struct memhp_firmware *firmware,
			const struct memhp_block *block)
{
	const struct memhp_firmware_range *range = firmware->ranges;
	const struct memhp_firmware_range *end = range + firmware->count;
	int err = 0;

	for (; !err && range < end; range++) {
		if (!meets(range, block) || holds(range, block) || range->node < 0 ||
		    range->node == block->node)
			continue;
		err = doubt(nodes, range->node);
		if (!err)
			err = doubt(nodes, block->node);
	}
	return err;
}

/* Whether what is wrong may hide that some memory is fixed. */
static bool is_doubtful(const struct memhp_firmware *firmware)
{
	size_t i;

	for (i = 0; i < firmware->nr_problems; i++)
		switch (firmware->problems[i].fault) {
		case MEMHP_FAULT_REVISION:
		case MEMHP_FAULT_OVERLAP:
			break;
		default:
			return true;
		}
	return false;
}

static enum memhp_unplug verdict(const struct sight *sight, bool doubtful)
{
	if (sight->node.node < 0)
		return MEMHP_UNPLUG_UNKNOWN;
	if (!sight->node.total)
		return MEMHP_UNPLUG_NO_MEMORY;
	if (sight->fixed)
		return MEMHP_UNPLUG_FIXED;
	if (sight->node.kernel)
		return MEMHP_UNPLUG_KERNEL;
	return sight->unclear || doubtful ? MEMHP_UNPLUG_UNKNOWN : MEMHP_UNPLUG_YES;
}

/* As unsigned numbers, so that -1 is the last. */
static int by_node(const void *a, const void *b)
{
	unsigned int x = (unsigned int)((const struct sight *)a)->node.node;
	unsigned int y = (unsigned int)((const struct sight *)b)->node.node;

	return (x > y) - (x < y);
}

static int fill(struct memhp_firmware_nodes *nodes, const struct memhp_firmware *firmware,
		const struct memhp_blocks *blocks)
{
	bool doubtful = is_doubtful(firmware);
	struct sight *sight;
	size_t i;

	for (i = 0; i < firmware->count; i++)
		if (firmware->ranges[i].node >= 0 && !node_for(nodes, firmware->ranges[i].node))
			return memhp_no_memory(nodes->ctx);
	for (i = 0; blocks && i < blocks->count; i++) {
		sight = node_for(nodes, blocks->at[i].node);
		if (!sight)
			return memhp_no_memory(nodes->ctx);
		add_block(sight, &blocks->at[i], firmware);
		if (doubt_shared(nodes, firmware, &blocks->at[i]))
			return memhp_no_memory(nodes->ctx);
	}
	for (sight = nodes->at; blocks && sight < nodes->at + nodes->count; sight++) {
		sight->node.known = true;
		sight->node.unplug = verdict(sight, doubtful);
	}
	if (nodes->count)
		qsort(nodes->at, nodes->count, sizeof(*nodes->at), by_node);
	return 0;
}

MEMHP_EXPORT int memhp_firmware_nodes_get(struct memhp *ctx,
					  const struct memhp_firmware *firmware,
					  const struct memhp_blocks *blocks,
					  struct memhp_firmware_nodes **out)
{
	struct memhp_firmware_nodes *nodes = calloc(1, sizeof(*nodes));
	int err;

	if (!nodes)
		return memhp_no_memory(ctx);
	nodes->ctx = memhp_ref(ctx);
	err = fill(nodes, firmware, blocks);
	if (err) {
		memhp_firmware_nodes_free(nodes);
		return err;
	}
	*out = nodes;
	return 0;
}

MEMHP_EXPORT void memhp_firmware_nodes_free(struct memhp_firmware_nodes *nodes)
{
	if (!nodes)
		return;
	free(nodes->at);
	memhp_unref(nodes->ctx);
	free(nodes);
}

MEMHP_EXPORT size_t memhp_firmware_nodes_count(const struct memhp_firmware_nodes *nodes)
{
	return nodes->count;
}

MEMHP_EXPORT const struct memhp_firmware_node *
memhp_firmware_nodes_at(const struct memhp_firmware_nodes *nodes, size_t i)
{
	return i < nodes->count ? &nodes->at[i].node : NULL;
}
