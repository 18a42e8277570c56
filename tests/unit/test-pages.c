// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sentences about pages that stand in the way, names that can be shown, who allocated
 * a page, and zones by /proc/zoneinfo. */
#include "tree.h"

#define ROOT "../../../../"

static void names_that_can_be_shown(void **state)
{
	static const struct { const char *given, *shown; } rows[] = {
		{ "", "" },
		{ "dd", "dd" },
		{ "a\nb\033[1m\x7f", "a?b?[1m?" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "\xe2\x82\xac\xf0\x9f\x98\x80", "\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "cut\xe2\x82", "cut??" },
		{ "\xff\xfe", "??" },
		{ "\xc0\xaf", "??" },			/* longer than need be */
		{ "\xed\xa0\x80", "???" },		/* half of a pair */
		{ "\xc2\x9b" "2J", "??2J" },		/* a control of eight bits */
		{ "a\u200b\u200f\u2060\u2069z", "a????????????z" },	/* no width */
		{ "\u202a" "exe.\u202e", "???exe.???" },		/* the other direction */
		{ "\ufeff", "???" },
		{ "\u200a\u2010\u2029\u202f\u205f\u206a\ufefe\uff00",
		  "\u200a\u2010\u2029\u202f\u205f\u206a\ufefe\uff00" },
	};
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(text, 'x', sizeof(text));
		strcpy(text, rows[i].given);
		memhp_text_clean(text, sizeof(text));
		assert_string_equal(text, rows[i].shown);
	}
	memset(text, '\xc3', sizeof(text));	/* never ends */
	memhp_text_clean(text, sizeof(text));
	assert_int_equal(strlen(text), sizeof(text) - 1);
	assert_int_equal(strspn(text, "?"), sizeof(text) - 1);
}

static void a_kind_of_a_later_module(void **state)
{
	struct memhp_obstacle page = { .kind = 99, .comm = "a\tb", .file = "c\rd" };

	(void)state;
	memhp_obstacle_clean(&page);
	assert_int_equal(page.kind, MEMHP_PAGE_UNKNOWN);
	assert_string_equal(page.comm, "a?b");
	assert_string_equal(page.file, "c?d");
}

/* ---- Sentences ---- */

#define SLAB { .pfn = 0x140042, .kind = MEMHP_PAGE_SLAB, .order = 3, .refs = 8, .expected = -1 }
#define HELD { .pfn = 0x5, .kind = MEMHP_PAGE_ANON, .refs = 3, .maps = 1, .expected = 1, \
	       .pid = 4242, .comm = "dd" }
#define NO_PAGE { .pfn = UINT64_MAX }

static const struct { struct memhp_trouble trouble; const char *text; } sentences[] = {
	{ { .reason = MEMHP_REASON_UNMOVABLE, .error = EBUSY, .page = SLAB },
	  "page 0x140042 (slab, order 3, 8 references, 0 maps) cannot move" },
	{ { .reason = MEMHP_REASON_UNMOVABLE, .error = EBUSY, .page = NO_PAGE },
	  "it holds a page that cannot be moved (kernel memory)" },
	{ { .reason = MEMHP_REASON_UNMOVABLE, .error = EBUSY,
	    .page = { .pfn = 1, .kind = MEMHP_PAGE_STACK, .refs = 1, .expected = -1, .pid = 7,
		      .comm = "a b" } },
	  "page 0x1 (kernel-stack, of PID 7 a b, 1 reference, 0 maps) cannot move" },
	{ { .reason = MEMHP_REASON_MIGRATION, .error = ETIMEDOUT, .page = HELD },
	  "page 0x5 (anon, of PID 4242 dd) has 3 references and 1 map: somebody holds it" },
	{ { .reason = MEMHP_REASON_MIGRATION, .error = ETIMEDOUT,
	    .page = { .pfn = 6, .kind = MEMHP_PAGE_FILE, .refs = 2, .maps = 1, .expected = 2,
		      .inode = 131, .major = 8, .minor = 1, .file = "data.bin" } },
	  "page 0x6 (file, of data.bin (inode 131 on 8:1), 2 references, 1 map) kept failing to "
	  "migrate" },
	{ { .reason = MEMHP_REASON_NOTIFIER, .error = EBUSY, .page = NO_PAGE,
	    .notifier = "virtio_mem_memory_notifier_cb [virtio_mem]" },
	  "refused by virtio_mem_memory_notifier_cb [virtio_mem]" },
	{ { .reason = MEMHP_REASON_NOTIFIER, .error = EBUSY, .page = NO_PAGE },
	  "a driver that is asked about each change refused" },
	{ { .reason = MEMHP_REASON_NO_ROOM, .error = ENOMEM, .page = NO_PAGE,
	    .missing = 256ULL << 20 },
	  "256M short: free memory elsewhere, above the high watermarks, does not hold what is "
	  "in use" },
	{ { .reason = MEMHP_REASON_HUGE_PAGE, .error = EBUSY,
	    .page = { .pfn = 0x200, .kind = MEMHP_PAGE_HUGE_FREE, .order = 9 } },
	  "page 0x200 (huge-free, order 9, 0 references, 0 maps) is promised to somebody and "
	  "cannot be dissolved" },
	{ { .reason = MEMHP_REASON_HWPOISON, .error = EHWPOISON,
	    .page = { .pfn = 2, .kind = MEMHP_PAGE_POISONED, .refs = 1, .expected = -1 } },
	  "page 0x2 (poisoned, 1 reference, 0 maps) has a hardware memory error" },
	{ { .reason = MEMHP_REASON_DEADLINE, .error = ETIMEDOUT, .page = HELD },
	  "it was not done by the deadline; page 0x5 (anon, of PID 4242 dd) has 3 references and "
	  "1 map: somebody holds it" },
	{ { .reason = MEMHP_REASON_KERNEL, .error = EXDEV, .page = NO_PAGE },
	  "the kernel refused (EXDEV)" },
	{ { .reason = 99, .error = 0, .page = NO_PAGE }, "it is not known why" },
};

static void each_trouble_has_a_sentence(void **state)
{
	char text[MEMHP_TROUBLE_TEXT], few[8];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sentences); i++) {
		assert_ptr_equal(memhp_trouble_text(&sentences[i].trouble, text, sizeof(text)),
				 text);
		assert_string_equal(text, sentences[i].text);
		memhp_trouble_text(&sentences[i].trouble, few, sizeof(few));
		assert_int_equal(strlen(few), sizeof(few) - 1);
		assert_memory_equal(few, text, sizeof(few) - 1);
	}
}

/* The longest of all fits. */
static void the_longest_sentence(void **state)
{
	struct memhp_trouble trouble = {
		.reason = MEMHP_REASON_HUGE_PAGE, .error = EBUSY,
		.page = { .pfn = UINT64_MAX - 1, .kind = MEMHP_PAGE_STACK, .order = UINT32_MAX,
			  .refs = INT32_MIN, .maps = INT32_MIN, .expected = -1, .pid = INT32_MAX,
			  .inode = UINT64_MAX, .major = UINT32_MAX, .minor = UINT32_MAX },
	};
	char text[MEMHP_TROUBLE_TEXT], owner[MEMHP_OBSTACLE_OWNER];

	(void)state;
	memset(trouble.page.comm, 'c', sizeof(trouble.page.comm) - 1);
	memset(trouble.page.file, 'f', sizeof(trouble.page.file) - 1);
	memhp_trouble_text(&trouble, text, sizeof(text));
	assert_non_null(strstr(text, "cannot be dissolved"));
	memhp_obstacle_owner(&trouble.page, owner, sizeof(owner));
	assert_int_equal(owner[strlen(owner) - 1], ')');
	trouble.reason = MEMHP_REASON_ISOLATE;
	memhp_trouble_text(&trouble, text, sizeof(text));
	assert_non_null(strstr(text, "stands in the way"));
}

/* What is short is never told as less. */
static void sizes_are_rounded_up(void **state)
{
	static const struct { uint64_t bytes; const char *text; } rows[] = {
		{ 1, "1B short" }, { 1023, "1023B" }, { 1024, "1K short" }, { 1025, "1.1K" },
		{ 4096, "4K short" }, { (1 << 20) - 1, "1M short" }, { 1288490189, "1.3G" },
		{ 1288490188, "1.2G" }, { UINT64_MAX, "16E" },
	};
	struct memhp_trouble trouble = { .reason = MEMHP_REASON_NO_ROOM };
	char text[MEMHP_TROUBLE_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		trouble.missing = rows[i].bytes;
		memhp_trouble_text(&trouble, text, sizeof(text));
		if (strncmp(text, rows[i].text, strlen(rows[i].text)))
			fail_msg("%" PRIu64 ": \"%s\"", rows[i].bytes, text);
	}
}

/* ---- Who allocated a page ---- */

/* As 5.10, 6.1 and 6.12 have it. */
static const char record_old[] =
	"Page allocated via order 3, mask 0xd20c0(__GFP_IO|__GFP_FS), pid 17, ts 9 ns, free_ts 1 ns\n"
	"PFN 5248 type Unmovable Block 10 type Unmovable Flags 0x10200(slab|head)\n"
	" prep_new_page+0xd3/0xe0\n"
	" get_page_from_freelist+0x1/0x2\n"
	" __alloc_pages_nodemask+0x1/0x2\n"
	" 0xffffffffa002e08b\n"	/* a function that has gone */
	" allocate_slab+0x26a/0x4a0\n"
	" new_slab+0x1/0x2\n"
	"\n";
static const char record_new[] =
	"Page allocated via order 0, mask 0x100dca(GFP_HIGHUSER), pid 18, tgid 17 (a) (b, x), ts 9 ns\n"
	"PFN 0x1480 type Movable Block 10 type Movable Flags 0x5(uptodate|lru)\n"
	" post_alloc_hook+0x1/0x2\n"
	" vma_alloc_folio_noprof+0x1/0x2\n"
	"Page has been migrated, last migrate reason: compaction\n"
	"\n";

static void records_of_page_owner(void **state)
{
	static const char *const bad[] = {
		"", "Page allocated via order 3, mask", "PFN 5248 type", "\nPFN 5248 type\n",
		"Page allocated via order 0, pid 1\nPFN 5248",
		"Page allocated via order x, pid 1\nPFN 5248 type",
		"Page allocated via order 0, pid 1\nPFN 5249 type",
	};
	struct memhp_page_owner owner = { .sz = sizeof(owner) };
	size_t i;

	(void)state;
	assert_int_equal(memhp_page_owner_parse(record_old, 5248, &owner), 0);
	assert_int_equal(owner.pid, 17);
	assert_int_equal(owner.order, 3);
	assert_string_equal(owner.comm, "");
	assert_string_equal(owner.function, "allocate_slab");
	assert_int_equal(memhp_page_owner_parse(record_old, 5247, &owner), -ENODATA);
	memset(&owner, 0, sizeof(owner));
	assert_int_equal(memhp_page_owner_parse(record_new, 0x1480, &owner), 0);
	assert_int_equal(owner.pid, 17);
	assert_int_equal(owner.order, 0);
	assert_string_equal(owner.comm, "a) (b, x");
	assert_string_equal(owner.function, "");
	/* One that was cut, before it came to a function. */
	memset(&owner, 0, sizeof(owner));
	assert_int_equal(memhp_page_owner_parse("Page allocated via order 2, pid 1\n"
						"PFN 5248 type Unmovable\n __alloc_pages+0x1/0x2",
						5248, &owner), 0);
	assert_int_equal(owner.order, 2);
	assert_string_equal(owner.function, "");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(memhp_page_owner_parse(bad[i], 5248, &owner), -ENODATA);
}

/* A record begins at the offset of its page. */
static void page_owner_is_read_at_the_page(void **state)
{
	struct tree_fixture *f = *state;
	struct memhp_page_owner owner = { .sz = sizeof(owner) };
	char *text = calloc(1, 5248 + sizeof(record_old));

	assert_non_null(text);
	assert_int_equal(memhp_page_owner_get(f->ctx, 5248, &owner), -ENOENT);
	assert_non_null(strstr(memhp_error(f->ctx), "page_owner=on"));
	memset(text, '#', 5248);
	strcpy(text + 5248, record_old);
	tree_folder(f->tree, ROOT "sys/kernel/debug");
	tree_file(f->tree, ROOT "sys/kernel/debug/page_owner", text);
	free(text);
	assert_int_equal(memhp_page_owner_get(f->ctx, 5248, &owner), 0);
	assert_int_equal(owner.sz, sizeof(owner));
	assert_int_equal(owner.pid, 17);
	assert_string_equal(owner.function, "allocate_slab");
	assert_int_equal(memhp_page_owner_get(f->ctx, 5249, &owner), -ENODATA);
	assert_int_equal(memhp_page_owner_get(f->ctx, 1 << 20, &owner), -ENODATA);
	assert_int_equal(memhp_page_owner_get(f->ctx, UINT64_MAX, &owner), -EINVAL);
	owner.sz = 8;
	assert_int_equal(memhp_page_owner_get(f->ctx, 5248, &owner), -EINVAL);
}

/* ---- Zones ---- */

static const char zoneinfo[] =
	"Node 1, zone  Movable\n"
	"  pages free     100\n        boost    0\n        min      1\n        low      2\n"
	"        high     3\n        spanned  300\n        present  200\n        managed  190\n"
	"  pagesets\n    cpu: 0\n              count:    7\n              high:     378\n"
	"  start_pfn:           4096\n"
	"Node 0, zone   Normal\n"
	"  per-node stats\n      nr_inactive_anon 5\n"
	"  pages free     11\n        high     12\n        spanned  13\n        present  14\n"
	"        managed  15\n  start_pfn:           256\n"
	"Node 0, zone      DMA\n"
	"  pages free     1\n        high     2\n        spanned  3\n        present  4\n"
	"        managed  5\n  start_pfn:           1\n"
	"Node 0, zone   Device\n"
	"  pages free     0\n        spanned  0\n        present  0\n        managed  0\n";

static void zones_by_zoneinfo(void **state)
{
	struct tree_fixture *f = *state;
	const struct memhp_zone_info *zone;
	struct memhp_zones *zones;

	assert_int_equal(memhp_zones_get(f->ctx, &zones), -ENOENT);
	tree_folder(f->tree, ROOT "proc");
	tree_file(f->tree, ROOT "proc/zoneinfo", "nothing\n");
	assert_int_equal(memhp_zones_get(f->ctx, &zones), -ENOENT);
	tree_file(f->tree, ROOT "proc/zoneinfo", zoneinfo);
	assert_int_equal(memhp_zones_get(f->ctx, &zones), 0);
	assert_int_equal(memhp_zones_count(zones), 3);
	assert_int_equal(memhp_zones_at(zones, 0)->zone, MEMHP_ZONE_DMA);
	assert_int_equal(memhp_zones_at(zones, 1)->zone, MEMHP_ZONE_NORMAL);
	assert_int_equal(memhp_zones_at(zones, 1)->start, 256 * 4096);
	zone = memhp_zones_at(zones, 2);
	assert_int_equal(zone->node, 1);
	assert_int_equal(zone->zone, MEMHP_ZONE_MOVABLE);
	assert_int_equal(zone->contiguous, UINT32_MAX);
	assert_int_equal(zone->start, 4096 * 4096);
	assert_int_equal(zone->free, 100 * 4096);
	assert_int_equal(zone->high, 3 * 4096);
	assert_int_equal(zone->spanned, 300 * 4096);
	assert_int_equal(zone->present, 200 * 4096);
	assert_int_equal(zone->managed, 190 * 4096);
	assert_int_equal(zone->cache, 0);
	assert_null(memhp_zones_at(zones, 3));
	memhp_zones_free(zones);
}

#define MANY_LINES 400000	/* of CPUs: 8 MB */

static void zoneinfo_may_be_of_any_length(void **state)
{
	static const char line[] = "              cpu: 1\n";
	struct tree_fixture *f = *state;
	struct memhp_accounts *accounts;
	struct memhp_zones *zones;
	char *text = malloc(256 + MANY_LINES * sizeof(line)), *at;
	size_t i;

	assert_non_null(text);
	at = stpcpy(text, "Node 0, zone   Normal\n  pages free     11\n        present  14\n");
	for (i = 0; i < MANY_LINES; i++)
		at = stpcpy(at, line);
	strcpy(at, "Node 1, zone  Movable\n        present  200\n");
	tree_folder(f->tree, ROOT "proc");
	tree_file(f->tree, ROOT "proc/zoneinfo", text);
	free(text);
	assert_int_equal(memhp_zones_get(f->ctx, &zones), 0);
	assert_int_equal(memhp_zones_count(zones), 2);
	assert_int_equal(memhp_zones_at(zones, 1)->present, 200 * 4096);
	memhp_zones_free(zones);
	assert_int_equal(memhp_accounts_get(f->ctx, &accounts), 0);
	assert_int_equal(memhp_accounts_at(accounts, 0)->movable, 200 * 4096);
	memhp_accounts_free(accounts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_can_be_shown),
		cmocka_unit_test(a_kind_of_a_later_module),
		cmocka_unit_test(each_trouble_has_a_sentence),
		cmocka_unit_test(the_longest_sentence),
		cmocka_unit_test(sizes_are_rounded_up),
		cmocka_unit_test(records_of_page_owner),
		cmocka_unit_test_setup_teardown(page_owner_is_read_at_the_page, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(zones_by_zoneinfo, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(zoneinfo_may_be_of_any_length, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
