// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why the kernel has memory on a node. */
#include <fcntl.h>
#include <unistd.h>

#include "machine.h"
#include "table.h"
#include "tree.h"

#define ROOT "../../../../"

/* Node 0 is fixed up to 1 GiB, node 1 hotpluggable from 1 to 3 GiB. */
static void save_table(struct tree *tree)
{
	static struct table table;
	char path[128];
	int fd;

	table_begin(&table);
	table_memory(&table, 0, 0, 1024 * MIB, ON);
	table_memory(&table, 1, 1024 * MIB, 2048 * MIB, HOT);
	table_end(&table);
	tree_folder(tree, ROOT "sys/firmware/acpi/tables");
	snprintf(path, sizeof(path), "%s%s", tree->path, MEMHP_SRAT);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0400);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, table.bytes, table.size), table.size);
	close(fd);
}

static struct memhp_alike blocks_of(int node, uint64_t first, enum memhp_zone zone, uint32_t flags)
{
	return (struct memhp_alike){
		.first = first, .count = 2, .state = MEMHP_STATE_ONLINE, .zone = zone,
		.node = node, .flags = flags, .size = 128 * MIB,
	};
}

/* Nodes 0 and 1 with two blocks each; those of node 1 as told. */
static struct memhp_audit *audit(struct tree_fixture *f, const char *options,
				 enum memhp_zone zone, uint32_t flags)
{
	const struct memhp_alike ranges[] = {
		blocks_of(0, 0, MEMHP_ZONE_DMA32, MEMHP_BLOCK_EARLY),
		blocks_of(1, 8, zone, flags),
	};
	struct memhp_blocks *blocks = machine_new(f->ctx, 128 * MIB, ranges, 2);
	struct memhp_firmware *firmware;
	struct memhp_audit *result;

	save_table(f->tree);
	tree_folder(f->tree, ROOT "proc");
	if (options)
		tree_file(f->tree, ROOT "proc/cmdline", options);
	assert_int_equal(memhp_firmware_get(f->ctx, &firmware), 0);
	assert_int_equal(memhp_audit_get(f->ctx, firmware, blocks, &result), 0);
	assert_int_equal(memhp_audit_count(result), 2);
	assert_null(memhp_audit_at(result, 2));
	memhp_firmware_free(firmware);
	memhp_blocks_free(blocks);
	return result;
}

static void causes(void **state)
{
	static const struct {
		const char *options;
		enum memhp_zone zone;
		uint32_t flags;
		enum memhp_cause cause;
	} rows[] = {
		{ NULL, MEMHP_ZONE_NORMAL, MEMHP_BLOCK_EARLY, MEMHP_CAUSE_UNKNOWN },
		{ "quiet\n", MEMHP_ZONE_NORMAL, MEMHP_BLOCK_EARLY, MEMHP_CAUSE_NO_OPTION },
		{ "movable_nodes\n", MEMHP_ZONE_NORMAL, MEMHP_BLOCK_EARLY, MEMHP_CAUSE_NO_OPTION },
		{ "a movable_node b\n", MEMHP_ZONE_NORMAL, MEMHP_BLOCK_EARLY,
		  MEMHP_CAUSE_KERNEL_FIRST },
		{ "movable_node\n", MEMHP_ZONE_NORMAL, 0, MEMHP_CAUSE_ONLINED },
		{ "quiet\n", MEMHP_ZONE_MOVABLE, 0, MEMHP_CAUSE_NONE },
	};
	struct tree_fixture *f = *state;
	struct memhp_audit *result;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		result = audit(f, rows[i].options, rows[i].zone, rows[i].flags);
		assert_int_equal(memhp_audit_at(result, 0)->cause, MEMHP_CAUSE_FIXED);
		assert_int_equal(memhp_audit_at(result, 1)->cause, rows[i].cause);
		memhp_audit_free(result);
	}
}

static void sums(void **state)
{
	struct memhp_audit *result = audit(*state, "quiet\n", MEMHP_ZONE_NORMAL,
					   MEMHP_BLOCK_EARLY);
	const struct memhp_audit_node *node = memhp_audit_at(result, 0);

	assert_int_equal(node->kernel, 256 * MIB);
	assert_int_equal(node->hotpluggable, 0);
	node = memhp_audit_at(result, 1);
	assert_int_equal(node->kernel, 256 * MIB);
	assert_int_equal(node->hotpluggable, 256 * MIB);
	assert_int_equal(node->early, 256 * MIB);
	/* Nobody is there to look at pages. */
	assert_false(node->looked);
	assert_non_null(memhp_audit_unseen(result));
	memhp_audit_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(causes, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(sums, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
