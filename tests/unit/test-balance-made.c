// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What holds for each plan of balance, on nodes that are made by a generator that is
 * the same each time.
 */
#include <time.h>

#include "node.h"

/* ---- Properties, of made machines ---- */

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return *seed >> 33;
}

static struct node made(uint64_t seed, bool with_bonds)
{
	static const char letters[] = "KKKKMMMM--qwkmx";
	struct node node = { .nr = 1 + next_random(&seed) % 60 };
	uint32_t bond = 0, bonds = 0;
	uint64_t block = 0;
	size_t i;

	for (i = 0; i < node.nr; i++) {
		size_t letter = next_random(&seed) % (sizeof(letters) - 1);

		/* Some are tidy, some interleaved, some have holes. */
		if (seed & 1 << 20 && letter < 8 && i)
			letter = i < node.nr / 2 ? 0 : 4;
		node.facts[i] = fact_for(letters[letter]);
		node.facts[i].block = block;
		node.facts[i].used = next_random(&seed) % 4;
		if (with_bonds && !(next_random(&seed) % 4))
			bond = next_random(&seed) % 2 ? ++bonds : 0;
		node.facts[i].bond = with_bonds ? bond : 0;
		block += 1 + !(next_random(&seed) % 10);
	}
	return node;
}

static size_t count(const struct node *node, uint8_t place)
{
	size_t i, n = 0;

	for (i = 0; i < node->nr; i++)
		n += node->facts[i].place == place;
	return n;
}

static uint8_t other(uint8_t place)
{
	return place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
}

/* Whole: all that was online goes, and if movable memory is won, all the rest. */
static void check_bonds(const struct node *node, const struct memhp_moves *moves, bool grows)
{
	bool moved[MOST] = { false };
	size_t i, k;

	for (i = 0; i < moves->count; i++)
		moved[moves->at[i].fact] = true;
	for (i = 0; i < moves->count; i++) {
		size_t fact = moves->at[i].fact;

		for (k = 0; k < node->nr; k++) {
			if (!node->facts[fact].bond ||
			    node->facts[k].bond != node->facts[fact].bond)
				continue;
			assert_true(moved[k] || node->facts[k].place == moves->at[i].to ||
				    (!grows && node->facts[k].place == MEMHP_PLACE_OFFLINE));
		}
	}
}

/* What holds for each plan; returns how many blocks of the class there are then. */
static size_t check_plan(const struct node *node, const struct memhp_goal *goal,
			 const struct memhp_moves *moves)
{
	size_t i, k, now = count(node, goal->place), after = now;
	bool grows = now <= goal->blocks;
	uint8_t to = grows ? goal->place : other(goal->place);

	for (i = 0; i < moves->count; i++) {
		const struct memhp_balance_fact *fact = &node->facts[moves->at[i].fact];

		assert_int_equal(moves->at[i].to, to);
		assert_int_equal(fact->bars, 0);
		assert_int_not_equal(fact->place, to);
		assert_int_not_equal(fact->place, MEMHP_PLACE_ELSEWHERE);
		assert_true(grows || fact->place != MEMHP_PLACE_OFFLINE);
		for (k = 0; k < i; k++)
			assert_int_not_equal(moves->at[k].fact, moves->at[i].fact);
	}
	after = grows ? now + moves->count : now - moves->count;
	assert_true(grows ? after <= goal->blocks : after >= goal->blocks);
	assert_int_equal(moves->missing, grows ? goal->blocks - after : after - goal->blocks);
	check_bonds(node, moves, grows);
	return after;
}

static bool is_prefix(const struct memhp_moves *a, const struct memhp_moves *b)
{
	return a->count <= b->count &&
	       !memcmp(a->at, b->at, a->count * sizeof(*a->at));
}

static bool same_moves(const struct memhp_moves *a, const struct memhp_moves *b)
{
	return a->count == b->count && is_prefix(a, b);
}

/* All targets of a node, and how the plans compare. */
static void check_targets(const struct node *node, uint8_t place, bool with_bonds)
{
	struct memhp_goal goal = { .place = place, .headroom = SIZE_MAX };
	size_t now = count(node, place), after, last_after = 0;
	struct memhp_moves moves, again, last = { 0 };
	bool grows;

	for (goal.blocks = 0; goal.blocks <= node->nr + 1; goal.blocks++) {
		moves = plan(node, &goal);
		again = plan(node, &goal);
		assert_true(same_moves(&moves, &again));
		after = check_plan(node, &goal, &moves);
		if (goal.blocks) {
			grows = goal.blocks > now;
			assert_true(after >= last_after);
			if (with_bonds)
				assert_true(same_moves(&last, &moves) ||
					    (grows ? after == goal.blocks :
						     last_after == goal.blocks - 1));
			else if (goal.blocks != now)
				assert_true(grows ? is_prefix(&last, &moves) :
						    is_prefix(&moves, &last));
		}
		free(again.at);
		free(last.at);
		last = moves;
		last_after = after;
	}
	free(last.at);
}

/* ---- Compact ---- */

static void compact_keeps_amounts(const struct node *node)
{
	struct memhp_goal goal = COMPACT(0);
	uint8_t place[MOST];
	struct memhp_moves moves;
	size_t i, before, movable;

	for (i = 0; i < node->nr; i++)
		place[i] = node->facts[i].place;
	before = memhp_balance_boundaries(place, node->nr);
	movable = goal.blocks = memhp_balance_count(place, node->nr, MEMHP_PLACE_MOVABLE);
	moves = plan(node, &goal);
	for (i = 0; i < moves.count; i++) {
		assert_int_not_equal(place[moves.at[i].fact], moves.at[i].to);
		assert_int_equal(node->facts[moves.at[i].fact].bars, 0);
		place[moves.at[i].fact] = moves.at[i].to;
	}
	assert_int_equal(memhp_balance_count(place, node->nr, MEMHP_PLACE_MOVABLE), movable);
	if (moves.count)
		assert_true(memhp_balance_boundaries(place, node->nr) < before);
	free(moves.at);
}

/* ---- The tests ---- */

#define MADE 3000

static void properties_without_bonds(void **state)
{
	struct node node;
	uint64_t seed;

	(void)state;
	for (seed = 0; seed < MADE; seed++) {
		node = made(seed, false);
		check_targets(&node, MEMHP_PLACE_MOVABLE, false);
		check_targets(&node, MEMHP_PLACE_KERNEL, false);
		compact_keeps_amounts(&node);
	}
}

static void properties_with_bonds(void **state)
{
	struct node node;
	uint64_t seed;

	(void)state;
	for (seed = 0; seed < MADE; seed++) {
		node = made(seed, true);
		check_targets(&node, MEMHP_PLACE_MOVABLE, true);
		check_targets(&node, MEMHP_PLACE_KERNEL, true);
	}
}

static bool touches(const struct node *node, const uint8_t *place, size_t i, uint8_t to)
{
	return (i && node->facts[i - 1].block + 1 == node->facts[i].block &&
		place[i - 1] == to) ||
	       (i + 1 < node->nr && node->facts[i].block + 1 == node->facts[i + 1].block &&
		place[i + 1] == to);
}

/* Where all can go, no plan tears apart what is in one piece. */
static void no_boundary_is_added(void **state)
{
	struct memhp_goal goal = { .headroom = SIZE_MAX };
	struct memhp_moves moves;
	uint8_t place[MOST];
	size_t i, before;
	struct node node;
	uint64_t seed;

	(void)state;
	for (seed = 0; seed < MADE; seed++) {
		node = made(seed, false);
		for (i = 0; i < node.nr; i++) {
			node.facts[i].bars = 0;
			place[i] = node.facts[i].place;
		}
		before = memhp_balance_boundaries(place, node.nr);
		goal.place = seed % 2 ? MEMHP_PLACE_KERNEL : MEMHP_PLACE_MOVABLE;
		goal.blocks = (size_t)(seed / 2 % (node.nr + 1));
		moves = plan(&node, &goal);
		for (i = 0; i < moves.count; i++)
			place[moves.at[i].fact] = moves.at[i].to;
		free(moves.at);
		if (!count(&node, MEMHP_PLACE_KERNEL) || !count(&node, MEMHP_PLACE_MOVABLE))
			before = 1;
		assert_true(memhp_balance_boundaries(place, node.nr) <= before);
	}
}

static void each_step_touches(void **state)
{
	struct memhp_goal goal = { .adjacent_only = true, .headroom = SIZE_MAX };
	struct memhp_moves moves;
	uint8_t place[MOST];
	size_t i, steps = 0;
	struct node node;
	uint64_t seed;

	(void)state;
	for (seed = 0; seed < MADE; seed++) {
		node = made(seed, false);
		goal.place = seed % 2 ? MEMHP_PLACE_KERNEL : MEMHP_PLACE_MOVABLE;
		goal.compact = seed % 5 == 0;
		goal.place = goal.compact ? MEMHP_PLACE_MOVABLE : goal.place;
		goal.blocks = goal.compact ? count(&node, goal.place) :
					     (size_t)(seed % (node.nr + 1));
		for (i = 0; i < node.nr; i++)
			place[i] = node.facts[i].place;
		moves = plan(&node, &goal);
		for (i = 0; i < moves.count; i++, steps++) {
			assert_true(touches(&node, place, moves.at[i].fact, moves.at[i].to));
			place[moves.at[i].fact] = moves.at[i].to;
		}
		free(moves.at);
	}
	assert_true(steps > MADE);
}

/* ---- Many ---- */

#define MANY 131072

/* How long it takes is told, not judged: that depends on the machine. */
static void many_blocks(void **state)
{
	struct memhp_balance_fact *facts = calloc(MANY, sizeof(*facts));
	struct memhp_goal goal = MOVABLE(MANY * 3 / 4);
	struct memhp_moves moves;
	struct timespec a, b;
	uint64_t seed = 7;
	size_t i;

	(void)state;
	assert_non_null(facts);
	for (i = 0; i < MANY; i++) {
		facts[i] = fact_for(i < MANY / 2 ? "KKKq-"[next_random(&seed) % 5] : 'M');
		facts[i].block = i;
		facts[i].used = next_random(&seed) % 1000;
		facts[i].bond = i / 64 % 4 ? 0 : (uint32_t)(i / 64 + 1);
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	assert_int_equal(memhp_balance_choose(facts, MANY, &goal, &moves), 0);
	clock_gettime(CLOCK_MONOTONIC, &b);
	print_message("# %u blocks, %zu steps: %.1f ms with sanitizers\n", MANY, moves.count,
		      (double)(b.tv_sec - a.tv_sec) * 1e3 +
		      (double)(b.tv_nsec - a.tv_nsec) / 1e6);
	assert_true(moves.count > MANY / 8);
	free(moves.at);
	free(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_without_bonds),
		cmocka_unit_test(properties_with_bonds),
		cmocka_unit_test(no_boundary_is_added),
		cmocka_unit_test(each_step_touches),
		cmocka_unit_test(many_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
