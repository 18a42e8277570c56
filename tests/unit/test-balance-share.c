// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is possible on a node, and what each gets of a target. */
#include "node.h"

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
	spans[2].min = spans[2].now = 8;
	memhp_balance_divide(spans, 3, 20);
	assert_int_equal(spans[0].share, 1);
	assert_int_equal(spans[1].share, 11);
	assert_int_equal(spans[2].share, 8);
	memhp_balance_divide(spans, 3, 3);	/* more than can go away */
	assert_int_equal(spans[2].share, 8);
	memhp_balance_divide(spans, 3, 40);	/* more than can come */
	assert_int_equal(spans[0].share + spans[1].share + spans[2].share, 31);
}

static void none_goes_the_wrong_way(void **state)
{
	struct memhp_balance_span spans[3] = {
		{ .blocks = 6, .now = 4, .max = 6 }, { .blocks = 6, .now = 4, .max = 6 },
		{ .blocks = 2, .now = 2, .max = 2 },
	};

	(void)state;
	memhp_balance_divide(spans, 3, 10);
	assert_int_equal(spans[0].share, 4);
	assert_int_equal(spans[1].share, 4);
	assert_int_equal(spans[2].share, 2);
	memhp_balance_divide(spans, 3, 11);
	assert_int_equal(spans[0].share, 5);
	assert_int_equal(spans[1].share, 4);
	assert_int_equal(spans[2].share, 2);
	memhp_balance_divide(spans, 3, 9);
	assert_int_equal(spans[0].share, 4);
	assert_int_equal(spans[1].share, 4);
	assert_int_equal(spans[2].share, 1);
}

#define NODES 7

static void more_is_never_less(void **state)
{
	struct memhp_balance_span spans[NODES], last[NODES];
	size_t i, total, now, sum;
	unsigned int round;

	(void)state;
	srand(1);
	for (round = 0; round < 300; round++) {
		memset(spans, 0, sizeof(spans));
		for (i = 0, now = 0; i < NODES; i++) {
			spans[i].blocks = (size_t)(rand() % 40);
			spans[i].now = (size_t)rand() % (spans[i].blocks + 1);
			spans[i].min = (size_t)rand() % (spans[i].now + 1);
			spans[i].max = spans[i].now +
				       (size_t)rand() % (spans[i].blocks - spans[i].now + 1);
			now += spans[i].now;
		}
		for (total = 0; total < NODES * 40; total++) {
			memcpy(last, spans, sizeof(spans));
			memhp_balance_divide(spans, NODES, total);
			for (i = 0, sum = 0; i < NODES; sum += spans[i++].share) {
				assert_in_range(spans[i].share, spans[i].min, spans[i].max);
				assert_true(!total || spans[i].share >= last[i].share);
				assert_true(total < now ? spans[i].share <= spans[i].now :
							  spans[i].share >= spans[i].now);
			}
			assert_true(total < now ? sum >= total : sum <= total);
		}
	}
}

/* What the units among a share come to: what a plan reaches. */
static size_t whole(const struct memhp_balance_span *span)
{
	size_t i, left = span->share, sum = 0;

	for (i = 0; i < span->nr_units; i++) {
		if (span->units[i] > left)
			continue;
		left -= span->units[i];
		sum += span->units[i];
	}
	return sum;
}

static void with_more_no_less_is_reached(void **state)
{
	size_t i, total, sum, last, units[NODES][8];
	struct memhp_balance_span spans[NODES];
	unsigned int round;

	(void)state;
	srand(2);
	for (round = 0; round < 300; round++) {
		memset(spans, 0, sizeof(spans));
		for (i = 0; i < NODES; i++) {
			spans[i].units = units[i];
			for (spans[i].nr_units = 0; spans[i].nr_units < 8; spans[i].nr_units++) {
				units[i][spans[i].nr_units] = 1 + (size_t)rand() % 6;
				spans[i].max += units[i][spans[i].nr_units];
			}
			spans[i].blocks = spans[i].max;
		}
		for (total = 0, last = 0; total < NODES * 48; total++, last = sum) {
			memhp_balance_divide(spans, NODES, total);
			for (i = 0, sum = 0; i < NODES; i++)
				sum += whole(&spans[i]);
			assert_in_range(sum, last, total);
		}
	}
}

static void what_is_possible(void **state)
{
	struct memhp_balance_span span;
	struct node node = node_of("kKq-Mwmx", NULL);

	(void)state;
	assert_int_equal(memhp_balance_possible(node.facts, node.nr, MEMHP_PLACE_MOVABLE,
						SIZE_MAX, &span), 0);
	assert_int_equal(span.blocks, 8);
	assert_int_equal(span.now, 3);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares),
		cmocka_unit_test(none_goes_the_wrong_way),
		cmocka_unit_test(more_is_never_less),
		cmocka_unit_test(with_more_no_less_is_reached),
		cmocka_unit_test(what_is_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
