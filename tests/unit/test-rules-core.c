// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rules: which one is for a block, and which are no rules at all. */
#include "unit.h"

#include "rules.h"

#define GIB	(1ULL << 30)

#define RULES(...) (const struct memhp_rule[]) { __VA_ARGS__ }, \
	sizeof((const struct memhp_rule[]) { __VA_ARGS__ }) / sizeof(struct memhp_rule)

#define MOVABLE	.action = MEMHP_ACTION_MOVABLE
#define AUTO	.action = MEMHP_ACTION_AUTO_MOVABLE, .ratio = 301

static const struct memhp_subject dax = {
	.owner = MEMHP_OWNER_DAX, .node = 2, .hotpluggable = 1,
	.group_type = MEMHP_GROUP_DYNAMIC, .device = 64 * GIB, .group = "dax0.0",
};

/* ---- Matching ---- */

static bool matches(const struct memhp_rule *rule, struct memhp_subject subject)
{
	return memhp_rule_matches(rule, &subject);
}

static void each_condition_has_its_field(void **state)
{
	static const struct memhp_rule rules[] = {
		{ .match = MEMHP_MATCH_OWNER, .owner = MEMHP_OWNER_DAX },
		{ .match = MEMHP_MATCH_NODE, .node = 2 },
		{ .match = MEMHP_MATCH_HOTPLUGGABLE },
		{ .match = MEMHP_MATCH_SIZE, .size_min = 64 * GIB, .size_max = 64 * GIB },
		{ .match = MEMHP_MATCH_GROUP_TYPE, .group_type = MEMHP_GROUP_DYNAMIC },
		{ .match = MEMHP_MATCH_GROUP_NAME, .group = "dax0.0" },
	};
	/* The same but for one field. */
	struct memhp_subject others[6] = { dax, dax, dax, dax, dax, dax };
	size_t i, j;

	(void)state;
	others[0].owner = MEMHP_OWNER_ACPI;
	others[1].node = 0;
	others[2].hotpluggable = 0;
	others[3].device = 64 * GIB + 1;
	others[4].group_type = MEMHP_GROUP_STATIC;
	others[5].group = "dax0.1";
	for (i = 0; i < 6; i++) {
		assert_true(matches(&rules[i], dax));
		for (j = 0; j < 6; j++)
			if (matches(&rules[i], others[j]) != (i != j))
				fail_msg("rule %zu, subject %zu", i, j);
	}
}

static void all_conditions_have_to_hold(void **state)
{
	struct memhp_rule rule = {
		.match = MEMHP_MATCH_FLAGS & ~MEMHP_MATCH_GROUP_NAME,
		.owner = MEMHP_OWNER_DAX, .node = 2, .group_type = MEMHP_GROUP_DYNAMIC,
		.size_min = 1, .size_max = UINT64_MAX,
	};
	struct memhp_subject subject = dax;

	(void)state;
	assert_true(matches(&rule, subject));
	subject.node = 3;
	assert_false(matches(&rule, subject));
	rule.match = 0;
	assert_true(matches(&rule, subject));
	assert_true(matches(&rule, (struct memhp_subject){ .node = -1 }));
}

static void what_is_not_known_does_not_match(void **state)
{
	struct memhp_rule rule = { .match = MEMHP_MATCH_HOTPLUGGABLE };
	struct memhp_subject subject = dax;

	(void)state;
	subject.hotpluggable = -1;
	assert_false(matches(&rule, subject));
	rule = (struct memhp_rule){ .match = MEMHP_MATCH_SIZE, .size_max = UINT64_MAX };
	assert_true(matches(&rule, subject));
	subject.device = 0;
	assert_false(matches(&rule, subject));
	rule = (struct memhp_rule){ .match = MEMHP_MATCH_GROUP_NAME, .group = "a" };
	subject.group = NULL;
	assert_false(matches(&rule, subject));
	subject.group = "";
	assert_false(matches(&rule, subject));
	rule = (struct memhp_rule){ .match = MEMHP_MATCH_GROUP_TYPE };
	assert_false(matches(&rule, subject));
	subject.group_type = MEMHP_GROUP_NONE;
	assert_true(matches(&rule, subject));
}

static void names_match_in_full(void **state)
{
	struct memhp_rule rule = { .match = MEMHP_MATCH_GROUP_NAME, .group = "dimm" };
	struct memhp_subject subject = dax;

	(void)state;
	subject.group = "dimm";
	assert_true(matches(&rule, subject));
	subject.group = "dim";
	assert_false(matches(&rule, subject));
	subject.group = "dimms";
	assert_false(matches(&rule, subject));
	subject.group = "Dimm";
	assert_false(matches(&rule, subject));
	memset(rule.group, 'a', sizeof(rule.group) - 1);
	subject.group = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	assert_true(matches(&rule, subject));
	subject.group = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	assert_false(matches(&rule, subject));
}

static void the_first_that_matches_is_found(void **state)
{
	static const struct memhp_rule rules[] = {
		{ .match = MEMHP_MATCH_NODE, .node = 7, MOVABLE },
		{ .match = MEMHP_MATCH_OWNER, .owner = MEMHP_OWNER_DAX, MOVABLE },
		{ .match = MEMHP_MATCH_NODE, .node = 2, MOVABLE },
		{ MOVABLE },
	};
	struct memhp_subject subject = dax;

	(void)state;
	assert_int_equal(memhp_rules_find(rules, 4, &subject), 1);
	subject.owner = MEMHP_OWNER_ACPI;
	assert_int_equal(memhp_rules_find(rules, 4, &subject), 2);
	subject.node = 0;
	assert_int_equal(memhp_rules_find(rules, 4, &subject), 3);
	assert_int_equal(memhp_rules_find(rules, 3, &subject), -1);
	assert_int_equal(memhp_rules_find(NULL, 0, &subject), -1);
}

/* ---- Checking ---- */

static const struct memhp_rule fit[] = {
	{ .match = MEMHP_MATCH_OWNER, .owner = MEMHP_OWNER_BOOT, MOVABLE },
	{ .match = MEMHP_MATCH_OWNER, .owner = MEMHP_OWNER_MAX, MOVABLE },
	{ .match = MEMHP_MATCH_NODE, .node = 0, .action = MEMHP_ACTION_KERNEL },
	{ .match = MEMHP_MATCH_NODE, .node = INT32_MAX, .action = MEMHP_ACTION_OFFLINE },
	{ .match = MEMHP_MATCH_HOTPLUGGABLE, .action = MEMHP_ACTION_KERNEL_DEFAULT },
	{ .match = MEMHP_MATCH_SIZE, .size_min = 1, .size_max = 1, MOVABLE },
	{ .match = MEMHP_MATCH_SIZE, .size_max = UINT64_MAX, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_TYPE, .group_type = MEMHP_GROUP_NONE, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_TYPE, .group_type = MEMHP_GROUP_MAX, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = "a", MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = "abcdefghijklmnopqrstuvwxyz01234", AUTO },
	{ .match = MEMHP_MATCH_FLAGS & ~MEMHP_MATCH_GROUP_NAME, .owner = MEMHP_OWNER_DAX,
	  .size_max = 1, .group_type = MEMHP_GROUP_STATIC, AUTO },
	{ .match = MEMHP_MATCH_FLAGS & ~MEMHP_MATCH_GROUP_TYPE, .owner = MEMHP_OWNER_DAX,
	  .size_max = 1, .group = "static-", AUTO, .flags = MEMHP_RULE_NUMA_AWARE },
	{ .match = MEMHP_MATCH_NODE, .node = 1, .action = MEMHP_ACTION_AUTO_MOVABLE, .ratio = 1,
	  .flags = MEMHP_RULE_FLAGS, .reserve = UINT64_MAX },
	{ .action = MEMHP_ACTION_AUTO_MOVABLE, .ratio = MEMHP_RATIO_MAX },
};

static const struct memhp_rule unfit[] = {
	/* match */
	{ .match = MEMHP_MATCH_FLAGS + 1, MOVABLE },
	{ .match = 1U << 31, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_TYPE | MEMHP_MATCH_GROUP_NAME, .group = "a", MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_TYPE | MEMHP_MATCH_GROUP_NAME, .group = "a",
	  .group_type = MEMHP_GROUP_STATIC, MOVABLE },
	/* owner */
	{ .match = MEMHP_MATCH_OWNER, MOVABLE },
	{ .match = MEMHP_MATCH_OWNER, .owner = MEMHP_OWNER_MAX + 1, MOVABLE },
	{ .match = MEMHP_MATCH_NODE, .owner = MEMHP_OWNER_DAX, MOVABLE },
	/* node */
	{ .match = MEMHP_MATCH_NODE, .node = -1, MOVABLE },
	{ .match = MEMHP_MATCH_NODE, .node = INT32_MIN, MOVABLE },
	{ .node = 1, MOVABLE },
	{ .node = -1, MOVABLE },
	/* size */
	{ .match = MEMHP_MATCH_SIZE, .size_min = 2, .size_max = 1, MOVABLE },
	{ .match = MEMHP_MATCH_SIZE, .size_min = UINT64_MAX, MOVABLE },
	{ .size_min = 1, MOVABLE },
	{ .size_max = UINT64_MAX, MOVABLE },
	/* group */
	{ .match = MEMHP_MATCH_GROUP_TYPE, .group_type = MEMHP_GROUP_MAX + 1, MOVABLE },
	{ .group_type = MEMHP_GROUP_STATIC, MOVABLE },
	{ .group = "a", MOVABLE },
	{ .group = { [MEMHP_GROUP_NAME_SIZE - 1] = 'a' }, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = "none", MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = "a\0b", MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = { 'a', [31] = 'b' }, MOVABLE },
	{ .match = MEMHP_MATCH_GROUP_NAME, .group = "abcdefghijklmnopqrstuvwxyz012345", MOVABLE },
	/* action */
	{ .action = MEMHP_ACTION_NONE },
	{ .action = MEMHP_ACTION_MAX + 1 },
	/* flags, ratio, reserve, pad */
	{ .action = MEMHP_ACTION_AUTO_MOVABLE },
	{ .action = MEMHP_ACTION_AUTO_MOVABLE, .ratio = MEMHP_RATIO_MAX + 1 },
	{ AUTO, .flags = MEMHP_RULE_FLAGS + 1 },
	{ AUTO, .flags = 1U << 31 },
	{ AUTO, .pad = 1 },
	{ MOVABLE, .pad = 1 },
	{ MOVABLE, .flags = MEMHP_RULE_NUMA_AWARE },
	{ MOVABLE, .ratio = 301 },
	{ MOVABLE, .reserve = GIB },
	{ .action = MEMHP_ACTION_KERNEL_DEFAULT, .ratio = 1 },
	{ .action = MEMHP_ACTION_KERNEL, .reserve = 1 },
	{ .action = MEMHP_ACTION_OFFLINE, .flags = MEMHP_RULE_COUNT_HOTPLUGGED },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void fit_rules_are_taken(void **state)
{
	__u32 bad = 7;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fit); i++)
		if (memhp_rules_check(&fit[i], 1, &bad))
			fail_msg("rule %zu is refused", i);
	assert_int_equal(memhp_rules_check(fit, COUNT(fit), &bad), 0);
	assert_int_equal(bad, ~0U);
	assert_int_equal(memhp_rules_check(NULL, 0, &bad), 0);
}

static void unfit_rules_are_not(void **state)
{
	__u32 bad;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(unfit); i++) {
		const struct memhp_rule rules[] = { fit[0], fit[2], unfit[i], unfit[0] };

		if (memhp_rules_check(&unfit[i], 1, &bad) != -EINVAL || bad)
			fail_msg("rule %zu is taken", i);
		assert_int_equal(memhp_rules_check(rules, 4, &bad), -EINVAL);
		assert_int_equal(bad, 2);
	}
}

/* What a rule does makes no difference to what it matches. */
static void the_same_match_twice_is_refused(void **state)
{
	__u32 bad;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fit) - 1; i++) {
		struct memhp_rule rules[] = { fit[i], fit[i ? 0 : 1], fit[i] };

		rules[2].action = MEMHP_ACTION_KERNEL;
		rules[2].ratio = rules[2].flags = rules[2].reserve = 0;
		if (memhp_rules_check(rules, 3, &bad) != -EEXIST || bad != 2)
			fail_msg("rule %zu twice", i);
	}
	assert_int_equal(memhp_rules_check(RULES({ MOVABLE }, { AUTO }), &bad), -EEXIST);
	assert_int_equal(bad, 1);
}

static void nothing_stands_behind_the_default(void **state)
{
	__u32 bad;

	(void)state;
	assert_int_equal(memhp_rules_check(RULES(fit[0], { MOVABLE }, fit[2], fit[3]), &bad),
			 -ENOENT);
	assert_int_equal(bad, 2);
	/* A rule that makes no sense is that first. */
	assert_int_equal(memhp_rules_check(RULES({ MOVABLE }, unfit[0]), &bad), -EINVAL);
	assert_int_equal(bad, 1);
}

static void there_are_only_so_many(void **state)
{
	struct memhp_rule rules[MEMHP_MAX_RULES + 1] = { 0 };
	__u32 bad;
	int i;

	(void)state;
	for (i = 0; i <= MEMHP_MAX_RULES; i++)
		rules[i] = (struct memhp_rule){ .match = MEMHP_MATCH_NODE, .node = i, MOVABLE };
	assert_int_equal(memhp_rules_check(rules, MEMHP_MAX_RULES, &bad), 0);
	assert_int_equal(memhp_rules_check(rules, MEMHP_MAX_RULES + 1, &bad), -E2BIG);
	assert_int_equal(bad, ~0U);
	assert_int_equal(memhp_rules_check(rules, UINT32_MAX, &bad), -E2BIG);
}

/* ---- Names ---- */

static bool is_name(const char *text)
{
	char name[MEMHP_GROUP_NAME_SIZE];

	strncpy(name, text, sizeof(name));
	return memhp_group_name_check(name);
}

static void group_names_are_checked(void **state)
{
	static const char *const good[] = {
		"a", "Z", "z9", "dax0.0", "virtio-mem@1_2", "statics", "Static", "nones",
		"dynami", "abcdefghijklmnopqrstuvwxyz01234",
	};
	static const char *const wrong[] = {
		"", "0a", "-a", ".a", "@a", "_a", " a", "a ", "a/b", "a:b", "a\n", "a\x7f",
		"a\xc3\xa4", "a{", "a[", "a`", "static", "dynamic", "none",
		"abcdefghijklmnopqrstuvwxyz012345",
	};
	char name[MEMHP_GROUP_NAME_SIZE] = "a";
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		if (!is_name(good[i]))
			fail_msg("'%s' is refused", good[i]);
	for (i = 0; i < COUNT(wrong); i++)
		if (is_name(wrong[i]))
			fail_msg("'%s' is taken", wrong[i]);
	for (i = 2; i < sizeof(name); i++) {
		name[i] = 'b';
		assert_false(memhp_group_name_check(name));
		name[i] = '\0';
	}
	assert_true(memhp_group_name_check(name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_condition_has_its_field),
		cmocka_unit_test(all_conditions_have_to_hold),
		cmocka_unit_test(what_is_not_known_does_not_match),
		cmocka_unit_test(names_match_in_full),
		cmocka_unit_test(the_first_that_matches_is_found),
		cmocka_unit_test(fit_rules_are_taken),
		cmocka_unit_test(unfit_rules_are_not),
		cmocka_unit_test(the_same_match_twice_is_refused),
		cmocka_unit_test(nothing_stands_behind_the_default),
		cmocka_unit_test(there_are_only_so_many),
		cmocka_unit_test(group_names_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
