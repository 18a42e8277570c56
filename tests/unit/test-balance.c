// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The planner of balance, on machines that are a word: a letter is a block.
 *
 *	K kernel  M movable  - offline  x elsewhere
 *	k, m	the same, and can never go
 *	q, w	kernel and movable, with a page in the way for now
 *	.	a hole in the numbers
 *
 * A second word has the bonds: a letter for each, blank or '.' for none. And made
 * ones, by a generator that is the same each time.
 */
#include <time.h>

#include "balance.h"
#include "unit.h"

#define MOST 200

struct node {
	struct memhp_balance_fact facts[MOST];
	size_t nr;
};

static struct memhp_balance_fact fact_for(char letter)
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

static struct node node_of(const char *word, const char *bonds)
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

static struct memhp_moves plan(const struct node *node, const struct memhp_goal *goal)
{
	struct memhp_moves moves;

	assert_int_equal(memhp_balance_choose(node->facts, node->nr, goal, &moves), 0);
	return moves;
}

/* "9M 8M 3K": the blocks of a plan, in order, and where they go. */
static void expect(const char *word, const char *bonds, struct memhp_goal goal,
		   const char *expected)
{
	struct node node = node_of(word, bonds);
	struct memhp_moves moves = plan(&node, &goal);
	char text[1024] = "";
	size_t i, at = 0;

	for (i = 0; i < moves.count; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%" PRIu64 "%c",
				       i ? " " : "", node.facts[moves.at[i].fact].block,
				       moves.at[i].to == MEMHP_PLACE_MOVABLE ? 'M' : 'K');
	free(moves.at);
	if (strcmp(text, expected))
		fail_msg("%s %s: \"%s\", not \"%s\"", word, bonds ? bonds : "", text, expected);
}

#define MOVABLE(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					.by_ratio = SIZE_MAX }
#define KERNEL(n) (struct memhp_goal){ .place = MEMHP_PLACE_KERNEL, .blocks = (n), \
				       .by_ratio = SIZE_MAX }
#define ADJACENT(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					 .adjacent_only = true, .by_ratio = SIZE_MAX }
#define COMPACT(n) (struct memhp_goal){ .place = MEMHP_PLACE_MOVABLE, .blocks = (n), \
					.compact = true }

/* ---- The order ---- */

static void from_the_boundary(void **state)
{
	(void)state;
	expect("KKKKMMMM", NULL, MOVABLE(6), "3M 2M");
	expect("KKKKMMMM", NULL, MOVABLE(4), "");
	expect("KKKKMMMM", NULL, MOVABLE(2), "4K 5K");
	expect("KKKKMMMM", NULL, KERNEL(6), "4K 5K");
	expect("KKKKMMMM", NULL, KERNEL(2), "3M 2M");
	expect("KKKK", NULL, MOVABLE(2), "3M 2M");
	expect("MMMM", NULL, KERNEL(2), "0K 1K");
	expect("KKKK", NULL, KERNEL(1), "3M 2M 1M");
	expect("MMMM", NULL, MOVABLE(1), "0K 1K 2K");
	expect("KK..KK", NULL, MOVABLE(3), "5M 4M 1M");
	expect("", NULL, MOVABLE(0), "");
}

static void offline_first(void **state)
{
	(void)state;
	expect("KKKK--MM", NULL, MOVABLE(5), "5M 4M 3M");
	expect("KKKK--MM", NULL, KERNEL(7), "4K 5K 6K");
	expect("KKMM----", NULL, MOVABLE(5), "4M 5M 6M");
	expect("--KKMM", NULL, KERNEL(4), "1K 0K");
	expect("KKKK----", NULL, MOVABLE(2), "7M 6M");
	expect("KKKK----", NULL, KERNEL(6), "4K 5K");
	expect("----", NULL, MOVABLE(1), "3M");
	expect("----", NULL, KERNEL(1), "0K");
	/* Going down, memory is neither won nor lost by them. */
	expect("KK--MM", NULL, MOVABLE(1), "4K");
	/* Among those of the other class they wait until it is their turn. */
	expect("K-KKMM", NULL, MOVABLE(3), "3M");
	expect("K-KKMM", NULL, MOVABLE(5), "3M 2M 1M");
}

static void what_is_interleaved_first(void **state)
{
	(void)state;
	expect("KKKKMMMMKK", NULL, MOVABLE(5), "8M");
	expect("KKKKMMMMKK", NULL, MOVABLE(7), "8M 9M 3M");
	expect("KKMKKKMMMM", NULL, KERNEL(6), "2K");
	expect("KKMKKKMMMM", NULL, KERNEL(7), "2K 6K");
}

static void never_what_cannot_go(void **state)
{
	(void)state;
	expect("kkKkMM", NULL, MOVABLE(6), "2M");
	expect("KKqqMM", NULL, MOVABLE(3), "1M");
	expect("KKmwMM", NULL, MOVABLE(0), "4K 5K");
	expect("xKKxMM", NULL, MOVABLE(6), "2M 1M");
}

static void pages_decide_among_equals(void **state)
{
	/* Both sides of what is movable, on the wrong side of the boundary. */
	struct node node = node_of("KKKKKKMMKMMMMKMMMM", NULL);
	struct memhp_goal goal = MOVABLE(11);
	struct memhp_moves moves;

	(void)state;
	node.facts[8].used = 7;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 13);
	free(moves.at);
	node.facts[13].prospect = MEMHP_PROSPECT_DOUBTFUL;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 8);
	free(moves.at);
	node.facts[8].bars = MEMHP_BAR_NOW;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 13);
	free(moves.at);
}

static void bonds_go_whole(void **state)
{
	(void)state;
	expect("KKKKMM", "..aa..", MOVABLE(3), "1M");
	expect("KKKKMM", "..aa..", MOVABLE(4), "3M 2M");
	expect("KKKKMM", "..aa..", MOVABLE(5), "3M 2M 1M");
	expect("KkKKMM", ".aa...", MOVABLE(6), "3M 0M");
	expect("KK--MM", "aaaa..", MOVABLE(6), "3M 2M 1M 0M");
	expect("KKMMMM", "..aaa.", MOVABLE(3), "5K");
	expect("KKMMMM", "..aaa.", MOVABLE(1), "2K 3K 4K");
	/* Apart, as a device may lie. */
	expect("KKKKKK", "a....a", MOVABLE(1), "4M");
	expect("KKKKKK", "a....a", MOVABLE(2), "5M 0M");
}

static void the_policy_is_heeded(void **state)
{
	struct node node = node_of("KKKKMMMM", NULL);
	struct memhp_goal goal = MOVABLE(8);
	struct memhp_moves moves;
	size_t i;

	(void)state;
	node.facts[3].bars = MEMHP_BAR_MOVABLE;
	node.facts[2].bars = MEMHP_BAR_KERNEL;
	node.facts[0].by_ratio = node.facts[1].by_ratio = true;
	goal.by_ratio = 1;
	moves = plan(&node, &goal);
	assert_int_equal(moves.count, 2);
	assert_int_equal(moves.at[0].fact, 2);
	assert_int_equal(moves.at[1].fact, 1);
	assert_int_equal(moves.missing, 2);
	free(moves.at);
	for (i = 4; i < 7; i++)
		node.facts[i].bars = MEMHP_BAR_KERNEL;
	goal = KERNEL(8);
	moves = plan(&node, &goal);
	assert_int_equal(moves.count, 1);
	assert_int_equal(moves.at[0].fact, 7);
	free(moves.at);
}

static void adjacent_only(void **state)
{
	(void)state;
	expect("KKKKMM", NULL, ADJACENT(4), "3M 2M");
	expect("KKqKMM", NULL, ADJACENT(6), "3M");
	expect("KKK.MM", NULL, ADJACENT(4), "");
	expect("KKKK", NULL, ADJACENT(4), "");
	expect("K-K-MM", NULL, ADJACENT(4), "3M 2M");
	expect("KMKKxMM", NULL, ADJACENT(5), "2M 3M");
	expect("KKKKMM", "..aa..", ADJACENT(5), "3M 2M 1M");
}

/* ---- Compact ---- */

static void compact(void **state)
{
	(void)state;
	expect("KKMKMMMM", NULL, COMPACT(5), "2K 3M");
	expect("MKKKKMMK", NULL, COMPACT(3), "0K 7M");
	expect("KKKKMMMM", NULL, COMPACT(4), "");
	expect("MMKK", NULL, COMPACT(2), "");
	expect("KMKM", NULL, COMPACT(2), "1K 2M");
	expect("KM-KM", NULL, COMPACT(2), "1K 3M");
	/* What cannot go stays, and others lie around it. */
	expect("KmKKMKMM", NULL, COMPACT(4), "4K 5M");
	expect("KMkM", NULL, COMPACT(2), "");
	/* A bond that would be split stays. */
	expect("KKMMKKMM", "..aa....", COMPACT(4), "2K 3K 5M 4M");
	expect("KMMMKKMM", ".aaa....", COMPACT(5), "");
	/* One more is movable than shall be: back with it. */
	expect("KKMMMM", NULL, COMPACT(3), "2K");
}

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
	struct memhp_goal goal = { .place = place, .by_ratio = SIZE_MAX };
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

static void each_step_touches(void **state)
{
	struct memhp_goal goal = { .adjacent_only = true, .by_ratio = SIZE_MAX };
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

/* ---- Shares ---- */

static void shares(void **state)
{
	struct memhp_balance_span spans[3] = {
		{ .blocks = 10, .max = 10 }, { .blocks = 20, .max = 20 }, { .blocks = 10, .max = 10 },
	};

	(void)state;
	memhp_balance_divide(spans, 3, 20);
	assert_int_equal(spans[0].share, 5);
	assert_int_equal(spans[1].share, 10);
	assert_int_equal(spans[2].share, 5);
	memhp_balance_divide(spans, 3, 21);	/* rests .25 .5 .25 */
	assert_int_equal(spans[0].share, 5);
	assert_int_equal(spans[1].share, 11);
	memhp_balance_divide(spans, 3, 22);	/* .5 .0 .5: the first */
	assert_int_equal(spans[0].share, 6);
	assert_int_equal(spans[1].share, 11);
	assert_int_equal(spans[2].share, 5);
	spans[0].max = 1;
	spans[2].min = 8;
	memhp_balance_divide(spans, 3, 20);
	assert_int_equal(spans[0].share, 1);
	assert_int_equal(spans[1].share, 11);
	assert_int_equal(spans[2].share, 8);
}

static void what_is_possible(void **state)
{
	struct memhp_balance_span span;
	struct node node = node_of("kKq-Mwmx", NULL);

	(void)state;
	assert_int_equal(memhp_balance_possible(node.facts, node.nr, MEMHP_PLACE_MOVABLE,
						SIZE_MAX, &span), 0);
	assert_int_equal(span.blocks, 8);
	assert_int_equal(span.min, 1);
	assert_int_equal(span.max, 6);
	assert_int_equal(memhp_balance_possible(node.facts, node.nr, MEMHP_PLACE_KERNEL,
						SIZE_MAX, &span), 0);
	assert_int_equal(span.min, 1);
	assert_int_equal(span.max, 6);
	node = node_of("KKKK", "aaa.");
	node.facts[0].bars = MEMHP_BAR_NEVER;
	assert_int_equal(memhp_balance_possible(node.facts, node.nr, MEMHP_PLACE_MOVABLE,
						SIZE_MAX, &span), 0);
	assert_int_equal(span.max, 1);
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
		cmocka_unit_test(from_the_boundary),
		cmocka_unit_test(offline_first),
		cmocka_unit_test(what_is_interleaved_first),
		cmocka_unit_test(never_what_cannot_go),
		cmocka_unit_test(pages_decide_among_equals),
		cmocka_unit_test(bonds_go_whole),
		cmocka_unit_test(the_policy_is_heeded),
		cmocka_unit_test(adjacent_only),
		cmocka_unit_test(compact),
		cmocka_unit_test(properties_without_bonds),
		cmocka_unit_test(properties_with_bonds),
		cmocka_unit_test(each_step_touches),
		cmocka_unit_test(shares),
		cmocka_unit_test(what_is_possible),
		cmocka_unit_test(many_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
