// SPDX-License-Identifier: LGPL-2.1-or-later
/* A balance carried out, from begin to end, on a machine that is a word. */
#include "stand-in.h"

static void offline_blocks_go_online_first(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKK--MM";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_steps(balance), 4);
	expect_outcome(balance, 5, MEMHP_OUTCOME_PLANNED);
	assert_int_equal(step_of(balance, 5)->result.to_zone, MEMHP_ZONE_MOVABLE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->before.movable, 2 * BLOCK);
	assert_string_equal(memhp_balance_unseen(balance), "nobody looks");
	memhp_balance_free(balance);
	balance = carried_out(ctx, &opts, "online movable 4 5; shift movable 2 3");
	assert_int_equal(memhp_balance_steps(balance), 4);
	expect_outcome(balance, 5, MEMHP_OUTCOME_DONE);
	expect_outcome(balance, 2, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_step(balance, 0)->result.block, 5);
	assert_int_equal(memhp_balance_step(balance, 3)->result.block, 2);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 1);
	end(ctx, balance);
}

static void steps_are_told_as_they_go(void **state)
{
	static const uint64_t order[] = { 1, 3, 2 };
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();
	size_t i;

	(void)state;
	machine.word = "K-KKMM";
	balance = carried_out(ctx, &opts, "online movable 1; shift movable 2 3");
	for (i = 0; i < 3; i++)
		assert_int_equal(memhp_balance_step(balance, i)->result.block, order[i]);
	end(ctx, balance);
}

static void options_are_passed_on(void **state)
{
	struct memhp_balance_opts opts = movable(3);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	balance = carried_out(ctx, &opts, "shift movable 5");
	assert_false(machine.last.force);
	memhp_balance_free(balance);
	opts.retries = 3;
	opts.timeout_ns = 5;
	opts.flags = MEMHP_BALANCE_FORCE;
	balance = carried_out(ctx, &opts, "shift movable 5");
	assert_int_equal(machine.last.retries, 3);
	assert_int_equal(machine.last.timeout_ns, 5);
	assert_true(machine.last.force);
	end(ctx, balance);
}

static void others_stand_in(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.fails = "...ff...";
	balance = carried_out(ctx, &opts, "shift movable 4 5; shift movable 3; shift movable 2");
	expect_outcome(balance, 4, MEMHP_OUTCOME_FAILED);
	assert_non_null(step_of(balance, 4)->detail);
	expect_outcome(balance, 2, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 4 * BLOCK);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->blocked, 2);
	end(ctx, balance);
}

static void until_none_is_left(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKM";
	machine.fails = "fff.";
	balance = carried_out(ctx, &opts, "shift movable 0 1 2");
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 3);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void not_where_it_is_futile(void **state)
{
	struct memhp_balance_opts opts = movable(3);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.fails = ".....f..";
	machine.reason = MEMHP_REASON_NO_ROOM;
	balance = carried_out(ctx, &opts, "shift movable 5");
	memhp_balance_free(balance);
	machine.reason = MEMHP_REASON_INTERRUPTED;
	balance = carried_out(ctx, &opts, "shift movable 5");
	memhp_balance_free(balance);

	/* One that is too late says nothing of others, several do. */
	machine.reason = MEMHP_REASON_DEADLINE;
	balance = carried_out(ctx, &opts, "shift movable 5; shift movable 4");
	memhp_balance_free(balance);
	machine.fails = "....ff..";
	opts = movable(4);
	balance = carried_out(ctx, &opts, "shift movable 4 5");
	end(ctx, balance);
}

static void a_group_goes_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.groups = "...gg...";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 5; shift movable atomic 3 4");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 5 * BLOCK);
	memhp_balance_free(balance);

	/* One of it fails: it stays, and others go. */
	machine.fails = "...f....";
	balance = carried_out(ctx, &opts, "shift movable 5; shift movable atomic 3 4; "
			      "shift movable 1 2");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 5 * BLOCK);
	memhp_balance_free(balance);

	/* Nor is it split to come nearer. */
	machine.word = "KKMM";
	machine.groups = "gg..";
	machine.fails = NULL;
	opts = movable(3);
	balance = carried_out(ctx, &opts, "");
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 1);
	end(ctx, balance);
}

static void a_unit_goes_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.groups = "..gggg..";
	stand_in_group(MEMHP_GROUP_DYNAMIC, 2 * BLOCK);
	balance = carried_out(ctx, &opts, "shift movable atomic 4 5; shift movable 1");
	end(ctx, balance);
}

static void a_group_on_two_nodes_stays(void **state)
{
	struct memhp_balance_opts opts = movable(2);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKKK";
	machine.groups = "...gg...";
	machine.nodes = "00001111";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 1 2");
	end(ctx, balance);
}

static void a_group_is_no_excuse(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKKKKKKK";
	machine.groups = "gggggg......";
	machine.fails = "......ffffff";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 7 8 9 10 11; shift movable 6");
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 5);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	memhp_balance_free(balance);
	machine.pages = "......nnnnnn";
	balance = carried_out(ctx, &opts, "");
	assert_int_equal(memhp_balance_node(balance, 0)->blocked, 6);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void the_next_step_is_told(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();
	const struct memhp_balance_node *node;

	(void)state;
	machine.word = "KKKKKKKK";
	machine.groups = "gggggg..";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 6 7");
	node = memhp_balance_node(balance, 0);
	assert_true(node->nearest);
	assert_int_equal(node->missing, 3);
	assert_int_equal(node->next, 8 * BLOCK);
	end(ctx, balance);
	/* Downwards it is less. */
	ctx = stand_in_context();
	machine.word = "KMMMMMM";
	machine.groups = ".gggggg";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "");
	node = memhp_balance_node(balance, 0);
	assert_true(node->nearest);
	assert_int_equal(node->next, 0);
	end(ctx, balance);
}

static void compact_keeps_the_amount(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.goal = MEMHP_GOAL_COMPACT;
	machine.word = "KKMKKMMM";
	balance = carried_out(ctx, &opts, "shift kernel 2; shift movable 4");
	assert_int_equal(memhp_balance_node(balance, 0)->after.movable, 4 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->before.boundaries, 3);
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 1);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	memhp_balance_free(balance);

	/* What was to come in its place cannot: another one, further down. */
	machine.fails = "....f...";
	balance = carried_out(ctx, &opts, "shift kernel 2; shift movable 4; shift movable 3");
	assert_int_equal(memhp_balance_node(balance, 0)->after.movable, 4 * BLOCK);
	end(ctx, balance);
}

static void compact_that_cannot_be(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.goal = MEMHP_GOAL_COMPACT;
	machine.word = "KMKM";
	machine.stuck = ".r.r";
	balance = carried_out(ctx, &opts, "");
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 0);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void two_boundaries_are_more_than_one(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.goal = MEMHP_GOAL_KERNEL;
	machine.word = "MKMKMKMK";
	balance = carried_out(ctx, &opts, "shift kernel 2 4");
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 3);
	end(ctx, balance);
}

static void adjacent_blocks_go_one_by_one(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ADJACENT;
	machine.word = "KKKKKM";
	machine.fails = "..f...";
	machine.foreseen = ".f....";
	balance = carried_out(ctx, &opts, "shift movable 4; shift movable 3; shift movable 2");
	/* What was to come behind it was never tried, and is no result. */
	assert_int_equal(memhp_balance_steps(balance), 3);
	expect_outcome(balance, 2, MEMHP_OUTCOME_FAILED);
	expect_outcome(balance, 3, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 3 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 1);
	memhp_balance_free(balance);

	/* Where the room ends, what was done stays, and nothing more is tried. */
	machine.reason = MEMHP_REASON_NO_ROOM;
	balance = carried_out(ctx, &opts, "shift movable 4; shift movable 3; shift movable 2");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 3 * BLOCK);
	memhp_balance_free(balance);

	/* What lies on the other side goes on. */
	machine.reason = MEMHP_REASON_UNMOVABLE;
	machine.fails = "......f.";
	machine.word = "KKKKMMKK";
	machine.foreseen = NULL;
	opts.amount = 6 * BLOCK;
	balance = carried_out(ctx, &opts, "shift movable 6; shift movable 3; shift movable 2; "
			      "shift movable 1; shift movable 0");
	end(ctx, balance);
}

static void adjacent_blocks_stay_when_stopped(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp_change_req *req;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ADJACENT;
	machine.word = "KKKKKM";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	memhp_balance_stop(balance, -EINTR);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 4, MEMHP_OUTCOME_DONE);
	assert_int_equal(step_of(balance, 3)->result.reason, MEMHP_REASON_INTERRUPTED);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 2 * BLOCK);
	end(ctx, balance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(offline_blocks_go_online_first, stand_in_set_up),
		cmocka_unit_test_setup(steps_are_told_as_they_go, stand_in_set_up),
		cmocka_unit_test_setup(options_are_passed_on, stand_in_set_up),
		cmocka_unit_test_setup(others_stand_in, stand_in_set_up),
		cmocka_unit_test_setup(until_none_is_left, stand_in_set_up),
		cmocka_unit_test_setup(not_where_it_is_futile, stand_in_set_up),
		cmocka_unit_test_setup(a_group_goes_whole, stand_in_set_up),
		cmocka_unit_test_setup(a_unit_goes_whole, stand_in_set_up),
		cmocka_unit_test_setup(a_group_on_two_nodes_stays, stand_in_set_up),
		cmocka_unit_test_setup(a_group_is_no_excuse, stand_in_set_up),
		cmocka_unit_test_setup(the_next_step_is_told, stand_in_set_up),
		cmocka_unit_test_setup(compact_keeps_the_amount, stand_in_set_up),
		cmocka_unit_test_setup(compact_that_cannot_be, stand_in_set_up),
		cmocka_unit_test_setup(two_boundaries_are_more_than_one, stand_in_set_up),
		cmocka_unit_test_setup(adjacent_blocks_go_one_by_one, stand_in_set_up),
		cmocka_unit_test_setup(adjacent_blocks_stay_when_stopped, stand_in_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
