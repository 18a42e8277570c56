// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where a kernel puts its boot memory: by hand, and against what kernels logged, in boot/. */
#include <dirent.h>

#include "boot.h"
#include "chance.h"
#include "unit.h"

#define MB	(1ULL << 20)
#define GB	(1ULL << 30)

static struct memhp *ctx;

static struct memhp_boot *parse(const char *text)
{
	struct memhp_boot *boot;

	assert_int_equal(memhp_boot_new(ctx, &boot), 0);
	if (memhp_boot_parse(boot, "text", text, strlen(text)) || memhp_boot_check(boot))
		fail_msg("%s", memhp_error(ctx));
	return boot;
}

static struct memhp_bootplan *plan_of(struct memhp_boot *boot, const char *options)
{
	struct memhp_bootplan *plan;

	assert_int_equal(memhp_boot_set_options(boot, options), 0);
	assert_int_equal(memhp_bootplan_get(boot, &plan), 0);
	return plan;
}

static const struct memhp_boot_item *item_of(const struct memhp_bootplan *plan, const char *what)
{
	size_t i;

	for (i = 0; i < memhp_bootplan_count(plan); i++)
		if (!strcmp(memhp_bootplan_at(plan, i)->what, what))
			return memhp_bootplan_at(plan, i);
	return NULL;
}

static const struct memhp_boot_node *node_of(const struct memhp_bootplan *plan, int node)
{
	size_t i;

	for (i = 0; i < memhp_bootplan_nodes(plan); i++)
		if (memhp_bootplan_node(plan, i)->node == node)
			return memhp_bootplan_node(plan, i);
	fail_msg("no node %d", node);
	return NULL;
}

/* 8 GiB, the upper half of them hotpluggable. */
static const char two[] =
	"ram 0x0-0x9ffff\nram 0x100000-0xbfffffff # a hole\nram 0x100000000-0x23fffffff\n"
	"node 0 0x0-0x13fffffff\nnode 1 0x140000000-0x23fffffff hotpluggable\n"
	"kernel 0x1000000-0x3ffffff\ninitrd 0x70000000-0x71ffffff\ncpus 0 4\n";

static void test_down(void **state)
{
	struct memhp_boot *boot = parse(two);
	struct memhp_bootplan *plan = plan_of(boot, "log_buf_len=3M");
	const struct memhp_boot_item *item;

	(void)state;
	item = item_of(plan, "log buffer");
	assert_true(item->before_srat && item->hotpluggable == 1);
	assert_int_equal(item->size, 4 * MB + 131072 * (24 + 88));
	assert_int_equal(item->start + item->size, 0x240000000);
	item = item_of(plan, "struct pages of node 1");
	assert_int_equal(item->size, 64 * MB);
	assert_int_equal(item->node, 1);
	assert_false(item->before_srat);
	assert_true(item_of(plan, "swiotlb")->start < 4 * GB);
	assert_int_equal(node_of(plan, 0)->unplug, MEMHP_UNPLUG_FIXED);
	assert_int_equal(node_of(plan, 1)->unplug, MEMHP_UNPLUG_KERNEL);
	assert_int_equal(node_of(plan, 1)->hotpluggable, 4 * GB);
	assert_int_equal(node_of(plan, 1)->kernel, node_of(plan, 1)->kernel_hotpluggable);
	assert_int_equal(node_of(plan, 1)->movable, 0);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

static void test_movable_node(void **state)
{
	struct memhp_boot *boot = parse(two);
	struct memhp_bootplan *plan = plan_of(boot, "quiet movable_node log_buf_len=4M");
	const struct memhp_boot_node *node = node_of(plan, 1);

	(void)state;
	assert_int_equal(node->kernel, 0);
	assert_int_equal(node->movable, 4 * GB);
	assert_int_equal(node->unplug, MEMHP_UNPLUG_YES);
	assert_int_equal(item_of(plan, "log buffer")->start, MB);
	assert_int_equal(item_of(plan, "struct pages of node 1")->node, 0);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

/* Whose node has some of the kernel already is not kept free. */
static void test_kernel_there(void **state)
{
	struct memhp_boot *boot = parse(two);
	struct memhp_bootplan *plan;

	(void)state;
	boot->kernel = (struct memhp_extent){ 6 * GB, 6 * GB + 48 * MB, 0, false };
	plan = plan_of(boot, "movable_node");
	assert_int_equal(node_of(plan, 1)->movable, 0);
	assert_int_equal(node_of(plan, 1)->unplug, MEMHP_UNPLUG_KERNEL);
	assert_int_equal(item_of(plan, "struct pages of node 1")->node, 1);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

struct crash_case {
	const char *options;
	uint64_t size;		/* 0: none */
	uint64_t from;
	uint64_t to;
	uint64_t low;		/* 0: none */
};

static void test_crash(void **state)
{
	static const struct crash_case cases[] = {
		{ "", 0, 0, 0, 0 },
		{ "crashkernel=", 0, 0, 0, 0 },
		{ "crashkernel=256M", 256 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=256M,high", 256 * MB, 5 * GB, 9 * GB, 256 * MB },
		{ "crashkernel=256M,high crashkernel=72M,low", 256 * MB, 5 * GB, 9 * GB, 72 * MB },
		{ "crashkernel=256M,high crashkernel=0,low", 256 * MB, 5 * GB, 9 * GB, 0 },
		{ "crashkernel=256M,high movable_node", 256 * MB, 4 * GB, 5 * GB, 256 * MB },
		{ "crashkernel=128M@512M", 128 * MB, 512 * MB, 640 * MB, 0 },
		{ "crashkernel=1G-4G:64M,4G-:192M", 192 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=1G-4G:64M", 0, 0, 0, 0 },
		{ "crashkernel=3G", 3 * GB, 4 * GB, 9 * GB, 256 * MB },
		{ "crashkernel=1GX", 0, 0, 0, 0 },
		{ "crashkernel=256M crashkernel=1G,high", 256 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=1G,high crashkernel=0-:256M", 256 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=256M crashkernel=2G,cma", 256 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=256M,high crashkernel=9G,low", 0, 0, 9 * GB, 0 },
		{ "crashkernel=1G-8G:64M,8G-64G:128M", 128 * MB, 0, 4 * GB, 0 },
		{ "crashkernel=0-:64G", 0, 0, 0, 0 },
		{ "-- crashkernel=256M", 0, 0, 0, 0 },
		{ "crashkernel=1G-", 0, 0, 0, 0 },
		{ "crashkernel=:", 0, 0, 0, 0 },
	};
	struct memhp_boot *boot = parse(two);
	const struct memhp_boot_item *item, *low;
	struct memhp_bootplan *plan;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		plan = plan_of(boot, cases[i].options);
		item = item_of(plan, "crash kernel");
		low = item_of(plan, "crash kernel, low");
		assert_int_equal(item ? item->size : 0, cases[i].size);
		assert_int_equal(low ? low->size : 0, cases[i].low);
		if (item) {
			assert_true(item->start >= cases[i].from);
			assert_true(item->start + item->size <= cases[i].to);
		}
		memhp_bootplan_free(plan);
	}
	/* No place */
	plan = plan_of(boot, "crashkernel=64G");
	assert_int_equal(item_of(plan, "crash kernel")->size, 0);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

/* What the firmware says is taken as the kernel takes it. */
static void test_firmware(void **state)
{
	static const struct {
		const char *nodes;
		int count;
		uint64_t first;		/* bytes of node 0 */
	} cases[] = {
		/* Holes of a node are its own, */
		{ "node 0 0x0-0x7fffffff\nnode 0 0x100000000-0x13fffffff\n"
		  "node 1 0x140000000-0x1bfffffff hotpluggable\n", 2, 4 * GB },
		/* what is told twice is told, */
		{ "node 0 0x0-0x13fffffff\nnode 0 0x80000000-0xffffffff\n"
		  "node 1 0x140000000-0x1bfffffff hotpluggable\n", 2, 4 * GB },
		/* and who contradicts himself, or leaves out memory, is not believed. */
		{ "node 0 0x0-0x17fffffff\nnode 1 0x140000000-0x1bfffffff\n", 1, 6 * GB },
		{ "node 0 0x0-0x13fffffff\nnode 1 0x180000000-0x1bfffffff\n", 1, 6 * GB },
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct memhp_bootplan *plan;
		struct memhp_boot *boot;

		snprintf(text, sizeof(text), "ram 0x0-0xbfffffff\nram 0x100000000-0x1bfffffff\n"
			 "kernel 0x1000000-0x3ffffff\n%s", cases[i].nodes);
		boot = parse(text);
		plan = plan_of(boot, "");
		assert_int_equal(memhp_bootplan_nodes(plan), cases[i].count);
		assert_int_equal(node_of(plan, 0)->total, cases[i].first);
		memhp_bootplan_free(plan);
		memhp_boot_free(boot);
	}
}

/* Bytes that ranges of the firmware share count once: a node half of which is fixed, and
 * the other half told of twice, is not all hotpluggable. */
static void test_told_twice(void **state)
{
	struct memhp_boot *boot = parse(
		"ram 0x100000-0xbfffffff\nram 0x100000000-0x23fffffff\nkernel 0x1000000-0x3ffffff\n"
		"node 0 0x0-0x13fffffff\nnode 1 0x140000000-0x1bfffffff\n"
		"node 1 0x1c0000000-0x23fffffff hotpluggable\n"
		"node 1 0x1c0000000-0x23fffffff hotpluggable\n");
	struct memhp_bootplan *plan = plan_of(boot, "movable_node");
	const struct memhp_boot_node *node = node_of(plan, 1);

	(void)state;
	assert_int_equal(node->total, 4 * GB);
	assert_int_equal(node->hotpluggable, 2 * GB);
	assert_true(node->kernel_hotpluggable <= node->kernel);
	assert_int_equal(node->unplug, MEMHP_UNPLUG_FIXED);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

/* So little memory that the nodes may leave all of it out: they are not believed then. */
static void test_told_elsewhere(void **state)
{
	struct memhp_boot *boot = parse("ram 0x0-0x9fff\nkernel 0x1000000-0x3ffffff\n"
					"node 1 0x140000000-0x1bfffffff hotpluggable\n");
	struct memhp_bootplan *plan = plan_of(boot, "");

	(void)state;
	assert_int_equal(memhp_bootplan_nodes(plan), 1);
	assert_int_equal(node_of(plan, 0)->total, 0xa000);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

/* One node: hash tables come from the early allocator, too. */
static void test_hashes(void **state)
{
	struct memhp_boot *boot = parse("ram 0x0-0x5ffffffff\nkernel 0x1000000-0x3ffffff\n");
	struct memhp_bootplan *plan = plan_of(boot, "");

	(void)state;
	assert_int_equal(item_of(plan, "dentry cache")->size, 32 * MB);
	assert_int_equal(item_of(plan, "inode cache")->size, 16 * MB);
	/* Nor has anybody told which memory is hotpluggable. */
	assert_int_equal(item_of(plan, "inode cache")->hotpluggable, -1);
	assert_int_equal(node_of(plan, 0)->unplug, MEMHP_UNPLUG_UNKNOWN);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
	boot = parse(two);
	plan = plan_of(boot, "");
	assert_null(item_of(plan, "dentry cache"));
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

static void test_options(void **state)
{
	struct memhp_boot *boot = parse(two);
	struct memhp_bootplan *plan;
	uint64_t all;

	(void)state;
	plan = plan_of(boot, "");
	assert_null(item_of(plan, "log buffer"));
	all = node_of(plan, 0)->total + node_of(plan, 1)->total;
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "iommu=off mem=2G");
	assert_null(item_of(plan, "swiotlb"));
	assert_int_equal(memhp_bootplan_nodes(plan), 1);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "mem=2G");	/* the firmware tells of more, which may come */
	assert_int_equal(item_of(plan, "swiotlb")->size, 64 * MB);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "mem=2G numa=off");
	assert_null(item_of(plan, "swiotlb"));
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "mem=2G numa=off swiotlb=force");
	assert_int_equal(item_of(plan, "swiotlb")->size, 64 * MB);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "swiotlb=1024,noforce");
	assert_null(item_of(plan, "swiotlb"));
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "swiotlb=18446744073709551615");
	assert_true(item_of(plan, "swiotlb")->size > 64 * MB);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "movable-node");
	assert_int_equal(node_of(plan, 1)->unplug, MEMHP_UNPLUG_YES);
	memhp_bootplan_free(plan);
	assert_int_equal(memhp_boot_set_options(boot, "quiet -- foo"), 0);
	assert_int_equal(memhp_boot_add_options(boot, "movable_node"), 0);
	assert_string_equal(memhp_boot_get_options(boot), "quiet movable_node -- foo");
	assert_int_equal(memhp_boot_set_options(boot, ""), 0);
	assert_int_equal(memhp_boot_add_options(boot, "a"), 0);
	assert_int_equal(memhp_boot_add_options(boot, "b"), 0);
	assert_string_equal(memhp_boot_get_options(boot), "a b");
	assert_int_equal(memhp_boot_set_options(boot, "-- foo"), 0);
	assert_int_equal(memhp_boot_add_options(boot, "a"), 0);
	assert_string_equal(memhp_boot_get_options(boot), "a -- foo");
	plan = plan_of(boot, "-- movable_node");
	assert_int_equal(node_of(plan, 1)->unplug, MEMHP_UNPLUG_KERNEL);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "swiotlb=65536");
	assert_int_equal(item_of(plan, "swiotlb")->size, 128 * MB);
	memhp_bootplan_free(plan);
	plan = plan_of(boot, "numa=off movable_node");
	assert_int_equal(memhp_bootplan_nodes(plan), 1);
	assert_int_equal(node_of(plan, 0)->total, all);
	memhp_bootplan_free(plan);
	assert_int_equal(memhp_boot_set_options(boot, "mem=0x100"), 0);
	assert_int_equal(memhp_bootplan_get(boot, &plan), 0);
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

/* kernelcore= and movablecore= spread; the sums are what is asked for. */
static void test_zones(void **state)
{
	static const struct {
		const char *options;
		uint64_t first, second;		/* movable, of nodes 0 and 1 */
	} cases[] = {
		{ "movablecore=2G", 1 * GB, 1 * GB },
		{ "movablecore=6G", 1 * GB, 4 * GB },
		{ "kernelcore=6G", 1 * GB, 1 * GB },
		{ "movablecore=100G", 0, 0 },
		{ "kernelcore=100%", 0, 0 },
		{ "movablecore=1% movable_node", 0, 4 * GB },
	};
	struct memhp_boot *boot = parse(two);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct memhp_bootplan *plan = plan_of(boot, cases[i].options);
		uint64_t sum = node_of(plan, 0)->movable + node_of(plan, 1)->movable;

		assert_in_range(sum, cases[i].first + cases[i].second > 8 * MB ?
				cases[i].first + cases[i].second - 8 * MB : 0,
				cases[i].first + cases[i].second + 8 * MB);
		assert_true(node_of(plan, 1)->movable <= 4 * GB);
		memhp_bootplan_free(plan);
	}
	memhp_boot_free(boot);
}

static void test_advice(void **state)
{
	static const int nodes[] = { 1 };
	struct memhp_boot_goal goal = { .nodes = nodes, .nr_nodes = 1 };
	struct memhp_boot *boot = parse(two);
	const struct memhp_boot_trial *trial;
	struct memhp_boot_advice *advice;
	size_t i, reached = 0;

	(void)state;
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), 0);
	for (i = 0; i < memhp_boot_advice_count(advice); i++) {
		trial = memhp_boot_advice_at(advice, i);
		reached += trial->reaches;
		assert_int_equal(trial->reaches, !strncmp(trial->options, "movable_node", 12));
		assert_int_equal(trial->remote, trial->reaches ? 64 * MB : 0);
	}
	assert_int_equal(reached, 1);
	memhp_boot_advice_free(advice);
	/* By size: movable_node gives 4 GiB, which is enough, and the others what is told. */
	goal = (struct memhp_boot_goal){ .movable = 3 * GB };
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), 0);
	for (i = 0; i < memhp_boot_advice_count(advice); i++) {
		trial = memhp_boot_advice_at(advice, i);
		assert_int_equal(trial->reaches, trial->options[0] != '\0');
	}
	memhp_boot_advice_free(advice);
	/* An image that is there has to go. */
	goal = (struct memhp_boot_goal){ .nodes = nodes, .nr_nodes = 1 };
	boot->kernel = (struct memhp_extent){ 6 * GB, 6 * GB + 48 * MB, 0, false };
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), 0);
	for (i = 0; i < memhp_boot_advice_count(advice); i++) {
		trial = memhp_boot_advice_at(advice, i);
		assert_int_equal(trial->reaches, !strcmp(trial->options, "movable_node nokaslr"));
	}
	memhp_boot_advice_free(advice);
	boot->kernel = (struct memhp_extent){ 16 * MB, 64 * MB, 0, false };
	/* A crash kernel of 1900 MiB has no place but on node 1. */
	assert_int_equal(memhp_boot_set_options(boot, "crashkernel=1900M,high"), 0);
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), 0);
	for (i = reached = 0; i < memhp_boot_advice_count(advice); i++) {
		trial = memhp_boot_advice_at(advice, i);
		assert_int_equal(trial->fails, !strcmp(trial->options, "movable_node"));
		assert_int_equal(trial->reaches,
				 !strcmp(trial->options, "movable_node crashkernel=950M"));
		reached += trial->reaches;
	}
	assert_int_equal(reached, 1);
	memhp_boot_advice_free(advice);
	boot->kernel = (struct memhp_extent){ 6 * GB, 6 * GB + 48 * MB, 0, false };
	/* Not if it was told to be there. */
	assert_int_equal(memhp_boot_set_options(boot, "nokaslr"), 0);
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), 0);
	for (i = 0; i < memhp_boot_advice_count(advice); i++)
		assert_false(memhp_boot_advice_at(advice, i)->reaches);
	memhp_boot_advice_free(advice);
	goal.nodes = (const int[]){ 5 };
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), -ENODEV);
	/* Of what mem= leaves */
	goal = (struct memhp_boot_goal){ .movable = 4 * GB };
	assert_int_equal(memhp_boot_set_options(boot, "mem=3G"), 0);
	boot->kernel = (struct memhp_extent){ 16 * MB, 64 * MB, 0, false };
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), -ERANGE);
	goal.movable = 100 * GB;
	assert_int_equal(memhp_boot_advise(boot, &goal, &advice), -ERANGE);
	memhp_boot_free(boot);
}

static void test_text(void **state)
{
	static const char *const bad[] = {
		"rom 0x0-0x1\n", "ram\n", "ram 5\n", "ram 0x0-0xffffffffffffffff\n",
		"node 0x0-0x1\n", "node 2048 0x0-0x1\n", "node 0 0x0-0x1 fixed\n",
		"cpus 0\n", "cpus 0 -1\n", "kernel 0x10-0x1\n", "log-buffer 3X\n",
		"log-buffer 3G\n", "node-data 0\n", "pages 4K\n", "ram 0x0-0x1 0x2\n", "log-info 5M\n",
	};
	struct memhp_boot *boot = parse(two), *again;
	char *text, *other;
	size_t i;

	(void)state;
	assert_int_equal(memhp_boot_set_options(boot, "root=LABEL=a#b movable_node"), 0);
	assert_int_equal(memhp_boot_describe(boot, &text), 0);
	again = parse(text);
	assert_string_equal(memhp_boot_get_options(again), "root=LABEL=a#b movable_node");
	assert_int_equal(memhp_boot_describe(again, &other), 0);
	assert_string_equal(text, other);
	free(text);
	free(other);
	memhp_boot_free(again);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(memhp_boot_parse(boot, "x", bad[i], strlen(bad[i])), -EINVAL);
		assert_memory_equal(memhp_error(ctx), "x:1:", 4);
	}
	memhp_boot_free(boot);
	assert_int_equal(memhp_boot_new(ctx, &boot), 0);
	assert_int_equal(memhp_boot_check(boot), -EINVAL);
	memhp_boot_free(boot);
}

/* Text with mistakes is refused, or planned: the sanitizers see if something is wrong. */
static void test_nonsense(void **state)
{
	static const char bits[] = "0x-fF9 \n#GMK%@,:=";
	static const char *const more[] = {
		"options mem=1G kernelcore=300% movable_node\n", "cpus 1023 65536\n",
		"options kernelcore=1 crashkernel=99999999999T,high log_buf_len=9E\n",
		"options swiotlb=18446744073709551615 crashkernel=1-:18446744073709551615\n",
		"node 2 0x240000000-0xffffffffffffe hotpluggable\n",
		"ram 0x240000000-0xffffffffffffe\n", "log-info 1M\nlog-buffer 2G\n",
		"node-data 1G\n", "options movable_node numa=off mem=0\n", "pages 2M\n",
	};
	struct memhp_boot_advice *advice;
	struct memhp_bootplan *plan;
	struct memhp_boot_goal goal = { .nr_nodes = 0 };
	struct memhp_boot *boot;
	unsigned int round, planned = 0;
	char text[2048];
	size_t length, i;

	(void)state;
	chance_begin();
	for (round = 0; round < 2000; round++) {
		length = (size_t)snprintf(text, sizeof(text), "%s%s%s", two,
					  more[chance() % ARRAY_SIZE(more)],
					  more[chance() % ARRAY_SIZE(more)]);
		for (i = chance() % 3; i; i--)
			text[chance() % length] = bits[chance() % (sizeof(bits) - 1)];
		assert_int_equal(memhp_boot_new(ctx, &boot), 0);
		if (!memhp_boot_parse(boot, NULL, text, length) && !memhp_boot_check(boot) &&
		    !memhp_bootplan_get(boot, &plan)) {
			planned++;
			for (i = 0; i < memhp_bootplan_nodes(plan); i++)
				assert_true(memhp_bootplan_node(plan, i)->kernel <=
					    memhp_bootplan_node(plan, i)->total);
			memhp_bootplan_free(plan);
			if (!memhp_boot_advise(boot, &goal, &advice))
				memhp_boot_advice_free(advice);
		}
		memhp_boot_free(boot);
	}
	assert_true(planned > 100);
}

/* ---- What kernels did ---- */

/* Bytes that a command prints for each node, "NODE BYTES" a line. */
static size_t told(const char *command, uint64_t bytes[16])
{
	FILE *in = popen(command, "r");
	unsigned int node;
	size_t count = 0;
	uint64_t number;

	assert_non_null(in);
	while (fscanf(in, "%u %" SCNu64, &node, &number) == 2) {
		assert_true(node < 16);
		bytes[node] = number;
		count++;
	}
	assert_int_equal(pclose(in), 0);
	return count;
}

static void check_capture(const char *name)
{
	uint64_t taken[16] = { 0 }, begin[16] = { 0 };
	const struct memhp_boot_node *node;
	struct memhp_bootplan *plan;
	struct memhp_boot *boot;
	char path[128], command[256];
	size_t i;

	snprintf(path, sizeof(path), "boot/%s.boot", name);
	if (memhp_boot_read(ctx, path, &boot))
		fail_msg("%s", memhp_error(ctx));
	assert_int_equal(memhp_bootplan_get(boot, &plan), 0);
	snprintf(command, sizeof(command), "zcat boot/%s.log.gz | awk -f ../vm/guest/replay.awk", name);
	assert_int_equal(told(command, taken), memhp_bootplan_nodes(plan));
	snprintf(command, sizeof(command), "zcat boot/%s.log.gz | sed -n "
		 "'s/.*\\]   Node \\([0-9]*\\): \\(0x.*\\)/echo \\1 $((\\2))/p' | sh", name);
	told(command, begin);
	for (i = 0; i < memhp_bootplan_nodes(plan); i++) {
		node = memhp_bootplan_node(plan, i);
		if (node->kernel > taken[node->node] * 21 / 20 ||
		    node->kernel < taken[node->node] * 19 / 20)
			fail_msg("%s: node %d: %" PRIu64 ", but the kernel took %" PRIu64, name,
				 node->node, node->kernel, taken[node->node]);
		if (!node->movable != !begin[node->node])
			fail_msg("%s: node %d: movable", name, node->node);
	}
	memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

static void test_captures(void **state)
{
	DIR *folder = opendir("boot");
	struct dirent *entry;
	unsigned int count = 0;
	char name[64], *end;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		snprintf(name, sizeof(name), "%.60s", entry->d_name);
		end = strstr(name, ".boot");
		if (!end)
			continue;
		*end = '\0';
		check_capture(name);
		count++;
	}
	closedir(folder);
	/* Four kernels on as many machines, at least */
	assert_true(count >= 16);
}

/* What was captured without an option tells what a boot with it does. */
static void test_ahead(void **state)
{
	static const char *const kernels[] = { "5.10", "6.1", "6.12", "7.2" };
	uint64_t taken[16] = { 0 };
	struct memhp_bootplan *plan;
	struct memhp_boot *boot;
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kernels); i++) {
		snprintf(text, sizeof(text), "boot/%s-boot-two.boot", kernels[i]);
		assert_int_equal(memhp_boot_read(ctx, text, &boot), 0);
		snprintf(text, sizeof(text), "%s movable_node", memhp_boot_get_options(boot));
		plan = plan_of(boot, text);
		snprintf(text, sizeof(text), "zcat boot/%s-boot-two-movable.log.gz | "
			 "awk -f ../vm/guest/replay.awk", kernels[i]);
		assert_int_equal(told(text, taken), 2);
		assert_in_range(node_of(plan, 0)->kernel, taken[0] * 19 / 20, taken[0] * 21 / 20);
		assert_int_equal(node_of(plan, 1)->kernel, taken[1]);
		assert_int_equal(node_of(plan, 1)->unplug, MEMHP_UNPLUG_YES);
		memhp_bootplan_free(plan);
		memhp_boot_free(boot);
	}
}

static int begin(void **state)
{
	(void)state;
	return memhp_new(&ctx, NULL);
}

static int end(void **state)
{
	(void)state;
	memhp_unref(ctx);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_down),
		cmocka_unit_test(test_movable_node),
		cmocka_unit_test(test_kernel_there),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_firmware),
		cmocka_unit_test(test_told_twice),
		cmocka_unit_test(test_told_elsewhere),
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_advice),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_ahead),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
