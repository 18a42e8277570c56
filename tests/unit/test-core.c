// SPDX-License-Identifier: LGPL-2.1-or-later
/* The arithmetic shared with the module. What a change means for a block is
 * in test-plan.c. */
#include "unit.h"

#include "decide.h"
#include "ranges.h"
#include "runs.h"

#define RANGES(...) (const struct memhp_range[]) { __VA_ARGS__ }, \
	sizeof((const struct memhp_range[]) { __VA_ARGS__ }) / sizeof(struct memhp_range)

static void ranges_that_are_fit(void **state)
{
	__u64 total = 0;

	(void)state;
	assert_int_equal(memhp_ranges_check(RANGES({ 0, 1 }), 100, 10, &total), 0);
	assert_int_equal(total, 1);
	assert_int_equal(memhp_ranges_check(RANGES({ 5, 2 }, { 7, 1 }, { 98, 3 }), 100, 10,
					    &total), 0);
	assert_int_equal(total, 6);
	assert_int_equal(memhp_ranges_check(RANGES({ 0, 10 }), 100, 10, &total), 0);
	assert_int_equal(memhp_ranges_check(RANGES({ UINT64_MAX - 1, 2 }), UINT64_MAX, 10,
					    &total), 0);
	assert_int_equal(total, 2);
}

static void ranges_that_are_not(void **state)
{
	__u64 total;

	(void)state;
	assert_int_equal(memhp_ranges_check(NULL, 0, 100, 10, &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 5, 0 }), 100, 10, &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 5, 2 }, { 6, 1 }), 100, 10, &total),
			 -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 7, 1 }, { 5, 1 }), 100, 10, &total),
			 -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 5, 1 }, { 5, 1 }), 100, 10, &total),
			 -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 101, 1 }), 100, 10, &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 100, 2 }), 100, 10, &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 0, 11 }), 100, 10, &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 0, 6 }, { 10, 5 }), 100, 10, &total),
			 -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ 5, UINT64_MAX }), UINT64_MAX, UINT64_MAX,
					    &total), -EINVAL);
	assert_int_equal(memhp_ranges_check(RANGES({ UINT64_MAX, 1 }, { 0, 1 }), UINT64_MAX,
					    10, &total), -EINVAL);
}

static const struct memhp_fact plain = {
	.present = 1, .state = MEMHP_STATE_ONLINE, .zone = MEMHP_ZONE_NORMAL,
	.group = 1, .zone_key = 2, .target_key = 3,
};

static void fill(struct memhp_fact *facts, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		facts[i] = plain;
		facts[i].block = 10 + i;
	}
}

static void runs_end_where_blocks_differ(void **state)
{
	struct memhp_fact facts[8];
	int what;

	(void)state;
	fill(facts, 8);
	assert_int_equal(memhp_run_length(facts, 8), 8);
	assert_int_equal(memhp_run_length(facts, 1), 1);
	for (what = 0; what < 9; what++) {
		fill(facts, 8);
		switch (what) {
		case 0: facts[5].block++; break;
		case 1: facts[5].present = 0; break;
		case 2: facts[5].single = 1; break;
		case 3: facts[5].state = MEMHP_STATE_OFFLINE; break;
		case 4: facts[5].node = 1; break;
		case 5: facts[5].group = 0; break;
		case 6: facts[5].zone_key = 9; break;
		case 7: facts[5].target_key = 9; break;
		case 8: facts[5].outcome = MEMHP_OUTCOME_UNCHANGED; break;
		}
		if (memhp_run_length(facts, 8) != 5)
			fail_msg("difference %d ends the run at %u", what,
				 memhp_run_length(facts, 8));
	}
	fill(facts, 8);
	facts[0].single = 1;
	assert_int_equal(memhp_run_length(facts, 8), 1);
}

/* However a machine behaves, the limit stays between 1 and the maximum. */
static void pace_follows_the_machine(void **state)
{
	struct memhp_pace pace;
	__u32 limit;
	int i;

	(void)state;
	memhp_pace_init(&pace, 64, 512, 1000000);
	assert_int_equal(pace.limit, 64);
	assert_true(pace.limit >= 1 && pace.limit <= 512);
	for (i = 0; i < 20; i++)
		memhp_pace_done(&pace, pace.limit, 1);
	assert_int_equal(pace.limit, 512);
	limit = pace.limit;
	memhp_pace_done(&pace, limit, 2000000);
	assert_true(pace.limit < limit);
	limit = pace.limit;
	memhp_pace_done(&pace, 1, 1);		/* a short run proves nothing */
	assert_int_equal(pace.limit, limit);
	for (i = 0; i < 20; i++)
		memhp_pace_failed(&pace, pace.limit);
	assert_int_equal(pace.limit, 1);
	memhp_pace_done(&pace, 1, 1);
	assert_true(pace.limit > 1);
	memhp_pace_stuck(&pace, 3);
	assert_int_equal(pace.limit, 1);
	for (i = 0; i < 3; i++) {		/* one by one past the culprit */
		memhp_pace_done(&pace, 1, 1);
		assert_int_equal(pace.limit, 1);
		memhp_pace_passed(&pace, 1);
	}
	memhp_pace_done(&pace, 1, 1);
	assert_int_equal(pace.limit, 2);
	memhp_pace_init(&pace, 64, 512, 1000000);
	memhp_pace_short(&pace, 70);
	assert_int_equal(pace.limit, 35);
	memhp_pace_short(&pace, 512);		/* it is less already */
	assert_int_equal(pace.limit, 35);
	memhp_pace_short(&pace, 1);
	assert_int_equal(pace.limit, 1);
	memhp_pace_init(&pace, 64, 1, 1000000);
	assert_int_equal(pace.limit, 1);
	memhp_pace_done(&pace, 1, 1);
	assert_int_equal(pace.limit, 1);
}

static void each_zone_has_a_class(void **state)
{
	__u32 zone;

	(void)state;
	for (zone = 0; zone <= MEMHP_ZONE_MAX + 2; zone++) {
		bool kernel = zone == MEMHP_ZONE_DMA || zone == MEMHP_ZONE_DMA32 ||
			      zone == MEMHP_ZONE_NORMAL || zone == MEMHP_ZONE_HIGHMEM;

		assert_int_equal(!!memhp_zone_is_kernel(zone), kernel);
		assert_int_equal(!!memhp_zone_in_class(zone, MEMHP_CHOICE_KERNEL), kernel);
		assert_int_equal(!!memhp_zone_in_class(zone, MEMHP_CHOICE_MOVABLE),
				 zone == MEMHP_ZONE_MOVABLE);
		assert_true(memhp_zone_in_class(zone, MEMHP_CHOICE_KEEP));
		assert_true(memhp_zone_in_class(zone, MEMHP_CHOICE_AUTO));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_that_are_fit),
		cmocka_unit_test(ranges_that_are_not),
		cmocka_unit_test(runs_end_where_blocks_differ),
		cmocka_unit_test(pace_follows_the_machine),
		cmocka_unit_test(each_zone_has_a_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
