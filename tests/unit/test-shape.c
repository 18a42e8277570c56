// SPDX-License-Identifier: LGPL-2.1-or-later
/* How kernel and movable memory lie, and which blocks touch the other zone. */
#include <time.h>

#include "machine.h"

struct fixture {
	struct memhp *ctx;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	struct memhp_shapes *shapes;
};

static int set_up(void **state)
{
	const struct memhp_opts opts = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE };
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(memhp_new(&f->ctx, &opts), 0);
	*state = f;
	return 0;
}

static void drop_machine(struct fixture *f)
{
	memhp_set_free(f->set);
	memhp_shapes_free(f->shapes);
	memhp_blocks_free(f->blocks);
	f->set = NULL;
	f->shapes = NULL;
	f->blocks = NULL;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	drop_machine(f);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

static struct memhp_alike block_of(char letter, uint64_t index, int node)
{
	struct memhp_alike alike = {
		.first = index,
		.count = 1,
		.state = letter == '.' ? MEMHP_STATE_OFFLINE : letter == '-' ?
			 MEMHP_STATE_GOING_OFFLINE : MEMHP_STATE_ONLINE,
		.zone = letter == 'n' ? MEMHP_ZONE_NORMAL : letter == 'd' ?
			MEMHP_ZONE_DMA32 : letter == 'm' || letter == '-' ?
			MEMHP_ZONE_MOVABLE : MEMHP_ZONE_NONE,
		.node = node,
		.size = 128 * MIB,
	};

	return alike;
}

/*
 * A machine of blocks in a row: n Normal, d DMA32, m Movable, x several zones,
 * . offline, - going offline, blank: none. @nodes has a digit for each, "?" is not
 * known; NULL: all on node 0.
 */
static void make(struct fixture *f, const char *letters, const char *nodes)
{
	struct memhp_alike *alikes = calloc(strlen(letters), sizeof(*alikes));
	size_t i, nr = 0;

	assert_non_null(alikes);
	drop_machine(f);
	for (i = 0; letters[i]; i++)
		if (letters[i] != ' ')
			alikes[nr++] = block_of(letters[i], i, !nodes ? 0 :
						nodes[i] == '?' ? -1 : nodes[i] - '0');
	f->blocks = machine_new(f->ctx, 128 * MIB, alikes, nr);
	free(alikes);
	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &f->set), 0);
	assert_int_equal(memhp_shapes_get(f->ctx, f->blocks, &f->shapes), 0);
}

/* ---- Shape ---- */

static void classes(void **state)
{
	static const enum memhp_choice expected[] = {
		MEMHP_CHOICE_KERNEL, MEMHP_CHOICE_KERNEL, MEMHP_CHOICE_MOVABLE,
		MEMHP_CHOICE_NONE, MEMHP_CHOICE_NONE, MEMHP_CHOICE_NONE,
	};
	struct fixture *f = *state;
	size_t i;

	make(f, "ndmx.-", NULL);
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_int_equal(memhp_block_class(memhp_blocks_at(f->blocks, i)), expected[i]);
}

/* Node 0 of a machine: its boundaries, and whether movable memory is below. */
static void check_shape(struct fixture *f, const char *letters, size_t boundaries, bool below)
{
	const struct memhp_shape *shape;

	make(f, letters, NULL);
	assert_int_equal(memhp_shapes_count(f->shapes), 1);
	shape = memhp_shapes_at(f->shapes, 0);
	assert_int_equal(shape->node, 0);
	assert_int_equal(shape->boundaries, boundaries);
	assert_int_equal(shape->interleaved, boundaries > 1);
	assert_int_equal(shape->movable_below, below);
}

static void boundaries(void **state)
{
	struct fixture *f = *state;

	check_shape(f, "xddnn", 0, false);
	check_shape(f, "mm", 0, false);
	check_shape(f, "..x-", 0, false);
	check_shape(f, "dnnm", 1, false);
	check_shape(f, "mmn", 1, true);
	check_shape(f, "nmn", 2, false);
	check_shape(f, "mnm", 2, true);
	check_shape(f, "n.-x  n.x  m..m", 1, false);	/* none of these between count */
	check_shape(f, "nmnmnm", 5, false);
}

static void stretches(void **state)
{
	struct fixture *f = *state;
	const struct memhp_shape *shape;

	make(f, "x.nn.n mm.m- n", NULL);
	shape = memhp_shapes_at(f->shapes, 0);
	assert_int_equal(shape->blocks, 12);
	assert_int_equal(shape->kernel, 4);
	assert_int_equal(shape->movable, 3);
	assert_int_equal(shape->nr_stretches, 3);
	assert_int_equal(shape->stretches[0].zone_class, MEMHP_CHOICE_KERNEL);
	assert_int_equal(shape->stretches[0].first, 2);
	assert_int_equal(shape->stretches[0].last, 5);
	assert_int_equal(shape->stretches[0].blocks, 3);
	assert_int_equal(shape->stretches[1].zone_class, MEMHP_CHOICE_MOVABLE);
	assert_int_equal(shape->stretches[1].first, 7);
	assert_int_equal(shape->stretches[1].last, 10);
	assert_int_equal(shape->stretches[1].blocks, 3);
	assert_int_equal(shape->stretches[2].first, 13);
	assert_null(memhp_shapes_at(f->shapes, 1));
}

/* What lies between on another node is no boundary of this one. */
static void nodes_apart(void **state)
{
	static const struct { int node; uint64_t boundaries; bool below; } expected[] = {
		{ -1, 1, false }, { 0, 0, false }, { 1, 1, true }, { 7, 2, false },
	};
	struct fixture *f = *state;
	size_t i;

	make(f, "nmnnnmnnm",
	     "0101777??");
	assert_int_equal(memhp_shapes_count(f->shapes), ARRAY_SIZE(expected));
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct memhp_shape *shape = memhp_shapes_at(f->shapes, i);

		assert_int_equal(shape->node, expected[i].node);
		assert_int_equal(shape->boundaries, expected[i].boundaries);
		assert_int_equal(shape->movable_below, expected[i].below);
	}
}

/* ---- Adjacent blocks ---- */

#define MOST 64
#define NONE UINT64_MAX

static int ask(struct fixture *f, const char *words, enum memhp_choice choice,
	       uint64_t nearest[MOST])
{
	char text[128], *word, *rest;

	memhp_set_free(f->set);
	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &f->set), 0);
	snprintf(text, sizeof(text), "%s", words);
	for (word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		assert_int_equal(memhp_set_add(f->set, word), 0);
	assert_in_range(memhp_set_count(f->set), 1, MOST);
	return memhp_shape_adjacent(f->ctx, f->set, choice, nearest);
}

static void what_touches(void **state)
{
	struct fixture *f = *state;
	uint64_t nearest[MOST];

	make(f, "nnnnnnmmmm", NULL);
	assert_int_equal(ask(f, "5", MEMHP_CHOICE_MOVABLE, nearest), 0);
	assert_int_equal(nearest[0], 5);
	assert_int_equal(ask(f, "6", MEMHP_CHOICE_KERNEL, nearest), 0);
	assert_int_equal(ask(f, "4", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], 5);
	assert_int_equal(ask(f, "9", MEMHP_CHOICE_KERNEL, nearest), 1);
	assert_int_equal(nearest[0], 6);
}

static void a_run_from_the_boundary(void **state)
{
	struct fixture *f = *state;
	uint64_t nearest[MOST];

	make(f, "nnnnnnmmmmnnn", NULL);
	assert_int_equal(ask(f, "2-5", MEMHP_CHOICE_MOVABLE, nearest), 0);
	assert_int_equal(ask(f, "10-12", MEMHP_CHOICE_MOVABLE, nearest), 0);
	assert_int_equal(ask(f, "2-8", MEMHP_CHOICE_MOVABLE, nearest), 0);
	assert_int_equal(ask(f, "0-2 4-5", MEMHP_CHOICE_MOVABLE, nearest), 3);
	assert_int_equal(nearest[2], 5);
	assert_int_equal(nearest[3], 4);
	assert_int_equal(nearest[4], 5);
}

static void the_nearest(void **state)
{
	struct fixture *f = *state;
	uint64_t nearest[MOST];

	make(f, "mnnnnnnnm", NULL);
	assert_int_equal(ask(f, "3", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], 1);
	assert_int_equal(ask(f, "5", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], 7);
	assert_int_equal(ask(f, "4", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], 7);	/* the upper one of two */
	make(f, "nnnn", NULL);
	assert_int_equal(ask(f, "2", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], NONE);
	make(f, "nn.m", NULL);
	assert_int_equal(ask(f, "1", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], NONE);
}

/* Neither a hole, nor an offline block, nor another node joins blocks. */
static void what_does_not_touch(void **state)
{
	struct fixture *f = *state;
	uint64_t nearest[MOST];

	make(f, "n m", NULL);
	assert_int_equal(ask(f, "0", MEMHP_CHOICE_MOVABLE, nearest), 1);
	make(f, "n-m", NULL);
	assert_int_equal(ask(f, "0", MEMHP_CHOICE_MOVABLE, nearest), 1);
	make(f, "nnmnnm",
	     "001111");
	assert_int_equal(ask(f, "1", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], NONE);
	make(f, "nnn.nm", NULL);	/* nor those of one request */
	assert_int_equal(ask(f, "2-4", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[0], 4);
	assert_int_equal(nearest[1], 3);
	make(f, "nnnm",
	     "0100");
	assert_int_equal(ask(f, "0-2", MEMHP_CHOICE_MOVABLE, nearest), 2);
}

/* What will not change zone is for the change itself to answer. */
static void what_is_no_part_of_it(void **state)
{
	struct fixture *f = *state;
	uint64_t nearest[MOST];

	make(f, "x.-m n", NULL);
	assert_int_equal(ask(f, "0-3", MEMHP_CHOICE_MOVABLE, nearest), 0);
	assert_int_equal(ask(f, "0-3 5", MEMHP_CHOICE_MOVABLE, nearest), 1);
	assert_int_equal(nearest[4], NONE);
	assert_int_equal(ask(f, "0", MEMHP_CHOICE_AUTO, nearest), -EINVAL);
	assert_int_equal(ask(f, "0", MEMHP_CHOICE_NONE, nearest), -EINVAL);
	assert_string_not_equal(memhp_error(f->ctx), "");
}

/* ---- Against the definition ---- */

/* Whether a neighbour of block @i on its node fits @fits. */
static bool next_to(const char *letters, const char *nodes, size_t i, const bool *fits)
{
	return (i && nodes[i - 1] == nodes[i] && letters[i - 1] != ' ' && fits[i - 1]) ||
	       (letters[i + 1] && nodes[i + 1] == nodes[i] && letters[i + 1] != ' ' &&
		fits[i + 1]);
}

/* By going on until nothing new may go. */
static void by_definition(const char *letters, const char *nodes, const bool *wanted,
			  bool *may)
{
	bool fits[MOST] = { false }, more = true;
	size_t i;

	for (i = 0; letters[i]; i++)
		fits[i] = letters[i] == 'm';
	while (more) {
		more = false;
		for (i = 0; letters[i]; i++) {
			if (!wanted[i] || letters[i] != 'n' || fits[i] ||
			    !next_to(letters, nodes, i, fits))
				continue;
			fits[i] = more = true;
		}
	}
	for (i = 0; letters[i]; i++)
		may[i] = letters[i] != 'n' || fits[i];
}

static uint64_t nearest_by_definition(const char *letters, const char *nodes, size_t i)
{
	bool movable[MOST];
	uint64_t best = NONE, far = NONE, k;

	for (k = 0; letters[k]; k++)
		movable[k] = letters[k] == 'm';
	for (k = 0; letters[k]; k++) {
		uint64_t distance = k > i ? k - i : i - k;

		if (letters[k] != 'n' || nodes[k] != nodes[i] || distance > far ||
		    !next_to(letters, nodes, k, movable))
			continue;
		best = k;
		far = distance;
	}
	return best;
}

static void random_machines(void **state)
{
	char letters[MOST] = "", nodes[MOST] = "";
	bool wanted[MOST], may[MOST];
	struct fixture *f = *state;
	uint64_t nearest[MOST];
	unsigned int seed = 1;
	size_t round, i, n, apart = 0;

	for (round = 0; round < 2000; round++) {
		size_t length = 2 + (size_t)rand_r(&seed) % (MOST - 3);

		for (i = 0; i < length; i++) {
			letters[i] = "nnnnmm.x "[rand_r(&seed) % 9];
			nodes[i] = (char)('0' + rand_r(&seed) % 8 / 7);
			wanted[i] = rand_r(&seed) % 4;
		}
		letters[0] = 'n';
		wanted[0] = true;
		letters[length] = nodes[length] = '\0';
		make(f, letters, nodes);
		for (i = 0; i < length; i++) {
			char word[24];

			snprintf(word, sizeof(word), "%zu", i);
			if (wanted[i] && letters[i] != ' ')
				assert_int_equal(memhp_set_add(f->set, word), 0);
		}
		by_definition(letters, nodes, wanted, may);
		assert_true(memhp_shape_adjacent(f->ctx, f->set, MEMHP_CHOICE_MOVABLE,
						 nearest) >= 0);
		for (n = 0; n < memhp_set_count(f->set); n++) {
			i = memhp_block_index(memhp_set_at(f->set, n));
			assert_int_equal(nearest[n], may[i] ? i :
					 nearest_by_definition(letters, nodes, i));
			apart += !may[i];
		}
	}
	assert_true(apart > 1000);
}

/* 131,072 blocks, none of which touches, and as many boundaries on another node. */
static void a_large_machine(void **state)
{
	enum { HALF = 1 << 16 };
	struct memhp_alike *alikes = calloc(HALF + 1, sizeof(*alikes));
	uint64_t *nearest = calloc(HALF, sizeof(*nearest));
	struct fixture *f = *state;
	clock_t begin;
	size_t i;

	assert_non_null(alikes);
	assert_non_null(nearest);
	alikes[0] = block_of('n', 0, 0);
	alikes[0].count = HALF;
	for (i = 0; i < HALF; i++)
		alikes[i + 1] = block_of(i % 2 ? 'm' : 'n', HALF + i, 1);
	f->blocks = machine_new(f->ctx, 128 * MIB, alikes, HALF + 1);
	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &f->set), 0);
	assert_int_equal(memhp_set_add(f->set, "node0"), 0);
	begin = clock();
	assert_int_equal(memhp_shape_adjacent(f->ctx, f->set, MEMHP_CHOICE_MOVABLE, nearest),
			 HALF);
	assert_int_equal(memhp_shapes_get(f->ctx, f->blocks, &f->shapes), 0);
	/* Some 30 ms; what grows with the square takes minutes. */
	assert_true(clock() - begin < 2 * CLOCKS_PER_SEC);
	assert_int_equal(nearest[HALF - 1], NONE);
	assert_int_equal(memhp_shapes_at(f->shapes, 1)->boundaries, HALF - 1);
	free(nearest);
	free(alikes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(classes), TEST(boundaries), TEST(stretches), TEST(nodes_apart),
		TEST(what_touches), TEST(a_run_from_the_boundary), TEST(the_nearest),
		TEST(what_does_not_touch), TEST(what_is_no_part_of_it),
		TEST(random_machines), TEST(a_large_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
