// SPDX-License-Identifier: LGPL-2.1-or-later
/* The model of the early allocator. */
#include "chance.h"
#include "memblock.h"
#include "unit.h"

#define MB	(1ULL << 20)

static void memory(struct memhp_memblock *mb, uint64_t start, uint64_t end, int node, bool hot)
{
	assert_int_equal(memhp_extents_add(&mb->memory, &(struct memhp_extent){
			 start, end, node, hot }), 0);
}

/* 0-64M on node 0, 128M-256M on node 1, which is hotpluggable. */
static void usual(struct memhp_memblock *mb)
{
	*mb = (struct memhp_memblock){ 0 };
	memory(mb, 0, 64 * MB, 0, false);
	memory(mb, 128 * MB, 256 * MB, 1, true);
}

static uint64_t alloc(struct memhp_memblock *mb, uint64_t size, uint64_t align, int node)
{
	const struct memhp_need need = { .size = size, .align = align, .node = node };
	uint64_t start;

	assert_int_equal(memhp_memblock_alloc(mb, &need, &start), 0);
	return start;
}

static void test_down_and_up(void **state)
{
	struct memhp_memblock mb;

	(void)state;
	usual(&mb);
	assert_int_equal(alloc(&mb, MB, 4096, MEMHP_NO_NODE), 255 * MB);
	assert_int_equal(alloc(&mb, MB, 4 * MB, MEMHP_NO_NODE), 252 * MB);
	assert_int_equal(alloc(&mb, MB, 4096, MEMHP_NO_NODE), 254 * MB);
	assert_int_equal(alloc(&mb, MB, 4096, 0), 63 * MB);
	mb.bottom_up = true;
	assert_int_equal(alloc(&mb, MB, 4096, MEMHP_NO_NODE), 4096);
	assert_int_equal(alloc(&mb, MB, 4 * MB, MEMHP_NO_NODE), 4 * MB);
	memhp_memblock_free(&mb);
}

static void test_nodes(void **state)
{
	struct memhp_need need = { 65 * MB, 4096, 0, 0, 0, true };
	struct memhp_memblock mb;

	(void)state;
	usual(&mb);
	assert_int_equal(memhp_memblock_find(&mb, &need), 0);
	/* Not on that node: then on any. */
	assert_int_equal(alloc(&mb, 65 * MB, 4096, 0), 191 * MB);
	mb.movable_node = true;
	assert_int_equal(alloc(&mb, MB, 4096, 1), 63 * MB);
	assert_int_equal(alloc(&mb, 64 * MB, 4096, MEMHP_NO_NODE), 0);
	memhp_memblock_free(&mb);
}

static void test_limits(void **state)
{
	struct memhp_need need = { MB, 4096, 130 * MB, 140 * MB, MEMHP_NO_NODE, false };
	struct memhp_memblock mb;

	(void)state;
	usual(&mb);
	assert_int_equal(memhp_memblock_find(&mb, &need), 139 * MB);
	mb.bottom_up = true;
	assert_int_equal(memhp_memblock_find(&mb, &need), 130 * MB);
	need.to = 131 * MB - 1;
	assert_int_equal(memhp_memblock_find(&mb, &need), 0);
	need = (struct memhp_need){ 64 * MB, 4096, 0, 128 * MB, MEMHP_NO_NODE, false };
	assert_int_equal(memhp_memblock_find(&mb, &need), 0);	/* page 0 is never given */
	memhp_memblock_free(&mb);
}

static void test_taken(void **state)
{
	struct memhp_memblock mb;

	(void)state;
	usual(&mb);
	assert_int_equal(memhp_memblock_take(&mb, 10 * MB, 20 * MB), 0);
	assert_int_equal(memhp_memblock_take(&mb, 30 * MB, 40 * MB), 0);
	assert_int_equal(memhp_memblock_take(&mb, 15 * MB, 30 * MB), 0);
	assert_int_equal(mb.taken.count, 1);
	assert_int_equal(mb.taken.at[0].start, 10 * MB);
	assert_int_equal(mb.taken.at[0].end, 40 * MB);
	assert_int_equal(memhp_memblock_take(&mb, 5 * MB, 5 * MB), 0);
	assert_int_equal(mb.taken.count, 1);
	memhp_memblock_free(&mb);
}

/* Against a map of pages: nothing is given twice, or where there is none, and there is no
 * place only if there is none; what is taken stays in order. */
static void test_random(void **state)
{
	enum { PAGES = 512, PAGE = 4096 };
	static unsigned char map[PAGES];
	struct memhp_memblock mb;
	unsigned int round, step, i;

	(void)state;
	chance_begin();
	for (round = 0; round < 200; round++) {
		memset(map, 1, sizeof(map));
		mb = (struct memhp_memblock){ .bottom_up = chance() % 2 };
		memory(&mb, 0, 200 * PAGE, 0, false);
		memory(&mb, 260 * PAGE, PAGES * PAGE, 1, false);
		memset(map, 0, 200);
		memset(map + 260, 0, PAGES - 260);
		for (step = 0; step < 60; step++) {
			unsigned int pages = 1 + (unsigned int)(chance() % 24), align = 1U << chance() % 4, run = 0;
			uint64_t at = alloc(&mb, (uint64_t)pages * PAGE, (uint64_t)align * PAGE,
					    MEMHP_NO_NODE);

			if (at) {
				assert_int_equal(at % ((uint64_t)align * PAGE), 0);
				for (i = 0; i < pages; i++)
					assert_int_equal(map[at / PAGE + i]++, 0);
				continue;
			}
			for (i = 1; i < PAGES; i++) {
				run = map[i] ? 0 : run ? run + 1 : i % align ? 0 : 1;
				assert_true(run < pages);
			}
		}
		for (i = 1; i < mb.taken.count; i++)
			assert_true(mb.taken.at[i - 1].end < mb.taken.at[i].start);
		memhp_memblock_free(&mb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_down_and_up),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
