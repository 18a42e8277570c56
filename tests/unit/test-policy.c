// SPDX-License-Identifier: LGPL-2.1-or-later
/* The arithmetic of auto-movable, against the kernel's own and by hand. */
#include "chance.h"
#include "unit.h"

#include "policy.h"

#define PAGE		4096
#define GIB		(1ULL << 18)		/* in pages */
#define BLOCK		(GIB / 8)
#define MOST		(1ULL << 52)
#define ROUNDS		1000000

typedef unsigned __int128 u128;

static const struct memhp_rule auto_301 = {
	.action = MEMHP_ACTION_AUTO_MOVABLE, .flags = MEMHP_RULE_NUMA_AWARE, .ratio = 301,
};

/* ---- The kernel's decision, said again ---- */

/*
 * Everything in 128 bits, so nothing can overflow and nothing need be divided:
 * n <= floor(x / 100) is 100 * n <= x.
 */
static bool kernel_fits(const struct memhp_rule *rule, const struct memhp_share *share,
			const struct memhp_scope *scope, u128 wanted)
{
	u128 early = (u128)scope->early - scope->cma;
	u128 movable = (u128)scope->movable + scope->cma - scope->group_movable;

	if (early <= scope->required)
		return false;
	early -= scope->required;
	if (share->type == MEMHP_GROUP_DYNAMIC)
		early += share->kernel;
	return (movable + wanted) * 100 <= early * rule->ratio;
}

/* MOVABLE : KERNEL, whatever came from where. */
static bool plainly_fits(const struct memhp_rule *rule, const struct memhp_scope *scope,
			 u128 reserve, u128 wanted)
{
	u128 early = (u128)scope->early - scope->cma;
	u128 kernel = scope->plugged + (early > reserve ? early - reserve : 0);

	return kernel &&
	       ((u128)scope->movable + scope->cma + wanted) * 100 <= kernel * rule->ratio;
}

static bool fits(const struct memhp_rule *rule, const struct memhp_share *share,
		 const struct memhp_scope *scope, u128 reserve, u128 wanted)
{
	struct memhp_scope less = *scope;

	if (rule->flags & MEMHP_RULE_COUNT_HOTPLUGGED)
		return plainly_fits(rule, scope, reserve, wanted);
	/* Reserved memory is as good as not there. */
	less.early -= scope->early - scope->cma < reserve ? scope->early - scope->cma
							  : (uint64_t)reserve;
	return kernel_fits(rule, share, &less, wanted);
}

static enum memhp_why expected_why(const struct memhp_rule *rule,
				   const struct memhp_share *share,
				   const struct memhp_scope *all,
				   const struct memhp_scope *here)
{
	u128 wanted = share->pages;

	if (share->type == MEMHP_GROUP_STATIC) {
		if (share->kernel)
			return MEMHP_WHY_GROUP;
		if (share->max && share->max >= share->movable)
			wanted = share->max - share->movable;
	}
	if (share->type == MEMHP_GROUP_DYNAMIC && share->unit != share->pages) {
		if (share->unit_kernel)
			return MEMHP_WHY_UNIT;
		wanted = share->unit - share->unit_movable;
	}
	if (!fits(rule, share, all, ((u128)rule->reserve + PAGE - 1) / PAGE, wanted))
		return MEMHP_WHY_RATIO;
	if (rule->flags & MEMHP_RULE_NUMA_AWARE && !fits(rule, share, here, 0, wanted))
		return MEMHP_WHY_NODE_RATIO;
	return MEMHP_WHY_FITS;
}

/* What the uapi header says of a sum. */
static void check_sum(const struct memhp_sum *sum, const struct memhp_scope *scope,
		      uint32_t ratio)
{
	__int128 kernel = (__int128)sum->early - sum->cma - sum->reserve + sum->plugged -
			  sum->required + sum->own;

	assert_int_equal(sum->early, scope->early);
	assert_int_equal(sum->cma, scope->cma);
	assert_true(sum->cma + sum->reserve <= sum->early);
	assert_true(sum->kernel == (kernel > 0 ? (uint64_t)kernel : 0));
	assert_true(sum->allowed == (uint64_t)((u128)sum->kernel * ratio / 100));
}

static bool is_zero(const struct memhp_sum *sum)
{
	static const struct memhp_sum zero;

	return !memcmp(sum, &zero, sizeof(zero));
}

/* Decide, and compare the whole of the answer. */
static enum memhp_why compare(const struct memhp_rule *rule, const struct memhp_share *share,
			      const struct memhp_scope *all, const struct memhp_scope *here)
{
	enum memhp_why why = expected_why(rule, share, all, here);
	bool node = rule->flags & MEMHP_RULE_NUMA_AWARE;
	struct memhp_decision d;

	memset(&d, 0xa5, sizeof(d));
	memhp_policy_decide(rule, share, all, here, PAGE, &d);
	if (d.why != why)
		fail_msg("why is %u instead of %u", d.why, why);
	assert_int_equal(d.choice, why == MEMHP_WHY_FITS ? MEMHP_CHOICE_MOVABLE
							  : MEMHP_CHOICE_KERNEL);
	if (why == MEMHP_WHY_GROUP || why == MEMHP_WHY_UNIT)
		assert_true(is_zero(&d.all));
	else
		check_sum(&d.all, all, rule->ratio);
	if (node && (why == MEMHP_WHY_FITS || why == MEMHP_WHY_NODE_RATIO))
		check_sum(&d.here, here, rule->ratio);
	else
		assert_true(is_zero(&d.here));
	return why;
}

/* ---- At random ---- */

static uint64_t below(uint64_t limit)
{
	return chance() % limit;
}

/* All magnitudes alike, up to and with @most. */
static uint64_t up_to(uint64_t most)
{
	uint64_t n = chance() & (UINT64_MAX >> below(64));

	return n <= most ? n : below(most + 1);
}

static struct memhp_rule any_rule(void)
{
	static const uint32_t ratios[] = { 1, 100, 301, MEMHP_RATIO_MAX };
	struct memhp_rule rule = auto_301;

	rule.ratio = below(2) ? ratios[below(4)] : below(MEMHP_RATIO_MAX) + 1;
	rule.flags = below(4);
	if (!below(4))
		rule.reserve = up_to(MOST / 2) * PAGE - below(PAGE / 2);
	return rule;
}

static struct memhp_share any_share(void)
{
	struct memhp_share share = { .pages = BLOCK, .type = below(3) };
	uint64_t blocks = below(16) + 1;

	share.kernel = below(2) ? up_to(MOST) : 0;
	share.movable = up_to(MOST);
	share.max = below(4) ? share.movable + up_to(MOST - share.movable) : 0;
	share.unit = blocks * BLOCK;
	share.unit_movable = below(blocks) * BLOCK;
	share.unit_kernel = below(4) ? 0 : BLOCK;
	return share;
}

/* Half of them so that a page more or less decides. */
static struct memhp_scope any_scope(const struct memhp_rule *rule, uint64_t wanted)
{
	struct memhp_scope scope = { .early = up_to(MOST), .plugged = up_to(MOST) };
	uint64_t kernel, edge;

	scope.cma = below(4) ? 0 : up_to(scope.early);
	scope.movable = up_to(MOST);
	scope.required = below(2) ? up_to(scope.early) : 0;
	if (below(2)) {
		kernel = scope.early - scope.cma - scope.required;
		if (rule->flags & MEMHP_RULE_COUNT_HOTPLUGGED)
			kernel = scope.early - scope.cma + scope.plugged;
		edge = (uint64_t)((u128)kernel * rule->ratio / 100) - scope.cma - wanted;
		edge += below(3) - 1;
		if (edge <= MOST)
			scope.movable = edge;
	}
	scope.group_movable = below(2) ? 0 : up_to(scope.movable);
	return scope;
}

/* And each answer often enough to mean something. */
static void decides_as_the_kernel_at_random(void **state)
{
	unsigned long count[__MEMHP_WHY_LAST] = { 0 };
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct memhp_rule rule = any_rule();
		struct memhp_share share = any_share();
		struct memhp_scope all = any_scope(&rule, share.pages);
		struct memhp_scope here = any_scope(&rule, share.pages);

		count[compare(&rule, &share, &all, &here)]++;
	}
	for (i = MEMHP_WHY_GROUP; i <= MEMHP_WHY_FITS; i++)
		assert_true(count[i] > ROUNDS / 1000);
}

static void requires_as_the_kernel_at_random(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		uint64_t movable = up_to(MOST);
		uint32_t ratio = any_rule().ratio;
		__int128 pages = (__int128)movable * 100 / ratio;
		uint64_t kernel = below(2) ? up_to(MOST) : (uint64_t)pages + below(3) - 1;

		pages -= kernel;
		assert_true(memhp_required(movable, kernel, ratio) ==
			    (pages > 0 ? (uint64_t)pages : 0));
	}
}

/* ---- By hand ---- */

static void allows_what_the_ratio_says(void **state)
{
	(void)state;
	assert_int_equal(memhp_allowed(0, 301), 0);
	assert_int_equal(memhp_allowed(1, 301), 3);
	assert_int_equal(memhp_allowed(99, 1), 0);
	assert_int_equal(memhp_allowed(100, 1), 1);
	assert_int_equal(memhp_allowed(199, 1), 1);
	assert_int_equal(memhp_allowed(1, MEMHP_RATIO_MAX), 100);
	assert_true(memhp_allowed(MOST, MEMHP_RATIO_MAX) == MOST * 100);
	assert_true(memhp_allowed(MOST - 1, 9999) == (uint64_t)((u128)(MOST - 1) * 9999 / 100));
	assert_true(memhp_allowed(3 * MOST, MEMHP_RATIO_MAX) == 3 * MOST * 100);
	assert_int_equal(memhp_required(301, 0, 301), 100);
	assert_int_equal(memhp_required(301, 99, 301), 1);
	assert_int_equal(memhp_required(301, 100, 301), 0);
	assert_int_equal(memhp_required(301, 101, 301), 0);
	assert_int_equal(memhp_required(302, 0, 301), 100);
	assert_true(memhp_required(MOST, 0, 1) == MOST * 100);
	assert_true(memhp_required(MOST, MOST, MEMHP_RATIO_MAX) == 0);
}

static void stands_at_the_extremes(void **state)
{
	struct memhp_share share = { .pages = BLOCK, .type = MEMHP_GROUP_DYNAMIC,
				     .unit = MOST, .kernel = MOST };
	struct memhp_scope all = { .early = MOST, .cma = MOST, .plugged = MOST,
				   .movable = MOST };
	struct memhp_rule rule = auto_301;

	(void)state;
	for (rule.ratio = 1; rule.ratio <= MEMHP_RATIO_MAX; rule.ratio++) {
		for (rule.flags = 0; rule.flags <= MEMHP_RULE_FLAGS; rule.flags++) {
			all.cma = rule.ratio & 1 ? MOST : 0;
			compare(&rule, &share, &all, &all);
		}
	}
	share.type = MEMHP_GROUP_STATIC;
	share.max = MOST;
	share.kernel = 0;
	all.required = MOST;
	rule.reserve = UINT64_MAX;
	rule.ratio = 1;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_RATIO);
	rule.ratio = MEMHP_RATIO_MAX;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_RATIO);
}

/* The last block that fits, and the first that does not: 64 GiB * 3.01. */
static void a_block_fits_to_the_page(void **state)
{
	struct memhp_share share = { .pages = BLOCK };
	struct memhp_scope all = { .early = 64 * GIB };
	uint64_t allowed = 64 * GIB * 301 / 100;
	struct memhp_decision d;

	(void)state;
	all.movable = allowed - BLOCK;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_FITS);
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.kernel, 64 * GIB);
	assert_int_equal(d.all.allowed, allowed);
	assert_int_equal(d.all.wanted, BLOCK);
	assert_int_equal(d.all.movable, allowed - BLOCK);
	assert_memory_equal(&d.all, &d.here, sizeof(d.all));
	all.movable++;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
	all.movable--;
	all.cma = 1;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
	all.cma = 0;
	all.plugged = 1000 * GIB;	/* the kernel does not count it */
	all.movable++;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
}

static void the_node_has_its_word(void **state)
{
	struct memhp_share share = { .pages = BLOCK };
	struct memhp_scope all = { .early = 64 * GIB };
	struct memhp_scope here = { 0 };
	struct memhp_rule rule = auto_301;

	(void)state;
	assert_int_equal(compare(&rule, &share, &all, &here), MEMHP_WHY_NODE_RATIO);
	here.early = GIB;
	assert_int_equal(compare(&rule, &share, &all, &here), MEMHP_WHY_FITS);
	here.early = 0;
	rule.flags = 0;
	assert_int_equal(compare(&rule, &share, &all, &here), MEMHP_WHY_FITS);
}

static void a_static_group_goes_one_way(void **state)
{
	struct memhp_share share = { .pages = BLOCK, .type = MEMHP_GROUP_STATIC,
				     .max = 193 * GIB };
	struct memhp_scope all = { .early = 64 * GIB };
	struct memhp_decision d;

	(void)state;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
	share.max = 192 * GIB;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_FITS);
	share.movable = all.movable = GIB;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.wanted, 191 * GIB);
	share.kernel = 1;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_GROUP);
	share.kernel = 0;
	share.max = 0;			/* not known */
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.wanted, BLOCK);
	share.max = GIB - 1;		/* and wrong */
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.wanted, BLOCK);
	share.max = GIB;		/* all of it is movable */
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.wanted, 0);
	assert_int_equal(d.why, MEMHP_WHY_FITS);
}

static void a_dynamic_group_goes_by_units(void **state)
{
	struct memhp_share share = { .pages = BLOCK, .type = MEMHP_GROUP_DYNAMIC,
				     .unit = 2 * GIB };
	struct memhp_scope all = { .early = GIB };
	struct memhp_decision d;

	(void)state;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.why, MEMHP_WHY_FITS);
	assert_int_equal(d.all.wanted, 2 * GIB);
	share.unit_movable = share.movable = all.movable = 2 * GIB - BLOCK;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.why, MEMHP_WHY_FITS);
	assert_int_equal(d.all.wanted, BLOCK);

	/* The next unit is past it, unless the group has kernel memory itself. */
	share.movable = all.movable = 2 * GIB;
	share.unit_movable = 0;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
	share.kernel = all.plugged = 2 * GIB;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_FITS);
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.own, 2 * GIB);
	assert_int_equal(d.all.kernel, 3 * GIB);

	share.unit_kernel = BLOCK;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_UNIT);
	share.unit = BLOCK;		/* a block is all of its unit */
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_FITS);
	share.unit = 0;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.wanted, BLOCK);
}

static void other_groups_are_taken_out(void **state)
{
	struct memhp_share share = { .pages = BLOCK };
	struct memhp_scope all = { .early = 64 * GIB, .movable = 100 * GIB,
				   .group_movable = 100 * GIB, .required = 33 * GIB };
	struct memhp_decision d;

	(void)state;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.why, MEMHP_WHY_FITS);
	assert_int_equal(d.all.kernel, 31 * GIB);
	assert_int_equal(d.all.movable, 0);

	/* They need all there is: then what the own group has does not help. */
	all.required = 64 * GIB;
	share = (struct memhp_share){ .pages = BLOCK, .type = MEMHP_GROUP_DYNAMIC,
				      .unit = BLOCK, .kernel = 50 * GIB };
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_RATIO);
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.kernel, 50 * GIB);
	all.required--;
	assert_int_equal(compare(&auto_301, &share, &all, &all), MEMHP_WHY_FITS);
	all.required = 200 * GIB;
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.kernel, 0);
	assert_int_equal(d.all.allowed, 0);

	/* Counters that were read one after the other may disagree. */
	all = (struct memhp_scope){ .early = GIB, .cma = 2 * GIB, .group_movable = 4 * GIB };
	memhp_policy_decide(&auto_301, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.why, MEMHP_WHY_RATIO);
	assert_int_equal(d.all.cma, GIB);
	assert_int_equal(d.all.movable, 0);
}

static void hot_plugged_memory_counts_if_asked(void **state)
{
	struct memhp_rule rule = auto_301;
	struct memhp_share share = { .pages = BLOCK, .type = MEMHP_GROUP_DYNAMIC,
				     .unit = BLOCK, .kernel = 7 * GIB, .movable = 9 * GIB };
	struct memhp_scope all = { .early = 10 * GIB, .cma = GIB, .plugged = 11 * GIB,
				   .movable = 20 * GIB, .required = 10 * GIB,
				   .group_movable = 5 * GIB };
	struct memhp_decision d;

	(void)state;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_RATIO);
	rule.flags = MEMHP_RULE_COUNT_HOTPLUGGED;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_FITS);
	memhp_policy_decide(&rule, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.plugged, 11 * GIB);
	assert_int_equal(d.all.kernel, 20 * GIB);
	assert_int_equal(d.all.movable, 21 * GIB);
	assert_int_equal(d.all.required, 0);
	assert_int_equal(d.all.own, 0);
	rule.ratio = 105;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_RATIO);
	rule.ratio = 106;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_FITS);
	all.early = all.cma = all.plugged = all.movable = 0;
	rule.ratio = MEMHP_RATIO_MAX;
	assert_int_equal(compare(&rule, &share, &all, &all), MEMHP_WHY_RATIO);
}

static void a_reserve_is_left_out(void **state)
{
	struct memhp_rule rule = auto_301;
	struct memhp_share share = { .pages = BLOCK };
	struct memhp_scope all = { .early = 10 * GIB, .cma = GIB };
	struct memhp_decision d;

	(void)state;
	rule.reserve = 4 * GIB * PAGE;
	memhp_policy_decide(&rule, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.reserve, 4 * GIB);
	assert_int_equal(d.all.kernel, 5 * GIB);
	assert_int_equal(d.here.reserve, 0);	/* of the machine, not of each node */
	assert_int_equal(d.here.kernel, 9 * GIB);
	rule.reserve -= PAGE - 1;		/* a page in part is a page */
	memhp_policy_decide(&rule, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.all.reserve, 4 * GIB);
	memhp_policy_decide(&rule, &share, &all, &all, 16 * PAGE, &d);
	assert_int_equal(d.all.reserve, GIB / 4);
	rule.reserve = UINT64_MAX;
	memhp_policy_decide(&rule, &share, &all, &all, PAGE, &d);
	assert_int_equal(d.why, MEMHP_WHY_RATIO);
	assert_int_equal(d.all.reserve, 9 * GIB);
	assert_int_equal(d.all.kernel, 0);
}

static void other_actions_do_not_count(void **state)
{
	static const struct { uint32_t action, choice; } table[] = {
		{ MEMHP_ACTION_NONE, MEMHP_CHOICE_KEEP },
		{ MEMHP_ACTION_KERNEL_DEFAULT, MEMHP_CHOICE_KEEP },
		{ MEMHP_ACTION_KERNEL, MEMHP_CHOICE_KERNEL },
		{ MEMHP_ACTION_MOVABLE, MEMHP_CHOICE_MOVABLE },
		{ MEMHP_ACTION_OFFLINE, MEMHP_CHOICE_NONE },
	};
	struct memhp_share share = { .pages = BLOCK };
	struct memhp_decision d, untouched;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct memhp_rule rule = { .action = table[i].action };

		memset(&d, 0x5a, sizeof(d));
		untouched = d;
		memhp_policy_decide(i ? &rule : NULL, &share, NULL, NULL, PAGE, &d);
		assert_int_equal(d.action, table[i].action);
		assert_int_equal(d.choice, table[i].choice);
		assert_int_equal(d.why, i ? MEMHP_WHY_RULE : MEMHP_WHY_NO_RULE);
		assert_int_equal(d.ratio, 0);
		assert_int_equal(d.flags, 0);
		assert_true(is_zero(&d.all) && is_zero(&d.here));
		assert_int_equal(d.block, untouched.block);
		assert_int_equal(d.rule, untouched.rule);
		assert_int_equal(d.node, untouched.node);
		assert_int_equal(d.owner, untouched.owner);
		assert_int_equal(d.device, untouched.device);
		assert_memory_equal(d.group, untouched.group, sizeof(d.group));
	}
}

/* Refused or not, by what was asked for: MOVABLE, KERNEL, KEEP. */
static void forbids_what_the_rules_do(void **state)
{
	static const struct { uint32_t action, choice, why; int refused[3]; } table[] = {
		{ MEMHP_ACTION_NONE, MEMHP_CHOICE_KEEP, MEMHP_WHY_NO_RULE, { 0, 0, 0 } },
		{ MEMHP_ACTION_KERNEL_DEFAULT, MEMHP_CHOICE_KEEP, MEMHP_WHY_RULE, { 0, 0, 0 } },
		{ MEMHP_ACTION_KERNEL, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RULE, { 1, 0, 0 } },
		{ MEMHP_ACTION_MOVABLE, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_RULE, { 0, 1, 0 } },
		{ MEMHP_ACTION_OFFLINE, MEMHP_CHOICE_NONE, MEMHP_WHY_RULE, { 0, 0, 1 } },
		{ MEMHP_ACTION_AUTO_MOVABLE, MEMHP_CHOICE_MOVABLE, MEMHP_WHY_FITS, { 0, 0, 0 } },
		{ MEMHP_ACTION_AUTO_MOVABLE, MEMHP_CHOICE_KERNEL, MEMHP_WHY_RATIO, { 1, 0, 0 } },
		{ MEMHP_ACTION_AUTO_MOVABLE, MEMHP_CHOICE_KERNEL, MEMHP_WHY_NODE_RATIO,
		  { 1, 0, 0 } },
		{ MEMHP_ACTION_AUTO_MOVABLE, MEMHP_CHOICE_KERNEL, MEMHP_WHY_GROUP, { 1, 0, 0 } },
		{ MEMHP_ACTION_AUTO_MOVABLE, MEMHP_CHOICE_KERNEL, MEMHP_WHY_UNIT, { 1, 0, 0 } },
	};
	static const uint32_t asked[] = { MEMHP_CHOICE_MOVABLE, MEMHP_CHOICE_KERNEL,
					  MEMHP_CHOICE_KEEP };
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct memhp_decision d = { .action = table[i].action,
					    .choice = table[i].choice, .why = table[i].why };

		for (j = 0; j < 3; j++)
			if (!!memhp_policy_forbids(&d, asked[j]) != table[i].refused[j])
				fail_msg("line %zu, asked for %u", i, asked[j]);
		assert_false(memhp_policy_forbids(&d, MEMHP_CHOICE_NONE));
		assert_false(memhp_policy_forbids(&d, MEMHP_CHOICE_AUTO));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decides_as_the_kernel_at_random),
		cmocka_unit_test(requires_as_the_kernel_at_random),
		cmocka_unit_test(allows_what_the_ratio_says),
		cmocka_unit_test(stands_at_the_extremes),
		cmocka_unit_test(a_block_fits_to_the_page),
		cmocka_unit_test(the_node_has_its_word),
		cmocka_unit_test(a_static_group_goes_one_way),
		cmocka_unit_test(a_dynamic_group_goes_by_units),
		cmocka_unit_test(other_groups_are_taken_out),
		cmocka_unit_test(hot_plugged_memory_counts_if_asked),
		cmocka_unit_test(a_reserve_is_left_out),
		cmocka_unit_test(other_actions_do_not_count),
		cmocka_unit_test(forbids_what_the_rules_do),
	};

	chance_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
