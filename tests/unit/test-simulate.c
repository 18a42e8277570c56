// SPDX-License-Identifier: LGPL-2.1-or-later
/* Policies on machines that are only described: by hand, and against a naive
 * machine that remembers each block and counts all of them each time. */
#include <unistd.h>

#include "chance.h"
#include "unit.h"

#define GIB	(1ULL << 30)
#define MIB	(1ULL << 20)
#define BLOCK	(128 * MIB)
#define PAGES	32768		/* of a block */
#define RANGES	4096
#define ROUNDS	2000

struct fixture {
	struct memhp *ctx;
	struct memhp_simulation *simulation;
	struct memhp_rules *rules;
	size_t count;
	struct memhp_simulated ranges[RANGES];
};

static void renew(struct fixture *f)
{
	memhp_simulation_free(f->simulation);
	memhp_rules_free(f->rules);
	assert_int_equal(memhp_simulation_new(f->ctx, &f->simulation), 0);
	assert_int_equal(memhp_rules_new(f->ctx, &f->rules), 0);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(memhp_new(&f->ctx, NULL), 0);
	renew(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_simulation_free(f->simulation);
	memhp_rules_free(f->rules);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

static void rule(struct fixture *f, const char *text)
{
	if (memhp_rules_parse(f->rules, text, NULL))
		fail_msg("%s: %s", text, memhp_error(f->ctx));
}

static void node(struct fixture *f, const char *words)
{
	if (memhp_simulation_add_node(f->simulation, words))
		fail_msg("%s: %s", words, memhp_error(f->ctx));
}

static void plug(struct fixture *f, const char *words)
{
	if (memhp_simulation_add_plug(f->simulation, words))
		fail_msg("%s: %s", words, memhp_error(f->ctx));
}

static int collect(const struct memhp_simulated *range, void *data)
{
	struct fixture *f = data;

	assert_true(f->count < RANGES);
	f->ranges[f->count++] = *range;
	return 0;
}

static void run(struct fixture *f)
{
	f->count = 0;
	assert_int_equal(memhp_simulation_run(f->simulation, f->rules, collect, f), 0);
}

/* Range @i: units from @first on, @units of them. */
static void expect(const struct fixture *f, size_t i, uint64_t first, uint64_t units,
		   enum memhp_choice choice, enum memhp_why why)
{
	const struct memhp_simulated *range = &f->ranges[i];

	assert_true(i < f->count);
	if (range->offset != first * range->unit || range->size != units * range->unit)
		fail_msg("range %zu: %" PRIu64 " units from %" PRIu64 " on", i,
			 range->size / range->unit, range->offset / range->unit);
	assert_int_equal(range->choice, choice);
	assert_int_equal(range->why, why);
}

static void expect_node(const struct fixture *f, size_t i, int32_t number, uint64_t plugged,
			uint64_t movable, uint64_t offline)
{
	const struct memhp_simulated_node *told = memhp_simulation_node(f->simulation, i);

	assert_non_null(told);
	assert_int_equal(told->node, number);
	assert_int_equal(told->plugged, plugged);
	assert_int_equal(told->movable, movable);
	assert_int_equal(told->offline, offline);
}

/* ---- By hand ---- */

/* 64 GiB * 3.01 = 192.64 GiB: 1541 blocks of 128 MiB. */
static void blocks_fill_the_ratio(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable ratio=301");
	node(f, "0=early:64G");
	plug(f, "size=1T");
	run(f);
	assert_int_equal(f->count, 2);
	expect(f, 0, 0, 1541, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 1541, 8192 - 1541, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
	assert_int_equal(f->ranges[0].unit, BLOCK);
	assert_int_equal(f->ranges[0].rule, 0);
	expect_node(f, 0, 0, (8192 - 1541) * BLOCK, 1541 * BLOCK, 0);
	assert_int_equal(memhp_simulation_node(f->simulation, 0)->early, 64 * GIB);
	assert_null(memhp_simulation_node(f->simulation, 1));
	run(f);		/* not changed by a run */
	assert_int_equal(f->count, 2);
	expect(f, 0, 0, 1541, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
}

static void what_is_there_before_counts(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable ratio=100 count-hotplugged reserve=2G");
	node(f, "0 early=8G cma=1G movable=3G plugged=4G");
	plug(f, "size=16G");
	run(f);
	/* 8 - 1 - 2 + 4 = 9 GiB of kernel memory, 3 + 1 of movable: 5 more, and
	 * from then on as much as goes to the kernel, in turn. */
	expect(f, 0, 0, 40, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 40, 1, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
	expect(f, 2, 41, 1, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect_node(f, 0, 0, 4 * GIB + 44 * BLOCK, 3 * GIB + 84 * BLOCK, 0);
}

/* 96 units of 2 GiB are 192 of 192.64 GiB; then each unit of the group's own
 * kernel memory allows 6.02 GiB more. */
static void dynamic_groups_make_their_own_room(void **state)
{
	struct fixture *f = *state;
	size_t i;

	rule(f, "default auto-movable ratio=301");
	node(f, "0 early=64G");
	plug(f, "size=1T owner=virtio_mem group=dynamic:2G");
	run(f);
	assert_int_equal(f->ranges[0].unit, 2 * GIB);
	expect(f, 0, 0, 96, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	for (i = 0; i < 30; i++) {
		expect(f, 1 + 2 * i, 96 + 4 * i, 1, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
		expect(f, 2 + 2 * i, 97 + 4 * i, 3, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	}
}

/* What a group has movable beyond three times its own kernel memory. */
static void groups_are_charged_to_boot_memory(void **state)
{
	struct fixture *f = *state;
	size_t count;

	rule(f, "default auto-movable ratio=300");
	node(f, "0 early=64G cma=1G");
	plug(f, "size=96G group=dynamic:2G");
	plug(f, "size=128G group=dynamic:2G");
	plug(f, "size=1T");
	run(f);
	/* 63 * 3 - 1 = 188: all 48 units. Then 63 - 32 = 31: 92 GiB, 46 units. */
	expect(f, 0, 0, 48, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 0, 46, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	/* A unit of kernel memory allows three. */
	expect(f, 2, 46, 1, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
	expect(f, 3, 47, 3, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);

	/* Nothing of it is left for the next run. */
	count = f->count;
	run(f);
	assert_int_equal(f->count, count);
	expect(f, 1, 0, 46, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
}

/* What the group before needs is all of the boot memory: nothing more fits. */
static void nothing_is_left_for_others(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable ratio=100");
	node(f, "0 early=4G");
	plug(f, "size=4G group=dynamic:1G");
	plug(f, "size=8G group=dynamic:1G");
	run(f);
	expect(f, 0, 0, 4, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 0, 8, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
}

static void static_groups_go_one_way(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable");
	node(f, "0 early=64G");
	plug(f, "size=193G,group=static");
	plug(f, "size=192G,group=static");
	plug(f, "size=1G");
	run(f);
	assert_int_equal(f->count, 4);
	expect(f, 0, 0, 1, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
	expect(f, 1, 0, 1, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	assert_int_equal(f->ranges[1].hotplug, 1);
	expect(f, 2, 0, 5, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 3, 5, 3, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
}

static void nodes_have_their_word(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable ratio=100 numa-aware");
	plug(f, "node=1 size=2G");
	plug(f, "node=7 size=2G");
	node(f, "1=early:1G");
	node(f, "0=early:64G");
	run(f);
	assert_int_equal(memhp_simulation_nodes(f->simulation), 3);
	expect(f, 0, 0, 8, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 8, 8, MEMHP_CHOICE_KERNEL, MEMHP_WHY_NODE_RATIO);
	expect(f, 2, 0, 16, MEMHP_CHOICE_KERNEL, MEMHP_WHY_NODE_RATIO);
	expect_node(f, 0, 0, 0, 0, 0);
	expect_node(f, 1, 1, GIB, GIB, 0);
	expect_node(f, 2, 7, 2 * GIB, 0, 0);
}

static void rules_match_what_is_plugged(void **state)
{
	static const struct {
		const char *words;
		int32_t rule;
		enum memhp_choice choice;
	} table[] = {
		{ "size=2G owner=dax", 0, MEMHP_CHOICE_NONE },
		{ "size=2G owner=acpi node=3", 1, MEMHP_CHOICE_MOVABLE },
		{ "size=2G owner=hv_balloon hotpluggable", 2, MEMHP_CHOICE_KERNEL },
		{ "size=2G group=static", 3, MEMHP_CHOICE_KEEP },
		{ "size=2G group=dynamic:1G", -1, MEMHP_CHOICE_KEEP },
		{ "size=4G group=dynamic:1G", 4, MEMHP_CHOICE_MOVABLE },
		{ "size=2G group=none", -1, MEMHP_CHOICE_KEEP },
	};
	struct fixture *f = *state;
	size_t i;

	rule(f, "rule owner=dax offline\n"
		"rule node=3 movable\n"
		"rule hotpluggable kernel\n"
		"rule group=static kernel-default\n"
		"rule size>2G movable\n"
		"rule group=somebody movable");
	for (i = 0; i < 7; i++)
		plug(f, table[i].words);
	run(f);
	assert_int_equal(f->count, 7);
	assert_int_equal(memhp_simulation_plugs(f->simulation), 7);
	for (i = 0; i < 7; i++) {
		assert_int_equal(f->ranges[i].hotplug, i);
		assert_int_equal(f->ranges[i].rule, table[i].rule);
		assert_int_equal(f->ranges[i].choice, table[i].choice);
		assert_int_equal(f->ranges[i].why, table[i].rule < 0 ? MEMHP_WHY_NO_RULE
								     : MEMHP_WHY_RULE);
	}
	expect_node(f, 0, 0, 8 * GIB, 4 * GIB, 2 * GIB);
	expect_node(f, 1, 3, 0, 2 * GIB, 0);
}

static void a_unit_may_be_cut_short(void **state)
{
	struct fixture *f = *state;

	rule(f, "default auto-movable ratio=100");
	node(f, "0 early=4G");
	plug(f, "size=5G group=dynamic:2G");
	run(f);
	assert_int_equal(f->count, 2);
	assert_int_equal(f->ranges[0].size, 4 * GIB);
	assert_int_equal(f->ranges[1].offset, 4 * GIB);
	assert_int_equal(f->ranges[1].size, GIB);
	assert_int_equal(f->ranges[1].choice, MEMHP_CHOICE_KERNEL);
}

static void blocks_have_a_size(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "2G"), 0);
	rule(f, "default auto-movable ratio=100");
	node(f, "0 early=5G");
	plug(f, "size=8G");
	run(f);
	assert_int_equal(f->ranges[0].unit, 2 * GIB);
	expect(f, 0, 0, 2, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 2, 2, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
}

static int stop(const struct memhp_simulated *range, void *data)
{
	(void)range;
	return ++*(int *)data == 2 ? -ECANCELED : 0;
}

static void the_caller_may_stop_it(void **state)
{
	struct fixture *f = *state;
	int calls = 0;

	plug(f, "size=1G");
	plug(f, "size=1G");
	plug(f, "size=1G");
	assert_int_equal(memhp_simulation_run(f->simulation, f->rules, stop, &calls),
			 -ECANCELED);
	assert_int_equal(calls, 2);
}

/* As large as addresses go: 16 EiB less one TiB. */
static void machines_may_be_huge(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "64G"), 0);
	rule(f, "rule node=0 auto-movable ratio=100 numa-aware\n"
		"default auto-movable ratio=10000 numa-aware");
	node(f, "1023=early:8388608T,movable:8388478T");
	plug(f, "size=65T node=1023 group=dynamic:65T");
	plug(f, "size=64T node=0");
	run(f);
	assert_int_equal(f->count, 2);
	expect(f, 0, 0, 1, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 0, 1024, MEMHP_CHOICE_KERNEL, MEMHP_WHY_NODE_RATIO);
	assert_int_equal(memhp_simulation_add_plug(f->simulation, "size=1T"), -EINVAL);
}

static int never(const struct memhp_simulated *simulated, void *data)
{
	(void)simulated;
	(void)data;
	fail();
	return 0;
}

static void machines_may_be_too_huge(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "16M"), 0);
	plug(f, "size=4096T");
	plug(f, "size=16M");
	assert_int_equal(memhp_simulation_run(f->simulation, f->rules, never, NULL), -E2BIG);
	assert_string_equal(memhp_error(f->ctx), "268435457 blocks are plugged, and at most "
			    "268435456 can be simulated: try a larger block-size");
}

/* ---- The naive machine ---- */

typedef unsigned __int128 u128;

enum class { OFFLINE, KERNEL, MOVABLE };

#define NODES	3
#define PLUGS	4
#define BLOCKS	64	/* of a plug */

struct naive_plug {
	int node;
	enum memhp_group_type type;
	unsigned int blocks;
	unsigned int unit;	/* blocks */
	enum class class[BLOCKS];
};

struct naive {
	uint32_t ratio;
	bool numa_aware;
	bool count_hotplugged;
	uint64_t reserve;	/* pages, as all here */
	uint64_t early[NODES];
	uint64_t cma[NODES];
	uint64_t plugged[NODES];
	uint64_t movable[NODES];
	struct naive_plug plugs[PLUGS];
};

static uint64_t pages_in(const struct naive_plug *p, enum class class, unsigned int first,
			 unsigned int count)
{
	uint64_t pages = 0;
	unsigned int i;

	for (i = first; i < first + count && i < p->blocks; i++)
		pages += p->class[i] == class ? PAGES : 0;
	return pages;
}

/* Whether @wanted pages of plug @own fit on nodes @from to @to. */
static bool naive_fits(const struct naive *m, int own, int from, int to, uint64_t reserve,
		       u128 wanted)
{
	u128 kernel = 0, movable = wanted, needed = 0;
	int i;

	for (i = from; i <= to; i++) {
		kernel += m->early[i] - m->cma[i];
		movable += m->movable[i] + m->cma[i];
	}
	kernel -= reserve < kernel ? reserve : kernel;
	if (m->count_hotplugged)
		for (i = from; i <= to; i++)
			kernel += m->plugged[i];
	for (i = 0; i < PLUGS; i++) {
		const struct naive_plug *p = &m->plugs[i];
		uint64_t k = pages_in(p, KERNEL, 0, BLOCKS), v = pages_in(p, MOVABLE, 0, BLOCKS);
		bool other = p->type == MEMHP_GROUP_DYNAMIC && i != own;

		if (p->node < from || p->node > to)
			continue;
		if (m->count_hotplugged)
			kernel += k;
		if (m->count_hotplugged || !other)
			movable += v;
		else if (v * 100 / m->ratio > k)
			needed += v * 100 / m->ratio - k;
	}
	if (kernel <= needed)
		return false;
	kernel -= needed;
	if (!m->count_hotplugged && m->plugs[own].type == MEMHP_GROUP_DYNAMIC)
		kernel += pages_in(&m->plugs[own], KERNEL, 0, BLOCKS);
	return movable * 100 <= kernel * m->ratio;
}

static enum class naive_decide(const struct naive *m, int own, unsigned int block)
{
	const struct naive_plug *p = &m->plugs[own];
	unsigned int first = block, count = 1;
	uint64_t wanted;

	if (p->type == MEMHP_GROUP_STATIC) {
		first = 0;
		count = p->blocks;
	} else if (p->type == MEMHP_GROUP_DYNAMIC) {
		first = block - block % p->unit;
		count = p->unit;
	}
	if (pages_in(p, KERNEL, first, count))
		return KERNEL;
	wanted = (uint64_t)count * PAGES - pages_in(p, MOVABLE, first, count);
	if (!naive_fits(m, own, 0, NODES - 1, m->reserve, wanted))
		return KERNEL;
	if (m->numa_aware && !naive_fits(m, own, p->node, p->node, 0, wanted))
		return KERNEL;
	return MOVABLE;
}

static uint64_t below(uint64_t limit)
{
	return chance() % limit;
}

static void any_machine(struct naive *m)
{
	int i;

	memset(m, 0, sizeof(*m));
	m->ratio = below(8) ? below(600) + 1 : below(MEMHP_RATIO_MAX) + 1;
	m->numa_aware = below(2);
	m->count_hotplugged = !below(3);
	m->reserve = below(3) ? 0 : below(32 * PAGES);
	for (i = 0; i < NODES; i++) {
		m->early[i] = below(3) ? below(32 * PAGES) : 0;
		m->cma[i] = below(3) ? 0 : below(m->early[i] + 1);
		m->plugged[i] = below(3) ? 0 : below(8 * PAGES);
		m->movable[i] = below(3) ? 0 : below(8 * PAGES);
	}
	for (i = 0; i < PLUGS; i++) {
		struct naive_plug *p = &m->plugs[i];

		p->node = (int)below(NODES);
		p->type = below(4) ? below(3) : MEMHP_GROUP_DYNAMIC;
		p->blocks = 1 + (unsigned int)below(BLOCKS);
		p->unit = 1 + (unsigned int)below(8);
	}
}

static void describe(struct fixture *f, const struct naive *m)
{
	static const char *const types[] = { "none", "static", "dynamic" };
	char text[200];
	int i;

	snprintf(text, sizeof(text), "default auto-movable ratio=%u%s%s reserve=%" PRIu64 "K",
		 m->ratio, m->numa_aware ? " numa-aware" : "",
		 m->count_hotplugged ? " count-hotplugged" : "", m->reserve * 4);
	rule(f, text);
	for (i = 0; i < NODES; i++) {
		snprintf(text, sizeof(text), "%d early=%" PRIu64 "K,cma=%" PRIu64 "K,plugged=%"
			 PRIu64 "K,movable=%" PRIu64 "K", i, m->early[i] * 4, m->cma[i] * 4,
			 m->plugged[i] * 4, m->movable[i] * 4);
		node(f, text);
	}
	for (i = 0; i < PLUGS; i++) {
		const struct naive_plug *p = &m->plugs[i];
		int length = snprintf(text, sizeof(text), "node=%d size=%uM group=%s", p->node,
				      p->blocks * 128, types[p->type]);

		if (p->type == MEMHP_GROUP_DYNAMIC)
			snprintf(text + length, sizeof(text) - length, ":%uM", p->unit * 128);
		plug(f, text);
	}
}

/* Block by block; ranges of @f are cut into blocks for it. */
static void compare(const struct fixture *f, struct naive *m)
{
	uint64_t at = 0;
	size_t range = 0;
	unsigned int j;
	int i;

	for (i = 0; i < PLUGS; i++) {
		struct naive_plug *p = &m->plugs[i];

		for (j = 0; j < p->blocks; j++) {
			const struct memhp_simulated *r = &f->ranges[range];
			enum class told = r->choice == MEMHP_CHOICE_MOVABLE ? MOVABLE : KERNEL;

			assert_true(range < f->count);
			assert_int_equal(r->hotplug, i);
			assert_int_equal(r->offset % r->unit, 0);
			assert_int_equal(r->offset + at, j * BLOCK);
			p->class[j] = naive_decide(m, i, j);
			if (p->class[j] != told)
				fail_msg("hotplug %d, block %u", i, j);
			at += BLOCK;
			if (at == r->size) {
				at = 0;
				range++;
			}
		}
	}
	assert_int_equal(range, f->count);
}

static void random_machines_are_as_the_naive_one(void **state)
{
	unsigned int movable = 0, i;
	struct fixture *f = *state;
	struct naive m;

	for (i = 0; i < ROUNDS; i++) {
		any_machine(&m);
		renew(f);
		describe(f, &m);
		run(f);
		compare(f, &m);
		movable += f->count > PLUGS;
	}
	assert_true(movable > ROUNDS / 10);
}

/* ---- Words ---- */

static void bad_words_are_named(void **state)
{
	static const struct {
		int (*add)(struct memhp_simulation *simulation, const char *words);
		const char *words, *error;
	} table[] = {
#define NODE memhp_simulation_add_node
		{ NODE, "", "the number of the node is missing; try: 0" },
		{ NODE, "early=1G", "'early=1G': a node is a number from 0 to 1023" },
		{ NODE, "1024", "'1024': a node is a number from 0 to 1023" },
		{ NODE, "-1", "'-1': a node is a number from 0 to 1023" },
		{ NODE, "0x1", "'0x1': a node is a number from 0 to 1023" },
		{ NODE, "99999999999999999999",
		  "'99999999999999999999': a node is a number from 0 to 1023" },
		{ NODE, "0=erly:64G", "no word of a node 'erly': did you mean 'early'?" },
		{ NODE, "0 what=64G",
		  "no word of a node 'what'; there are: early, cma, movable, plugged" },
		{ NODE, "0=early", "'early' needs a value; try: early=64G" },
		{ NODE, "0=early:", "'early' needs a value; try: early=64G" },
		{ NODE, "0=early:64X", "'early:64X': no size; try: 128M, 64G or 4T" },
		{ NODE, "0=early:-1", "'early:-1': no size; try: 128M, 64G or 4T" },
		{ NODE, "0=early:1", "'early:1': no multiple of 4K" },
		{ NODE, "0=early:1G,early:1G", "'early:1G': is given twice" },
		{ NODE, "0=early:99999999999T", "'early:99999999999T': past 2^64 bytes" },
		{ NODE, "0=early:16777215T,movable:1T",
		  "this and all before it is past 2^64 bytes" },
		{ NODE, "0=early:1G,cma:2G", "cma is a part of early, and cannot be more" },
		{ NODE, "5=early:1G", "node 5 is described twice" },
#undef NODE
#define PLUG memhp_simulation_add_plug
		{ PLUG, "", "the size of what is plugged is missing; try: size=4T" },
		{ PLUG, "node=1", "the size of what is plugged is missing; try: size=4T" },
		{ PLUG, "size=0", "'size=0': must be above 0; try: 128M, 64G or 4T" },
		{ PLUG, "size=100M", "'size=100M': no multiple of the block size, 128M" },
		{ PLUG, "size=4T,node=x", "'node=x': a node is a number from 0 to 1023" },
		{ PLUG, "size=4T,node=1024", "'node=1024': a node is a number from 0 to 1023" },
		{ PLUG, "sise=4T", "no word of a hotplug 'sise': did you mean 'size'?" },
		{ PLUG, "size=4T,owner=daxx", "no owner 'daxx': did you mean 'dax'?" },
		{ PLUG, "size=4T,owner=boot",
		  "no owner 'boot'; there are: acpi, dax, virtio_mem, hv_balloon, probe" },
		{ PLUG, "size=4T,owner=unknown",
		  "no owner 'unknown'; there are: acpi, dax, virtio_mem, hv_balloon, probe" },
		{ PLUG, "size=4T,group=dynamic",
		  "'group=dynamic': a dynamic group has units; try: dynamic:2G" },
		{ PLUG, "size=4T,group=dynamic:",
		  "'group=dynamic:': no size; try: 128M, 64G or 4T" },
		{ PLUG, "size=4T,group=dynamic:0",
		  "'group=dynamic:0': must be above 0; try: 128M, 64G or 4T" },
		{ PLUG, "size=4T,group=dynamic:192M",
		  "'group=dynamic:192M': no multiple of the block size, 128M" },
		{ PLUG, "size=4T,group=static:2G",
		  "'group=static:2G': no group; try: static, dynamic:2G or none" },
		{ PLUG, "size=4T,group=dyn",
		  "'group=dyn': no group; try: static, dynamic:2G or none" },
		{ PLUG, "size=4T,hotpluggable=1", "'hotpluggable' takes no value" },
		{ PLUG, "size=16777216T", "'size=16777216T': past 2^64 bytes" },
		{ PLUG, "size=1111111111111111111111111111111111111111111111111111111111111111111",
		  "'size=11111111111111111111111111111111111': too long" },
#undef PLUG
#define BLOCK_SIZE memhp_simulation_set_block_size
		{ BLOCK_SIZE, "", "the size of a block is missing; try: 128M" },
		{ BLOCK_SIZE, "128Q", "'128Q': no size; try: 128M, 64G or 4T" },
		{ BLOCK_SIZE, "0", "'0': a block is a power of two from 16M to 64G; try: 128M" },
		{ BLOCK_SIZE, "8M", "'8M': a block is a power of two from 16M to 64G; try: 128M" },
		{ BLOCK_SIZE, "96M",
		  "'96M': a block is a power of two from 16M to 64G; try: 128M" },
		{ BLOCK_SIZE, "128G",
		  "'128G': a block is a power of two from 16M to 64G; try: 128M" },
		{ BLOCK_SIZE, "128M 1", "'1': nothing more belongs here" },
#undef BLOCK_SIZE
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		renew(f);
		node(f, "5");
		assert_int_equal(table[i].add(f->simulation, table[i].words), -EINVAL);
		assert_string_equal(memhp_error(f->ctx), table[i].error);
	}
}

static void so_many_and_no_more(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < 4096; i++)
		plug(f, "size=128M");
	assert_int_equal(memhp_simulation_add_plug(f->simulation, "size=128M"), -EINVAL);
	assert_string_equal(memhp_error(f->ctx), "more than 4096 are too many");
	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "1G"), -EINVAL);
	assert_string_equal(memhp_error(f->ctx),
			    "the size of a block must stand before what is plugged");
	renew(f);
	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "1G"), 0);
	assert_int_equal(memhp_simulation_set_block_size(f->simulation, "1G"), -EINVAL);
	assert_string_equal(memhp_error(f->ctx), "the size of a block is given twice");
}

/* ---- Files ---- */

static int read_text(struct fixture *f, const char *text, size_t length, char *path)
{
	int fd, err;

	strcpy(path, "/tmp/memhp-simulate-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), length);
	close(fd);
	err = memhp_simulation_read(f->simulation, path);
	unlink(path);
	return err;
}

static void files_describe_machines(void **state)
{
	static const char text[] =
		"# a machine\r\n"
		"block-size 256M\n"
		"\n"
		"  node 0 early=5G, cma=1G\t# all there is\n"
		"node 1=plugged:1G\n"
		"hotplug node=1,size=8G owner=dax hotpluggable\r\n"
		"hotplug size=1G";
	struct fixture *f = *state;
	char path[64];

	assert_int_equal(read_text(f, text, strlen(text), path), 0);
	rule(f, "rule owner=dax auto-movable ratio=100\ndefault offline");
	run(f);
	assert_int_equal(f->count, 3);
	assert_int_equal(f->ranges[0].unit, 256 * MIB);
	expect(f, 0, 0, 12, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS);
	expect(f, 1, 12, 20, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO);
	expect(f, 2, 0, 4, MEMHP_CHOICE_NONE, MEMHP_WHY_RULE);
	expect_node(f, 0, 0, 0, 0, GIB);
	expect_node(f, 1, 1, 6 * GIB, 3 * GIB, 0);
}

static void bad_lines_are_placed(void **state)
{
	static const struct { const char *text, *error; } table[] = {
		{ "nod 0", "1:1: no word 'nod': did you mean 'node'?" },
		{ "\n  memory 0", "2:3: no word 'memory'; there are: block-size, node, hotplug" },
		{ "node 0 early=1G\nnode 0", "2:6: node 0 is described twice" },
		{ "node 0 early=1G cma=1Q", "1:17: 'cma=1Q': no size; try: 128M, 64G or 4T" },
		{ "node 0 early=1G cma=2G", "1:6: cma is a part of early, and cannot be more" },
		{ "node x", "1:6: 'x': a node is a number from 0 to 1023" },
		{ "node", "1:5: the number of the node is missing; try: 0" },
		{ "hotplug node=1 # size=1G",
		  "1:1: the size of what is plugged is missing; try: size=4T" },
		{ "hotplug size=1G\nblock-size 1G",
		  "2:12: the size of a block must stand before what is plugged" },
		{ "hotplug size=1G owner=me",
		  "1:17: no owner 'me'; there are: acpi, dax, virtio_mem, hv_balloon, probe" },
	};
	struct fixture *f = *state;
	char path[64], error[256];
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		renew(f);
		assert_int_equal(read_text(f, table[i].text, strlen(table[i].text), path),
				 -EINVAL);
		snprintf(error, sizeof(error), "%s:%s", path, table[i].error);
		assert_string_equal(memhp_error(f->ctx), error);
	}
	assert_int_equal(read_text(f, "node 0\nno\0de 1", 14, path), -EINVAL);
	snprintf(error, sizeof(error), "%s:2:3: a NUL byte: this is no text", path);
	assert_string_equal(memhp_error(f->ctx), error);
	assert_int_equal(memhp_simulation_read(f->simulation, path), -ENOENT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(blocks_fill_the_ratio),
		TEST(what_is_there_before_counts),
		TEST(dynamic_groups_make_their_own_room),
		TEST(groups_are_charged_to_boot_memory),
		TEST(nothing_is_left_for_others),
		TEST(static_groups_go_one_way),
		TEST(nodes_have_their_word),
		TEST(rules_match_what_is_plugged),
		TEST(a_unit_may_be_cut_short),
		TEST(blocks_have_a_size),
		TEST(the_caller_may_stop_it),
		TEST(machines_may_be_huge),
		TEST(machines_may_be_too_huge),
		TEST(random_machines_are_as_the_naive_one),
		TEST(bad_words_are_named),
		TEST(so_many_and_no_more),
		TEST(files_describe_machines),
		TEST(bad_lines_are_placed),
	};

	chance_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
