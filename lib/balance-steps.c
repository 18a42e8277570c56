// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: the plans of nodes as steps, in the order in which they are carried out.
 * Offline blocks go online first, then blocks become kernel memory, then movable: there
 * is never less memory, nor less kernel memory, than at the end. Where each block has
 * to touch the last, only the order of the plan will do.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "balancer.h"

#define PASSES 4

static struct memhp_balancer_step *add_step(struct memhp_balance *balance)
{
	size_t more = balance->room ? balance->room * 2 : 64;
	struct memhp_balancer_step *steps;

	if (balance->nr_steps == balance->room) {
		steps = reallocarray(balance->steps, more, sizeof(*steps));
		if (!steps)
			return NULL;
		balance->steps = steps;
		balance->room = more;
	}
	steps = &balance->steps[balance->nr_steps++];
	memset(steps, 0, sizeof(*steps));
	return steps;
}

static void tell(struct memhp_balancer_step *step, const struct memhp_balancer_node *node,
		 const struct memhp_block *block)
{
	const struct memhp_balance_fact *fact = &node->facts[step->fact];
	struct memhp_result *result = &step->told.result;

	step->told.node = node->told.node;
	/* Nothing has to leave a block that is offline. */
	step->told.looked = fact->looked || step->onlines;
	step->told.prospect = step->onlines ? MEMHP_PROSPECT_EMPTY : fact->prospect;
	step->told.used = fact->used * (uint64_t)sysconf(_SC_PAGESIZE);
	result->block = fact->block;
	result->outcome = MEMHP_OUTCOME_PLANNED;
	result->from_state = block->state;
	result->from_zone = block->zone;
	result->to_state = MEMHP_STATE_ONLINE;
	result->to_zone = step->to == MEMHP_PLACE_MOVABLE ? MEMHP_ZONE_MOVABLE :
							    MEMHP_ZONE_NORMAL;
}

static int add_move(struct memhp_balance *balance, size_t number, const struct memhp_move *move)
{
	const struct memhp_balancer_node *node = &balance->nodes[number];
	const struct memhp_balance_fact *fact = &node->facts[move->fact];
	struct memhp_balancer_step *step = add_step(balance);

	if (!step)
		return memhp_no_memory(balance->ctx);
	step->node = number;
	step->fact = move->fact;
	step->to = move->to;
	step->onlines = fact->place == MEMHP_PLACE_OFFLINE;
	step->batch = balance->opts.flags & MEMHP_BALANCE_ATOMIC ? 1 : fact->bond;
	tell(step, node, memhp_blocks_find(balance->blocks, fact->block));
	return 0;
}

/* When a move has its turn, from 0. */
static unsigned int pass_of(const struct memhp_balance *balance,
			    const struct memhp_balancer_node *node, const struct memhp_move *move)
{
	if (balance->opts.flags & MEMHP_BALANCE_ADJACENT)
		return 0;
	return 2 * (node->facts[move->fact].place != MEMHP_PLACE_OFFLINE) +
	       (move->to == MEMHP_PLACE_MOVABLE);
}

int memhp_balance_add_steps(struct memhp_balance *balance)
{
	const struct memhp_balancer_node *node;
	unsigned int pass;
	size_t i, k;
	int err = 0;

	for (pass = 0; pass < PASSES; pass++)
		for (k = 0; k < balance->nr_nodes; k++) {
			node = &balance->nodes[k];
			for (i = 0; i < node->moves.count && !err; i++)
				if (pass_of(balance, node, &node->moves.at[i]) == pass)
					err = add_move(balance, k, &node->moves.at[i]);
		}
	return err;
}
