// SPDX-License-Identifier: LGPL-2.1-or-later
/* The planner of balance: which blocks it picks, in which order. */
#include "node.h"

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
	/* Behind a block that cannot go, but within what the zone spans. */
	expect("KKMk--", NULL, MOVABLE(2), "4M");
	expect("--mKMM", NULL, KERNEL(2), "1K");
	expect("--qKMM", NULL, MOVABLE(3), "3M");
	/* What keeps zones in one piece comes before what is idle. */
	expect("KKMM--", NULL, KERNEL(4), "2K 3K");
	expect("KMK---", NULL, MOVABLE(2), "2M");
}

static void what_is_interleaved_first(void **state)
{
	(void)state;
	expect("KKKKMMMMKK", NULL, MOVABLE(5), "8M");
	expect("KKKKMMMMKK", NULL, MOVABLE(7), "8M 9M 3M");
	expect("KKMKKKMMMM", NULL, KERNEL(6), "2K");
	expect("KKMKKKMMMM", NULL, KERNEL(7), "2K 6K");
}

static void gaps_that_close_first(void **state)
{
	(void)state;
	/* None of these adds a boundary, and some take two away. */
	expect("KKKKMKMKMKKKK", NULL, MOVABLE(4), "7M");
	expect("KKKKMKMKMKKKK", NULL, MOVABLE(6), "7M 5M 9M");
	expect("KKKKMKKMKMKKKK", NULL, MOVABLE(6), "8M 6M 5M");
	expect("KKKMMKKKK", NULL, MOVABLE(3), "5M");
	expect("KKKMMKKKKk", NULL, MOVABLE(7), "5M 6M 7M 8M 2M");
	expect("KKMKKKKMMM", NULL, MOVABLE(6), "6M 5M");
	expect("MMMKKMMMM", NULL, KERNEL(4), "2K 1K");
	expect("MKMMKMMMKMM", NULL, KERNEL(8), "0K 2K 3K 5K 6K");
	/* The highest for movable memory, the lowest for kernel memory. */
	expect("KMKMKM", NULL, MOVABLE(4), "4M");
	expect("KMKMKM", NULL, KERNEL(4), "1K");
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
	/* Two gaps of one block. */
	struct node node = node_of("KKKKKKMMKMMMMKMMMM", NULL);
	struct memhp_goal goal = MOVABLE(11);
	struct memhp_moves moves;

	(void)state;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 13);
	free(moves.at);
	node.facts[13].used = 7;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 8);
	free(moves.at);
	node.facts[8].prospect = MEMHP_PROSPECT_DOUBTFUL;
	moves = plan(&node, &goal);
	assert_int_equal(moves.at[0].fact, 13);
	free(moves.at);
	node.facts[13].prospect = MEMHP_PROSPECT_DOUBTFUL;
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
	/* With a block that is online, it is not among those that are offline. */
	expect("-MKK-MM", "....aa.", KERNEL(4), "1K 0K");
	/* Apart, as a device may lie. */
	expect("KKKKKK", "a....a", MOVABLE(1), "4M");
	expect("KKKKKK", "a....a", MOVABLE(2), "5M 0M");
}

static void free_plan(const struct node *node, const struct memhp_goal *goal, size_t count)
{
	struct memhp_moves moves = plan(node, goal);

	assert_int_equal(moves.count, count);
	assert_int_equal(moves.cost, (count - 1) * 400);
	free(moves.at);
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
	node.facts[0].cost = node.facts[1].cost = 400;
	goal.headroom = 799;
	moves = plan(&node, &goal);
	assert_int_equal(moves.count, 2);
	assert_int_equal(moves.at[0].fact, 2);
	assert_int_equal(moves.at[1].fact, 1);
	assert_int_equal(moves.missing, 2);
	free(moves.at);
	for (i = 4; i < 7; i++)
		node.facts[i].bars = MEMHP_BAR_KERNEL;
	goal.headroom = 800;
	free_plan(&node, &goal, 3);
	goal.headroom = 400;
	free_plan(&node, &goal, 2);
	goal.headroom = 0;
	free_plan(&node, &goal, 1);
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
	/* Where one stays, others have to go instead, and the next bond may stay, too. */
	expect("KMKMKK", "..baaa", COMPACT(2), "1K 2M");
	expect("MKKKKMKM", "..b...b.", COMPACT(3), "0K 4M");
	/* What neighbours one another goes one after the other. */
	expect("KKMMKKMMKKMM", NULL, COMPACT(6), "2K 3K 9M 8M");
}

static void compact_adjacent(void **state)
{
	struct memhp_goal goal = COMPACT(3);

	(void)state;
	goal.adjacent_only = true;
	expect("MKKKKMMK", NULL, goal, "0K 7M");
	/* Where one cannot go, what was to take its place stays, too. */
	expect("M-KKKMMK", NULL, goal, "");
	goal = COMPACT(4);
	goal.adjacent_only = true;
	expect("MM-KKKMMKK", NULL, goal, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_the_boundary),
		cmocka_unit_test(offline_first),
		cmocka_unit_test(what_is_interleaved_first),
		cmocka_unit_test(gaps_that_close_first),
		cmocka_unit_test(never_what_cannot_go),
		cmocka_unit_test(pages_decide_among_equals),
		cmocka_unit_test(bonds_go_whole),
		cmocka_unit_test(the_policy_is_heeded),
		cmocka_unit_test(adjacent_only),
		cmocka_unit_test(compact),
		cmocka_unit_test(compact_adjacent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
