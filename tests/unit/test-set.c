// SPDX-License-Identifier: LGPL-2.1-or-later
/* Words to blocks. */
#include <time.h>

#include "machine.h"

/* Node 0 has two ranges, with node 1's between them, and node 4 one block. */
static const struct memhp_alike ranges[] = {
	{ .first = 0, .count = 16, .state = MEMHP_STATE_ONLINE, .node = 0 },
	{ .first = 32, .count = 16, .state = MEMHP_STATE_ONLINE, .node = 1, .group = "dimm@1" },
	{ .first = 56, .count = 20, .state = MEMHP_STATE_OFFLINE, .node = 0, .group = "vm" },
	{ .first = 76, .count = 20, .state = MEMHP_STATE_OFFLINE, .node = 0, .group = "dimm@1" },
	{ .first = 200, .count = 1, .state = MEMHP_STATE_OFFLINE, .node = 4 },
};

struct fixture {
	struct memhp *ctx;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
};

static int set_up_size(void **state, uint64_t size)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE };
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(memhp_new(&f->ctx, &opts), 0);
	f->blocks = machine_new(f->ctx, size, ranges, ARRAY_SIZE(ranges));
	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &f->set), 0);
	*state = f;
	return 0;
}

static int set_up(void **state)
{
	return set_up_size(state, 128 * MIB);
}

static int set_up_large(void **state)
{
	return set_up_size(state, 2048 * MIB);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_set_free(f->set);
	memhp_blocks_free(f->blocks);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

static void words_that_are_right(void **state)
{
	static const struct { const char *word; size_t count; uint64_t first, last; } rows[] = {
		{ "memory0", 1, 0, 0 }, { "0", 1, 0, 0 }, { "00042", 1, 42, 42 },
		{ "memory200", 1, 200, 200 }, { "42-42", 1, 42, 42 }, { "0-15", 16, 0, 15 },
		{ "memory58-memory60", 3, 58, 60 }, { "memory58-60", 3, 58, 60 }, { "56-95", 40, 56, 95 },
		{ "node0", 56, 0, 95 }, { "node1", 16, 32, 47 }, { "node4", 1, 200, 200 },
		{ "0x0-0x7ffffff", 1, 0, 0 }, { "0x140000000-0x17fffffff", 8, 40, 47 },
		{ "0x100000000-0x17FFFFFFF", 16, 32, 47 },
		{ "0x0000000000000000000000-0x7fffffff", 16, 0, 15 },
		{ "group:vm", 20, 56, 75 }, { "group:dimm@1", 36, 32, 95 },
	};
	struct fixture *f = *state;
	struct memhp_set *set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(memhp_set_new(f->ctx, f->blocks, &set), 0);
		assert_int_equal(memhp_set_add(set, rows[i].word), 0);
		assert_int_equal(memhp_set_count(set), rows[i].count);
		assert_int_equal(memhp_block_index(memhp_set_at(set, 0)), rows[i].first);
		assert_int_equal(memhp_block_index(memhp_set_at(set, rows[i].count - 1)),
				 rows[i].last);
		assert_null(memhp_set_at(set, rows[i].count));
		memhp_set_free(set);
	}
}

/* 43 is in the set before each of them. */
static const struct { const char *word; int error; uint64_t bad; const char *text; } wrong[] = {
	{ "", EINVAL, UINT64_MAX, "\"\" is not a block" },
	{ "memory", EINVAL, UINT64_MAX, "not a block" },
	{ "memoryX", EINVAL, UINT64_MAX, "\"memoryX\" is not a block: try memory42" },
	{ "Memory42", EINVAL, UINT64_MAX, "not a block" },
	{ "memory 42", EINVAL, UINT64_MAX, "not a block" },
	{ " 42", EINVAL, UINT64_MAX, "not a block" },
	{ "42 ", EINVAL, UINT64_MAX, "not a block" },
	{ "42\n", EINVAL, UINT64_MAX, "\"42?\" is not a block" },
	{ "+42", EINVAL, UINT64_MAX, "not a block" },
	{ "-1", EINVAL, UINT64_MAX, "not a block" },
	{ "42-", EINVAL, UINT64_MAX, "not a block" },
	{ "-42", EINVAL, UINT64_MAX, "not a block" },
	{ "42--43", EINVAL, UINT64_MAX, "not a block" },
	{ "42-43-44", EINVAL, UINT64_MAX, "not a block" },
	{ "42,44", EINVAL, UINT64_MAX, "not a block" },
	{ "4.2", EINVAL, UINT64_MAX, "not a block" },
	{ "2a", EINVAL, UINT64_MAX, "not a block" },
	{ "1e3", EINVAL, UINT64_MAX, "not a block" },
	{ "memory42-x43", EINVAL, UINT64_MAX, "not a block" },
	{ "42-memory43", EINVAL, UINT64_MAX, "not a block" },
	{ "node", EINVAL, UINT64_MAX, "not a block" },
	{ "node-1", EINVAL, UINT64_MAX, "not a block" },
	{ "node0-1", EINVAL, UINT64_MAX, "not a block" },
	{ "node1x", EINVAL, UINT64_MAX, "not a block" },
	{ "0x", EINVAL, UINT64_MAX, "not a block" },
	{ "0x140000000", EINVAL, UINT64_MAX, "0x140000000 is one address: name a range, "
	  "like 0x140000000-0x147ffffff, or the block, memory40" },
	{ "0x147FFFFFF", EINVAL, UINT64_MAX, "like 0x140000000-0x147ffffff, or" },
	{ "0x99999999999999999", EINVAL, UINT64_MAX, "not a block" },
	{ "0x140000000-", EINVAL, UINT64_MAX, "not a block" },
	{ "0x140000000-17fffffff", EINVAL, UINT64_MAX, "not a block" },
	{ "0xg-0xh", EINVAL, UINT64_MAX, "not a block" },
	{ "99999999999999999999x", EINVAL, UINT64_MAX, "not a block" },
	{ "47-42", EINVAL, UINT64_MAX, "47-42: the first is after the last" },
	{ "0x17fffffff-0x140000000", EINVAL, UINT64_MAX, "first is after the last" },
	{ "0x140000001-0x17fffffff", EINVAL, 40,
	  "0x140000001-0x17fffffff cuts memory40: blocks are 128M, aligned" },
	{ "0x140000000-0x180000000", EINVAL, 48, "cuts memory48" },
	{ "0x140000000-0x17ffffffe", EINVAL, 47, "cuts memory47" },
	{ "0x0-0x0", EINVAL, 0, "cuts memory0" },
	{ "18446744073709551616", ERANGE, UINT64_MAX, "too large" },
	{ "memory99999999999999999999", ERANGE, UINT64_MAX, "memory99999999999999999999" },
	{ "0-99999999999999999999", ERANGE, UINT64_MAX, "too large" },
	{ "node99999999999999999999", ERANGE, UINT64_MAX, "too large" },
	{ "0x10000000000000000-0x1ffffffffffffffff", ERANGE, UINT64_MAX, "too large" },
	{ "memory16", ENODEV, 16,
	  "memory16 does not exist (blocks are 0-15, 32-47, 56-95, 200)" },
	{ "18446744073709551615", ENODEV, UINT64_MAX, "does not exist" },
	{ "0-18446744073709551615", ENODEV, 16, "memory16 does not exist" },
	{ "16-32", ENODEV, 16, "memory16 does not exist" },
	{ "0-32", ENODEV, 16, "memory16 does not exist" },
	{ "90-96", ENODEV, 96, "memory96 does not exist" },
	{ "0x80000000-0x87ffffff", ENODEV, 16, "memory16 does not exist" },
	{ "0x0-0xffffffffffffffff", ENODEV, 16, "memory16 does not exist" },
	{ "node2", ENODEV, UINT64_MAX, "(nodes" },
	{ "node4294967296", ENODEV, UINT64_MAX,
	  "node4294967296 does not exist (nodes are 0-1, 4)" },
	{ "43", EEXIST, 43, "memory43 is named twice: name it once" },
	{ "32-47", EEXIST, 43, "memory43 is named twice: name it once" },
	{ "node1", EEXIST, 43, "memory43 is named twice: name it once" },
	{ "0x100000000-0x17fffffff", EEXIST, 43, "memory43 is named twice: name it once" },
	{ "group:dimm@1", EEXIST, 43, "memory43 is named twice: name it once" },
	{ "group:dimm0", ENODEV, UINT64_MAX, "group:dimm0 does not exist" },
	{ "group:dimm", ENODEV, UINT64_MAX, "group:dimm does not exist" },
	{ "group:", EINVAL, UINT64_MAX, "\"group:\" is not a block" },
	{ "group", EINVAL, UINT64_MAX, "not a block" },
};

static void words_that_are_wrong(void **state)
{
	struct fixture *f = *state;
	size_t i;

	assert_int_equal(memhp_set_add(f->set, "43"), 0);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (memhp_set_add(f->set, wrong[i].word) != -wrong[i].error ||
		    !strstr(memhp_error(f->ctx), wrong[i].text) ||
		    memhp_set_bad_block(f->set) != wrong[i].bad)
			fail_msg("\"%s\": %s, memory%" PRIu64, wrong[i].word,
				 memhp_error(f->ctx), memhp_set_bad_block(f->set));
		assert_null(strchr(memhp_error(f->ctx), '\n'));
		assert_int_equal(memhp_set_count(f->set), 1);
	}
	assert_int_equal(memhp_block_index(memhp_set_at(f->set, 0)), 43);
	assert_int_equal(memhp_set_add(f->set, "44"), 0);
	assert_int_equal(memhp_set_bad_block(f->set), UINT64_MAX);
}

static void groups_without_the_module(void **state)
{
	struct fixture *f = *state;

	f->blocks->source = MEMHP_SOURCE_SYSFS;
	assert_int_equal(memhp_set_add(f->set, "group:x"), -EOPNOTSUPP);
	assert_string_equal(memhp_error(f->ctx), "group:x: only the memhp module knows groups, "
			    "and it is not loaded: try modprobe memhp");
}

static void ranges_of_a_set(void **state)
{
	struct fixture *f = *state;
	struct memhp_range got[8];

	assert_int_equal(memhp_set_ranges(f->set, got), 0);
	assert_int_equal(memhp_set_add(f->set, "group:dimm@1"), 0);
	assert_int_equal(memhp_set_add(f->set, "75"), 0);
	assert_int_equal(memhp_set_add(f->set, "200"), 0);
	assert_int_equal(memhp_set_ranges(f->set, got), 3);
	assert_int_equal(got[0].first, 32);
	assert_int_equal(got[0].count, 16);
	assert_int_equal(got[1].first, 75);
	assert_int_equal(got[1].count, 21);
	assert_int_equal(got[2].first, 200);
	assert_int_equal(got[2].count, 1);
}

static void a_very_long_word(void **state)
{
	struct fixture *f = *state;
	char word[5000];

	memset(word, '9', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(memhp_set_add(f->set, word), -ERANGE);
	assert_true(strlen(memhp_error(f->ctx)) < 200);
	memset(word, 'x', sizeof(word) - 1);
	assert_int_equal(memhp_set_add(f->set, word), -EINVAL);
	assert_true(strlen(memhp_error(f->ctx)) < 250);
}

static void in_any_order(void **state)
{
	static const char *const words[] = { "200", "node1", "95", "0-3", "56-94", "15" };
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		assert_int_equal(memhp_set_add(f->set, words[i]), 0);
	assert_int_equal(memhp_set_count(f->set), 1 + 16 + 1 + 4 + 39 + 1);
	for (i = 1; i < memhp_set_count(f->set); i++)
		assert_true(memhp_block_index(memhp_set_at(f->set, i)) >
			    memhp_block_index(memhp_set_at(f->set, i - 1)));
	assert_ptr_equal(memhp_set_at(f->set, 0), memhp_blocks_find(f->blocks, 0));
	assert_int_equal(memhp_block_index(memhp_set_at(f->set, 5)), 32);
}

static void blocks_of_two_gib(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_set_add(f->set, "0x80000000-0xffffffff"), 0);
	assert_int_equal(memhp_block_index(memhp_set_at(f->set, 0)), 1);
	assert_int_equal(memhp_set_add(f->set, "0x100000000-0x13fffffff"), -EINVAL);
	assert_non_null(strstr(memhp_error(f->ctx), "cuts memory2: blocks are 2G"));
}

static void many_ranges_are_kept_short(void **state)
{
	struct memhp_alike many[100];
	struct fixture *f = *state;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	size_t i;

	memset(many, 0, sizeof(many));
	for (i = 0; i < ARRAY_SIZE(many); i++) {
		many[i].first = i * 10;
		many[i].count = 2;
		many[i].state = MEMHP_STATE_ONLINE;
		many[i].node = -1;
	}
	blocks = machine_new(f->ctx, 16 * MIB, many, ARRAY_SIZE(many));
	assert_int_equal(memhp_set_new(f->ctx, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "5"), -ENODEV);
	assert_string_equal(memhp_error(f->ctx), "memory5 does not exist (blocks are "
			    "0-1, 10-11, 20-21, 30-31 and 96 more up to 991)");
	assert_int_equal(memhp_set_add(set, "node77777"), -ENODEV);
	assert_string_equal(memhp_error(f->ctx),
			    "node77777 does not exist (nodes are not known)");
	memhp_set_free(set);
	memhp_blocks_free(blocks);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 10,000 words in no order, every other of 20,000 blocks. */
static void ten_thousand_words(void **state)
{
	static const struct memhp_alike all = { .first = 8, .count = 20000,
						.state = MEMHP_STATE_ONLINE, .node = 0 };
	struct fixture *f = *state;
	struct memhp_blocks *blocks = machine_new(f->ctx, 128 * MIB, &all, 1);
	double begin = seconds();
	struct memhp_set *set;
	char word[32];
	size_t i;

	assert_int_equal(memhp_set_new(f->ctx, blocks, &set), 0);
	for (i = 0; i < 10000; i++) {
		snprintf(word, sizeof(word), "memory%zu", 8 + 2 * (i * 7919 % 10000));
		assert_int_equal(memhp_set_add(set, word), 0);
	}
	assert_int_equal(memhp_set_count(set), 10000);
	for (i = 0; i < 10000; i++)
		assert_int_equal(memhp_block_index(memhp_set_at(set, i)), 8 + 2 * i);
	assert_int_equal(memhp_set_add(set, "memory8"), -EEXIST);
	assert_true(seconds() - begin < 2);	/* 0.1 s, with sanitizers */
	memhp_set_free(set);
	memhp_blocks_free(blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_that_are_right, set_up, tear_down),
		cmocka_unit_test_setup_teardown(words_that_are_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(groups_without_the_module, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ranges_of_a_set, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_very_long_word, set_up, tear_down),
		cmocka_unit_test_setup_teardown(in_any_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blocks_of_two_gib, set_up_large, tear_down),
		cmocka_unit_test_setup_teardown(many_ranges_are_kept_short, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ten_thousand_words, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
