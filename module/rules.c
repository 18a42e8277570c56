// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/device.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "accounts.h"
#include "blocks.h"
#include "core/policy.h"
#include "core/rules.h"
#include "effects.h"
#include "firmware.h"
#include "group.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/features.h"
#include "kernel/zone.h"
#include "places.h"
#include "rules.h"
#include "settle.h"

#define DEFAULT_RATIO 301	/* the kernel's own, auto_movable_ratio */

/**
 * struct table - the rules in force
 * @nr:		how many
 * @options:	MEMHP_POLICY_*
 * @rules:	they themselves
 * @ratio:	for each the number of its ratio in memhp_groups_set_ratios()
 */
struct table {
	u32 nr;
	u32 options;
	struct memhp_rule rules[MEMHP_MAX_RULES];
	u32 ratio[MEMHP_MAX_RULES];
};

static struct table *table;	/* NULL: there never was a policy */
static u32 options;		/* of the table, for those who have no lock */
static u32 rules_in_force;
static struct memhp_policy_state refusals;

/* ---- What is present ---- */

static void add_node(int nid, struct memhp_scope *scope)
{
	u64 plugged = memhp_groups_plugged(nid);
	struct memhp_zone_counts c;

	memhp_zone_count(nid, &c);
	/* What was not there at boot came later, and the other way round. */
	if (c.early == ~0ULL)
		c.early = c.kernel - min(plugged, c.kernel);
	else
		plugged = c.kernel - min(c.early, c.kernel);
	scope->early += c.early;
	scope->cma += c.cma;
	scope->plugged += plugged;
	scope->movable += c.movable;
}

/* What is present on a node, or (-1) everywhere, but for groups. */
static struct memhp_scope present(int nid)
{
	struct memhp_scope scope = { };

	if (nid >= 0) {
		add_node(nid, &scope);
		return scope;
	}
	for_each_online_node(nid)
		add_node(nid, &scope);
	return scope;
}

/* ---- A block ---- */

/* @from - @pages, at least 0: without the hotplug lock counters may disagree. */
static void take(u64 *from, u64 pages)
{
	*from -= min(*from, pages);
}

/* A block, its group and what it counts as, for one decision. */
struct case_of {
	u64 block;
	bool early;
	u32 class;
	struct memhp_place place;
	const struct memhp_blockgroup *group;
};

/* The other blocks of its unit. */
static void count_unit(const struct case_of *c, struct memhp_share *share)
{
	u64 pages = memhp_block_pages();
	u64 blocks = share->unit / pages;
	u64 i, first = c->block - c->block % blocks;

	for (i = first; i < first + blocks; i++) {
		struct memhp_place place;

		if (i == c->block)
			continue;
		place = memhp_place_of(i);
		if (memhp_place_group(&place) != c->group)
			continue;
		if (place.class == MEMHP_CLASS_KERNEL)
			share->unit_kernel += pages;
		else if (place.class == MEMHP_CLASS_MOVABLE)
			share->unit_movable += pages;
	}
}

/* The kernel's own group is asked while it is sure to stay: what we know of it may
 * be a guess, until its first block is online. */
static void ask_kernel(struct memory_block *mem, struct memhp_share *share)
{
	struct memhp_kgroup k;

	if (!memhp_compat_read_group(mem, &k))
		return;
	share->type = k.is_dynamic ? MEMHP_GROUP_DYNAMIC : MEMHP_GROUP_STATIC;
	if (k.is_dynamic)
		share->unit = k.unit;
	else
		share->max = k.max;
}

static struct memhp_share share_of(struct memory_block *mem, bool locked,
				   const struct case_of *c)
{
	u64 pages = memhp_block_pages();
	struct memhp_share share = { .pages = pages };
	const struct memhp_blockgroup *group = c->group;

	if (!group)
		return share;
	share.type = group->type;
	share.unit = group->unit;
	share.kernel = group->kernel;
	share.movable = group->movable;
	/* One of which nobody said how large it will be is as large as it is. */
	share.max = group->max ? group->max : group->blocks * pages;
	if (locked && !group->by_hand)
		ask_kernel(mem, &share);
	share.unit = min(share.unit, MEMHP_MAX_UNIT_BLOCKS * pages);
	if (c->class == MEMHP_CLASS_KERNEL)
		take(&share.kernel, pages);
	else if (c->class == MEMHP_CLASS_MOVABLE)
		take(&share.movable, pages);
	if (share.type == MEMHP_GROUP_DYNAMIC && share.unit > pages)
		count_unit(c, &share);
	return share;
}

/* Reckon with the blocks that will be online when this one goes. */
static void add_before(const struct memhp_before *before, u64 block,
		       struct memhp_share *share, struct memhp_scope *scope)
{
	u64 pages = before->nr * memhp_block_pages();
	u64 unit = share->unit / memhp_block_pages();
	u64 in_unit = unit ? min(before->nr, block % unit) *
			     memhp_block_pages() : 0;

	if (before->choice == MEMHP_CHOICE_MOVABLE) {
		share->movable += pages;
		share->unit_movable += in_unit;
		scope[0].movable += pages;
		scope[1].movable += pages;
	} else {
		share->kernel += pages;
		share->unit_kernel += in_unit;
		scope[0].plugged += pages;
		scope[1].plugged += pages;
	}
}

/* A block that is online is decided upon as if it were not. */
static void take_out_block(const struct case_of *c, struct memhp_scope *scope)
{
	u64 pages = memhp_block_pages();

	if (c->class == MEMHP_CLASS_MOVABLE)
		take(&scope->movable, pages);
	else if (c->class == MEMHP_CLASS_KERNEL)
		take(c->early ? &scope->early : &scope->plugged, pages);
}

/* What is present and of groups, on a node or (-1) everywhere, without the block. */
static struct memhp_scope scope_of(const struct case_of *c, int rule, int nid)
{
	struct memhp_scope scope = present(nid);

	take_out_block(c, &scope);
	memhp_groups_effect(table->ratio[rule], nid, c->group, &scope.required,
			    &scope.group_movable);
	return scope;
}

static void weigh(struct memory_block *mem, bool locked,
		  const struct case_of *c, const struct memhp_before *before,
		  struct memhp_decision *d)
{
	const struct memhp_rule *rule = &table->rules[d->rule];
	struct memhp_share share = share_of(mem, locked, c);
	struct memhp_scope scope[2] = { scope_of(c, d->rule, -1) };

	if (rule->flags & MEMHP_RULE_NUMA_AWARE)
		scope[1] = scope_of(c, d->rule, d->node);
	if (before && before->nr)
		add_before(before, c->block, &share, scope);
	memhp_policy_decide(rule, &share, &scope[0], &scope[1], PAGE_SIZE, d);
}

static void describe(const struct case_of *c, int nid, struct memhp_decision *d)
{
	const struct memhp_blockgroup *device = c->place.device;
	u64 size = memory_block_size_bytes();

	*d = (struct memhp_decision){
		.block = c->block,
		.node = nid,
		.owner = c->early ? MEMHP_OWNER_BOOT :
			 device ? device->owner : MEMHP_OWNER_UNKNOWN,
		.device = device ? device->size : 0,
		.group_type = c->group ? c->group->type : MEMHP_GROUP_NONE,
		.rule = -1,
	};
	d->hotpluggable = memhp_firmware_hotpluggable(d->block * size, size);
	if (c->group)
		memcpy(d->group, c->group->name, sizeof(d->group));
}

/*
 * @class: what the block counts as now. @locked: the hotplug lock is held, so that
 * the kernel's group of the block stays where it is. The node is known: -1 would
 * be a block on its way.
 */
static void decide(struct memory_block *mem, u32 class, bool locked,
		   const struct memhp_before *before, struct memhp_decision *d)
{
	u64 index = memhp_block_index(mem);
	struct case_of c = {
		.block = index,
		.early = memhp_block_early(mem),
		.class = class,
		.place = memhp_place_of(index),
	};
	const struct memhp_rule *rule = NULL;
	struct memhp_subject subject;

	c.group = memhp_place_group(&c.place);
	describe(&c, max(mem->nid, 0), d);
	subject = (struct memhp_subject){
		.owner = d->owner,
		.node = d->node,
		.hotpluggable = d->hotpluggable,
		.group_type = d->group_type,
		.device = d->device,
		.group = d->group,
	};
	if (table)
		d->rule = memhp_rules_find(table->rules, table->nr, &subject);
	if (d->rule >= 0)
		rule = &table->rules[d->rule];
	if (rule && rule->action == MEMHP_ACTION_AUTO_MOVABLE)
		weigh(mem, locked, &c, before, d);
	else
		memhp_policy_decide(rule, NULL, NULL, NULL, PAGE_SIZE, d);
}

void memhp_rules_decide(struct memory_block *mem,
			const struct memhp_before *before,
			struct memhp_decision *d)
{
	u8 state, zone;
	unsigned long key;

	memhp_read_state(mem, &state, &zone, &key);
	decide(mem, memhp_class_of_zone(zone), true, before, d);
}

static int has_index(struct device *dev, const void *arg)
{
	return dev->id == *(const u64 *)arg;
}

int memhp_rules_explain(u64 index, struct memhp_decision *d)
{
	struct memory_block *mem;
	struct device *dev;
	u8 state, zone;
	int ret;

	if (!memhp_has(MEMHP_FEATURE_POLICY))
		return -EOPNOTSUPP;
	dev = bus_find_device(memhp_blocks_bus(), NULL, &index, has_index);
	if (!dev)
		return -ENODEV;
	mem = container_of(dev, struct memory_block, dev);
	ret = memhp_state_and_zone(mem, &state, &zone);
	/* A block that has no node yet is still on its way. */
	if (!ret && IS_ENABLED(CONFIG_NUMA) && READ_ONCE(mem->nid) < 0)
		ret = -EAGAIN;
	if (!ret) {
		mutex_lock(&memhp_policy_lock);
		decide(mem, memhp_class_of_zone(zone), false, NULL, d);
		mutex_unlock(&memhp_policy_lock);
	}
	put_device(dev);
	return ret;
}

/* ---- The table ---- */

u32 memhp_rules_options(void)
{
	return READ_ONCE(options);
}

bool memhp_rules_any(void)
{
	return READ_ONCE(rules_in_force);
}

static struct table *new_table(const struct memhp_rule *rules, u32 nr,
			       u32 new_options, u32 *ratios, u32 *nr_ratios)
{
	struct table *new = kvzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	u32 i, k;

	if (!new)
		return NULL;
	new->nr = nr;
	new->options = new_options;
	memcpy(new->rules, rules, nr * sizeof(*rules));
	*nr_ratios = 0;
	for (i = 0; i < nr; i++) {
		if (rules[i].action != MEMHP_ACTION_AUTO_MOVABLE)
			continue;
		for (k = 0; k < *nr_ratios; k++)
			if (ratios[k] == rules[i].ratio)
				break;
		if (k == *nr_ratios)
			ratios[(*nr_ratios)++] = rules[i].ratio;
		new->ratio[i] = k;
	}
	return new;
}

/*
 * The hook reads the table without a lock of its own, but inside of an onlining,
 * which has the hotplug lock; so the old table can be freed under it.
 */
int memhp_rules_replace(const struct memhp_rule *rules, u32 nr, u32 new_options)
{
	u32 ratios[MEMHP_MAX_RULES], nr_ratios;
	struct table *new = new_table(rules, nr, new_options, ratios, &nr_ratios);
	int ret;

	if (!new)
		return -ENOMEM;
	ret = memhp_hotplug_lock();
	if (ret) {
		kvfree(new);
		return ret;
	}
	mutex_lock(&memhp_policy_lock);
	ret = memhp_groups_set_ratios(ratios, nr_ratios);
	if (!ret) {
		swap(table, new);
		memhp_policy_changes();
		WRITE_ONCE(options, new_options);
		WRITE_ONCE(rules_in_force, nr);
	}
	mutex_unlock(&memhp_policy_lock);
	memhp_hotplug_unlock();
	kvfree(new);
	return ret;
}

/* How many pages a decision was too much by; 0 if it was not about a ratio. */
static u64 too_much(const struct memhp_decision *d)
{
	const struct memhp_sum *sum = d->why == MEMHP_WHY_NODE_RATIO ? &d->here
								     : &d->all;
	u64 wanted = sum->movable + sum->wanted;

	return wanted > sum->allowed ? wanted - sum->allowed : 0;
}

static void log_refusal(const struct memhp_decision *d, u32 choice)
{
	const char *as = choice == MEMHP_CHOICE_MOVABLE ? " as movable" :
			 choice == MEMHP_CHOICE_KERNEL ? " as kernel memory" : "";
	u64 pages = too_much(d);

	if (pages)
		pr_notice_ratelimited("memory%llu: rule %d forbids to online it%s: %llu KiB too much\n",
				      d->block, d->rule + 1, as,
				      pages * (PAGE_SIZE / SZ_1K));
	else
		pr_notice_ratelimited("memory%llu: rule %d forbids to online it%s\n",
				      d->block, d->rule + 1, as);
}

void memhp_rules_refused(const struct memhp_decision *d, u32 choice)
{
	log_refusal(d, choice);
	mutex_lock(&memhp_policy_lock);
	refusals.refused++;
	refusals.refused_ns = ktime_get_real_ns();
	refusals.refused_choice = choice;
	refusals.last = *d;
	mutex_unlock(&memhp_policy_lock);
}

void memhp_rules_state(struct memhp_policy_state *state)
{
	*state = refusals;
	state->options = table ? table->options : 0;
	state->nr_rules = table ? table->nr : 0;
}

const struct memhp_rule *memhp_rules_at(u32 i)
{
	return table && i < table->nr ? &table->rules[i] : NULL;
}

void memhp_rules_exit(void)
{
	kvfree(table);
}

/* ---- Accounts ---- */

/* The rule that a node's account is held against: the last with a ratio that may
 * be for blocks there, since the more general ones come last; -1: none. */
static s32 rule_of_node(int nid)
{
	const struct memhp_rule *rule;
	s32 found = -1;
	u32 i;

	for (i = 0; (rule = memhp_rules_at(i)); i++) {
		bool here = !(rule->match & MEMHP_MATCH_NODE) ||
			    rule->node == nid;

		if (here && rule->action == MEMHP_ACTION_AUTO_MOVABLE)
			found = i;
	}
	return found;
}

void memhp_rules_account(int nid, struct memhp_node_info *info)
{
	s32 number = rule_of_node(nid);
	const struct memhp_rule *rule = number < 0 ? NULL : memhp_rules_at(number);
	struct memhp_scope scope = present(nid);
	u64 free = 0, low = 0;
	int node;

	*info = (struct memhp_node_info){
		.node = nid,
		.rule = number,
		.early = scope.early * PAGE_SIZE,
		.cma = scope.cma * PAGE_SIZE,
		.plugged = scope.plugged * PAGE_SIZE,
		.movable = scope.movable * PAGE_SIZE,
		.ratio = rule ? rule->ratio : DEFAULT_RATIO,
		.flags = rule ? rule->flags : 0,
		.reserve = rule ? rule->reserve : 0,
	};
	memhp_groups_effect_now(info->ratio, nid, &info->required,
				&info->group_movable);
	info->required *= PAGE_SIZE;
	info->group_movable *= PAGE_SIZE;
	for_each_online_node(node)
		if (nid < 0 || nid == node)
			memhp_zone_free(node, &free, &low);
	info->free_kernel = free * PAGE_SIZE;
	info->low_kernel = low * PAGE_SIZE;
}
