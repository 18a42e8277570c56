// SPDX-License-Identifier: GPL-2.0
/*
 * badioctl BLOCK OTHER: give /dev/memhp what it must not take, and see what it
 * says. BLOCK is one that exists, offline; nothing here may change it. OTHER is one
 * of another node. The policy in force is that of good_policy() from the first to
 * the last. Prints "ok DESC" or "not ok DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memhp/uapi.h>

static int fd;
static struct memhp_range range;
static struct memhp_result result;

static void expect(const char *desc, int wanted, unsigned long cmd, void *arg)
{
	int got = ioctl(fd, cmd, arg) ? errno : 0;

	if (got == wanted)
		printf("ok %s\n", desc);
	else
		printf("not ok %s: errno %d, not %d\n", desc, got, wanted);
}

/* As expect(), and *@about, which the kernel writes, is @wanted_about then. */
#define EXPECT_ABOUT(desc, wanted, cmd, arg, about, wanted_about) do {	\
	int got = ioctl(fd, cmd, arg) ? errno : 0;			\
	if (got != (wanted))						\
		printf("not ok %s: errno %d, not %d\n", desc, got, wanted);\
	else if ((about) != (wanted_about))				\
		printf("not ok %s: about %#llx, not %#llx\n", desc,	\
		       (unsigned long long)(about),			\
		       (unsigned long long)(wanted_about));		\
	else								\
		printf("ok %s\n", desc);				\
} while (0)

static struct memhp_change good(void)
{
	return (struct memhp_change){
		.size = sizeof(struct memhp_change),
		.op = MEMHP_OP_OFFLINE,		/* it is: nothing to do */
		.ranges = (uintptr_t)&range,
		.results = (uintptr_t)&result,
		.nr_ranges = 1,
		.nr_results = 1,
		.result_size = sizeof(result),
	};
}

#define BAD(desc, wanted, ...) do {					\
	struct memhp_change c = good();					\
	__VA_ARGS__;							\
	expect(desc, wanted, MEMHP_IOC_CHANGE, &c);			\
} while (0)

static void bad_fields(void)
{
	BAD("a good one is taken", 0, (void)c);
	BAD("size 0", EINVAL, c.size = 0);
	BAD("a short struct", EINVAL, c.size = MEMHP_CHANGE_SIZE_V1 - 1);
	BAD("a huge struct", EINVAL, c.size = UINT32_MAX);
	BAD("unknown flags", EINVAL, c.flags = ~MEMHP_CHANGE_FLAGS);
	BAD("no op", EINVAL, c.op = MEMHP_OP_NONE);
	BAD("unknown op", EINVAL, c.op = MEMHP_OP_MAX + 1);
	BAD("offline with a zone", EINVAL, c.choice = MEMHP_CHOICE_KERNEL);
	BAD("online without a choice", EINVAL, c.op = MEMHP_OP_ONLINE);
	BAD("unknown choice", EINVAL, c.op = MEMHP_OP_ONLINE;
	    c.choice = MEMHP_CHOICE_MAX + 1);
	BAD("shift to keep", EINVAL, c.op = MEMHP_OP_SHIFT;
	    c.choice = MEMHP_CHOICE_KEEP);
	BAD("a deadline past time", EINVAL, c.timeout_ns = UINT64_MAX);
	BAD("done is only written", 0, c.done = 1);
	BAD("another result size", EINVAL, c.result_size = 8);
	BAD("padding", EINVAL, c.pad = 1);
	BAD("retries without end", EINVAL, c.retries = MEMHP_MAX_RETRIES + 1);
	BAD("the most retries", 0, c.retries = MEMHP_MAX_RETRIES);
	BAD("force", 0, c.flags = MEMHP_CHANGE_FORCE);
	BAD("the struct of older callers", 0, c.size = MEMHP_CHANGE_SIZE_V1;
	    c.retries = UINT32_MAX; c.pad = 1);
	BAD("no ranges", EINVAL, c.nr_ranges = 0);
	BAD("too many ranges", EINVAL, c.nr_ranges = UINT32_MAX);
	BAD("too many results", EINVAL, c.nr_results = UINT32_MAX);
	BAD("no room for results", EINVAL, c.nr_results = 0);
	BAD("ranges at NULL", EFAULT, c.ranges = 0);
	BAD("results at NULL", EFAULT, c.results = 0);
	BAD("ranges in the kernel", EFAULT, c.ranges = 1ULL << 63);
	BAD("results in the kernel", EFAULT, c.results = 1ULL << 63);
}

static void bad_ranges(uint64_t block)
{
	static const struct memhp_range bad[][2] = {
		{ { 0, 0 }, { 0, 0 } },
		{ { UINT64_MAX, 1 }, { 0, 0 } },
		{ { 1, UINT64_MAX }, { 0, 0 } },
		{ { 1ULL << 40, 1 }, { 0, 0 } },
		{ { 1ULL << 63, 1ULL << 63 }, { 0, 0 } },
	};
	struct memhp_range twice[2] = { { block, 1 }, { block, 1 } };
	struct memhp_range back[2] = { { block, 1 }, { block - 1, 1 } };
	struct memhp_result two[2];
	char desc[80];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(desc, sizeof(desc), "range %#llx+%#llx",
			 (unsigned long long)bad[i][0].first,
			 (unsigned long long)bad[i][0].count);
		BAD(desc, EINVAL, c.ranges = (uintptr_t)bad[i]);
	}
	BAD("a block twice", EINVAL, c.ranges = (uintptr_t)twice;
	    c.nr_ranges = 2; c.results = (uintptr_t)two; c.nr_results = 2);
	BAD("not ascending", EINVAL, c.ranges = (uintptr_t)back;
	    c.nr_ranges = 2; c.results = (uintptr_t)two; c.nr_results = 2);
}

/* Structs of older and newer callers, and memory that is not there. */
static void bad_memory(void)
{
	struct { struct memhp_change c; uint64_t more; } longer;
	long page = sysconf(_SC_PAGESIZE);
	struct memhp_info info = { .size = sizeof(info) };
	char *at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(at + page, page);
	longer.c = good();
	longer.c.size = sizeof(longer);
	longer.more = 0;
	expect("longer, zeros behind", 0, MEMHP_IOC_CHANGE, &longer);
	longer.more = 1;
	expect("longer, not zeros behind", EINVAL, MEMHP_IOC_CHANGE, &longer);

	expect("a struct at NULL", EFAULT, MEMHP_IOC_CHANGE, NULL);
	expect("a struct that is not mapped", EFAULT, MEMHP_IOC_CHANGE,
	       at + page);
	*(uint32_t *)(at + page - 4) = sizeof(struct memhp_change);
	expect("a struct mapped by a word", EFAULT, MEMHP_IOC_CHANGE,
	       at + page - 4);
	BAD("results mapped by half", EFAULT,
	    c.results = (uintptr_t)(at + page - sizeof(result) / 2));
	mprotect(at, page, PROT_READ);
	BAD("results that cannot be written", EFAULT, c.results = (uintptr_t)at);
	mprotect(at, page, PROT_READ | PROT_WRITE);
	*(struct memhp_change *)at = good();
	mprotect(at, page, PROT_READ);
	expect("a struct that cannot be written", EFAULT, MEMHP_IOC_CHANGE, at);

	expect("info", 0, MEMHP_IOC_INFO, &info);
	info.flags = 1;
	expect("info with flags", EINVAL, MEMHP_IOC_INFO, &info);
	expect("info at NULL", EFAULT, MEMHP_IOC_INFO, NULL);
	expect("unknown ioctl", ENOTTY, _IO(MEMHP_IOC_MAGIC, 99), NULL);
}

/* Ask whether the block could be removed: it could not, it is a DIMM's. */
static struct memhp_memory good_memory(void)
{
	return (struct memhp_memory){
		.size = sizeof(struct memhp_memory),
		.flags = MEMHP_MEMORY_CHECK,
		.op = MEMHP_MEMORY_REMOVE,
		.start = range.first << 27,
		.length = 1 << 27,
		.node = -1,
	};
}

#define BAD_MEMORY(desc, wanted, why, ...) do {				\
	struct memhp_memory m = good_memory();				\
	__VA_ARGS__;							\
	EXPECT_ABOUT("memory: " desc, wanted, MEMHP_IOC_MEMORY, &m,	\
		     m.reason, why);					\
} while (0)

#define ADD_MEMORY(desc, wanted, why, ...) \
	BAD_MEMORY(desc, wanted, why, m.op = MEMHP_MEMORY_ADD; __VA_ARGS__)

static void bad_physical(void)
{
	struct { struct memhp_memory m; uint64_t more; } longer;

	BAD_MEMORY("a good one is taken", 0, MEMHP_REASON_NOT_OURS, (void)m);
	BAD_MEMORY("what is only written", 0, MEMHP_REASON_NOT_OURS, m.reason = m.error = m.done = 1;
		   memset(m.what, 1, sizeof(m.what)));
	BAD_MEMORY("size 0", EINVAL, 0, m.size = 0);
	BAD_MEMORY("a short struct", EINVAL, 0, m.size = MEMHP_MEMORY_SIZE_V1 - 1);
	BAD_MEMORY("a huge struct", EINVAL, 0, m.size = UINT32_MAX);
	BAD_MEMORY("unknown flags", EINVAL, 0, m.flags = ~MEMHP_MEMORY_FLAGS);
	BAD_MEMORY("no op", EINVAL, 0, m.op = MEMHP_MEMORY_NONE);
	BAD_MEMORY("unknown op", EINVAL, 0, m.op = MEMHP_MEMORY_MAX + 1);
	BAD_MEMORY("no length", EINVAL, 0, m.length = 0);
	BAD_MEMORY("removed by force", EINVAL, 0, m.flags |= MEMHP_MEMORY_FORCE);
	BAD_MEMORY("removed with its memmap", EINVAL, 0, m.flags |= MEMHP_MEMORY_MEMMAP);
	BAD_MEMORY("removed from a node", EINVAL, 0, m.node = 0);
	BAD_MEMORY("node -2", EINVAL, 0, m.node = -2);
	BAD_MEMORY("removed within a block", 0, MEMHP_REASON_UNALIGNED, m.start += 4096);
	BAD_MEMORY("removed to within a block", 0, MEMHP_REASON_UNALIGNED, m.length += 4096);
	BAD_MEMORY("removed past all", 0, MEMHP_REASON_BEYOND, m.length = 1ULL << 63);
	BAD_MEMORY("removed around the end", 0, MEMHP_REASON_BEYOND, m.length = -(1ULL << 27));
	BAD_MEMORY("removed where none is", 0, MEMHP_REASON_NO_SUCH_BLOCK, m.start = 5000ULL << 27);
	ADD_MEMORY("added where it is", 0, MEMHP_REASON_CLAIMED, (void)m);
	ADD_MEMORY("added to within a block", 0, MEMHP_REASON_UNALIGNED, m.length = 1);
	ADD_MEMORY("added around the end", 0, MEMHP_REASON_BEYOND, m.length = -(1ULL << 27));
	ADD_MEMORY("added past all", 0, MEMHP_REASON_BEYOND, m.start = 1ULL << 60);
	ADD_MEMORY("asked where none answers: nothing is written", 0, 0, m.start = 120ULL << 27);
	ADD_MEMORY("added where none answers", 0, MEMHP_REASON_SILENT, m.start = 120ULL << 27;
		   m.flags &= ~MEMHP_MEMORY_CHECK);
	ADD_MEMORY("added to no node", 0, MEMHP_REASON_NO_NODE, m.start = 120ULL << 27;
		   m.flags |= MEMHP_MEMORY_FORCE; m.node = INT32_MAX);
	BAD_MEMORY("removed as a piece", EINVAL, 0, m.whole = m.start; m.whole_length = m.length);
	ADD_MEMORY("a whole without length", EINVAL, 0, m.whole = 1);
	ADD_MEMORY("before its whole", EINVAL, 0, m.whole = m.start + 4096; m.whole_length = m.length);
	ADD_MEMORY("longer than its whole", EINVAL, 0, m.whole = m.start; m.whole_length = m.length - 1);
	ADD_MEMORY("behind its whole", EINVAL, 0, m.whole_length = m.start);
	ADD_MEMORY("a whole around the end", EINVAL, 0, m.whole = m.start; m.whole_length = -m.start + (1 << 27));
	ADD_MEMORY("a whole within a block", EINVAL, 0, m.whole = m.start; m.whole_length = m.length + 4096);
	ADD_MEMORY("a whole to the end", 0, MEMHP_REASON_BEYOND, m.start = 120ULL << 27; m.whole = m.start;
		   m.whole_length = -m.start);
	ADD_MEMORY("a whole over a DIMM", 0, MEMHP_REASON_CLAIMED, m.start = 88ULL << 27; m.whole = m.start;
		   m.whole_length = 16ULL << 27);
	ADD_MEMORY("a whole that runs into PCI", 0, MEMHP_REASON_CLAIMED, m.start = 120ULL << 27; m.whole = m.start;
		   m.whole_length = 5000ULL << 27; m.flags &= ~MEMHP_MEMORY_CHECK);
	ADD_MEMORY("its last piece alone", 0, 0, m.start = 120ULL << 27; m.whole = m.start - m.length;
		   m.whole_length = 2 * m.length);
	longer.m = good_memory();
	longer.m.size = sizeof(longer);
	longer.more = 0;
	expect("memory: longer, zeros behind", 0, MEMHP_IOC_MEMORY, &longer);
	longer.more = 1;
	expect("memory: longer, not zeros behind", EINVAL, MEMHP_IOC_MEMORY, &longer);
	expect("memory: at NULL", EFAULT, MEMHP_IOC_MEMORY, NULL);
}

static struct memhp_rule rules[MEMHP_MAX_RULES + 1];

/* One rule that changes nothing: "default kernel-default". */
static struct memhp_policy good_policy(void)
{
	memset(rules, 0, sizeof(rules));
	rules[0].action = MEMHP_ACTION_KERNEL_DEFAULT;
	return (struct memhp_policy){
		.size = sizeof(struct memhp_policy),
		.rules = (uintptr_t)rules,
		.nr_rules = 1,
		.rule_size = sizeof(rules[0]),
	};
}

#define NO_RULE (~0U)

#define BAD_POLICY(desc, wanted, about, ...) do {			\
	struct memhp_policy p = good_policy();				\
	__VA_ARGS__;							\
	EXPECT_ABOUT("policy: " desc, wanted, MEMHP_IOC_POLICY, &p,	\
		     p.bad_rule, about);				\
} while (0)

/* A policy of two rules of which the first is bad. */
#define BAD_RULE(desc, ...) do {					\
	struct memhp_policy p = good_policy();				\
	struct memhp_rule *r = &rules[0];				\
	rules[1] = rules[0];						\
	p.nr_rules = 2;							\
	r->match = MEMHP_MATCH_OWNER;					\
	r->owner = MEMHP_OWNER_DAX;					\
	__VA_ARGS__;							\
	EXPECT_ABOUT("rule: " desc, EINVAL, MEMHP_IOC_POLICY, &p,	\
		     p.bad_rule, 0);					\
} while (0)

static void bad_policies(void)
{
	struct { struct memhp_policy p; uint64_t more; } longer;

	BAD_POLICY("a good one is taken", 0, p.bad_rule, (void)p);
	BAD_POLICY("size 0", EINVAL, 0, p.size = 0);
	BAD_POLICY("a short struct", EINVAL, 0, p.size = MEMHP_POLICY_SIZE_V1 - 1);
	BAD_POLICY("a huge struct", EINVAL, 0, p.size = UINT32_MAX);
	BAD_POLICY("flags", EINVAL, NO_RULE, p.flags = 1);
	BAD_POLICY("unknown options", EINVAL, NO_RULE, p.options = ~MEMHP_POLICY_OPTIONS);
	BAD_POLICY("too many rules", EINVAL, NO_RULE, p.nr_rules = MEMHP_MAX_RULES + 1);
	BAD_POLICY("rules without end", EINVAL, NO_RULE, p.nr_rules = UINT32_MAX);
	BAD_POLICY("rules of no size", EINVAL, NO_RULE, p.rule_size = 0);
	BAD_POLICY("rules of another size", EINVAL, NO_RULE, p.rule_size = 8);
	BAD_POLICY("rules at NULL", EFAULT, p.bad_rule, p.rules = 0);
	BAD_POLICY("rules in the kernel", EFAULT, p.bad_rule, p.rules = 1ULL << 63);
	BAD_POLICY("two rules with the same match", EEXIST, 1, p.nr_rules = 2;
		   rules[0].match = rules[1].match = MEMHP_MATCH_HOTPLUGGABLE;
		   rules[1].action = MEMHP_ACTION_MOVABLE);
	BAD_POLICY("a rule behind one for all", ENOENT, 1, p.nr_rules = 2;
		   rules[1].match = MEMHP_MATCH_HOTPLUGGABLE;
		   rules[1].action = MEMHP_ACTION_MOVABLE);

	longer.p = good_policy();
	longer.p.size = sizeof(longer);
	longer.more = 0;
	expect("policy: longer, zeros behind", 0, MEMHP_IOC_POLICY, &longer);
	longer.more = 1;
	expect("policy: longer, not zeros behind", EINVAL, MEMHP_IOC_POLICY, &longer);
	expect("policy: at NULL", EFAULT, MEMHP_IOC_POLICY, NULL);
}

static void bad_rules(void)
{
	BAD_RULE("no action", r->action = MEMHP_ACTION_NONE);
	BAD_RULE("unknown action", r->action = MEMHP_ACTION_MAX + 1);
	BAD_RULE("unknown match", r->match |= ~MEMHP_MATCH_FLAGS);
	BAD_RULE("an owner not asked for", r->match = MEMHP_MATCH_HOTPLUGGABLE);
	BAD_RULE("owner unknown", r->owner = MEMHP_OWNER_UNKNOWN);
	BAD_RULE("an owner past the last", r->owner = MEMHP_OWNER_MAX + 1);
	BAD_RULE("a node not asked for", r->node = 1);
	BAD_RULE("node -1", r->match |= MEMHP_MATCH_NODE; r->node = -1);
	BAD_RULE("a group type not asked for", r->group_type = MEMHP_GROUP_STATIC);
	BAD_RULE("an unknown group type", r->match |= MEMHP_MATCH_GROUP_TYPE;
		 r->group_type = MEMHP_GROUP_MAX + 1);
	BAD_RULE("a size not asked for", r->size_max = 1 << 30);
	BAD_RULE("a size that cannot be", r->match |= MEMHP_MATCH_SIZE;
		 r->size_min = 2; r->size_max = 1);
	BAD_RULE("a group not asked for", strcpy(r->group, "g"));
	BAD_RULE("a group without a name", r->match |= MEMHP_MATCH_GROUP_NAME);
	BAD_RULE("a name without an end", r->match |= MEMHP_MATCH_GROUP_NAME;
		 memset(r->group, 'g', sizeof(r->group)));
	BAD_RULE("a name with something behind", r->match |= MEMHP_MATCH_GROUP_NAME;
		 memcpy(r->group, "g\0h", 4));
	BAD_RULE("a group's name and its type", strcpy(r->group, "g");
		 r->match |= MEMHP_MATCH_GROUP_NAME | MEMHP_MATCH_GROUP_TYPE;
		 r->group_type = MEMHP_GROUP_STATIC);
	BAD_RULE("flags without a ratio", r->flags = MEMHP_RULE_NUMA_AWARE);
	BAD_RULE("a ratio nobody uses", r->ratio = 301);
	BAD_RULE("a reserve nobody uses", r->reserve = 1 << 30);
	BAD_RULE("ratio 0", r->action = MEMHP_ACTION_AUTO_MOVABLE);
	BAD_RULE("ratio over the top", r->action = MEMHP_ACTION_AUTO_MOVABLE;
		 r->ratio = MEMHP_RATIO_MAX + 1);
	BAD_RULE("unknown flags", r->action = MEMHP_ACTION_AUTO_MOVABLE;
		 r->ratio = 301; r->flags = ~MEMHP_RULE_FLAGS);
	BAD_RULE("padding", r->pad = 1);
}

#define NO_BLOCK (~0ULL)

/* Create a group that is not kept. */
static struct memhp_group good_group(void)
{
	return (struct memhp_group){
		.size = sizeof(struct memhp_group),
		.op = MEMHP_GROUP_OP_CREATE,
		.type = MEMHP_GROUP_STATIC,
		.name = "mine",
	};
}

#define BAD_GROUP(desc, wanted, about, ...) do {			\
	struct memhp_group g = good_group();				\
	__VA_ARGS__;							\
	EXPECT_ABOUT("group: " desc, wanted, MEMHP_IOC_GROUP, &g,	\
		     g.bad_block, about);				\
} while (0)

/* Not CREATE: what only that takes is zero. */
#define GROUP_OP(desc, wanted, about, what, ...)			\
	BAD_GROUP(desc, wanted, about, g.op = what; g.type = 0; __VA_ARGS__)

#define RANGES(at, nr) (g.ranges = (uintptr_t)(at), g.nr_ranges = (nr))

static void bad_groups(void)
{
	BAD_GROUP("size 0", EINVAL, 0, g.size = 0);
	BAD_GROUP("a short struct", EINVAL, 0, g.size = MEMHP_GROUP_SIZE_V1 - 1);
	BAD_GROUP("a huge struct", EINVAL, 0, g.size = UINT32_MAX);
	BAD_GROUP("flags", EINVAL, NO_BLOCK, g.flags = 1);
	BAD_GROUP("padding", EINVAL, NO_BLOCK, g.pad = 1);
	BAD_GROUP("no op", EINVAL, NO_BLOCK, g.op = MEMHP_GROUP_OP_NONE);
	BAD_GROUP("unknown op", EINVAL, NO_BLOCK, g.op = MEMHP_GROUP_OP_MAX + 1);
	BAD_GROUP("no type", EINVAL, NO_BLOCK, g.type = MEMHP_GROUP_NONE);
	BAD_GROUP("unknown type", EINVAL, NO_BLOCK, g.type = MEMHP_GROUP_MAX + 1);
	BAD_GROUP("a static one with units", EINVAL, NO_BLOCK, g.unit = 1 << 27);
	BAD_GROUP("a unit that is no block", EINVAL, NO_BLOCK,
		  g.type = MEMHP_GROUP_DYNAMIC; g.unit = (1 << 27) + 4096);
	BAD_GROUP("a most that is no block", EINVAL, NO_BLOCK, g.max = 1);
	BAD_GROUP("created with blocks", EINVAL, NO_BLOCK, RANGES(&range, 1));
	BAD_GROUP("no name", EINVAL, NO_BLOCK, memset(g.name, 0, sizeof(g.name)));
	BAD_GROUP("a name without an end", EINVAL, NO_BLOCK, memset(g.name, 'g', sizeof(g.name)));
	BAD_GROUP("a name with something behind", EINVAL, NO_BLOCK, g.name[9] = 'g');
	GROUP_OP("deleted, with something behind the name", EINVAL, NO_BLOCK,
		 MEMHP_GROUP_OP_DELETE, g.name[9] = 'g');
	BAD_GROUP("a name of digits", EINVAL, NO_BLOCK, strcpy(g.name, "42"));
	BAD_GROUP("a name with a slash", EINVAL, NO_BLOCK, strcpy(g.name, "a/b"));
	BAD_GROUP("a name that means a type", EINVAL, NO_BLOCK, strcpy(g.name, "static"));
	expect("group: at NULL", EFAULT, MEMHP_IOC_GROUP, NULL);
}

/* @other is on another node. */
static void bad_members(uint64_t block, uint64_t other)
{
	struct memhp_range two[2] = { { block, 1 }, { other, 1 } };
	struct memhp_range twice[2] = { { block, 1 }, { block, 1 } };
	struct memhp_range none = { 5000, 1 }, wrapped = { block, UINT64_MAX };

	GROUP_OP("add to none", ENOENT, NO_BLOCK, MEMHP_GROUP_OP_ADD, RANGES(&range, 1));
	GROUP_OP("delete none", ENOENT, NO_BLOCK, MEMHP_GROUP_OP_DELETE, (void)g);
	BAD_GROUP("a good one is taken", 0, g.bad_block, g.max = 2 << 27);
	BAD_GROUP("once", EEXIST, NO_BLOCK, (void)g);
	GROUP_OP("add with a type", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD, RANGES(&range, 1);
		 g.type = MEMHP_GROUP_STATIC);
	GROUP_OP("add with a unit", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD, RANGES(&range, 1);
		 g.unit = 1 << 27);
	GROUP_OP("add nothing", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD, (void)g);
	GROUP_OP("add too many", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD,
		 RANGES(&range, UINT32_MAX));
	GROUP_OP("add from NULL", EFAULT, g.bad_block, MEMHP_GROUP_OP_ADD, RANGES(NULL, 1));
	GROUP_OP("add from the kernel", EFAULT, g.bad_block, MEMHP_GROUP_OP_ADD,
		 g.ranges = 1ULL << 63; g.nr_ranges = 1);
	GROUP_OP("add past all blocks", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD,
		 RANGES(&wrapped, 1));
	GROUP_OP("add twice at once", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_ADD, RANGES(twice, 2));
	GROUP_OP("add what is not there", ENODEV, 5000, MEMHP_GROUP_OP_ADD,
		 RANGES(&none, 1));
	GROUP_OP("add of two nodes", EXDEV, other, MEMHP_GROUP_OP_ADD, RANGES(two, 2));
	GROUP_OP("remove what is not in it", ENOENT, block, MEMHP_GROUP_OP_REMOVE,
		 RANGES(&range, 1));
	GROUP_OP("add one", 0, g.bad_block, MEMHP_GROUP_OP_ADD, RANGES(&range, 1));
	GROUP_OP("add it again", EEXIST, block, MEMHP_GROUP_OP_ADD, RANGES(&range, 1));
	GROUP_OP("add one of another node", EXDEV, other, MEMHP_GROUP_OP_ADD,
		 RANGES(&two[1], 1));
	GROUP_OP("delete one with blocks", ENOTEMPTY, g.bad_block, MEMHP_GROUP_OP_DELETE,
		 (void)g);
	GROUP_OP("remove with a most", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_REMOVE,
		 RANGES(&range, 1); g.max = 1 << 27);
	GROUP_OP("remove it", 0, g.bad_block, MEMHP_GROUP_OP_REMOVE, RANGES(&range, 1));
	GROUP_OP("delete with a block", EINVAL, NO_BLOCK, MEMHP_GROUP_OP_DELETE,
		 RANGES(&range, 1));
	GROUP_OP("delete it", 0, g.bad_block, MEMHP_GROUP_OP_DELETE, (void)g);
}

/*
 * Good structs with a byte changed, which may be good still: the kernel has to
 * live through it. What is taken is taken back.
 */
static void wrong_bytes(void)
{
	struct memhp_policy p;
	struct memhp_group g;
	struct memhp_memory m;
	int taken = 0, kept = 0;
	int i;

	srandom(42);
	for (i = 0; i < 20000; i++) {
		p = good_policy();
		if (i & 1)
			((unsigned char *)&p)[random() % sizeof(p)] = random();
		else
			((unsigned char *)rules)[random() % sizeof(rules[0])] = random();
		taken += !ioctl(fd, MEMHP_IOC_POLICY, &p);
		m = good_memory();
		((unsigned char *)&m)[random() % sizeof(m)] = random();
		kept += !ioctl(fd, MEMHP_IOC_MEMORY, &m) && m.done;
		g = good_group();
		((unsigned char *)&g)[random() % sizeof(g)] = random();
		if (ioctl(fd, MEMHP_IOC_GROUP, &g))
			continue;
		taken++;
		g.op = MEMHP_GROUP_OP_DELETE;
		g.type = g.unit = g.max = 0;
		kept += !!ioctl(fd, MEMHP_IOC_GROUP, &g);
	}
	printf("%s 60,000 structs with a wrong byte: %d taken, %d left\n",
	       taken && !kept ? "ok" : "not ok", taken, kept);
	BAD_POLICY("a good one is still taken", 0, p.bad_rule, (void)p);
}

static void bad_descriptor(void)
{
	struct memhp_change c = good();
	struct memhp_policy p = good_policy();
	struct memhp_group g = good_group();
	struct memhp_memory m = good_memory();

	close(fd);
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDONLY);
	expect("a descriptor for reading", EBADF, MEMHP_IOC_CHANGE, &c);
	expect("policy: a descriptor for reading", EBADF, MEMHP_IOC_POLICY, &p);
	expect("group: a descriptor for reading", EBADF, MEMHP_IOC_GROUP, &g);
	expect("memory: a descriptor for reading", EBADF, MEMHP_IOC_MEMORY, &m);
	close(fd);
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);
	if (setresuid(1000, 1000, 1000))
		perror("setresuid");
	c = good();
	expect("no capability", EPERM, MEMHP_IOC_CHANGE, &c);
	expect("policy: no capability", EPERM, MEMHP_IOC_POLICY, &p);
	expect("group: no capability", EPERM, MEMHP_IOC_GROUP, &g);
	expect("memory: no capability", EPERM, MEMHP_IOC_MEMORY, &m);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	range.first = strtoull(argv[1], NULL, 0);
	range.count = 1;
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);
	if (fd < 0) {
		perror("badioctl");
		return 1;
	}
	bad_fields();
	bad_ranges(range.first);
	bad_memory();
	bad_physical();
	bad_policies();
	bad_rules();
	bad_groups();
	bad_members(range.first, strtoull(argv[2], NULL, 0));
	wrong_bytes();
	bad_descriptor();
	return 0;
}
