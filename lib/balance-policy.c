// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: what an enforced policy says. A ratio leaves a headroom, which is counted
 * in hundredths of a block. A block that becomes movable takes up one of it; if it is
 * kernel memory that the ratio counts, that much less is allowed besides. That goes for
 * blocks of the rule that the accounts are held against; of others the module decides.
 */
#include <string.h>

#include "balancer.h"
#include "policy.h"

#define WHOLE_BLOCK 100

static bool same_for_policy(const struct memhp_block *a, const struct memhp_block *b)
{
	return a->owner == b->owner && a->node == b->node && a->state == b->state &&
	       a->zone == b->zone && a->hotpluggable == b->hotpluggable &&
	       (a->group == b->group || (a->group && b->group && !strcmp(a->group, b->group)));
}

/* Whether the ratio would allow less without this block as kernel memory: if it is of
 * the boot, or all count; and what a dynamic group has serves its own. */
static bool is_counted(const struct memhp_block *block, const struct memhp_decision *decision)
{
	return block->state == MEMHP_STATE_ONLINE &&
	       (block->early || decision->flags & MEMHP_RULE_COUNT_HOTPLUGGED ||
		decision->group_type == MEMHP_GROUP_DYNAMIC);
}

static void apply(struct memhp_balance_fact *fact, const struct memhp_block *block,
		  const struct memhp_decision *decision, bool accounted)
{
	if (memhp_policy_forbids(decision, MEMHP_CHOICE_MOVABLE))
		fact->bars |= MEMHP_BAR_MOVABLE;
	if (memhp_policy_forbids(decision, MEMHP_CHOICE_KERNEL))
		fact->bars |= MEMHP_BAR_KERNEL;
	if (decision->action == MEMHP_ACTION_AUTO_MOVABLE && accounted)
		fact->cost = WHOLE_BLOCK +
			     (is_counted(block, decision) ? decision->ratio : 0);
}

/* Whether the headroom is that of the rule of a block, as far as there is one. */
static bool is_accounted(const struct memhp_balance *balance,
			 const struct memhp_balancer_node *node,
			 const struct memhp_decision *decision)
{
	return (balance->rule < 0 || decision->rule == balance->rule) &&
	       (node->rule < 0 || decision->rule == node->rule);
}

/* Blocks alike are decided alike, but for sums that are worked out as they go. */
static void ask_policy(struct memhp_balance *balance, struct memhp_balancer_node *node)
{
	const struct memhp_block *block, *last = NULL;
	struct memhp_decision *decision = NULL;
	size_t i;

	for (i = 0; i < node->nr; i++) {
		block = memhp_blocks_find(balance->blocks, node->facts[i].block);
		if (!last || !same_for_policy(last, block)) {
			memhp_decision_free(decision);
			if (memhp_decision_get(balance->ctx, block->index, &decision))
				decision = NULL;
		}
		last = block;
		if (decision)
			apply(&node->facts[i], block, decision,
			      is_accounted(balance, node, decision));
	}
	memhp_decision_free(decision);
}

/* What the ratio still leaves, of the machine and of each node. */
static void read_headroom(struct memhp_balance *balance)
{
	uint64_t size = balance->blocks->block_size;
	struct memhp_accounts *accounts = NULL;
	const struct memhp_account *account;
	size_t i, k, left;

	if (memhp_accounts_get(balance->ctx, &accounts))
		return;
	for (k = 0; (account = memhp_accounts_at(accounts, k)); k++) {
		if (!account->known || account->rule < 0)
			continue;
		left = account->headroom / size * WHOLE_BLOCK +
		       account->headroom % size * WHOLE_BLOCK / size;
		if (account->node < 0) {
			balance->headroom = left;
			balance->rule = account->rule;
		}
		for (i = 0; i < balance->nr_nodes; i++) {
			if (account->node < 0 || account->node != balance->nodes[i].told.node)
				continue;
			balance->nodes[i].headroom = left;
			balance->nodes[i].rule = account->rule;
		}
	}
	memhp_accounts_free(accounts);
}

void memhp_balance_heed_policy(struct memhp_balance *balance)
{
	struct memhp_rules *rules = NULL;
	bool enforced;
	size_t i;

	balance->headroom = SIZE_MAX;
	balance->rule = -1;
	for (i = 0; i < balance->nr_nodes; i++) {
		balance->nodes[i].headroom = SIZE_MAX;
		balance->nodes[i].rule = -1;
	}
	if (!balance->ctx->use_module || memhp_rules_get(balance->ctx, &rules))
		return;
	enforced = memhp_rules_count(rules) &&
		   memhp_rules_options(rules) & MEMHP_POLICY_ENFORCE;
	memhp_rules_free(rules);
	if (!enforced)
		return;
	read_headroom(balance);
	for (i = 0; i < balance->nr_nodes; i++)
		ask_policy(balance, &balance->nodes[i]);
}

static void spend(size_t *headroom, size_t cost)
{
	if (*headroom != SIZE_MAX)
		*headroom -= cost < *headroom ? cost : *headroom;
}

static void give_back(size_t *headroom, size_t cost)
{
	if (*headroom != SIZE_MAX)
		*headroom += cost;
}

void memhp_balance_account(struct memhp_balance *balance, struct memhp_balancer_node *node,
			   struct memhp_balance_fact *fact, uint8_t place)
{
	bool was = fact->place == MEMHP_PLACE_MOVABLE, is = place == MEMHP_PLACE_MOVABLE;

	if (is && !was) {
		spend(&balance->headroom, fact->cost);
		spend(&node->headroom, fact->cost);
	} else if (was && !is) {
		give_back(&balance->headroom, fact->cost);
		give_back(&node->headroom, fact->cost);
	}
	fact->place = place;
}
