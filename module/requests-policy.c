// SPDX-License-Identifier: GPL-2.0
/* Requests about rules, and about groups made by hand. */
#include <linux/err.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "core/ranges.h"
#include "core/rules.h"
#include "engine.h"
#include "events.h"
#include "group.h"
#include "handgroup.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "requests.h"
#include "rules.h"

static void tell_policy(u32 nr)
{
	struct memhp_who who = memhp_who_asks(MEMHP_BY_MEMHP);
	struct memhp_event event = memhp_event_new(MEMHP_EVENT_POLICY, &who);

	event.count = nr;
	memhp_event_tell(&event);
}

int memhp_ioctl_policy(struct file *file, void __user *arg)
{
	struct memhp_policy __user *upolicy = arg;
	struct memhp_rule *rules;
	struct memhp_policy p;
	u32 bad = ~0U;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_POLICY);
	if (!ret)
		ret = memhp_copy_sized(&p, sizeof(p), MEMHP_POLICY_SIZE_V1, arg);
	if (ret)
		return ret;
	if (put_user(bad, &upolicy->bad_rule))
		return -EFAULT;
	if (p.flags || p.rule_size != sizeof(*rules) ||
	    (p.rules && !p.nr_rules) ||
	    p.nr_rules > MEMHP_MAX_RULES || p.options & ~MEMHP_POLICY_OPTIONS)
		return -EINVAL;
	if ((p.options & MEMHP_POLICY_ENFORCE &&
	     !memhp_has(MEMHP_FEATURE_HOOK)) ||
	    (p.options & MEMHP_POLICY_AUTO_ONLINE &&
	     !memhp_has(MEMHP_FEATURE_CHANGE)))
		return -EOPNOTSUPP;
	rules = memdup_user(u64_to_user_ptr(p.rules),
			    p.nr_rules * sizeof(*rules));
	if (IS_ERR(rules))
		return PTR_ERR(rules);
	ret = memhp_rules_check(rules, p.nr_rules, &bad);
	if (!ret)
		ret = memhp_rules_replace(rules, p.nr_rules, p.options);
	else if (put_user(bad, &upolicy->bad_rule))
		ret = -EFAULT;
	kfree(rules);
	if (!ret)
		tell_policy(p.nr_rules);
	return ret;
}

static bool ends_in_nuls(const char name[MEMHP_GROUP_NAME_SIZE])
{
	size_t length = strnlen(name, MEMHP_GROUP_NAME_SIZE);

	return length < MEMHP_GROUP_NAME_SIZE &&
	       !memchr_inv(name + length, 0, MEMHP_GROUP_NAME_SIZE - length);
}

static bool group_valid(const struct memhp_group *g)
{
	bool create = g->op == MEMHP_GROUP_OP_CREATE;
	bool ranges = g->op == MEMHP_GROUP_OP_ADD ||
		      g->op == MEMHP_GROUP_OP_REMOVE;
	u64 size = memory_block_size_bytes();

	if (g->flags || g->pad || g->op < MEMHP_GROUP_OP_CREATE ||
	    g->op > MEMHP_GROUP_OP_MAX)
		return false;
	if (create) {
		if (!memhp_group_name_check(g->name) ||
		    (g->type != MEMHP_GROUP_STATIC &&
		     g->type != MEMHP_GROUP_DYNAMIC) ||
		    g->unit % size || g->max % size ||
		    g->unit / size > MEMHP_MAX_UNIT_BLOCKS ||
		    (g->unit && g->type != MEMHP_GROUP_DYNAMIC))
			return false;
	} else if (g->type || g->unit || g->max || !ends_in_nuls(g->name)) {
		return false;
	}
	return ranges ? g->nr_ranges && g->nr_ranges <= MEMHP_MAX_RANGES
		      : !g->nr_ranges && !g->ranges;
}

/* What comes with a group: ranges in order, or NULL; ERR_PTR. */
static struct memhp_range *group_ranges(const struct memhp_group *g)
{
	u64 last = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes() - 1;
	size_t size = g->nr_ranges * sizeof(struct memhp_range);
	struct memhp_range *ranges;
	u64 total;
	int ret;

	if (!size)
		return NULL;
	ranges = vmemdup_user(u64_to_user_ptr(g->ranges), size);
	if (IS_ERR(ranges))
		return ranges;
	ret = memhp_ranges_check(ranges, g->nr_ranges, last, MEMHP_MAX_BLOCKS,
				 &total);
	if (!ret)
		return ranges;
	kvfree(ranges);
	return ERR_PTR(ret);
}

/* Under the locks that it was changed under: in the order of the changes. */
static void tell_group(const struct memhp_group *g, const struct memhp_range *ranges)
{
	struct memhp_who who = memhp_who_asks(MEMHP_BY_MEMHP);
	struct memhp_event event = memhp_event_new(MEMHP_EVENT_GROUP, &who);
	u32 i;

	event.op = g->op;
	memcpy(event.name, g->name, sizeof(event.name));
	if (!g->nr_ranges)
		memhp_event_tell(&event);
	for (i = 0; i < g->nr_ranges; i++) {
		event.first = ranges[i].first;
		event.count = ranges[i].count;
		memhp_event_tell(&event);
	}
}

int memhp_ioctl_group(struct file *file, void __user *arg)
{
	struct memhp_group __user *ugroup = arg;
	struct memhp_range *ranges;
	struct memhp_group g;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_POLICY);
	if (!ret)
		ret = memhp_copy_sized(&g, sizeof(g), MEMHP_GROUP_SIZE_V1, arg);
	if (ret)
		return ret;
	if (put_user(~0ULL, &ugroup->bad_block))
		return -EFAULT;
	if (!group_valid(&g))
		return -EINVAL;
	ranges = group_ranges(&g);
	if (IS_ERR(ranges))
		return PTR_ERR(ranges);
	ret = memhp_hotplug_lock();
	if (ret)
		goto out;
	mutex_lock(&memhp_policy_lock);
	ret = memhp_groups_change(&g, ranges);
	if (!ret)
		tell_group(&g, ranges);
	mutex_unlock(&memhp_policy_lock);
	memhp_hotplug_unlock();
	if (ret && put_user(g.bad_block, &ugroup->bad_block))
		ret = -EFAULT;
out:
	kvfree(ranges);
	return ret;
}
