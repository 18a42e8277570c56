// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: the machine as the plain numbers that the planner wants. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "balancer.h"

uint8_t memhp_balance_place_of(unsigned int state, unsigned int zone)
{
	const struct memhp_block block = { .state = (uint8_t)state, .zone = (uint8_t)zone };

	if (state == MEMHP_STATE_OFFLINE)
		return MEMHP_PLACE_OFFLINE;
	switch (memhp_block_class(&block)) {
	case MEMHP_CHOICE_MOVABLE:
		return MEMHP_PLACE_MOVABLE;
	case MEMHP_CHOICE_KERNEL:
		return MEMHP_PLACE_KERNEL;
	default:
		return MEMHP_PLACE_ELSEWHERE;
	}
}

/* ---- Nodes ---- */

static bool is_wanted(const struct memhp_balance *balance, const struct memhp_block *block)
{
	return balance->opts.node < 0 || block->node == balance->opts.node;
}

static struct memhp_balancer_node *find_node(struct memhp_balance *balance, int number)
{
	size_t i;

	for (i = 0; i < balance->nr_nodes; i++)
		if (balance->nodes[i].told.node == number)
			return &balance->nodes[i];
	return NULL;
}

static int by_number(const void *a, const void *b)
{
	const struct memhp_balancer_node *x = a, *y = b;

	return (x->told.node > y->told.node) - (x->told.node < y->told.node);
}

/* The nodes there are, and how many blocks each has. */
static int count_nodes(struct memhp_balance *balance)
{
	const struct memhp_blocks *blocks = balance->blocks;
	struct memhp_balancer_node *node = NULL, *more;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		if (!is_wanted(balance, &blocks->at[i]))
			continue;
		if (!node || node->told.node != blocks->at[i].node)
			node = find_node(balance, blocks->at[i].node);
		if (!node) {
			more = reallocarray(balance->nodes, balance->nr_nodes + 1,
					    sizeof(*more));
			if (!more)
				return memhp_no_memory(balance->ctx);
			balance->nodes = more;
			node = &more[balance->nr_nodes++];
			memset(node, 0, sizeof(*node));
			node->told.node = blocks->at[i].node;
		}
		node->nr++;
	}
	if (balance->nr_nodes)
		qsort(balance->nodes, balance->nr_nodes, sizeof(*balance->nodes), by_number);
	return 0;
}

static int no_node(struct memhp_balance *balance)
{
	int node = balance->opts.node;
	bool there = memhp_scan_node_exists(balance->ctx, (uint64_t)node);

	return memhp_fail(balance->ctx, ENODEV, there ? "node%d has no memory blocks: list "
			  "shows the nodes that have some" : "node%d does not exist: list "
			  "shows the nodes that have memory blocks", node);
}

/* ---- Bonds ---- */

/* What is needed to number the bonds of the machine. */
struct bonds {
	const struct memhp_groups *groups;	/* or NULL */
	uint32_t *first;	/* of each group: its bond if static; 0: none yet */
	uint32_t count;
	int *nodes;		/* of each bond; BOTH: on several */
	/* the last block's, since neighbours are alike: */
	const char *name;
	size_t group;
	uint64_t unit;
	uint32_t bond;
};

#define BOTH	(-2)
#define NO_GROUP SIZE_MAX

static size_t group_of(struct bonds *bonds, const char *name)
{
	size_t i;

	if (!name || !bonds->groups)
		return NO_GROUP;
	if (name == bonds->name)
		return bonds->group;
	for (i = 0; i < memhp_groups_count(bonds->groups); i++)
		if (!strcmp(memhp_groups_at(bonds->groups, i)->name, name))
			break;
	bonds->name = name;
	bonds->group = i < memhp_groups_count(bonds->groups) ? i : NO_GROUP;
	bonds->unit = UINT64_MAX;
	return bonds->group;
}

/* The bond of a block, numbered from 1; 0: it is alone. */
static uint32_t bond_of(struct bonds *bonds, const struct memhp_block *block)
{
	size_t i = group_of(bonds, block->group);
	const struct memhp_group_info *group;
	uint64_t unit;

	if (i == NO_GROUP)
		return 0;
	group = memhp_groups_at(bonds->groups, i);
	if (group->type == MEMHP_GROUP_STATIC) {
		if (!bonds->first[i])
			bonds->first[i] = ++bonds->count;
		return bonds->first[i];
	}
	if (group->unit <= block->size)
		return 0;
	unit = block->index / (group->unit / block->size);
	if (unit != bonds->unit)
		bonds->bond = ++bonds->count;
	bonds->unit = unit;
	return bonds->bond;
}

/* Which nodes a bond is on. */
static void note_bond(struct bonds *bonds, uint32_t bond, int node)
{
	if (!bonds->nodes[bond])
		bonds->nodes[bond] = node + 2;
	else if (bonds->nodes[bond] != node + 2)
		bonds->nodes[bond] = BOTH;
}

/* ---- Facts ---- */

static void set_fact(struct memhp_balance_fact *fact, const struct memhp_block *block,
		     uint32_t bond)
{
	fact->block = block->index;
	fact->bond = bond;
	fact->place = memhp_balance_place_of(block->state, block->zone);
	/* Poisoned memory could go offline, and would not come back. What devices with
	 * short addresses need is scarce. A staged block does not change zone. */
	if (!block->removable || block->hwpoison == 1 || block->zone == MEMHP_ZONE_DMA ||
	    block->staged == 1)
		fact->bars |= MEMHP_BAR_NEVER;
}

static int allocate(struct memhp_balance *balance, struct bonds *bonds)
{
	size_t i, groups = bonds->groups ? memhp_groups_count(bonds->groups) : 0;

	bonds->first = calloc(groups + 1, sizeof(*bonds->first));
	bonds->nodes = calloc(balance->blocks->count + 1, sizeof(*bonds->nodes));
	if (!bonds->first || !bonds->nodes)
		return memhp_no_memory(balance->ctx);
	balance->nr_batches = balance->blocks->count + 2;
	balance->dropped = calloc(balance->nr_batches, sizeof(*balance->dropped));
	if (!balance->dropped)
		return memhp_no_memory(balance->ctx);
	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		node->facts = calloc(node->nr, sizeof(*node->facts));
		node->place = calloc(node->nr, sizeof(*node->place));
		if (!node->facts || !node->place)
			return memhp_no_memory(balance->ctx);
		node->nr = 0;	/* as they are filled in */
	}
	return 0;
}

/* A bond that is on other nodes as well would be split. */
static void bar_split(struct memhp_balance *balance, const struct bonds *bonds)
{
	size_t i, k;

	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		for (k = 0; k < node->nr; k++)
			if (bonds->nodes[node->facts[k].bond] == BOTH)
				node->facts[k].bars |= MEMHP_BAR_NEVER;
	}
}

static int set_facts(struct memhp_balance *balance, struct bonds *bonds)
{
	const struct memhp_blocks *blocks = balance->blocks;
	struct memhp_balancer_node *node = NULL;
	uint32_t bond;
	size_t i;
	int err;

	err = allocate(balance, bonds);
	if (err)
		return err;
	for (i = 0; i < blocks->count; i++) {
		bond = bond_of(bonds, &blocks->at[i]);
		if (bond)
			note_bond(bonds, bond, blocks->at[i].node);
		if (!is_wanted(balance, &blocks->at[i]))
			continue;
		if (!node || node->told.node != blocks->at[i].node)
			node = find_node(balance, blocks->at[i].node);
		set_fact(&node->facts[node->nr++], &blocks->at[i], bond);
	}
	bar_split(balance, bonds);
	return 0;
}

int memhp_balance_gather(struct memhp_balance *balance)
{
	struct memhp_groups *groups = NULL;
	struct bonds bonds = { .unit = UINT64_MAX };
	int err;

	err = memhp_blocks_get(balance->ctx, &balance->blocks);
	if (!err)
		err = count_nodes(balance);
	if (err)
		return err;
	if (!balance->nr_nodes)
		return no_node(balance);
	/* Without the module there are none that anybody knew of. */
	if (balance->ctx->use_module && !memhp_groups_get(balance->ctx, &groups))
		bonds.groups = groups;
	err = set_facts(balance, &bonds);
	if (!err)
		memhp_balance_heed_policy(balance);
	memhp_groups_free(groups);
	free(bonds.first);
	free(bonds.nodes);
	return err;
}
