// SPDX-License-Identifier: GPL-2.0
/*
 * How long the planner takes for 131,072 blocks: a line for each of 15 rounds, as
 * tests/vm/cases/bench.sh writes them, against the 0.2 s that it may take. A third of
 * the blocks is offline or cannot go, a quarter is in groups.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "balance.h"

#define MANY	131072
#define ROUNDS	15
#define LIMIT	200000000UL

static struct memhp_balance_fact facts[MANY];

static void fill(unsigned int seed)
{
	static const uint8_t places[] = { MEMHP_PLACE_KERNEL, MEMHP_PLACE_KERNEL,
					  MEMHP_PLACE_KERNEL, MEMHP_PLACE_OFFLINE };
	size_t i;

	srand(seed);
	for (i = 0; i < MANY; i++) {
		struct memhp_balance_fact *f = &facts[i];

		*f = (struct memhp_balance_fact){ .block = i, .looked = true };
		f->used = (uint64_t)(rand() % 32768);
		f->place = i < MANY / 2 ? places[rand() % 4] : MEMHP_PLACE_MOVABLE;
		f->bars = rand() % 5 ? 0 : MEMHP_BAR_NOW;
		f->prospect = f->bars ? MEMHP_PROSPECT_NO : MEMHP_PROSPECT_LIKELY;
		f->bond = i / 64 % 4 ? 0 : (uint32_t)(i / 64 + 1);
	}
}

static unsigned long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned long)t.tv_sec * 1000000000UL + (unsigned long)t.tv_nsec;
}

int main(void)
{
	struct memhp_goal goal = { .place = MEMHP_PLACE_MOVABLE, .blocks = MANY / 4 * 3 };
	struct memhp_moves moves;
	unsigned long begin;
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		fill(round + 1);
		begin = now();
		if (memhp_balance_choose(facts, MANY, &goal, &moves))
			return 1;
		printf("#   pair plan %lu %lu\n", now() - begin, LIMIT);
		if (moves.count < MANY / 8)
			return 1;
		free(moves.at);
	}
	return 0;
}
