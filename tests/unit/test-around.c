// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is read around the blocks: zones by /proc/zoneinfo, and who else takes memory
 * online. */
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

#define ROOT "../../../../"

/* ---- Zones ---- */

static void put_zones(struct tree_fixture *f, const char *text)
{
	tree_folder(f->tree, ROOT "proc");
	tree_file(f->tree, ROOT "proc/zoneinfo", text);
}

static const char zones[] =
	"Node 0, zone      DMA\n"
	"  per-node stats\n"
	"      nr_free_pages 7\n"
	"  pages free     100\n"
	"        boost    0\n"
	"        min      10\n"
	"        low      20\n"
	"        high     30\n"
	"        spanned  4095\n"
	"        present  1000\n"
	"        managed  990\n"
	"        cma      0\n"
	"  pagesets\n"
	"    cpu: 0\n"
	"              count: 5\n"
	"              low:   6\n"
	"Node 0, zone   Normal\n"
	"  pages free     300\n"
	"        low      380\n"
	"        present  2000\n"
	"Node 0, zone  Movable\n"
	"  pages free     9999\n"
	"        low      9999\n"
	"        present  4000\n"
	"Node 0, zone   Device\n"
	"  pages free     5\n"
	"        present  5555\n"
	"Node 12, zone  Movable\n"
	"  pages free     0\n"
	"        low      0\n"
	"        present  50\n";

static void zones_of_nodes(void **state)
{
	struct memhp_accounts *accounts;
	const struct memhp_account *at;
	struct tree_fixture *f = *state;

	put_zones(f, zones);
	assert_int_equal(memhp_accounts_get(f->ctx, &accounts), 0);
	assert_int_equal(memhp_accounts_count(accounts), 3);
	at = memhp_accounts_at(accounts, 0);
	assert_int_equal(at->node, -1);
	assert_false(at->known);
	assert_int_equal(at->rule, -1);
	assert_int_equal(at->kernel, 3000 * 4096);
	assert_int_equal(at->movable, 4050 * 4096);
	at = memhp_accounts_at(accounts, 1);
	assert_int_equal(at->node, 0);
	assert_true(at->watermarks);
	assert_int_equal(at->free_kernel, 400 * 4096);
	assert_int_equal(at->low_kernel, 400 * 4096);
	assert_true(memhp_account_short(at));
	assert_false(memhp_account_past(at));
	at = memhp_accounts_at(accounts, 2);
	assert_int_equal(at->node, 12);
	assert_int_equal(at->kernel, 0);
	assert_int_equal(at->movable, 50 * 4096);
	assert_false(memhp_account_short(at));
	memhp_accounts_free(accounts);
}

static void zones_that_are_not_there(void **state)
{
	static const char *const texts[] = { "", "\n\n", "Node x, zone Normal\n  pages free 3\n",
					     "  pages free 7\n low 3\n present 8\n" };
	struct memhp_accounts *accounts;
	struct tree_fixture *f = *state;
	size_t i;

	assert_int_equal(memhp_accounts_get(f->ctx, &accounts), -ENOENT);
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		put_zones(f, texts[i]);
		assert_int_equal(memhp_accounts_get(f->ctx, &accounts), -ENOENT);
	}
	put_zones(f, "Node 3, zone Normal");
	assert_int_equal(memhp_accounts_get(f->ctx, &accounts), 0);
	assert_int_equal(memhp_accounts_at(accounts, 1)->kernel, 0);
	memhp_accounts_free(accounts);
}

/* ---- Rivals ---- */

static void put_udev(struct tree_fixture *f, const char *folder, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), ROOT "%s/udev/rules.d", folder);
	tree_folder(f->tree, path);
	snprintf(path, sizeof(path), ROOT "%s/udev/rules.d/%s", folder, name);
	tree_file(f->tree, path, text);
}

static void no_rivals(void **state)
{
	struct memhp_rivals *rivals;
	struct tree_fixture *f = *state;

	assert_int_equal(memhp_rivals_get(f->ctx, &rivals), 0);
	assert_null(memhp_rivals_kernel(rivals));
	assert_int_equal(memhp_rivals_count(rivals), 0);
	assert_null(memhp_rivals_rule(rivals, 0));
	memhp_rivals_free(rivals);
	assert_int_equal(memhp_take_over(f->ctx), -EROFS);
}

static size_t rules_of(struct tree_fixture *f, const char *text)
{
	struct memhp_rivals *rivals;
	size_t count;

	put_udev(f, "etc", "50-a.rules", text);
	assert_int_equal(memhp_rivals_get(f->ctx, &rivals), 0);
	count = memhp_rivals_count(rivals);
	memhp_rivals_free(rivals);
	return count;
}

static void rules_of_udev(void **state)
{
	static const struct { const char *text; size_t count; } rows[] = {
		{ "SUBSYSTEM==\"memory\", ACTION==\"add\", ATTR{state}==\"offline\", "
		  "ATTR{state}=\"online\"\n", 1 },
		{ "SUBSYSTEM == \"memory\", ATTR{state} = \"online_movable\"", 1 },
		{ "# SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n", 0 },
		{ "  # SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n", 0 },
		{ "SUBSYSTEM==\"memory\", ATTR{state}==\"offline\", RUN+=\"x\"\n", 0 },
		{ "SUBSYSTEM==\"cpu\", ATTR{state}=\"online\"\n", 0 },
		{ "SUBSYSTEM!=\"memory\", GOTO=\"end\"\nATTR{state}=\"$env{.state}\"\n", 1 },
		{ "SUBSYSTEM==\"memory\", \\\n  ATTR{state}=\"online\"\n", 1 },
		{ "SUBSYSTEM==\"memory\", \\", 0 }, { "\\\n", 0 }, { "\\", 0 }, { "", 0 },
		{ "SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n"
		  "SUBSYSTEM==\"memory\", ATTR{state}=\"online_kernel\"\n", 2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rules_of(*state, rows[i].text) != rows[i].count)
			fail_msg("\"%s\" has not %zu", rows[i].text, rows[i].count);
}

/* A file hides those of its name in folders behind, and others do not count. */
static void folders_of_udev(void **state)
{
	static const char rule[] = "\nSUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n";
	struct memhp_rivals *rivals;
	struct tree_fixture *f = *state;

	tree_file(f->tree, "auto_online_blocks", "online\n");
	put_udev(f, "etc", "40-hidden.rules", "");
	put_udev(f, "usr/lib", "40-hidden.rules", rule);
	put_udev(f, "run", "41-x.rules", rule);
	put_udev(f, "lib", "41-x.rules", rule);
	put_udev(f, "lib", "README", rule);
	put_udev(f, "lib", "42-y.rules.old", rule);
	assert_int_equal(memhp_rivals_get(f->ctx, &rivals), 0);
	assert_string_equal(memhp_rivals_kernel(rivals), "online");
	assert_int_equal(memhp_rivals_count(rivals), 1);
	assert_string_equal(memhp_rivals_rule(rivals, 0), "/run/udev/rules.d/41-x.rules:2");
	memhp_rivals_free(rivals);
}

/* What comes after the file in which udev waits for the policy is too late. */
static void rules_that_wait(void **state)
{
	static const char rule[] = "SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n";
	struct tree_fixture *f = *state;

	put_udev(f, "run", "40-b.rules", rule);
	assert_int_equal(rules_of(f, rule), 2);
	put_udev(f, "usr/lib", "45-memhp-online.rules",
		 "SUBSYSTEM==\"memory\", ATTR{[misc/memhp]settled}==\"1\", ENV{.X}=\"1\"\n");
	assert_int_equal(rules_of(f, rule), 1);
	put_udev(f, "etc", "45-memhp-online.rules", "");
	assert_int_equal(rules_of(f, rule), 2);
}

/* Where nobody writes, and nobody should wait. */
static void a_pipe_among_the_rules(void **state)
{
	struct tree_fixture *f = *state;
	struct memhp_rivals *rivals;
	char path[128];

	put_udev(f, "run", "60-x.rules", "SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n");
	put_udev(f, "etc", "61-y.rules", "");
	snprintf(path, sizeof(path), "%s/etc/udev/rules.d/50-a.rules", f->tree->path);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(10);
	assert_int_equal(memhp_rivals_get(f->ctx, &rivals), 0);
	alarm(0);
	assert_int_equal(memhp_rivals_count(rivals), 1);
	memhp_rivals_free(rivals);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_set_up, tree_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(zones_of_nodes), TEST(zones_that_are_not_there), TEST(no_rivals),
		TEST(rules_of_udev), TEST(folders_of_udev),
		TEST(rules_that_wait), TEST(a_pipe_among_the_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
