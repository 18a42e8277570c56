// SPDX-License-Identifier: LGPL-2.1-or-later
/* Of which kind a page is, and what the kinds in a block mean for it. */
#include <string.h>

#include "unit.h"

#include "pages.h"

#define LOOK(...) (&(const struct memhp_page_look) { __VA_ARGS__ })

static void a_page_is_of_one_kind(void **state)
{
	static const struct {
		uint32_t flags;
		int32_t refs;
		uint32_t kind;
	} cases[] = {
		{ MEMHP_P_BUDDY, 0, MEMHP_PAGE_FREE },
		{ 0, 0, MEMHP_PAGE_FREE },
		{ 0, 1, MEMHP_PAGE_UNKNOWN },
		{ MEMHP_P_PRIVATE, 1, MEMHP_PAGE_UNKNOWN },
		{ MEMHP_P_LRU | MEMHP_P_ANON, 1, MEMHP_PAGE_ANON },
		{ MEMHP_P_ANON, 2, MEMHP_PAGE_ANON },
		{ MEMHP_P_LRU | MEMHP_P_FILE, 2, MEMHP_PAGE_FILE },
		{ MEMHP_P_LRU, 1, MEMHP_PAGE_FILE },
		{ MEMHP_P_LRU | MEMHP_P_ANON | MEMHP_P_PINNED, 1025, MEMHP_PAGE_PINNED },
		{ MEMHP_P_DRIVER, 1, MEMHP_PAGE_MOVABLE },
		{ MEMHP_P_DRIVER | MEMHP_P_OFFLINE, 1, MEMHP_PAGE_MOVABLE },
		{ MEMHP_P_OFFLINE, 0, MEMHP_PAGE_OFFLINE },
		{ MEMHP_P_TABLE, 1, MEMHP_PAGE_TABLE },
		{ MEMHP_P_SLAB, 1, MEMHP_PAGE_SLAB },
		{ MEMHP_P_HUGE, 0, MEMHP_PAGE_HUGE_FREE },
		{ MEMHP_P_HUGE | MEMHP_P_ANON, 1, MEMHP_PAGE_HUGE_USED },
		{ MEMHP_P_HUGE | MEMHP_P_ANON | MEMHP_P_PINNED, 2, MEMHP_PAGE_PINNED },
		{ MEMHP_P_RESERVED, 1, MEMHP_PAGE_RESERVED },
		{ MEMHP_P_RESERVED | MEMHP_P_POISONED, 1, MEMHP_PAGE_POISONED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(memhp_page_kind(LOOK(.flags = cases[i].flags,
						      .refs = cases[i].refs)),
				 cases[i].kind);
}

static void references_that_are_explained(void **state)
{
	(void)state;
	/* Mapped twice, and nobody else has it. */
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_LRU | MEMHP_P_ANON,
						  .maps = 2)), 2);
	/* In the swap cache, too. */
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_LRU | MEMHP_P_ANON |
						  MEMHP_P_SWAPCACHE, .maps = 2)), 3);
	/* A huge one counts in its cache once for each page. */
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_LRU | MEMHP_P_FILE,
						  .order = 9, .maps = 1)), 513);
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_LRU | MEMHP_P_FILE |
						  MEMHP_P_PRIVATE)), 2);
	/* Waiting for its list. */
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_ANON, .refs = 2,
						  .maps = 1)), 2);
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_FILE, .refs = 9,
						  .maps = 1)), 3);
	/* Not waiting: a buffer, in no cache. */
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_FILE, .refs = 4,
						  .maps = 3)), 3);
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_HUGE, .maps = 1)), -1);
	assert_int_equal(memhp_page_expected(LOOK(.flags = MEMHP_P_DRIVER)), 1);
}

static void pages_that_are_held(void **state)
{
	static const struct {
		struct memhp_page_look look;
		int held;
	} cases[] = {
		{ { .flags = MEMHP_P_LRU | MEMHP_P_ANON, .refs = 1, .maps = 1 }, 0 },
		{ { .flags = MEMHP_P_LRU | MEMHP_P_ANON, .refs = 2, .maps = 1 }, 1 },
		/* They wait for their list. */
		{ { .flags = MEMHP_P_ANON, .refs = 2, .maps = 1 }, 0 },
		{ { .flags = MEMHP_P_FILE, .refs = 4, .maps = 2 }, 0 },
		/* A buffer that a driver maps: the one reference more is its. */
		{ { .flags = MEMHP_P_FILE, .refs = 3, .maps = 2 }, 1 },
		{ { .flags = MEMHP_P_FILE, .refs = 1 }, 1 },
		{ { .flags = MEMHP_P_FILE | MEMHP_P_LRU, .refs = 3, .maps = 2 }, 0 },
		{ { .flags = MEMHP_P_DRIVER, .refs = 1 }, 0 },
		{ { .flags = MEMHP_P_DRIVER, .refs = 2 }, 1 },
		/* They count as what they are. */
		{ { .flags = MEMHP_P_LRU | MEMHP_P_ANON | MEMHP_P_PINNED, .refs = 1025 }, 0 },
		{ { .flags = MEMHP_P_HUGE, .refs = 9 }, 0 },
		{ { .flags = MEMHP_P_SLAB, .refs = 9 }, 0 },
		{ { .refs = 9 }, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(memhp_page_held(&cases[i].look), cases[i].held);
}

/* In a kernel zone the kernel refuses a block for them at once. */
static void pages_that_are_on_no_list(void **state)
{
	static const struct {
		struct memhp_page_look look;
		int off;
	} cases[] = {
		/* A buffer that is mapped into a process, and one that is pinned. */
		{ { .flags = MEMHP_P_FILE, .refs = 1 }, 1 },
		{ { .flags = MEMHP_P_FILE | MEMHP_P_PINNED, .refs = 1025 }, 1 },
		{ { .flags = MEMHP_P_ANON, .refs = 3, .maps = 1 }, 1 },
		{ { .flags = MEMHP_P_FILE | MEMHP_P_LRU, .refs = 9 }, 0 },
		{ { .flags = MEMHP_P_ANON | MEMHP_P_LRU | MEMHP_P_PINNED, .refs = 1025 }, 0 },
		{ { .flags = MEMHP_P_DRIVER, .refs = 2 }, 0 },
		{ { .flags = MEMHP_P_HUGE | MEMHP_P_ANON, .refs = 9 }, 0 },
		/* It has gone, or is of another kind. */
		{ { .flags = MEMHP_P_FILE }, 0 },
		{ { .flags = MEMHP_P_OFFLINE, .refs = 1 }, 0 },
		{ { .refs = 1 }, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(memhp_page_off_lists(&cases[i].look), cases[i].off);
}

struct judged {
	struct memhp_block_sight sight;
	struct memhp_pages pages;
};

static void judge(struct judged *j, uint32_t prospect, uint32_t reason)
{
	memhp_pages_judge(&j->sight, &j->pages);
	assert_int_equal(j->pages.prospect, prospect);
	assert_int_equal(j->pages.reason, reason);
}

static struct judged block(uint8_t zone)
{
	struct judged j;

	memset(&j, 0, sizeof(j));
	j.sight.state = MEMHP_STATE_ONLINE;
	j.sight.zone = zone;
	return j;
}

static void a_block_that_is_offline(void **state)
{
	struct judged j = block(MEMHP_ZONE_NONE);

	(void)state;
	j.sight.state = MEMHP_STATE_OFFLINE;
	j.pages.count[MEMHP_PAGE_RESERVED] = 1;
	judge(&j, MEMHP_PROSPECT_UNKNOWN, MEMHP_REASON_NONE);
}

static void blocks_that_can_go(void **state)
{
	struct judged j = block(MEMHP_ZONE_NORMAL);

	(void)state;
	j.pages.count[MEMHP_PAGE_FREE] = 100;
	j.pages.count[MEMHP_PAGE_OFFLINE] = 5;
	j.pages.count[MEMHP_PAGE_POISONED] = 1;
	judge(&j, MEMHP_PROSPECT_EMPTY, MEMHP_REASON_NONE);
	j.pages.count[MEMHP_PAGE_HUGE_FREE] = 512;
	judge(&j, MEMHP_PROSPECT_EMPTY, MEMHP_REASON_NONE);
	j.pages.count[MEMHP_PAGE_FILE] = 1;
	judge(&j, MEMHP_PROSPECT_LIKELY, MEMHP_REASON_NONE);
}

static void blocks_that_may_not(void **state)
{
	struct judged j = block(MEMHP_ZONE_MOVABLE);

	(void)state;
	j.pages.count[MEMHP_PAGE_HUGE_FREE] = 512;
	j.sight.keeps_huge = 1;
	judge(&j, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_HUGE_PAGE);
	j.pages.held = 1;
	judge(&j, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_MIGRATION);
	j.pages.held = 0;
	j.pages.count[MEMHP_PAGE_PINNED] = 1;
	judge(&j, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_MIGRATION);
	j.sight.offline_held = 1;
	judge(&j, MEMHP_PROSPECT_DOUBTFUL, MEMHP_REASON_UNMOVABLE);
}

static void blocks_that_cannot(void **state)
{
	static const uint32_t kinds[] = { MEMHP_PAGE_SLAB, MEMHP_PAGE_TABLE,
		MEMHP_PAGE_STACK, MEMHP_PAGE_VMEMMAP, MEMHP_PAGE_UNKNOWN };
	struct judged j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		j = block(MEMHP_ZONE_NORMAL);
		j.pages.count[kinds[i]] = 1;
		judge(&j, MEMHP_PROSPECT_NO, MEMHP_REASON_UNMOVABLE);
		/* The kernel does not see it there, and goes on trying. */
		j.sight.zone = MEMHP_ZONE_MOVABLE;
		judge(&j, MEMHP_PROSPECT_NO, MEMHP_REASON_MIGRATION);
	}
	j = block(MEMHP_ZONE_MOVABLE);
	j.pages.count[MEMHP_PAGE_RESERVED] = 1;
	judge(&j, MEMHP_PROSPECT_NO, MEMHP_REASON_UNMOVABLE);
	j.sight.early = 1;
	judge(&j, MEMHP_PROSPECT_NEVER, MEMHP_REASON_UNMOVABLE);
	j.sight.zone = MEMHP_ZONE_NONE;
	judge(&j, MEMHP_PROSPECT_NEVER, MEMHP_REASON_MULTIZONE);
	j.pages.count[MEMHP_PAGE_HOLE] = 1;
	judge(&j, MEMHP_PROSPECT_NEVER, MEMHP_REASON_HOLES);
	/* Its pages need not show it. */
	j.pages.count[MEMHP_PAGE_HOLE] = 0;
	j.sight.flaw = MEMHP_REASON_HOLES;
	judge(&j, MEMHP_PROSPECT_NEVER, MEMHP_REASON_HOLES);
	j.sight.flaw = MEMHP_REASON_MULTIZONE;
	judge(&j, MEMHP_PROSPECT_NEVER, MEMHP_REASON_MULTIZONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_of_one_kind),
		cmocka_unit_test(references_that_are_explained),
		cmocka_unit_test(pages_that_are_held),
		cmocka_unit_test(pages_that_are_on_no_list),
		cmocka_unit_test(a_block_that_is_offline),
		cmocka_unit_test(blocks_that_can_go),
		cmocka_unit_test(blocks_that_may_not),
		cmocka_unit_test(blocks_that_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
