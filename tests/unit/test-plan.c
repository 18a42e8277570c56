// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dry runs: every operation, choice and state. */
#include "tree.h"

/* What the blocks of the machine are, one of each kind. */
enum kind { OFFLINE, OFFLINE_MOVABLE_FIRST, NORMAL, DMA32, MOVABLE, SEVERAL, NO_ZONES,
	    OFFLINE_NO_ZONES, LEAVING, GARBAGE, KINDS };

static const struct { const char *state, *zones; } kinds[KINDS] = {
	[OFFLINE] = { "offline", "Normal Movable" },
	[OFFLINE_MOVABLE_FIRST] = { "offline", "Movable Normal" },
	[NORMAL] = { "online", "Normal" },
	[DMA32] = { "online", "DMA32" },
	[MOVABLE] = { "online", "Movable" },
	[SEVERAL] = { "online", "none" },
	[NO_ZONES] = { "online", NULL },
	[OFFLINE_NO_ZONES] = { "offline", NULL },
	[LEAVING] = { "going-offline", "Normal" },
	[GARBAGE] = { "what", "Normal" },
};

#define SAME		"unchanged"
#define OTHER		"failed EEXIST other-zone"
#define SPLIT		"failed EINVAL multizone"
#define IS_OFFLINE	"failed EINVAL offline"
#define BUSY		"failed EBUSY kernel"

static const struct {
	enum memhp_op op;
	enum memhp_choice choice;
	const char *expected[KINDS];
} table[] = {
	{ MEMHP_OP_ONLINE, MEMHP_CHOICE_AUTO, {
		[OFFLINE] = "online Normal", [OFFLINE_MOVABLE_FIRST] = "online Movable",
		[NORMAL] = SAME, [DMA32] = SAME, [MOVABLE] = SAME, [SEVERAL] = SAME,
		[NO_ZONES] = SAME, [OFFLINE_NO_ZONES] = "online -", [LEAVING] = BUSY,
		[GARBAGE] = BUSY } },
	{ MEMHP_OP_ONLINE, MEMHP_CHOICE_KEEP, {
		[OFFLINE] = "online Normal", [OFFLINE_MOVABLE_FIRST] = "online Movable",
		[NORMAL] = SAME, [DMA32] = SAME, [MOVABLE] = SAME, [SEVERAL] = SAME,
		[NO_ZONES] = SAME, [OFFLINE_NO_ZONES] = "online -", [LEAVING] = BUSY,
		[GARBAGE] = BUSY } },
	{ MEMHP_OP_ONLINE, MEMHP_CHOICE_KERNEL, {
		[OFFLINE] = "online Normal", [OFFLINE_MOVABLE_FIRST] = "online Normal",
		[NORMAL] = SAME, [DMA32] = SAME, [MOVABLE] = OTHER, [SEVERAL] = SPLIT,
		[NO_ZONES] = SPLIT, [OFFLINE_NO_ZONES] = "online -", [LEAVING] = BUSY,
		[GARBAGE] = BUSY } },
	{ MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE, {
		[OFFLINE] = "online Movable", [OFFLINE_MOVABLE_FIRST] = "online Movable",
		[NORMAL] = OTHER, [DMA32] = OTHER, [MOVABLE] = SAME, [SEVERAL] = SPLIT,
		[NO_ZONES] = SPLIT, [OFFLINE_NO_ZONES] = "online Movable",
		[LEAVING] = BUSY, [GARBAGE] = BUSY } },
	{ MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE, {
		[OFFLINE] = SAME, [OFFLINE_MOVABLE_FIRST] = SAME, [NORMAL] = "offline -",
		[DMA32] = "offline -", [MOVABLE] = "offline -", [SEVERAL] = SPLIT,
		[NO_ZONES] = "offline -", [OFFLINE_NO_ZONES] = SAME, [LEAVING] = BUSY,
		[GARBAGE] = BUSY } },
	{ MEMHP_OP_SHIFT, MEMHP_CHOICE_KERNEL, {
		[OFFLINE] = IS_OFFLINE, [OFFLINE_MOVABLE_FIRST] = IS_OFFLINE,
		[NORMAL] = SAME, [DMA32] = SAME, [MOVABLE] = "online Normal",
		[SEVERAL] = SPLIT, [NO_ZONES] = SPLIT, [OFFLINE_NO_ZONES] = IS_OFFLINE,
		[LEAVING] = BUSY, [GARBAGE] = BUSY } },
	{ MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE, {
		[OFFLINE] = IS_OFFLINE, [OFFLINE_MOVABLE_FIRST] = IS_OFFLINE,
		[NORMAL] = "online Movable", [DMA32] = "online Movable", [MOVABLE] = SAME,
		[SEVERAL] = SPLIT, [NO_ZONES] = SPLIT, [OFFLINE_NO_ZONES] = IS_OFFLINE,
		[LEAVING] = BUSY, [GARBAGE] = BUSY } },
};

struct fixture {
	struct tree *tree;
	struct memhp *ctx;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	size_t i;

	assert_non_null(f);
	f->tree = tree_new("8000000");
	for (i = 0; i < KINDS; i++)
		tree_block(f->tree, i, kinds[i].state, kinds[i].zones, 0);
	f->ctx = tree_context(f->tree);
	f->blocks = tree_blocks(f->ctx);
	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &f->set), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_set_free(f->set);
	memhp_blocks_free(f->blocks);
	memhp_unref(f->ctx);
	tree_free(f->tree);
	free(f);
	return 0;
}

static const char *zone_text(unsigned int zone)
{
	return zone ? memhp_zone_name(zone) : "-";
}

/* A result in the words of the table. */
static void describe(const struct memhp_result *result, char *text, size_t size)
{
	const char *outcome = memhp_outcome_name(result->outcome);

	if (result->outcome == MEMHP_OUTCOME_PLANNED)
		snprintf(text, size, "%s %s", memhp_state_name(result->to_state),
			 zone_text(result->to_zone));
	else if (result->outcome == MEMHP_OUTCOME_FAILED)
		snprintf(text, size, "failed %s %s", memhp_errno_name(result->error),
			 memhp_reason_name(result->reason));
	else
		snprintf(text, size, "%s", outcome ? outcome : "-");
}

static struct memhp_change_req *prepared(struct fixture *f, enum memhp_op op,
					 enum memhp_choice choice)
{
	struct memhp_change_req *req;

	assert_int_equal(memhp_change_new(f->ctx, f->set, op, choice, &req), 0);
	return req;
}

static void the_whole_table(void **state)
{
	struct memhp_change_req *req;
	struct fixture *f = *state;
	char text[64];
	size_t i, k;

	assert_int_equal(memhp_set_add(f->set, "node0"), 0);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		req = prepared(f, table[i].op, table[i].choice);
		assert_int_equal(memhp_change_plan(req), 0);
		assert_int_equal(memhp_change_count(req), KINDS);
		for (k = 0; k < KINDS; k++) {
			describe(memhp_change_result(req, k), text, sizeof(text));
			if (strcmp(text, table[i].expected[k]))
				fail_msg("op %u choice %u memory%zu: %s, not %s", table[i].op,
					 table[i].choice, k, text, table[i].expected[k]);
		}
		memhp_change_free(req);
	}
}

static void from_is_what_was_read(void **state)
{
	const struct memhp_result *result;
	struct memhp_change_req *req;
	struct fixture *f = *state;
	size_t k;

	assert_int_equal(memhp_set_add(f->set, "node0"), 0);
	req = prepared(f, MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE);
	assert_int_equal(memhp_change_plan(req), 0);
	for (k = 0; k < KINDS; k++) {
		result = memhp_change_result(req, k);
		assert_int_equal(result->block, k);
		assert_int_equal(result->ns, 0);
		assert_int_equal(result->from_state, memhp_block_state(&f->blocks->at[k]));
		assert_int_equal(result->from_zone, memhp_block_zone(&f->blocks->at[k]));
		if (result->outcome == MEMHP_OUTCOME_PLANNED)
			continue;
		assert_int_equal(result->to_state, result->from_state);
		assert_int_equal(result->to_zone, result->from_zone);
	}
	assert_null(memhp_change_result(req, KINDS));
	assert_int_equal(memhp_change_progress(req), 0);
	memhp_change_free(req);
}

static bool in_table(unsigned int op, unsigned int choice)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].op == op && table[i].choice == choice)
			return true;
	return false;
}

static void what_does_not_fit(void **state)
{
	struct memhp_change_req *req;
	struct fixture *f = *state;
	unsigned int op, choice;

	assert_int_equal(memhp_change_new(f->ctx, f->set, MEMHP_OP_OFFLINE,
					  MEMHP_CHOICE_NONE, &req), -EINVAL);
	assert_string_equal(memhp_error(f->ctx), "no block to change");
	assert_int_equal(memhp_set_add(f->set, "0"), 0);
	for (op = 0; op <= MEMHP_OP_MAX + 2; op++)
		for (choice = 0; choice <= MEMHP_CHOICE_MAX + 2; choice++)
			if (!in_table(op, choice))
				assert_int_equal(memhp_change_new(f->ctx, f->set, op, choice,
								  &req), -EINVAL);
}

static void check(struct memhp_change_req *req, size_t i, const char *expected)
{
	char text[64];

	describe(memhp_change_result(req, i), text, sizeof(text));
	assert_string_equal(text, expected);
}

static void atomic_is_all_or_none(void **state)
{
	struct memhp_change_req *req;
	struct fixture *f = *state;

	assert_int_equal(memhp_set_add(f->set, "2-4"), 0);	/* Normal, DMA32, Movable */
	req = prepared(f, MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE);
	memhp_change_set_atomic(req, true);
	assert_int_equal(memhp_change_plan(req), 0);
	check(req, 0, "online Movable");
	check(req, 2, SAME);
	memhp_change_free(req);

	assert_int_equal(memhp_set_add(f->set, "0"), 0);	/* offline */
	req = prepared(f, MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE);
	memhp_change_set_atomic(req, true);
	assert_int_equal(memhp_change_plan(req), 0);
	check(req, 0, IS_OFFLINE);
	check(req, 1, "failed ECANCELED atomic");
	assert_int_equal(memhp_change_result(req, 1)->to_zone, MEMHP_ZONE_NORMAL);
	check(req, 3, SAME);
	memhp_change_set_atomic(req, false);	/* a plan can be made anew */
	assert_int_equal(memhp_change_plan(req), 0);
	check(req, 1, "online Movable");
	memhp_change_free(req);
}

/* A movable block between blocks of DMA32 goes back there, on its node. */
static void kernel_zones_below_normal(void **state)
{
	struct tree *tree = tree_new("8000000");
	struct memhp_change_req *req;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	struct memhp *ctx;

	(void)state;
	tree_block(tree, 1, "online", "DMA32", 0);
	tree_block(tree, 2, "online", "Movable", 0);
	tree_block(tree, 3, "online", "Movable", 1);
	tree_block(tree, 4, "online", "DMA32", 0);
	tree_block(tree, 5, "online", "Movable", 0);
	ctx = tree_context(tree);
	blocks = tree_blocks(ctx);
	assert_int_equal(memhp_set_new(ctx, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "1-5"), 0);
	assert_int_equal(memhp_change_new(ctx, set, MEMHP_OP_SHIFT, MEMHP_CHOICE_KERNEL,
					  &req), 0);
	assert_int_equal(memhp_change_plan(req), 0);
	check(req, 0, SAME);
	check(req, 1, "online DMA32");
	check(req, 2, "online Normal");
	check(req, 4, "online Normal");
	memhp_change_free(req);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void the_tree_went_away(void **state)
{
	struct memhp_change_req *req;
	struct fixture *f = *state;

	assert_int_equal(memhp_set_add(f->set, "0"), 0);
	req = prepared(f, MEMHP_OP_ONLINE, MEMHP_CHOICE_KEEP);
	tree_remove(f->tree, "../memory");
	assert_int_equal(memhp_change_plan(req), 0);
	check(req, 0, "online -");
	memhp_change_free(req);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_whole_table, set_up, tear_down),
		cmocka_unit_test_setup_teardown(from_is_what_was_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_does_not_fit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(atomic_is_all_or_none, set_up, tear_down),
		cmocka_unit_test(kernel_zones_below_normal),
		cmocka_unit_test_setup_teardown(the_tree_went_away, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
