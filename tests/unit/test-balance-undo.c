// SPDX-License-Identifier: LGPL-2.1-or-later
/* A balance that is given up: what goes back, and what is said of it. */
#include "stand-in.h"

static void all_or_nothing(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ATOMIC;
	machine.word = "KKKK--MM";
	machine.fails = "..f.....";
	balance = carried_out(ctx, &opts, "online movable atomic 4 5; "
			      "shift movable atomic 2 3; offline 4 5");
	expect_outcome(balance, 4, MEMHP_OUTCOME_UNDONE);
	assert_int_equal(step_of(balance, 4)->result.to_state, MEMHP_STATE_OFFLINE);
	expect_outcome(balance, 3, MEMHP_OUTCOME_FAILED);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 2 * BLOCK);
	memhp_balance_free(balance);

	machine.fails = "....f...";
	balance = carried_out(ctx, &opts, "online movable atomic 4 5");
	expect_outcome(balance, 2, MEMHP_OUTCOME_FAILED);
	assert_int_equal(step_of(balance, 2)->result.reason, MEMHP_REASON_ATOMIC);
	end(ctx, balance);
}

static void what_does_not_go_back(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ATOMIC;
	machine.word = "KKKK--MM";
	machine.fails = "..f..b..";
	balance = carried_out(ctx, &opts, "online movable atomic 4 5; "
			      "shift movable atomic 2 3; offline 4 5");
	/* Each for itself, and whatever room there is. */
	assert_true(machine.last.force);
	expect_outcome(balance, 4, MEMHP_OUTCOME_UNDONE);
	expect_outcome(balance, 5, MEMHP_OUTCOME_FAILED);
	assert_int_equal(step_of(balance, 5)->result.to_zone, MEMHP_ZONE_MOVABLE);
	assert_int_equal(step_of(balance, 5)->result.reason, MEMHP_REASON_UNMOVABLE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 3 * BLOCK);
	memhp_balance_free(balance);

	/* The same of what was shifted, and what went last goes back first. */
	machine.word = "KKKMMMKK";
	machine.fails = "......f.";
	opts = movable(0);
	opts.goal = MEMHP_GOAL_COMPACT;
	opts.flags = MEMHP_BALANCE_ATOMIC;
	balance = carried_out(ctx, &opts, "shift kernel atomic 3 4; shift movable atomic 6 7; "
			      "shift movable 3 4");
	expect_outcome(balance, 4, MEMHP_OUTCOME_UNDONE);
	memhp_balance_free(balance);
	machine.fails = "...b..f.";
	balance = carried_out(ctx, &opts, "shift kernel atomic 3 4; shift movable atomic 6 7; "
			      "shift movable 3 4");
	expect_outcome(balance, 3, MEMHP_OUTCOME_FAILED);
	expect_outcome(balance, 4, MEMHP_OUTCOME_UNDONE);
	end(ctx, balance);
}

static void the_last_goes_back_first(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ATOMIC | MEMHP_BALANCE_ADJACENT;
	machine.word = "K-KM";
	machine.fails = "f...";
	balance = carried_out(ctx, &opts, "shift movable atomic 2; online movable atomic 1; "
			      "shift movable atomic 0; offline 1; shift kernel 2");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, BLOCK);
	end(ctx, balance);
}

static void a_group_in_two_states_goes_back_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKK-MM";
	machine.groups = "..gg..";
	machine.fails = "..f...";
	opts = movable(4);
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "online movable atomic 3; shift movable atomic 2; "
			      "offline 3; shift movable 0 1");
	expect_outcome(balance, 3, MEMHP_OUTCOME_UNDONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 4 * BLOCK);
	end(ctx, balance);
}

static void stopped_by_the_caller(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp_change_req *req;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKK--MM";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	memhp_fail(ctx, EPERM, "not you");
	memhp_balance_stop(balance, -EPERM);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	assert_int_equal(step_of(balance, 5)->result.error, EPERM);
	assert_string_equal(step_of(balance, 5)->detail, "not you");
	assert_int_equal(step_of(balance, 2)->result.error, EPERM);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 2 * BLOCK);
	memhp_balance_free(balance);

	/* Nor does what was said before have to do with it. */
	balance = begin(ctx, &opts);
	memhp_fail(ctx, EIO, "something else");
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	memhp_balance_stop(balance, -EPERM);
	assert_string_equal(step_of(balance, 5)->detail, memhp_errno_refused(EPERM));
	memhp_balance_free(balance);

	/* After a change that was carried out, that one counts. */
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	memhp_balance_stop(balance, -EINTR);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 5, MEMHP_OUTCOME_DONE);
	assert_int_equal(step_of(balance, 2)->result.reason, MEMHP_REASON_INTERRUPTED);
	end(ctx, balance);
}

static void stopped_with_all_or_nothing(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp_change_req *req;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKK--MM";
	opts.flags = MEMHP_BALANCE_ATOMIC;
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	memhp_balance_stop(balance, -EINTR);
	/* What was done goes back first. */
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	assert_int_equal(req->op, MEMHP_OP_OFFLINE);
	stand_in_run(req);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 5, MEMHP_OUTCOME_UNDONE);
	memhp_balance_free(balance);

	/* If that cannot be run, it stays as it is, and that is the end. */
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	memhp_balance_stop(balance, -EINTR);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	memhp_balance_stop(balance, -EPERM);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 5, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 4 * BLOCK);
	memhp_balance_free(balance);

	/* Nor is what stayed tried again when more is given up. */
	machine.fails = "..f.....";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	stand_in_run(req);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	assert_int_equal(req->op, MEMHP_OP_OFFLINE);
	memhp_balance_stop(balance, -EPERM);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	end(ctx, balance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_or_nothing, stand_in_set_up),
		cmocka_unit_test_setup(what_does_not_go_back, stand_in_set_up),
		cmocka_unit_test_setup(the_last_goes_back_first, stand_in_set_up),
		cmocka_unit_test_setup(a_group_in_two_states_goes_back_whole, stand_in_set_up),
		cmocka_unit_test_setup(stopped_by_the_caller, stand_in_set_up),
		cmocka_unit_test_setup(stopped_with_all_or_nothing, stand_in_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
