// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what is told of it. */
#include <errno.h>
#include <stdlib.h>

#include "balancer.h"
#include "decide.h"

MEMHP_EXPORT const char *memhp_place_name(enum memhp_place place)
{
	static const char *const names[] = {
		[MEMHP_PLACE_KERNEL] = "kernel",
		[MEMHP_PLACE_MOVABLE] = "movable",
		[MEMHP_PLACE_OFFLINE] = "offline",
		[MEMHP_PLACE_ELSEWHERE] = "other",
	};

	return (size_t)place < ARRAY_SIZE(names) ? names[place] : "unknown";
}

/* What the places of all blocks of a node come to. */
static int describe(const struct memhp_balance *balance, struct memhp_balancer_node *node,
		    struct memhp_balance_layout *layout, struct memhp_balance_range **ranges)
{
	uint64_t size = balance->blocks->block_size;

	free(*ranges);
	*ranges = memhp_balance_merge(node->facts, node->nr, node->place, &layout->nr_ranges);
	layout->ranges = *ranges;
	if (!*ranges)
		return memhp_no_memory(balance->ctx);
	layout->kernel = memhp_balance_count(node->place, node->nr, MEMHP_PLACE_KERNEL) * size;
	layout->movable = memhp_balance_count(node->place, node->nr, MEMHP_PLACE_MOVABLE) * size;
	layout->offline = memhp_balance_count(node->place, node->nr, MEMHP_PLACE_OFFLINE) * size;
	layout->boundaries = memhp_balance_boundaries(node->place, node->nr);
	return 0;
}

static void set_places(struct memhp_balancer_node *node)
{
	size_t i;

	for (i = 0; i < node->nr; i++)
		node->place[i] = node->facts[i].place;
}

/* Blocks that could join, but for a page in the way or a failure. */
static size_t count_blocked(const struct memhp_balancer_node *node)
{
	size_t i, count = 0;

	for (i = 0; i < node->nr; i++)
		count += node->facts[i].bars & MEMHP_BAR_NOW &&
			 !(node->facts[i].bars & MEMHP_BAR_NEVER);
	return count;
}

/* What the amount would be with the smallest group that was too large for the target. */
static uint64_t with_next_group(const struct memhp_balancer_node *node)
{
	const struct memhp_balance_node *told = &node->told;
	uint64_t group = node->moves.unfit * told->block_size;

	if (!told->nearest || !told->missing)
		return told->reached;
	return told->reached < told->target ? told->reached + group : told->reached - group;
}

/* A group that is too large is no reason where others were blocked, be it elsewhere. */
static bool any_blocked(const struct memhp_balance *balance)
{
	size_t i;

	for (i = 0; i < balance->nr_nodes; i++)
		if (count_blocked(&balance->nodes[i]))
			return true;
	return false;
}

int memhp_balance_tell(struct memhp_balance *balance, bool planned)
{
	bool compact = balance->opts.goal == MEMHP_GOAL_COMPACT;
	uint64_t size = balance->blocks->block_size, has;
	bool blocked = any_blocked(balance);
	size_t i, k;
	int err;

	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];
		struct memhp_balance_node *told = &node->told;

		set_places(node);
		for (k = 0; planned && k < node->moves.count; k++)
			node->place[node->moves.at[k].fact] = node->moves.at[k].to;
		err = describe(balance, node, &told->after, &node->after);
		if (err)
			return err;
		told->reached = told->place == MEMHP_PLACE_KERNEL ? told->after.kernel :
								    told->after.movable;
		has = told->reached / size;
		told->missing = has < node->goal ? node->goal - has : has - node->goal;
		told->blocked = count_blocked(node);
		told->nearest = !told->missing ||
				(node->moves.unfit && !blocked &&
				 told->missing == node->moves.missing);
		if (compact)
			told->nearest = told->after.boundaries < 2;
		told->next = with_next_group(node);
	}
	return 0;
}

int memhp_balance_tell_before(struct memhp_balance *balance)
{
	size_t i;
	int err;

	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		node->told.place = balance->opts.goal == MEMHP_GOAL_KERNEL ?
				   MEMHP_PLACE_KERNEL : MEMHP_PLACE_MOVABLE;
		node->told.size = node->nr * balance->blocks->block_size;
		node->told.block_size = balance->blocks->block_size;
		node->told.after.contiguous = -1;
		set_places(node);
		err = describe(balance, node, &node->told.before, &node->before);
		if (err)
			return err;
	}
	memhp_balance_tell_contiguous(balance, true);
	return 0;
}

/* ---- Contiguous ---- */

static int contiguous(const struct memhp_zones *zones, int number)
{
	const struct memhp_zone_info *zone;
	int answer = -1;
	size_t i;

	for (i = 0; (zone = memhp_zones_at(zones, i)); i++) {
		if (zone->node != number || !zone->present ||
		    (zone->zone != MEMHP_ZONE_MOVABLE && !memhp_zone_is_kernel(zone->zone)))
			continue;
		if (zone->contiguous > 1)
			return -1;
		answer = answer ? (int)zone->contiguous : 0;
	}
	return answer;
}

void memhp_balance_tell_contiguous(struct memhp_balance *balance, bool before)
{
	struct memhp_zones *zones = NULL;
	int answer;
	size_t i;

	if (memhp_zones_get(balance->ctx, &zones))
		zones = NULL;
	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balance_node *told = &balance->nodes[i].told;

		answer = zones ? contiguous(zones, told->node) : -1;
		if (before)
			told->before.contiguous = answer;
		else
			told->after.contiguous = answer;
	}
	memhp_zones_free(zones);
}

MEMHP_EXPORT size_t memhp_balance_nodes(const struct memhp_balance *balance)
{
	return balance->nr_nodes;
}

MEMHP_EXPORT const struct memhp_balance_node *
memhp_balance_node(const struct memhp_balance *balance, size_t i)
{
	return i < balance->nr_nodes ? &balance->nodes[i].told : NULL;
}

MEMHP_EXPORT size_t memhp_balance_steps(const struct memhp_balance *balance)
{
	return balance->nr_steps;
}

MEMHP_EXPORT const struct memhp_balance_step *
memhp_balance_step(const struct memhp_balance *balance, size_t i)
{
	return i < balance->nr_steps ? &balance->steps[i].told : NULL;
}
