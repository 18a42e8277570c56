// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: a look at the pages of the blocks that are picked. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "balancer.h"

#define AT_ONCE		256	/* blocks, before it is planned anew */
#define AT_MOST		4096	/* in all: some seconds */

static void learn(struct memhp_balance_fact *fact, const struct memhp_pages *pages)
{
	static const enum memhp_page_kind moving[] = {
		MEMHP_PAGE_ANON, MEMHP_PAGE_FILE, MEMHP_PAGE_MOVABLE,
		MEMHP_PAGE_HUGE_USED, MEMHP_PAGE_PINNED,
	};
	size_t i;

	fact->prospect = (uint8_t)pages->prospect;
	for (i = 0; i < ARRAY_SIZE(moving); i++)
		fact->used += pages->count[moving[i]];
	if (pages->prospect == MEMHP_PROSPECT_NO)
		fact->bars |= MEMHP_BAR_NOW;
	if (pages->prospect == MEMHP_PROSPECT_NEVER)
		fact->bars |= MEMHP_BAR_NEVER;
}

/* Blocks of the plan that were not looked at, from move @i on, that follow each
 * other up or down: how many. */
static size_t run_length(const struct memhp_balancer_node *node, size_t i, size_t most)
{
	const struct memhp_balance_fact *fact, *last = NULL;
	size_t n;

	for (n = 0; i + n < node->moves.count && n < most; n++, last = fact) {
		fact = &node->facts[node->moves.at[i + n].fact];
		if (fact->looked || fact->place == MEMHP_PLACE_OFFLINE)
			break;
		if (last && fact->block + 1 != last->block && last->block + 1 != fact->block)
			break;
	}
	return n;
}

static int look_at(struct memhp_balance *balance, struct memhp_balancer_node *node,
		   size_t i, size_t count)
{
	struct memhp_pagesets *sets = NULL;
	uint64_t first = UINT64_MAX;
	size_t k;
	int err;

	for (k = i; k < i + count; k++)
		if (node->facts[node->moves.at[k].fact].block < first)
			first = node->facts[node->moves.at[k].fact].block;
	err = memhp_pages_get(balance->ctx, first, count, &sets);
	if (err)
		return err;
	for (k = i; k < i + count; k++) {
		struct memhp_balance_fact *fact = &node->facts[node->moves.at[k].fact];
		const struct memhp_pages *pages = memhp_pages_find(sets, fact->block);

		fact->looked = true;
		if (pages)
			learn(fact, pages);
	}
	memhp_pages_free(sets);
	return 0;
}

/* Nothing that keeps anybody from planning, with what was learned so far. */
static int cannot_look(struct memhp_balance *balance, int err, size_t done)
{
	if (err == -ENOMEM)
		return err;
	snprintf(balance->unseen, sizeof(balance->unseen), "%s", memhp_error(balance->ctx));
	return (int)done;
}

int memhp_balance_look(struct memhp_balance *balance)
{
	size_t i, k, n, done = 0;
	int err;

	if (balance->unseen[0])
		return 0;
	for (k = 0; k < balance->nr_nodes; k++) {
		struct memhp_balancer_node *node = &balance->nodes[k];

		for (i = 0; i < node->moves.count && done < AT_ONCE; i += n ? n : 1) {
			n = run_length(node, i, AT_ONCE - done);
			if (!n)
				continue;
			if (balance->looked + n > AT_MOST) {
				snprintf(balance->unseen, sizeof(balance->unseen),
					 "only the first %zu blocks were looked at",
					 balance->looked);
				return (int)done;
			}
			err = look_at(balance, node, i, n);
			if (err)
				return cannot_look(balance, err, done);
			balance->looked += n;
			done += n;
		}
	}
	return (int)done;
}
