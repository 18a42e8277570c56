// SPDX-License-Identifier: LGPL-2.1-or-later
#include "node.h"

struct memhp_balance_fact fact_for(char letter)
{
	struct memhp_balance_fact fact = { .place = MEMHP_PLACE_KERNEL };

	switch (letter) {
	case 'k':
		fact.bars = MEMHP_BAR_NEVER;
		break;
	case 'q':
		fact.bars = MEMHP_BAR_NOW;
		break;
	case 'w':
	case 'm':
		fact.bars = letter == 'w' ? MEMHP_BAR_NOW : MEMHP_BAR_NEVER;
		fact.place = MEMHP_PLACE_MOVABLE;
		break;
	case 'M':
		fact.place = MEMHP_PLACE_MOVABLE;
		break;
	case '-':
		fact.place = MEMHP_PLACE_OFFLINE;
		break;
	case 'x':
		fact.place = MEMHP_PLACE_ELSEWHERE;
		break;
	default:
		break;
	}
	return fact;
}

struct node node_of(const char *word, const char *bonds)
{
	struct node node = { 0 };
	size_t i;

	for (i = 0; word[i]; i++) {
		if (word[i] == '.')
			continue;
		node.facts[node.nr] = fact_for(word[i]);
		node.facts[node.nr].block = i;
		if (bonds && bonds[i] != '.')
			node.facts[node.nr].bond = (uint32_t)(bonds[i] - 'a' + 1);
		node.nr++;
	}
	return node;
}

struct memhp_moves plan(const struct node *node, const struct memhp_goal *goal)
{
	struct memhp_moves moves;

	assert_int_equal(memhp_balance_choose(node->facts, node->nr, goal, &moves), 0);
	return moves;
}
