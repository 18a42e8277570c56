// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the firmware says, from files, and what follows of it for nodes. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"
#include "table.h"
#include "tree.h"

#define ROOT "../../../../"
#define SRAT ROOT "sys/firmware/acpi/tables/SRAT"

static struct table table;

/* Where the table is, seen from anywhere. */
static const char *path_of(const struct tree *tree)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s%s", tree->path, MEMHP_SRAT);
	return path;
}

/* Save the table in the tree; -1: all of it. */
static void save(struct tree *tree, ssize_t size)
{
	size_t wanted = size < 0 ? table.size : (size_t)size;
	int fd;

	tree_folder(tree, ROOT "sys/firmware/acpi/tables");
	fd = open(path_of(tree), O_WRONLY | O_CREAT | O_TRUNC, 0400);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, table.bytes, wanted), wanted);
	close(fd);
}

static struct memhp_firmware *get(struct memhp *ctx)
{
	struct memhp_firmware *firmware;

	assert_int_equal(memhp_firmware_get(ctx, &firmware), 0);
	return firmware;
}

/* Node 0 fixed up to 1 GiB, node 1, whose domain is 5, hotpluggable from 1 to 2 GiB. */
static void usual(void)
{
	table_begin(&table);
	table_processor(&table, 0);
	table_memory(&table, 0, 0, 1024 * MIB, ON);
	table_memory(&table, 5, 1024 * MIB, 1024 * MIB, HOT);
	table_memory(&table, 5, 4096 * MIB, 1024 * MIB, 0);
	table_end(&table);
}

static void check_usual(struct memhp_firmware *firmware, int nodes)
{
	assert_int_equal(memhp_firmware_count(firmware), 3);
	assert_int_equal(memhp_firmware_at(firmware, 0)->node, nodes ? 0 : -1);
	assert_int_equal(memhp_firmware_at(firmware, 1)->node, nodes ? 1 : -1);
	assert_int_equal(memhp_firmware_at(firmware, 1)->domain, 5);
	assert_int_equal(memhp_firmware_at(firmware, 1)->flags, HOT);
	assert_int_equal(memhp_firmware_at(firmware, 2)->node, -1);
	assert_null(memhp_firmware_at(firmware, 3));
	assert_int_equal(memhp_firmware_problems(firmware), 0);
	assert_null(memhp_firmware_problem(firmware, 0));
	assert_int_equal(memhp_firmware_hotpluggable(firmware, 0, 128 * MIB), 0);
	assert_int_equal(memhp_firmware_hotpluggable(firmware, 1024 * MIB, 128 * MIB), 1);
	assert_int_equal(memhp_firmware_hotpluggable(firmware, 4096 * MIB, 128 * MIB), -1);
	memhp_firmware_free(firmware);
}

static void a_saved_tree(void **state)
{
	struct tree_fixture *f = *state;

	usual();
	save(f->tree, -1);
	check_usual(get(f->ctx), 1);
}

/* The kernel's nodes are others then. */
static void nodes_of_the_command_line(void **state)
{
	static const struct { const char *text; int nodes; } rows[] = {
		{ "numa=off quiet\n", 0 }, { "quiet numa=fake=4\n", 0 }, { "quiet\n", 1 },
		{ "xnuma=off\n", 1 }, { "", 1 },
	};
	struct tree_fixture *f = *state;
	size_t i;

	usual();
	save(f->tree, -1);
	tree_folder(f->tree, ROOT "proc");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		tree_file(f->tree, ROOT "proc/cmdline", rows[i].text);
		check_usual(get(f->ctx), rows[i].nodes);
	}
}

static void a_file_by_itself(void **state)
{
	struct tree_fixture *f = *state;
	struct memhp_firmware *firmware;

	usual();
	save(f->tree, -1);
	tree_folder(f->tree, ROOT "proc");
	tree_file(f->tree, ROOT "proc/cmdline", "numa=off\n");	/* of who knows what */
	assert_int_equal(memhp_firmware_read(f->ctx, path_of(f->tree), &firmware), 0);
	check_usual(firmware, 1);
}

static void check_fails(struct tree_fixture *f, int error, const char *word)
{
	struct memhp_firmware *firmware;

	assert_int_equal(memhp_firmware_get(f->ctx, &firmware), -error);
	assert_non_null(strstr(memhp_error(f->ctx), word));
}

static void what_cannot_be_read(void **state)
{
	struct tree_fixture *f = *state;
	struct memhp_firmware *firmware;
	int fd;

	check_fails(f, ENOENT, "save it as root");
	assert_int_equal(memhp_firmware_read(f->ctx, path_of(f->tree), &firmware), -ENOENT);
	assert_non_null(strstr(memhp_error(f->ctx), "there is no file"));
	usual();
	save(f->tree, 35);
	check_fails(f, EINVAL, "ends within its header");
	save(f->tree, 3);
	check_fails(f, EINVAL, "does not begin with that name");
	save(f->tree, 0);
	check_fails(f, EINVAL, "does not begin with that name");
	table.bytes[0] = 'X';
	save(f->tree, -1);
	check_fails(f, EINVAL, "does not begin with that name");
	fd = open(path_of(f->tree), O_WRONLY);
	assert_int_equal(ftruncate(fd, (1 << 20) + 1), 0);
	close(fd);
	check_fails(f, EFBIG, "EFBIG");
	tree_remove(f->tree, SRAT);
	assert_int_equal(mkfifo(path_of(f->tree), 0600), 0);
	check_fails(f, EINVAL, "EINVAL");
	tree_remove(f->tree, SRAT);
	tree_folder(f->tree, SRAT);
	check_fails(f, EINVAL, "EINVAL");
}

/* ---- What is wrong ---- */

static void check_problem(struct tree_fixture *f, const char *text)
{
	struct memhp_firmware *firmware;

	save(f->tree, -1);
	firmware = get(f->ctx);
	assert_int_equal(memhp_firmware_problems(firmware), 1);
	assert_string_equal(memhp_firmware_problem(firmware, 0), text);
	assert_null(memhp_firmware_problem(firmware, 1));
	memhp_firmware_free(firmware);
}

static void sentences_of_the_table(void **state)
{
	struct tree_fixture *f = *state;

	usual();
	table.bytes[4]++;
	check_problem(f, "the table is cut: it ends after 184 bytes");
	usual();
	table.bytes[9] += 7;
	check_problem(f, "the checksum is wrong: the bytes add up to 0x07, not to 0");
	usual();
	table.bytes[8] = 9;
	table_end(&table);
	check_problem(f, "the revision of the table is 9, read as if it were 3");
	table.bytes[8] = 0;
	table_end(&table);
	check_problem(f, "the revision of the table is 0, read as if it were 1");
}

static void sentences_of_entries(void **state)
{
	struct tree_fixture *f = *state;

	usual();
	table_bytes(&table, "\0\0", 2);
	table_end(&table);
	check_problem(f, "the entry at offset 0xb8 has no length: nothing behind it was read");
	usual();
	table_bytes(&table, "\x01\x28", 2);
	table_end(&table);
	check_problem(f, "the entry at offset 0xb8 reaches past the end of the table: nothing "
		      "from there on was read");
	usual();
	table_bytes(&table, "\x01\x02", 2);
	table_end(&table);
	check_problem(f, "the entry at offset 0xb8 is too short for its kind, and was not read");
	table_bytes(&table, "\x01\x02", 2);
	table_end(&table);
	check_problem(f, "2 entries are too short for their kind, and were not read, the first at "
		      "offset 0xb8");
}

static void sentences_of_ranges(void **state)
{
	struct tree_fixture *f = *state;
	int i;

	usual();
	table_memory(&table, 0, 0x1000, 0, ON);
	table_end(&table);
	check_problem(f, "the range at 0x1000 is enabled and has no bytes");
	usual();
	table_memory(&table, 0, UINT64_MAX, 2, ON);
	table_end(&table);
	check_problem(f, "the range at 0xffffffffffffffff ends past 2^64, and is left out");
	usual();
	table_memory(&table, 0, 0, 128 * MIB, ON);
	table_memory(&table, 0, 0x40000000, 128 * MIB, ON);
	table_end(&table);
	check_problem(f, "2 ranges begin within another one, the first at 0x0");
	table_begin(&table);
	for (i = 0; i <= MEMHP_SRAT_RANGES; i++)
		table_memory(&table, 0, (uint64_t)i << 20, MIB, HOT);
	table_end(&table);
	check_problem(f, "the range at 0x100000000 is left out: there are too many");
}

/* ---- Nodes ---- */

#define BLOCKS(n, block, blocks, where, in) { .first = (block), .count = (blocks), \
	.state = (where), .zone = (in), .node = (n), .size = 128 * MIB }

static struct memhp_firmware_node node_of(struct tree_fixture *f, const struct memhp_alike *alikes,
					  size_t nr, int number)
{
	struct memhp_blocks *blocks = machine_new(f->ctx, 128 * MIB, alikes, nr);
	struct memhp_firmware *firmware = get(f->ctx);
	struct memhp_firmware_node found = { .node = -2 };
	struct memhp_firmware_nodes *nodes;
	size_t i;

	assert_int_equal(memhp_firmware_nodes_get(f->ctx, firmware, blocks, &nodes), 0);
	memhp_firmware_free(firmware);
	memhp_blocks_free(blocks);
	for (i = 0; i < memhp_firmware_nodes_count(nodes); i++) {
		const struct memhp_firmware_node *node = memhp_firmware_nodes_at(nodes, i);

		assert_true(!i || (unsigned int)node[0].node >
			    (unsigned int)memhp_firmware_nodes_at(nodes, i - 1)->node);
		assert_true(node->known);
		if (node->node == number)
			found = *node;
	}
	assert_null(memhp_firmware_nodes_at(nodes, i));
	memhp_firmware_nodes_free(nodes);
	assert_int_equal(found.node, number);
	return found;
}

#define ONLINE MEMHP_STATE_ONLINE
#define OFFLINE MEMHP_STATE_OFFLINE

static void verdicts(void **state)
{
	static const struct {
		struct memhp_alike alike;
		enum memhp_unplug unplug;
	} rows[] = {
		{ BLOCKS(1, 8, 4, OFFLINE, MEMHP_ZONE_NONE), MEMHP_UNPLUG_YES },
		{ BLOCKS(1, 8, 4, ONLINE, MEMHP_ZONE_MOVABLE), MEMHP_UNPLUG_YES },
		{ BLOCKS(1, 8, 4, MEMHP_STATE_GOING_OFFLINE, MEMHP_ZONE_MOVABLE),
		  MEMHP_UNPLUG_UNKNOWN },
		{ BLOCKS(1, 8, 1, ONLINE, MEMHP_ZONE_NORMAL), MEMHP_UNPLUG_KERNEL },
		{ BLOCKS(1, 8, 1, ONLINE, MEMHP_ZONE_DMA32), MEMHP_UNPLUG_KERNEL },
		{ BLOCKS(1, 8, 1, ONLINE, MEMHP_ZONE_NONE), MEMHP_UNPLUG_KERNEL },
		{ BLOCKS(1, 8, 1, ONLINE, MEMHP_ZONE_DEVICE), MEMHP_UNPLUG_UNKNOWN },
		{ BLOCKS(1, 8, 1, 0, 0), MEMHP_UNPLUG_UNKNOWN },
		{ BLOCKS(1, 7, 2, ONLINE, MEMHP_ZONE_NORMAL), MEMHP_UNPLUG_FIXED },
		{ BLOCKS(1, 7, 2, OFFLINE, MEMHP_ZONE_NONE), MEMHP_UNPLUG_FIXED },
		{ BLOCKS(1, 15, 2, OFFLINE, MEMHP_ZONE_NONE), MEMHP_UNPLUG_UNKNOWN },
		{ BLOCKS(1, 15, 2, ONLINE, MEMHP_ZONE_NORMAL), MEMHP_UNPLUG_KERNEL },
		{ BLOCKS(-1, 8, 4, OFFLINE, MEMHP_ZONE_NONE), MEMHP_UNPLUG_UNKNOWN },
	};
	struct tree_fixture *f = *state;
	size_t i;

	usual();
	save(f->tree, -1);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(node_of(f, &rows[i].alike, 1, rows[i].alike.node).unplug,
				 rows[i].unplug);
}

/* By one it is node 2's, by the other node 1's: neither can be unplugged without it. */
static void block_on_two_nodes(void **state)
{
	static const struct memhp_alike alikes[] = {
		BLOCKS(1, 8, 4, OFFLINE, MEMHP_ZONE_NONE),
		BLOCKS(2, 12, 4, OFFLINE, MEMHP_ZONE_NONE),
	};
	struct tree_fixture *f = *state;

	table_begin(&table);
	table_memory(&table, 0, 0, 1024 * MIB, ON);
	table_memory(&table, 1, 1024 * MIB, 576 * MIB, HOT);
	table_memory(&table, 2, 1600 * MIB, 448 * MIB, HOT);
	table_end(&table);
	save(f->tree, -1);
	assert_int_equal(node_of(f, alikes, 2, 1).unplug, MEMHP_UNPLUG_UNKNOWN);
	assert_int_equal(node_of(f, alikes, 2, 2).unplug, MEMHP_UNPLUG_UNKNOWN);
	assert_int_equal(node_of(f, alikes, 2, 2).hotpluggable, 512 * MIB);
}

/* Half of a table is no reason to say yes, whatever that half says. */
static void verdicts_by_bad_tables(void **state)
{
	static const struct memhp_alike alike = BLOCKS(1, 8, 4, OFFLINE, MEMHP_ZONE_NONE);
	struct tree_fixture *f = *state;

	usual();
	table_memory(&table, 0, 0, MIB, ON);
	table.bytes[8] = 4;
	table_end(&table);
	save(f->tree, -1);
	assert_int_equal(node_of(f, &alike, 1, 1).unplug, MEMHP_UNPLUG_YES);
	table_memory(&table, 0, 0, 0, ON);
	table_end(&table);
	save(f->tree, -1);
	assert_int_equal(node_of(f, &alike, 1, 1).unplug, MEMHP_UNPLUG_UNKNOWN);
	table.bytes[9]++;
	save(f->tree, -1);
	assert_int_equal(node_of(f, &alike, 1, 1).unplug, MEMHP_UNPLUG_UNKNOWN);
	usual();
	save(f->tree, (ssize_t)table.size - 1);
	assert_int_equal(node_of(f, &alike, 1, 1).unplug, MEMHP_UNPLUG_UNKNOWN);
	table_bytes(&table, "\x01\x02", 2);
	table_end(&table);
	save(f->tree, -1);
	assert_int_equal(node_of(f, &alike, 1, 1).unplug, MEMHP_UNPLUG_UNKNOWN);
}

static void bytes_of_nodes(void **state)
{
	static const struct memhp_alike alikes[] = {
		BLOCKS(0, 0, 1, ONLINE, MEMHP_ZONE_NONE),
		BLOCKS(0, 1, 5, ONLINE, MEMHP_ZONE_NORMAL),
		BLOCKS(1, 8, 2, ONLINE, MEMHP_ZONE_MOVABLE),
		BLOCKS(0, 10, 1, ONLINE, MEMHP_ZONE_MOVABLE),	/* domain 5, on node 0 */
		BLOCKS(1, 11, 3, OFFLINE, MEMHP_ZONE_NONE),
		BLOCKS(3, 32, 1, OFFLINE, MEMHP_ZONE_NONE),	/* not described */
	};
	struct tree_fixture *f = *state;
	struct memhp_firmware_node node;

	usual();
	save(f->tree, -1);
	node = node_of(f, alikes, ARRAY_SIZE(alikes), 0);
	assert_int_equal(node.total, 7 * 128 * MIB);
	assert_int_equal(node.hotpluggable, 128 * MIB);
	assert_int_equal(node.online, 7 * 128 * MIB);
	assert_int_equal(node.kernel, 6 * 128 * MIB);
	assert_int_equal(node.movable, 128 * MIB);
	assert_int_equal(node.unplug, MEMHP_UNPLUG_FIXED);
	node = node_of(f, alikes, ARRAY_SIZE(alikes), 1);
	assert_int_equal(node.total, 5 * 128 * MIB);
	assert_int_equal(node.hotpluggable, 5 * 128 * MIB);
	assert_int_equal(node.online, 2 * 128 * MIB);
	assert_int_equal(node.kernel, 0);
	assert_int_equal(node.unplug, MEMHP_UNPLUG_YES);
	assert_int_equal(node_of(f, alikes, ARRAY_SIZE(alikes), 3).unplug, MEMHP_UNPLUG_UNKNOWN);
	/* That a node is described does not give it memory. */
	assert_int_equal(node_of(f, alikes, 2, 1).unplug, MEMHP_UNPLUG_NO_MEMORY);
}

static void nodes_without_blocks(void **state)
{
	struct tree_fixture *f = *state;
	struct memhp_firmware_nodes *nodes;
	struct memhp_firmware *firmware;

	usual();
	save(f->tree, -1);
	firmware = get(f->ctx);
	assert_int_equal(memhp_firmware_nodes_get(f->ctx, firmware, NULL, &nodes), 0);
	memhp_firmware_free(firmware);
	assert_int_equal(memhp_firmware_nodes_count(nodes), 2);
	assert_false(memhp_firmware_nodes_at(nodes, 1)->known);
	assert_int_equal(memhp_firmware_nodes_at(nodes, 1)->unplug, MEMHP_UNPLUG_UNKNOWN);
	memhp_firmware_nodes_free(nodes);
}

static void words(void **state)
{
	(void)state;
	assert_string_equal(memhp_unplug_name(MEMHP_UNPLUG_UNKNOWN), "unknown");
	assert_string_equal(memhp_unplug_name(MEMHP_UNPLUG_YES), "yes");
	assert_string_equal(memhp_unplug_name(MEMHP_UNPLUG_NO_MEMORY), "no-memory");
	assert_string_equal(memhp_unplug_name(MEMHP_UNPLUG_FIXED), "fixed-memory");
	assert_string_equal(memhp_unplug_name(MEMHP_UNPLUG_KERNEL), "kernel-memory");
	assert_string_equal(memhp_unplug_name(99), "unknown");
	memhp_firmware_free(NULL);
	memhp_firmware_nodes_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_saved_tree, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(nodes_of_the_command_line, tree_set_up,
						tree_tear_down),
		cmocka_unit_test_setup_teardown(a_file_by_itself, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(sentences_of_the_table, tree_set_up,
						tree_tear_down),
		cmocka_unit_test_setup_teardown(sentences_of_entries, tree_set_up,
						tree_tear_down),
		cmocka_unit_test_setup_teardown(sentences_of_ranges, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(verdicts, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(block_on_two_nodes, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(verdicts_by_bad_tables, tree_set_up,
						tree_tear_down),
		cmocka_unit_test_setup_teardown(bytes_of_nodes, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(nodes_without_blocks, tree_set_up, tree_tear_down),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
