// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a balance heeds, of blocks, pages and the policy, and its targets. */
#include <unistd.h>

#include "stand-in.h"

/* ---- What is known ---- */

static void pages_are_looked_at(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.pages = "...dn...";
	balance = begin(ctx, &opts);
	assert_null(memhp_balance_unseen(balance));
	assert_int_equal(memhp_balance_steps(balance), 2);
	assert_int_equal(step_of(balance, 5)->used, 10 * (uint64_t)sysconf(_SC_PAGESIZE));
	assert_int_equal(step_of(balance, 3)->prospect, MEMHP_PROSPECT_DOUBTFUL);
	/* Only what was picked. */
	assert_int_equal(machine.looks, 3);
	memhp_balance_free(balance);
	balance = carried_out(ctx, &opts, "shift movable 3 5");
	end(ctx, balance);
}

static void offline_blocks_are_not_looked_at(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKK--MM";
	machine.pages = "....nn..";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_steps(balance), 2);
	assert_int_equal(machine.looks, 0);
	assert_int_equal(step_of(balance, 4)->prospect, MEMHP_PROSPECT_EMPTY);
	end(ctx, balance);
}

static void a_look_that_ends_early(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKMKMM";
	machine.pages = ".....n..";
	machine.pages_until = 1;
	balance = begin(ctx, &opts);
	assert_string_equal(memhp_balance_unseen(balance), "no more");
	/* What was learned before is heeded. */
	memhp_balance_free(balance);
	machine.looks = 0;
	balance = carried_out(ctx, &opts, "shift movable 2 3");
	end(ctx, balance);
}

static void what_a_plan_foresees(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.foreseen = ".....f..";
	balance = begin(ctx, &opts);
	expect_outcome(balance, 5, MEMHP_OUTCOME_FAILED);
	assert_non_null(step_of(balance, 5)->detail);
	expect_outcome(balance, 4, MEMHP_OUTCOME_PLANNED);
	end(ctx, balance);
}

static void expect_range(struct memhp *ctx, const struct memhp_balance_opts *opts,
			 const char *range)
{
	struct memhp_balance *balance;

	assert_int_equal(memhp_balance_new(ctx, opts, &balance), -ERANGE);
	if (!strstr(memhp_error(ctx), range))
		fail_msg("\"%s\", not \"%s\"", memhp_error(ctx), range);
}

static void what_blocks_make_impossible(void **state)
{
	struct memhp_balance_opts opts = movable(8);
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "DKKKKKMM";
	expect_range(ctx, &opts, "from 0B to 896M");
	machine.stuck = ".r......";
	expect_range(ctx, &opts, "from 0B to 768M");
	machine.stuck = ".rh.....";
	expect_range(ctx, &opts, "from 0B to 640M");
	machine.stuck = ".rhs....";
	expect_range(ctx, &opts, "from 0B to 512M");
	opts = movable(1);
	machine.stuck = "......rr";
	expect_range(ctx, &opts, "from 256M to 896M");
	assert_non_null(strstr(memhp_error(ctx), "the rest can never go"));
	memhp_unref(ctx);
}

static void what_pages_make_impossible(void **state)
{
	struct memhp_balance_opts opts = movable(8);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.pages = "vv......";
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	assert_non_null(strstr(memhp_error(ctx), "node0 cannot have 1G of movable memory "
			       "(1073741824 bytes), only from 0B to 768M"));
	/* What only stands in the way now is tried as far as it goes. */
	machine.pages = "nn......";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->blocked, 2);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void the_policy_is_asked(void **state)
{
	struct memhp_balance_opts opts = movable(3);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKK--MM";
	machine.enforce = true;
	balance = carried_out(ctx, &opts, "shift movable 3");
	memhp_balance_free(balance);
	machine.enforce = false;
	balance = carried_out(ctx, &opts, "online movable 5");
	end(ctx, balance);
}

/* The ratio leaves so many blocks of the machine, or of a node. */
static void leave(int node, uint64_t blocks)
{
	machine.accounts[machine.nr_accounts++] = (struct memhp_account){
		.node = node, .known = true, .headroom = blocks * BLOCK,
	};
}

static void kernel_memory_costs_a_ratio_more(void **state)
{
	struct memhp_balance_opts opts = movable(8);
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.enforce = true;
	machine.ratio = 100;
	machine.word = "KKKKKKKK";
	machine.early = "eeeeeeee";
	leave(-1, 4);
	expect_range(ctx, &opts, "from 0B to 256M");
	machine.ratio = 301;
	machine.accounts[0].headroom = 8 * BLOCK;
	expect_range(ctx, &opts, "from 0B to 128M");
	/* What is plugged is not counted, but where all is; offline memory is of none. */
	machine.early = NULL;
	opts.amount = 9 * BLOCK;
	expect_range(ctx, &opts, "from 0B to 1G");
	machine.rule_flags = MEMHP_RULE_COUNT_HOTPLUGGED;
	expect_range(ctx, &opts, "from 0B to 128M");
	machine.word = "KKKK----";
	expect_range(ctx, &opts, "from 0B to 512M");
	machine.accounts[0].headroom = 9 * BLOCK;
	expect_range(ctx, &opts, "from 0B to 640M");
	/* An account that another rule goes with says nothing of it, */
	machine.accounts[0].rule = 1;
	expect_range(ctx, &opts, "from 0B to 1G");
	machine.accounts[0].rule = 0;
	leave(0, 1);
	expect_range(ctx, &opts, "from 0B to 128M");
	machine.accounts[1].rule = 1;
	expect_range(ctx, &opts, "from 0B to 1G");
	machine.nr_accounts = 1;
	/* nor is one heeded that no rule goes with. */
	machine.accounts[0].rule = -1;
	expect_range(ctx, &opts, "from 0B to 1G");
	memhp_unref(ctx);
}

static void what_goes_back_is_not_spent(void **state)
{
	struct memhp_balance_opts opts = movable(2);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.enforce = true;
	machine.ratio = 100;
	leave(-1, 2);
	machine.word = "KKK-";
	machine.groups = "..gg";
	machine.fails = "..f.";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "online movable atomic 3; shift movable atomic 2; "
			      "offline 3; shift movable 0 1");
	end(ctx, balance);
}

static void the_headroom_is_spent_once(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.enforce = true;
	machine.ratio = 400;
	machine.word = "--------";
	machine.nodes = "00001111";
	opts.node = -1;
	leave(-1, 4);
	balance = carried_out(ctx, &opts, "online movable 1 2 3 7");
	assert_false(memhp_balance_node(balance, 1)->nearest);
	memhp_balance_free(balance);
	/* A node may have less to itself. */
	leave(0, 1);
	machine.accounts[0].headroom = 6 * BLOCK;
	opts = movable(5);
	opts.node = -1;
	balance = carried_out(ctx, &opts, "online movable 3 4 5 6 7");
	memhp_balance_free(balance);

	/* What is done is spent when it is planned anew: no kernel memory goes now. */
	machine.nr_accounts = 0;
	leave(-1, 5);
	machine.nodes = NULL;
	machine.word = "KKKKKK---";
	machine.early = "eeeeee...";
	machine.fails = "........f";
	opts = movable(3);
	balance = carried_out(ctx, &opts, "online movable 6 7 8");
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 1);
	end(ctx, balance);
}

/* ---- Targets ---- */

static void targets_that_are_refused(void **state)
{
	struct memhp_balance_opts opts = movable(9);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKxMM";
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	assert_non_null(strstr(memhp_error(ctx), "from 0B to 896M"));
	opts.amount = 7 * BLOCK + 1;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	opts = movable(1);
	opts.node = 1;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ENODEV);
	assert_non_null(strstr(memhp_error(ctx), "node1 does not exist"));
	opts.node = 5;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ENODEV);
	assert_non_null(strstr(memhp_error(ctx), "node5 has no memory"));
	opts = movable(0);
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.amount = 101;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	opts = movable(1);
	opts.flags = 1U << 20;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	opts = movable(1);
	opts.goal = MEMHP_GOAL_COMPACT;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	assert_int_equal(memhp_balance_new(ctx, NULL, &balance), -EINVAL);
	memhp_unref(ctx);
}

static void never_past_it(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	opts.amount = 3 * BLOCK + BLOCK / 2;
	balance = carried_out(ctx, &opts, "shift movable 5");
	memhp_balance_free(balance);
	machine.word = "KKMMMMMM";
	balance = carried_out(ctx, &opts, "shift kernel 2 3");
	memhp_balance_free(balance);
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.goal = MEMHP_GOAL_KERNEL;
	opts.amount = 30;	/* 2.4 blocks */
	balance = carried_out(ctx, &opts, "");
	end(ctx, balance);
}

static void all_nodes_in_proportion(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.nodes = "00001111";
	opts.node = -1;
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.amount = 25;
	balance = carried_out(ctx, &opts, "");
	memhp_balance_free(balance);
	opts.amount = 50;
	balance = carried_out(ctx, &opts, "shift movable 2 3");
	assert_int_equal(memhp_balance_nodes(balance), 2);
	assert_int_equal(memhp_balance_node(balance, 1)->node, 1);
	assert_int_equal(memhp_balance_node(balance, 1)->reached, 2 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 1)->target, 2 * BLOCK);
	memhp_balance_free(balance);
	/* A node that has none cannot have less, and gets no more. */
	opts.amount = 12;
	balance = carried_out(ctx, &opts, "shift kernel 6");
	memhp_balance_free(balance);
	opts.goal = MEMHP_GOAL_KERNEL;
	opts.amount = 40;
	machine.word = "KKKKMMMM";
	balance = carried_out(ctx, &opts, "");
	memhp_balance_free(balance);
	opts.amount = 30;
	balance = carried_out(ctx, &opts, "shift movable 3");
	end(ctx, balance);
}

static uint64_t reached(const struct memhp_balance *balance)
{
	const struct memhp_balance_node *node;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; (node = memhp_balance_node(balance, i)); i++)
		sum += node->reached / BLOCK;
	return sum;
}

static void groups_that_fit_no_share(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();
	uint64_t blocks;

	(void)state;
	machine.word = "KKKKKKKKKKKK";
	machine.groups = "gggggg......";
	machine.nodes = "000000111111";
	stand_in_group(MEMHP_GROUP_STATIC, 0);
	opts.node = -1;
	for (blocks = 0; blocks <= 12; blocks++) {
		opts.amount = blocks * BLOCK;
		balance = begin(ctx, &opts);
		assert_int_equal(reached(balance), blocks);
		memhp_balance_free(balance);
	}
	/* Downwards, too. */
	machine.word = "MMMMMMMMMMMM";
	for (blocks = 0; blocks <= 12; blocks++) {
		opts.amount = blocks * BLOCK;
		balance = begin(ctx, &opts);
		assert_int_equal(reached(balance), blocks);
		memhp_balance_free(balance);
	}
	/* What nobody can have is missing, and the group is why; but not where another
	 * node has blocks that could go. */
	machine.word = "KKKKKKMMMMMM";
	machine.stuck = "......rrrrrr";
	opts.amount = 9 * BLOCK;
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 3);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	memhp_balance_free(balance);
	machine.word = "KKKKKKKKKKKK";
	machine.stuck = NULL;
	machine.pages = "......nnnnnn";
	opts.amount = 5 * BLOCK;
	balance = begin(ctx, &opts);
	assert_int_equal(reached(balance), 0);
	assert_false(memhp_balance_node(balance, 0)->nearest &&
		     memhp_balance_node(balance, 1)->nearest);
	end(ctx, balance);
}

static void what_one_node_cannot_another_does(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = stand_in_context();

	(void)state;
	machine.word = "KKKKKKKK";
	machine.nodes = "00001111";
	machine.fails = "fff.....";
	opts.node = -1;
	balance = carried_out(ctx, &opts, "shift movable 2 3 6 7; shift movable 1; "
			      "shift movable 0; shift movable 5");
	assert_int_equal(reached(balance), 4);
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 0);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 1)->target, 3 * BLOCK);
	memhp_balance_free(balance);
	machine.pages = "nnnn....";
	balance = carried_out(ctx, &opts, "shift movable 4 5 6 7");
	memhp_balance_free(balance);
	/* What none of them can is missing. */
	machine.pages = NULL;
	machine.fails = "ffff.fff";
	balance = carried_out(ctx, &opts, "shift movable 2 3 6 7; shift movable 0 1 4 5");
	assert_int_equal(reached(balance), 1);
	assert_int_equal(memhp_balance_node(balance, 0)->missing +
			 memhp_balance_node(balance, 1)->missing, 3);
	end(ctx, balance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(pages_are_looked_at, stand_in_set_up),
		cmocka_unit_test_setup(offline_blocks_are_not_looked_at, stand_in_set_up),
		cmocka_unit_test_setup(a_look_that_ends_early, stand_in_set_up),
		cmocka_unit_test_setup(what_a_plan_foresees, stand_in_set_up),
		cmocka_unit_test_setup(what_blocks_make_impossible, stand_in_set_up),
		cmocka_unit_test_setup(what_pages_make_impossible, stand_in_set_up),
		cmocka_unit_test_setup(the_policy_is_asked, stand_in_set_up),
		cmocka_unit_test_setup(kernel_memory_costs_a_ratio_more, stand_in_set_up),
		cmocka_unit_test_setup(what_goes_back_is_not_spent, stand_in_set_up),
		cmocka_unit_test_setup(the_headroom_is_spent_once, stand_in_set_up),
		cmocka_unit_test_setup(targets_that_are_refused, stand_in_set_up),
		cmocka_unit_test_setup(never_past_it, stand_in_set_up),
		cmocka_unit_test_setup(all_nodes_in_proportion, stand_in_set_up),
		cmocka_unit_test_setup(groups_that_fit_no_share, stand_in_set_up),
		cmocka_unit_test_setup(what_one_node_cannot_another_does, stand_in_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
