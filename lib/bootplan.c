// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where a kernel puts its boot memory. Before the SRAT is parsed memory has no nodes, and
 * the allocator goes bottom-up if movable_node is given, so as to stay near the kernel's
 * image; then it goes top-down, past what is hotpluggable.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootplan.h"

/* So much the firmware may leave out: numa_meminfo_cover_memory(). */
#define COVERED	(1ULL << 20)

/* ---- Items ---- */

static int add_item(struct memhp_bootplan *plan, const char *what, int of_node, uint64_t start,
		    uint64_t end)
{
	struct memhp_boot_item *item = plan->count ? &plan->items[plan->count - 1] : NULL;
	size_t room = plan->room ? 2 * plan->room : 32;

	/* Pieces that follow one another, upwards or downwards, are one. */
	if (item && start < end && !strcmp(item->what, what) && item->size &&
	    item->of_node == of_node &&
	    item->before_srat == !plan->located &&
	    (item->start == end || item->start + item->size == start)) {
		if (item->start == end)
			item->start = start;
		item->size += end - start;
		return 0;
	}
	if (plan->count == plan->room) {
		item = reallocarray(plan->items, room, sizeof(*item));
		if (!item)
			return -ENOMEM;
		plan->items = item;
		plan->room = room;
	}
	item = &plan->items[plan->count++];
	*item = (struct memhp_boot_item){ .start = start, .size = end - start, .of_node = of_node,
					  .before_srat = !plan->located };
	snprintf(item->what, sizeof(item->what), "%s", what);
	return 0;
}

int memhp_boot_take(struct memhp_bootplan *plan, const char *what, uint64_t start, uint64_t end)
{
	if (memhp_memblock_take(&plan->mb, start, end))
		return -ENOMEM;
	return add_item(plan, what, MEMHP_NO_NODE, start, end);
}

int memhp_boot_alloc(struct memhp_bootplan *plan, const char *what, int of_node,
		     const struct memhp_need *need, uint64_t *start)
{
	if (memhp_memblock_alloc(&plan->mb, need, start))
		return -ENOMEM;
	return add_item(plan, what, of_node, *start, *start ? *start + need->size : *start);
}

/* ---- Nodes ---- */

static int add_memory(struct memhp_extents *memory, const struct memhp_extent *extent)
{
	struct memhp_extent *last = memory->count ? &memory->at[memory->count - 1] : NULL;

	if (last && last->end == extent->start && last->node == extent->node &&
	    last->hotpluggable == extent->hotpluggable) {
		last->end = extent->end;
		return 0;
	}
	return memhp_extents_add(memory, extent);
}

/* The memory that is in both; both are in order. */
static int intersect(const struct memhp_extents *ram, const struct memhp_extents *nodes,
		     struct memhp_extents *memory)
{
	size_t i, j;

	for (i = 0; i < ram->count; i++)
		for (j = 0; j < nodes->count; j++) {
			struct memhp_extent part = nodes->at[j];

			if (part.start < ram->at[i].start)
				part.start = ram->at[i].start;
			if (part.end > ram->at[i].end)
				part.end = ram->at[i].end;
			if (part.start < part.end && add_memory(memory, &part))
				return -ENOMEM;
		}
	return 0;
}

static uint64_t total(const struct memhp_extents *list)
{
	return memhp_extents_within(list, 0, UINT64_MAX);
}

static int all_on_node_0(struct memhp_extents *memory)
{
	size_t i;

	for (i = 0; i < memory->count; i++)
		memory->at[i].node = 0;
	return 0;
}

/* The ranges as the kernel uses them: those of a node with no other between are joined, and
 * what was a hole is not hotpluggable. 0, -ENOMEM, or -EINVAL: two nodes have the same. */
static int clean(const struct memhp_extents *nodes, struct memhp_extents *cleaned)
{
	struct memhp_extent next, *last;
	size_t i;

	for (i = 0; i < nodes->count; i++) {
		next = nodes->at[i];
		last = cleaned->count ? &cleaned->at[cleaned->count - 1] : NULL;
		if (last && next.start < last->end && next.node != last->node)
			return -EINVAL;
		if (last && next.start < last->end)
			next.start = last->end;
		if (next.start >= next.end)
			continue;
		if (last && last->node == next.node && last->end < next.start &&
		    add_memory(cleaned, &(struct memhp_extent){ last->end, next.start,
								 next.node, false }))
			return -ENOMEM;
		if (add_memory(cleaned, &next))
			return -ENOMEM;
	}
	return 0;
}

/* A node that the kernel already uses will not be unplugged as a whole, so none of it is
 * kept free: numa_clear_kernel_node_hotplug(). */
static void forget_used(struct memhp_memblock *mb)
{
	struct memhp_extents *memory = &mb->memory;
	bool used[MEMHP_BOOT_NODES] = { false };
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (memhp_extents_within(&mb->taken, memory->at[i].start, memory->at[i].end))
			used[memory->at[i].node] = true;
	for (i = 0; i < memory->count; i++)
		if (used[memory->at[i].node])
			memory->at[i].hotpluggable = false;
}

/* The memory with its nodes in @located; -EINVAL: the firmware is not believed, as it
 * contradicts itself or leaves out memory. */
static int with_nodes(const struct memhp_bootplan *plan, struct memhp_extents *located)
{
	struct memhp_extents cleaned = { NULL, 0, 0 };
	int err = clean(&plan->boot->nodes, &cleaned);

	if (!err)
		err = intersect(&plan->mb.memory, &cleaned, located);
	memhp_extents_free(&cleaned);
	if (!err && (!located->count ||
		     total(&plan->mb.memory) - total(located) >= COVERED))
		err = -EINVAL;
	return err;
}

/* The SRAT is parsed. */
static int locate(struct memhp_bootplan *plan)
{
	struct memhp_extents located = { NULL, 0, 0 }, *memory = &plan->mb.memory;
	int err;

	plan->located = true;
	plan->mb.bottom_up = false;
	err = memhp_boot_numa_off(plan->boot) || !plan->boot->nodes.count ? -EINVAL :
	      with_nodes(plan, &located);
	if (err)
		memhp_extents_free(&located);
	if (err == -EINVAL)
		return all_on_node_0(memory);
	if (err)
		return err;
	memhp_extents_free(memory);
	*memory = located;
	forget_used(&plan->mb);
	return 0;
}

/* ---- What comes of it ---- */

static struct memhp_boot_node *node_for(struct memhp_bootplan *plan, int node)
{
	struct memhp_boot_node *more;
	size_t i;

	for (i = 0; i < plan->nr_nodes; i++)
		if (plan->nodes[i].node == node)
			return &plan->nodes[i];
	more = reallocarray(plan->nodes, i + 1, sizeof(*more));
	if (!more)
		return NULL;
	plan->nodes = more;
	more[plan->nr_nodes++] = (struct memhp_boot_node){ .node = node };
	return &more[i];
}

/* How much of [start, end) the firmware calls hotpluggable. Its ranges are in order, but may
 * overlap: what two of them have counts once. */
static uint64_t hotpluggable(const struct memhp_boot *boot, uint64_t start, uint64_t end,
			     const struct memhp_extents *within)
{
	const struct memhp_extents *nodes = &boot->nodes;
	uint64_t sum = 0, from, to;
	size_t i;

	for (i = 0; i < nodes->count; i++) {
		from = start > nodes->at[i].start ? start : nodes->at[i].start;
		to = end < nodes->at[i].end ? end : nodes->at[i].end;
		if (!nodes->at[i].hotpluggable || from >= to)
			continue;
		sum += within ? memhp_extents_within(within, from, to) : to - from;
		start = to;
	}
	return sum;
}

static int sum_up(struct memhp_bootplan *plan, const struct memhp_extent *extent, uint64_t movable)
{
	struct memhp_boot_node *node = node_for(plan, extent->node);
	const struct memhp_extents *taken = &plan->mb.taken;
	uint64_t start = extent->start, end = extent->end;

	if (!node)
		return -ENOMEM;
	node->total += end - start;
	node->hotpluggable += hotpluggable(plan->boot, start, end, NULL);
	node->kernel += memhp_extents_within(taken, start, end);
	node->kernel_hotpluggable += hotpluggable(plan->boot, start, end, taken);
	if (movable && movable < end)
		node->movable += end - (movable > start ? movable : start);
	return 0;
}

static enum memhp_unplug verdict(const struct memhp_boot *boot, const struct memhp_boot_node *node)
{
	if (!boot->nodes.count)
		return MEMHP_UNPLUG_UNKNOWN;
	if (node->hotpluggable < node->total)
		return MEMHP_UNPLUG_FIXED;
	return node->kernel || node->movable < node->total ? MEMHP_UNPLUG_KERNEL :
							     MEMHP_UNPLUG_YES;
}

static int by_node(const void *a, const void *b)
{
	const struct memhp_boot_node *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

static int judge(struct memhp_bootplan *plan)
{
	const struct memhp_extents *memory = &plan->mb.memory;
	uint64_t begin[MEMHP_BOOT_NODES];
	size_t i;

	memhp_boot_zones(plan->boot, memory, begin);
	for (i = 0; i < memory->count; i++)
		if (sum_up(plan, &memory->at[i], begin[memory->at[i].node]))
			return -ENOMEM;
	for (i = 0; i < plan->nr_nodes; i++)
		plan->nodes[i].unplug = verdict(plan->boot, &plan->nodes[i]);
	qsort(plan->nodes, plan->nr_nodes, sizeof(*plan->nodes), by_node);
	return 0;
}

static int node_at(const struct memhp_bootplan *plan, uint64_t start)
{
	const struct memhp_extents *memory = &plan->mb.memory;
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (start >= memory->at[i].start && start < memory->at[i].end)
			return memory->at[i].node;
	return MEMHP_NO_NODE;
}

static void place_items(struct memhp_bootplan *plan)
{
	struct memhp_boot_item *item;

	for (item = plan->items; item < plan->items + plan->count; item++) {
		item->node = item->size ? node_at(plan, item->start) : MEMHP_NO_NODE;
		item->hotpluggable = !plan->boot->nodes.count ? -1 : item->size &&
			hotpluggable(plan->boot, item->start, item->start + item->size, NULL);
	}
}

/* ---- The boot ---- */

/* The option mem= takes away what is above. */
static int find_memory(struct memhp_bootplan *plan)
{
	const struct memhp_extents *ram = &plan->boot->ram;
	uint64_t most = 0;
	const char *value;
	size_t i;

	if (memhp_boot_option(plan->boot, "mem", &value) > 0)
		most = memhp_boot_bytes(value, &value);
	for (i = 0; i < ram->count; i++) {
		struct memhp_extent extent = ram->at[i];

		if (most && extent.end > most)
			extent.end = most;
		if (extent.start < extent.end && add_memory(&plan->mb.memory, &extent))
			return -ENOMEM;
	}
	return 0;
}

static int run(struct memhp_bootplan *plan)
{
	const char *value;

	if (find_memory(plan))
		return -ENOMEM;
	if (!plan->mb.memory.count)
		return memhp_fail(plan->ctx, EINVAL, "the option mem= leaves no memory");
	plan->mb.movable_node = memhp_boot_option(plan->boot, "movable_node", &value) >= 0;
	plan->mb.bottom_up = plan->mb.movable_node;
	if (memhp_boot_ask_early(plan) || locate(plan) || memhp_boot_ask_late(plan) ||
	    judge(plan))
		return memhp_no_memory(plan->ctx);
	place_items(plan);
	return 0;
}

MEMHP_EXPORT int memhp_bootplan_get(const struct memhp_boot *boot, struct memhp_bootplan **out)
{
	struct memhp_bootplan *plan = calloc(1, sizeof(*plan));
	int err;

	if (!plan)
		return memhp_no_memory(boot->ctx);
	plan->ctx = memhp_ref(boot->ctx);
	plan->boot = boot;
	err = run(plan);
	plan->boot = NULL;
	if (err) {
		memhp_bootplan_free(plan);
		return err;
	}
	*out = plan;
	return 0;
}

MEMHP_EXPORT void memhp_bootplan_free(struct memhp_bootplan *plan)
{
	if (!plan)
		return;
	memhp_memblock_free(&plan->mb);
	free(plan->items);
	free(plan->nodes);
	memhp_unref(plan->ctx);
	free(plan);
}

MEMHP_EXPORT size_t memhp_bootplan_count(const struct memhp_bootplan *plan)
{
	return plan->count;
}

MEMHP_EXPORT const struct memhp_boot_item *memhp_bootplan_at(const struct memhp_bootplan *plan,
							     size_t i)
{
	return i < plan->count ? &plan->items[i] : NULL;
}

MEMHP_EXPORT size_t memhp_bootplan_nodes(const struct memhp_bootplan *plan)
{
	return plan->nr_nodes;
}

MEMHP_EXPORT const struct memhp_boot_node *memhp_bootplan_node(const struct memhp_bootplan *plan,
							       size_t i)
{
	return i < plan->nr_nodes ? &plan->nodes[i] : NULL;
}
