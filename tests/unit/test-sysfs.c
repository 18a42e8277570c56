// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading blocks from sysfs, from odd machines above all. */
#include <pthread.h>
#include <unistd.h>

#include "machine.h"
#include "tree.h"

/* Files whose block was removed after they were opened: read() says so. */
static bool removed_while_open;

ssize_t __real_read(int fd, void *data, size_t size);
ssize_t __wrap_read(int fd, void *data, size_t size);
ssize_t __wrap_read(int fd, void *data, size_t size)
{
	ssize_t ret = __real_read(fd, data, size);

	if (removed_while_open && ret >= 4 && !memcmp(data, "gone", 4)) {
		errno = ENODEV;
		return -1;
	}
	return ret;
}

static void check_indexes(const struct memhp_blocks *blocks, const uint64_t *indexes,
			  size_t count)
{
	size_t i;

	assert_int_equal(memhp_blocks_count(blocks), count);
	for (i = 0; i < count; i++)
		assert_int_equal(memhp_block_index(memhp_blocks_at(blocks, i)), indexes[i]);
	assert_null(memhp_blocks_at(blocks, count));
}

static void holes_and_a_late_start(void **state)
{
	static const uint64_t indexes[] = { 8, 9, 10, 32, 100, 4095 };
	struct tree *tree = tree_new("8000000\n");
	struct memhp *ctx = tree_context(tree);
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(indexes); i++)	/* not in order */
		tree_block(tree, indexes[(i * 5 + 2) % 6], "online", "Normal", 0);
	blocks = tree_blocks(ctx);
	check_indexes(blocks, indexes, ARRAY_SIZE(indexes));
	assert_int_equal(memhp_blocks_source(blocks), MEMHP_SOURCE_SYSFS);
	block = memhp_blocks_find(blocks, 32);
	assert_non_null(block);
	assert_int_equal(memhp_block_start(block), 32 * 128 * MIB);
	assert_null(memhp_blocks_find(blocks, 0));
	assert_null(memhp_blocks_find(blocks, 11));
	assert_null(memhp_blocks_find(blocks, UINT64_MAX));
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void sizes_of_blocks(void **state)
{
	static const struct { const char *text; uint64_t size; } sizes[] = {
		{ "1000000\n", 16 * MIB }, { "8000000", 128 * MIB },
		{ "10000000\n", 256 * MIB }, { "80000000\n", 2048 * MIB },
		{ "0x80000000\n", 2048 * MIB },
	};
	struct memhp_blocks *blocks;
	struct memhp *ctx;
	struct tree *tree;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		tree = tree_new(sizes[i].text);
		tree_block(tree, 5, "offline", "Normal Movable", -1);
		ctx = tree_context(tree);
		blocks = tree_blocks(ctx);
		assert_int_equal(memhp_blocks_size(blocks), sizes[i].size);
		assert_int_equal(memhp_block_size(memhp_blocks_at(blocks, 0)), sizes[i].size);
		assert_int_equal(memhp_block_start(memhp_blocks_at(blocks, 0)),
				 5 * sizes[i].size);
		memhp_blocks_free(blocks);
		memhp_unref(ctx);
		tree_free(tree);
	}
}

/* Reading must fail with @error and say so in a line that has @word. */
static void check_fails(struct tree *tree, int error, const char *word)
{
	struct memhp *ctx = tree_context(tree);
	struct memhp_blocks *blocks;

	assert_int_equal(memhp_blocks_get(ctx, &blocks), -error);
	assert_non_null(strstr(memhp_error(ctx), word));
	memhp_unref(ctx);
	tree_free(tree);
}

static void sizes_that_cannot_be(void **state)
{
	static const char *const sizes[] = {
		NULL, "", "\n", "0\n", "many\n", "3000000\n", "8000000 \n", "-8000000\n",
		"80\n", "10000000000000000\n", "0x\n",
	};
	struct tree *tree;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		tree = tree_new(sizes[i]);
		tree_block(tree, 0, "online", "Normal", 0);
		check_fails(tree, EIO, "block_size_bytes");
	}
}

static void no_blocks_at_all(void **state)
{
	struct tree *tree = tree_new("8000000");

	(void)state;
	tree_file(tree, "auto_online_blocks", "offline\n");
	check_fails(tree, ENOENT, "memory");
	tree = tree_new("8000000");
	tree_remove(tree, "../memory");
	check_fails(tree, ENOENT, "memory hotplug");
}

static void indexes_that_cannot_be(void **state)
{
	struct tree *tree = tree_new("8000000");

	(void)state;
	tree_block(tree, 0, "online", "Normal", 0);
	tree_block(tree, 1ULL << 40, "online", "Normal", 0);
	check_fails(tree, EIO, "memory1099511627776");
	tree = tree_new("8000000");
	tree_block(tree, 0, "online", "Normal", 0);
	tree_folder(tree, "memory99999999999999999999");
	check_fails(tree, EIO, "2^64");
}

static void other_entries_are_passed_over(void **state)
{
	static const uint64_t indexes[] = { 1, 7 };
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	struct memhp_blocks *blocks;

	(void)state;
	tree_block(tree, 7, "online", "Normal", 0);
	tree_block(tree, 1, "online", "Normal", 0);
	tree_folder(tree, "memory");
	tree_folder(tree, "memoryX");
	tree_folder(tree, "memory007");
	tree_folder(tree, "memory-1");
	tree_folder(tree, "memory3x");
	tree_folder(tree, "power");
	tree_file(tree, "memory2", "not a folder\n");
	tree_link(tree, "memory4");
	tree_file(tree, "uevent", "");
	blocks = tree_blocks(ctx);
	check_indexes(blocks, indexes, ARRAY_SIZE(indexes));
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void states_and_zones(void **state)
{
	static const struct {
		const char *text, *zones;
		enum memhp_state state;
		enum memhp_zone zone;
		bool multizone;
		int removable;
	} rows[] = {
		{ "online", "Normal", MEMHP_STATE_ONLINE, MEMHP_ZONE_NORMAL, false, -1 },
		{ "online", "DMA", MEMHP_STATE_ONLINE, MEMHP_ZONE_DMA, false, -1 },
		{ "online", "DMA32", MEMHP_STATE_ONLINE, MEMHP_ZONE_DMA32, false, -1 },
		{ "online", "HighMem", MEMHP_STATE_ONLINE, MEMHP_ZONE_HIGHMEM, false, -1 },
		{ "online", "Movable", MEMHP_STATE_ONLINE, MEMHP_ZONE_MOVABLE, false, 1 },
		{ "online", "Device", MEMHP_STATE_ONLINE, MEMHP_ZONE_DEVICE, false, -1 },
		{ "online", "Movable Normal", MEMHP_STATE_ONLINE, MEMHP_ZONE_MOVABLE, false, 1 },
		{ "online", "none", MEMHP_STATE_ONLINE, MEMHP_ZONE_NONE, true, -1 },
		{ "online", "", MEMHP_STATE_ONLINE, MEMHP_ZONE_NONE, false, -1 },
		{ "online", "Strange", MEMHP_STATE_ONLINE, MEMHP_ZONE_NONE, false, -1 },
		{ "online", NULL, MEMHP_STATE_ONLINE, MEMHP_ZONE_NONE, false, -1 },
		{ "offline", "Normal Movable", MEMHP_STATE_OFFLINE, MEMHP_ZONE_NONE, false, 1 },
		{ "offline", NULL, MEMHP_STATE_OFFLINE, MEMHP_ZONE_NONE, false, 1 },
		{ "going-offline", "Normal", MEMHP_STATE_GOING_OFFLINE, MEMHP_ZONE_NORMAL,
		  false, -1 },
		{ "garbage", "Normal", MEMHP_STATE_UNKNOWN, MEMHP_ZONE_NORMAL, false, -1 },
		{ "", "Normal", MEMHP_STATE_UNKNOWN, MEMHP_ZONE_NORMAL, false, -1 },
		{ "a state that is far longer than any state there ever was", "Normal",
		  MEMHP_STATE_UNKNOWN, MEMHP_ZONE_NORMAL, false, -1 },
	};
	struct tree *tree = tree_new("1000000");
	struct memhp *ctx = tree_context(tree);
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		tree_block(tree, i, rows[i].text, rows[i].zones, 0);
	blocks = tree_blocks(ctx);
	assert_int_equal(memhp_blocks_count(blocks), ARRAY_SIZE(rows));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		block = memhp_blocks_at(blocks, i);
		assert_int_equal(memhp_block_state(block), rows[i].state);
		assert_int_equal(memhp_block_zone(block), rows[i].zone);
		assert_int_equal(block->multizone, rows[i].multizone);
		assert_int_equal(memhp_block_removable(block), rows[i].removable);
	}
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void removable_tells_only_no(void **state)
{
	static const int expected[] = { 0, -1, 0, 1, 1, -1 };
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	struct memhp_blocks *blocks;
	size_t i;

	(void)state;
	tree_block(tree, 0, "online", "Normal", 0);
	tree_file(tree, "memory0/removable", "0\n");
	tree_block(tree, 1, "online", "Normal", 0);
	tree_file(tree, "memory1/removable", "1\n");
	tree_block(tree, 2, "online", "Movable", 0);
	tree_file(tree, "memory2/removable", "0\n");
	tree_block(tree, 3, "online", "Movable", 0);
	tree_file(tree, "memory3/removable", "1\n");
	tree_block(tree, 4, "offline", "Movable", 0);
	tree_file(tree, "memory4/removable", "0\n");
	tree_block(tree, 5, "online", "Normal", 0);
	tree_file(tree, "memory5/removable", "");
	blocks = tree_blocks(ctx);
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_int_equal(memhp_block_removable(memhp_blocks_at(blocks, i)),
				 expected[i]);
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void nodes(void **state)
{
	static const int expected[] = { 0, 0, 1, -1, 12, 0, -1, 2 };
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	struct memhp_blocks *blocks;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		tree_block(tree, i, "offline", NULL, expected[i]);
	tree_folder(tree, "memory5/node0x");	/* none of these names a node */
	tree_folder(tree, "memory6/nodes");
	tree_folder(tree, "memory6/node");
	tree_folder(tree, "memory6/node99999999999");
	tree_folder(tree, "memory7/node3");	/* two nodes: the lower one */
	tree_block(tree, 8, "offline", NULL, -1);
	tree_folder(tree, "memory8/node1");	/* a folder as well as a link */
	blocks = tree_blocks(ctx);
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_int_equal(memhp_block_node(memhp_blocks_at(blocks, i)), expected[i]);
	assert_int_equal(memhp_block_node(memhp_blocks_at(blocks, 8)), 1);
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void what_sysfs_cannot_tell(void **state)
{
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	const struct memhp_block *block;
	struct memhp_blocks *blocks;

	(void)state;
	tree_block(tree, 0, "online", "Normal", 0);
	tree_block(tree, 1, "online", "Normal", 0);
	tree_link(tree, "memory1/firmware_node");
	blocks = tree_blocks(ctx);
	block = memhp_blocks_at(blocks, 0);
	assert_int_equal(memhp_block_owner(block), MEMHP_OWNER_UNKNOWN);
	assert_int_equal(memhp_block_owner(memhp_blocks_at(blocks, 1)), MEMHP_OWNER_ACPI);
	assert_int_equal(memhp_block_early(block), -1);
	assert_int_equal(memhp_block_hotpluggable(block), -1);
	assert_int_equal(memhp_block_memmap(block), -1);
	assert_int_equal(memhp_block_hwpoison(block), -1);
	assert_int_equal(memhp_block_single(block), -1);
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void blocks_that_went_away(void **state)
{
	static const uint64_t indexes[] = { 0, 5 };
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	struct memhp_blocks *blocks;

	(void)state;
	tree_block(tree, 0, "online", "Normal", 0);
	tree_folder(tree, "memory1");			/* no files any more */
	tree_folder(tree, "memory2");
	tree_link(tree, "memory2/state");
	tree_block(tree, 3, "gone", "Normal", 0);	/* ENODEV */
	tree_block(tree, 5, "online", "gone", 0);	/* zone not known */
	removed_while_open = true;
	blocks = tree_blocks(ctx);
	removed_while_open = false;
	check_indexes(blocks, indexes, ARRAY_SIZE(indexes));
	assert_int_equal(memhp_block_zone(memhp_blocks_at(blocks, 1)), MEMHP_ZONE_NONE);
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

static void a_state_that_cannot_be_read(void **state)
{
	struct tree *tree = tree_new("8000000");

	(void)state;
	tree_folder(tree, "memory6/state");
	check_fails(tree, EIO, "memory6");
}

struct churn {
	struct tree *tree;
	atomic_bool stop;
};

static void *plug_and_unplug(void *data)
{
	struct churn *churn = data;

	while (!atomic_load(&churn->stop)) {
		tree_block(churn->tree, 2, "online", "Normal", 0);
		tree_block(churn->tree, 4, "offline", "Normal Movable", 1);
		tree_remove(churn->tree, "memory2");
		tree_remove(churn->tree, "memory4");
	}
	return NULL;
}

static void reading_during_hotplug(void **state)
{
	struct churn churn = { .tree = tree_new("8000000") };
	struct memhp *ctx = tree_context(churn.tree);
	struct memhp_blocks *blocks;
	pthread_t thread;
	int i;

	(void)state;
	tree_block(churn.tree, 1, "online", "Normal", 0);
	tree_block(churn.tree, 3, "online", "Normal", 0);
	assert_int_equal(pthread_create(&thread, NULL, plug_and_unplug, &churn), 0);
	for (i = 0; i < 500; i++) {
		blocks = tree_blocks(ctx);
		assert_non_null(memhp_blocks_find(blocks, 1));
		assert_non_null(memhp_blocks_find(blocks, 3));
		memhp_blocks_free(blocks);
	}
	atomic_store(&churn.stop, true);
	pthread_join(thread, NULL);
	memhp_unref(ctx);
	tree_free(churn.tree);
}

static void details_of_a_block(void **state)
{
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	struct memhp_block_detail detail = { .sz = sizeof(detail) };
	struct memhp_blocks *blocks;

	(void)state;
	tree_block(tree, 0, "offline", "Normal Movable", 0);
	tree_file(tree, "memory0/phys_device", "7\n");
	tree_block(tree, 1, "online", NULL, 0);
	tree_file(tree, "memory1/phys_device", "?\n");
	blocks = tree_blocks(ctx);
	assert_int_equal(memhp_block_detail_get(ctx, memhp_blocks_at(blocks, 0), &detail), 0);
	assert_string_equal(detail.valid_zones, "Normal Movable");
	assert_int_equal(detail.phys_device, 7);
	assert_int_equal(detail.sections, 0);
	assert_int_equal(memhp_block_detail_get(ctx, memhp_blocks_at(blocks, 1), &detail), 0);
	assert_string_equal(detail.valid_zones, "");
	assert_int_equal(detail.phys_device, -1);
	tree_remove(tree, "memory1");
	assert_int_equal(memhp_block_detail_get(ctx, memhp_blocks_at(blocks, 1), &detail),
			 -ENOENT);
	assert_non_null(strstr(memhp_error(ctx), "memory1"));
	memhp_blocks_free(blocks);
	memhp_unref(ctx);
	tree_free(tree);
}

/* What the module would refuse is refused by a plan, too. */
static void sizes_of_groups(void **state)
{
	static const struct { uint64_t unit, max; int gives; } rows[] = {
		{ 0, 0, 0 }, { 1 << 28, 0, 0 }, { 1 << 28, 3 << 28, 0 }, { 0, 1 << 27, 0 },
		{ 100 << 20, 0, EINVAL }, { 0, 1 << 20, EINVAL }, { 1 << 28, 1 << 27, EINVAL },
		{ MEMHP_MAX_UNIT_BLOCKS << 27, 0, 0 },
		{ (MEMHP_MAX_UNIT_BLOCKS + 1) << 27, 0, EINVAL },
	};
	struct memhp_group_opts opts = { .sz = sizeof(opts), .type = MEMHP_GROUP_DYNAMIC };
	struct { struct memhp_group_opts known; uint64_t later; } longer = { .known = opts };
	struct tree *tree = tree_new("8000000");
	struct memhp *ctx = tree_context(tree);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		opts.unit = rows[i].unit;
		opts.max = rows[i].max;
		if (memhp_group_plan(ctx, MEMHP_GROUP_OP_CREATE, "a", &opts) != -rows[i].gives)
			fail_msg("row %zu: %s", i, memhp_error(ctx));
	}
	longer.known.sz = sizeof(longer);
	assert_int_equal(memhp_group_plan(ctx, MEMHP_GROUP_OP_CREATE, "a", &longer.known), 0);
	longer.later = 1;
	assert_int_equal(memhp_group_plan(ctx, MEMHP_GROUP_OP_CREATE, "a", &longer.known), -EINVAL);
	memhp_unref(ctx);
	tree_free(tree);
}

/* A file that a caller names may be a pipe. */
static void a_pipe_as_a_file(void **state)
{
	struct memhp_rules *rules;
	struct memhp *ctx;
	char path[32];
	int ends[2];

	(void)state;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	assert_int_equal(memhp_rules_new(ctx, &rules), 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "default kernel\n", 15), 15);
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	assert_int_equal(memhp_rules_read(rules, path), 0);
	assert_int_equal(memhp_rules_count(rules), 1);
	close(ends[0]);
	memhp_rules_free(rules);
	memhp_unref(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holes_and_a_late_start),
		cmocka_unit_test(sizes_of_blocks),
		cmocka_unit_test(sizes_that_cannot_be),
		cmocka_unit_test(no_blocks_at_all),
		cmocka_unit_test(indexes_that_cannot_be),
		cmocka_unit_test(other_entries_are_passed_over),
		cmocka_unit_test(states_and_zones),
		cmocka_unit_test(removable_tells_only_no),
		cmocka_unit_test(nodes),
		cmocka_unit_test(what_sysfs_cannot_tell),
		cmocka_unit_test(blocks_that_went_away),
		cmocka_unit_test(a_state_that_cannot_be_read),
		cmocka_unit_test(reading_during_hotplug),
		cmocka_unit_test(details_of_a_block),
		cmocka_unit_test(sizes_of_groups),
		cmocka_unit_test(a_pipe_as_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
