// SPDX-License-Identifier: GPL-2.0
/*
 * How long it takes to plan for 131,072 blocks: lines of 15 rounds, as
 * tests/vm/cases/bench.sh writes them, against the 0.2 s that it may take.
 *
 * - plan		the planner alone: a third of the blocks is offline or cannot go, a
 *		quarter is in groups
 * - plan/units	all of a balance, on a machine of units of two blocks
 * - plan/interleaved	the same, where kernel and movable memory take turns
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "balance.h"
#include "private.h"

#define MANY	131072
#define ROUNDS	15
#define LIMIT	200000000UL
#define BLOCK	(128UL << 20)

static unsigned long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned long)t.tv_sec * 1000000000UL + (unsigned long)t.tv_nsec;
}

static void told(const char *what, unsigned long begin)
{
	printf("#   pair %s %lu %lu\n", what, now() - begin, LIMIT);
}

/* ---- The planner alone ---- */

static struct memhp_balance_fact facts[MANY];

static void fill(void)
{
	static const uint8_t places[] = { MEMHP_PLACE_KERNEL, MEMHP_PLACE_KERNEL,
					  MEMHP_PLACE_KERNEL, MEMHP_PLACE_OFFLINE };
	size_t i;

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

static bool plan(void)
{
	struct memhp_goal goal = {
		.place = MEMHP_PLACE_MOVABLE, .blocks = MANY / 4 * 3, .headroom = SIZE_MAX,
	};
	struct memhp_moves moves;
	unsigned long begin;

	fill();
	begin = now();
	if (memhp_balance_choose(facts, MANY, &goal, &moves))
		return false;
	told("plan", begin);
	free(moves.at);
	return moves.count >= MANY / 8;
}

/* ---- A balance, of a machine that is made up ---- */

static bool with_units, interleaved;

int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **out);
int __wrap_memhp_groups_get(struct memhp *ctx, struct memhp_groups **groups);
void __wrap_memhp_groups_free(struct memhp_groups *groups);
size_t __wrap_memhp_groups_count(const struct memhp_groups *groups);
const struct memhp_group_info *__wrap_memhp_groups_at(const struct memhp_groups *groups,
						      size_t i);

int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **out)
{
	struct memhp_blocks *blocks = calloc(1, sizeof(*blocks));
	size_t i;

	blocks->ctx = memhp_ref(ctx);
	blocks->block_size = BLOCK;
	blocks->count = MANY;
	blocks->at = calloc(MANY, sizeof(*blocks->at));
	for (i = 0; i < MANY; i++) {
		bool movable = interleaved ? rand() % 2 : i >= MANY / 2;

		blocks->at[i] = (struct memhp_block){
			.index = i, .size = BLOCK, .state = MEMHP_STATE_ONLINE,
			.zone = movable ? MEMHP_ZONE_MOVABLE : MEMHP_ZONE_NORMAL,
			.removable = 1, .group = with_units ? "units" : NULL,
		};
	}
	*out = blocks;
	return 0;
}

int __wrap_memhp_groups_get(struct memhp *ctx, struct memhp_groups **groups)
{
	(void)ctx;
	*groups = (void *)facts;
	return 0;
}

void __wrap_memhp_groups_free(struct memhp_groups *groups)
{
	(void)groups;
}

size_t __wrap_memhp_groups_count(const struct memhp_groups *groups)
{
	(void)groups;
	return 1;
}

const struct memhp_group_info *__wrap_memhp_groups_at(const struct memhp_groups *groups,
						      size_t i)
{
	static const struct memhp_group_info info = {
		.name = "units", .type = MEMHP_GROUP_DYNAMIC, .unit = 2 * BLOCK,
	};

	(void)groups;
	return i ? NULL : &info;
}

static bool balance(const char *what)
{
	struct memhp_balance_opts opts = {
		.sz = sizeof(opts), .node = -1, .goal = MEMHP_GOAL_MOVABLE,
		.amount = MANY / 4 * 3 * BLOCK,
	};
	struct memhp_balance *made;
	struct memhp *ctx;
	unsigned long begin;
	size_t steps;

	if (memhp_new(&ctx, NULL))
		return false;
	ctx->use_module = true;
	begin = now();
	if (memhp_balance_new(ctx, &opts, &made))
		return false;
	told(what, begin);
	steps = memhp_balance_steps(made);
	memhp_balance_free(made);
	memhp_unref(ctx);
	return steps >= MANY / 8;
}

int main(void)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		srand(round + 1);
		if (!plan())
			return 1;
		interleaved = false;
		with_units = true;
		if (!balance("plan/units"))
			return 1;
		interleaved = true;
		with_units = false;
		if (!balance("plan/interleaved"))
			return 1;
	}
	return 0;
}
