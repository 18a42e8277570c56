// SPDX-License-Identifier: LGPL-2.1-or-later
/* Putting a policy in force and changing groups, with a stand-in for /dev/memhp. */
#include <fcntl.h>

#include "machine.h"

/* What the stand-in answers, and what it was asked. */
static struct device {
	int open_error;
	int error;
	uint64_t bad;		/* rule or block */
	int calls, flags;
	struct memhp_policy policy;
	struct memhp_rule rules[4];
	struct memhp_group group;
	struct memhp_range ranges[4];
	struct memhp_alike alike[2];	/* what there is by now; count 0: not known */
} device;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, void *argument);
int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **blocks);

int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **blocks)
{
	if (!device.alike[0].count)
		return memhp_fail(ctx, ENOENT, "nothing is known");
	*blocks = machine_new(ctx, 128 * MIB, device.alike, ARRAY_SIZE(device.alike));
	return 0;
}

int __wrap_open(const char *path, int flags, ...)
{
	if (strcmp(path, "/dev/memhp"))
		return __real_open(path, flags);
	device.flags = flags;
	if (!device.open_error)
		return __real_open("/dev/null", flags);
	errno = device.open_error;
	return -1;
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
	struct memhp_policy *policy = argument;
	struct memhp_group *group = argument;

	(void)fd;
	device.calls++;
	if (request == MEMHP_IOC_POLICY) {
		device.policy = *policy;
		if (policy->nr_rules)
			memcpy(device.rules, (void *)(uintptr_t)policy->rules,
			       policy->nr_rules * sizeof(struct memhp_rule));
		policy->bad_rule = (uint32_t)device.bad;
	} else {
		assert_int_equal(request, MEMHP_IOC_GROUP);
		device.group = *group;
		if (group->nr_ranges)
			memcpy(device.ranges, (void *)(uintptr_t)group->ranges,
			       group->nr_ranges * sizeof(struct memhp_range));
		group->bad_block = device.bad;
	}
	errno = device.error;
	return device.error ? -1 : 0;
}

static int set_up(void **state)
{
	struct memhp *ctx;

	memset(&device, 0, sizeof(device));
	device.bad = UINT64_MAX;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	*state = ctx;
	return 0;
}

static int tear_down(void **state)
{
	memhp_unref(*state);
	return 0;
}

static void has_text(struct memhp *ctx, const char *text)
{
	if (!strstr(memhp_error(ctx), text))
		fail_msg("\"%s\" has no \"%s\"", memhp_error(ctx), text);
}

static void a_policy(void **state)
{
	struct memhp_rules *rules;

	assert_int_equal(memhp_rules_new(*state, &rules), 0);
	assert_int_equal(memhp_rules_put(rules), 0);	/* clears it */
	assert_int_equal(device.policy.size, sizeof(device.policy));
	assert_int_equal(device.policy.nr_rules, 0);
	assert_true(!device.policy.rules);	/* the module wants it so */
	assert_int_equal(device.flags & O_ACCMODE, O_RDWR);
	assert_int_equal(memhp_rules_parse(rules, "rule node=2 movable\nauto-online=on\n"
					   "default offline", NULL), 0);
	assert_int_equal(memhp_rules_put(rules), 0);
	assert_int_equal(device.calls, 2);
	assert_int_equal(device.policy.flags, 0);
	assert_int_equal(device.policy.nr_rules, 2);
	assert_int_equal(device.policy.rule_size, sizeof(struct memhp_rule));
	assert_int_equal(device.policy.options, MEMHP_POLICY_AUTO_ONLINE);
	assert_int_equal(device.rules[0].node, 2);
	assert_int_equal(device.rules[1].action, MEMHP_ACTION_OFFLINE);
	memhp_rules_free(rules);
}

static void policies_that_are_refused(void **state)
{
	static const struct { int error; uint64_t bad; int gives; const char *text; } rows[] = {
		{ EINVAL, 0, EINVAL, "refused rule 1, \"default kernel\" (EINVAL): the old policy" },
		{ ENOENT, 0, EINVAL, "refused rule 1" }, { EEXIST, 0, EINVAL, "refused rule 1" },
		{ EINVAL, 7, EINVAL, "refused the policy" },
		{ EINVAL, UINT64_MAX, EINVAL, "refused the policy" },
		{ EPERM, UINT64_MAX, EPERM, "needs root (CAP_SYS_ADMIN)" },
		{ ENOTTY, UINT64_MAX, EOPNOTSUPP, "too old" },
		{ EOPNOTSUPP, UINT64_MAX, EOPNOTSUPP, "on this kernel" },
		{ ENOMEM, UINT64_MAX, ENOMEM, "no memory for the policy" },
		{ EINTR, UINT64_MAX, EINTR, "EINTR" },
	};
	struct memhp_rules *rules;
	size_t i;

	assert_int_equal(memhp_rules_new(*state, &rules), 0);
	assert_int_equal(memhp_rules_parse(rules, "default kernel", NULL), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		device.error = rows[i].error;
		device.bad = rows[i].bad;
		assert_int_equal(memhp_rules_put(rules), -rows[i].gives);
		has_text(*state, rows[i].text);
	}
	device.open_error = ENOENT;
	assert_int_equal(memhp_rules_put(rules), -ENOENT);
	device.open_error = EACCES;
	assert_int_equal(memhp_rules_put(rules), -EACCES);
	has_text(*state, "changing memory needs root");
	memhp_rules_free(rules);
}

static void a_group(void **state)
{
	assert_int_equal(memhp_group_create(*state, "vm7", MEMHP_GROUP_DYNAMIC, 1 << 30, 0), 0);
	assert_int_equal(device.group.size, sizeof(device.group));
	assert_int_equal(device.group.op, MEMHP_GROUP_OP_CREATE);
	assert_int_equal(device.group.type, MEMHP_GROUP_DYNAMIC);
	assert_int_equal(device.group.unit, 1 << 30);
	assert_string_equal(device.group.name, "vm7");
	assert_int_equal(memhp_group_delete(*state, "vm7"), 0);
	assert_int_equal(device.group.op, MEMHP_GROUP_OP_DELETE);
	assert_int_equal(device.group.type, 0);
	assert_int_equal(device.calls, 2);
}

static void bad_groups(void **state)
{
	static const char *const names[] = { "", "1x", "static", "none", "a b", "a/b", "\xc3\xa4",
					     "abcdefghijklmnopqrstuvwxyzabcdef" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(memhp_group_create(*state, names[i], MEMHP_GROUP_STATIC, 0, 0),
				 -EINVAL);
		has_text(*state, i + 1 < ARRAY_SIZE(names) ? "no name of a group" : "too long");
	}
	assert_int_equal(memhp_group_create(*state, "a", MEMHP_GROUP_STATIC, 4096, 0), -EINVAL);
	has_text(*state, "only a dynamic group has units");
	assert_int_equal(memhp_group_create(*state, "a", MEMHP_GROUP_DYNAMIC, 1 << 30, 1 << 29),
			 -EINVAL);
	has_text(*state, "less than a unit");
	assert_int_equal(device.calls, 0);
}

/* Blocks that are in a group already: of which name, and whether all are. */
static void members_of_groups(void **state)
{
	static const struct { uint64_t bad; const char *name; int gives; const char *text; } rows[] = {
		{ 41, "mine", EALREADY, "all of the blocks are in group mine already" },
		{ 41, "other", EEXIST, "memory41 is in group mine: try group remove mine memory41 first" },
		{ 45, "mine", EEXIST, "memory45 is in a group already" },	/* it left meanwhile */
	};
	static const struct memhp_alike before = { .first = 40, .count = 8, .state = 1 };
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, &before, 1);
	struct memhp_set *set;
	size_t i;

	device.alike[0] = (struct memhp_alike){ .first = 40, .count = 4, .group = "mine" };
	device.alike[1] = (struct memhp_alike){ .first = 44, .count = 4 };
	device.error = EEXIST;
	assert_int_equal(memhp_set_new(*state, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "41-43"), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		device.bad = rows[i].bad;
		assert_int_equal(memhp_group_add(*state, rows[i].name, set), -rows[i].gives);
		has_text(*state, rows[i].text);
	}
	assert_int_equal(memhp_set_add(set, "44"), 0);
	device.bad = 41;
	assert_int_equal(memhp_group_add(*state, "mine", set), -EEXIST);
	has_text(*state, "memory41 is in group mine already, and others are not");
	memhp_set_free(set);
	memhp_blocks_free(blocks);
}

static void groups_that_are_refused(void **state)
{
	static const struct { int error; uint64_t bad; int gives; const char *text; } rows[] = {
		{ EEXIST, UINT64_MAX, EEXIST, "there is a group a already" },
		{ EEXIST, 42, EEXIST, "memory42 is in a group already" },
		{ ENOENT, UINT64_MAX, ENXIO, "there is no group a" },
		{ ENOENT, 42, ENODATA, "memory42 is not in group a" },
		{ ENODEV, 42, ENODEV, "memory42 is no longer there" },
		{ EXDEV, 42, EXDEV, "memory42 is on another node" },
		{ E2BIG, UINT64_MAX, E2BIG, "larger than its maximum" },
		{ E2BIG, 42, E2BIG, "larger than its maximum" },
		{ ENOTEMPTY, UINT64_MAX, ENOTEMPTY, "try group remove a group:a first" },
		{ EPERM, UINT64_MAX, EPERM, "needs root" },
		{ EINVAL, UINT64_MAX, EINVAL, "EINVAL" },
	};
	static const struct memhp_alike all = { .first = 40, .count = 8, .state = 1 };
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, &all, 1);
	struct memhp_set *set;
	size_t i;

	assert_int_equal(memhp_set_new(*state, blocks, &set), 0);
	assert_int_equal(memhp_group_add(*state, "a", set), -EINVAL);
	assert_int_equal(memhp_set_add(set, "42"), 0);
	assert_int_equal(memhp_set_add(set, "46-47"), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		device.error = rows[i].error;
		device.bad = rows[i].bad;
		assert_int_equal(memhp_group_add(*state, "a", set), -rows[i].gives);
		has_text(*state, rows[i].text);
	}
	device.error = 0;
	assert_int_equal(memhp_group_remove(*state, "a", set), 0);
	assert_int_equal(device.group.op, MEMHP_GROUP_OP_REMOVE);
	assert_int_equal(device.group.nr_ranges, 2);
	assert_int_equal(device.ranges[1].first, 46);
	assert_int_equal(device.ranges[1].count, 2);
	device.error = EINVAL;
	assert_int_equal(memhp_group_create(*state, "a", MEMHP_GROUP_STATIC, 0, 5), -EINVAL);
	has_text(*state, "multiples of the block size");
	memhp_set_free(set);
	memhp_blocks_free(blocks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_policy), TEST(policies_that_are_refused), TEST(a_group), TEST(bad_groups),
		TEST(groups_that_are_refused), TEST(members_of_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
