// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include <linux/errno.h>
#include <linux/string.h>

#include "rules.h"

static int same_name(const char *a, const char *b)
{
	return !strncmp(a, b, MEMHP_GROUP_NAME_SIZE);
}

int memhp_rule_matches(const struct memhp_rule *rule,
		       const struct memhp_subject *subject)
{
	if (rule->match & MEMHP_MATCH_OWNER && rule->owner != subject->owner)
		return 0;
	if (rule->match & MEMHP_MATCH_NODE && rule->node != subject->node)
		return 0;
	if (rule->match & MEMHP_MATCH_HOTPLUGGABLE &&
	    subject->hotpluggable != 1)
		return 0;
	if (rule->match & MEMHP_MATCH_SIZE &&
	    (!subject->device || subject->device < rule->size_min ||
	     subject->device > rule->size_max))
		return 0;
	if (rule->match & MEMHP_MATCH_GROUP_TYPE &&
	    rule->group_type != subject->group_type)
		return 0;
	if (rule->match & MEMHP_MATCH_GROUP_NAME &&
	    (!subject->group || !same_name(rule->group, subject->group)))
		return 0;
	return 1;
}

__s32 memhp_rules_find(const struct memhp_rule *rules, __u32 nr,
		       const struct memhp_subject *subject)
{
	__u32 i;

	for (i = 0; i < nr; i++)
		if (memhp_rule_matches(&rules[i], subject))
			return i;
	return -1;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_name_char(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == '.' || c == '@';
}

/* Whether @name from @i on is NULs, and at least one. */
static int ends_at(const char *name, __u32 i)
{
	if (i >= MEMHP_GROUP_NAME_SIZE)
		return 0;
	for (; i < MEMHP_GROUP_NAME_SIZE; i++)
		if (name[i])
			return 0;
	return 1;
}

int memhp_group_name_check(const char *name)
{
	__u32 i = 0;

	if (!is_letter(name[0]))
		return 0;
	while (i < MEMHP_GROUP_NAME_SIZE && is_name_char(name[i]))
		i++;
	return ends_at(name, i) && strcmp(name, "static") &&
	       strcmp(name, "dynamic") && strcmp(name, "none");
}

static int owner_is_fit(const struct memhp_rule *rule)
{
	if (!(rule->match & MEMHP_MATCH_OWNER))
		return !rule->owner;
	return rule->owner != MEMHP_OWNER_UNKNOWN &&
	       rule->owner <= MEMHP_OWNER_MAX;
}

static int node_is_fit(const struct memhp_rule *rule)
{
	if (!(rule->match & MEMHP_MATCH_NODE))
		return !rule->node;
	return rule->node >= 0;
}

static int size_is_fit(const struct memhp_rule *rule)
{
	if (!(rule->match & MEMHP_MATCH_SIZE))
		return !rule->size_min && !rule->size_max;
	return rule->size_min <= rule->size_max;
}

static int group_is_fit(const struct memhp_rule *rule)
{
	int by_type = !!(rule->match & MEMHP_MATCH_GROUP_TYPE);
	int by_name = !!(rule->match & MEMHP_MATCH_GROUP_NAME);

	if (by_type && by_name)
		return 0;
	if (by_type ? rule->group_type > MEMHP_GROUP_MAX : rule->group_type)
		return 0;
	return by_name ? memhp_group_name_check(rule->group)
		       : ends_at(rule->group, 0);
}

static int action_is_fit(const struct memhp_rule *rule)
{
	if (rule->action == MEMHP_ACTION_NONE ||
	    rule->action > MEMHP_ACTION_MAX)
		return 0;
	if (rule->action != MEMHP_ACTION_AUTO_MOVABLE)
		return !rule->flags && !rule->ratio && !rule->reserve;
	return !(rule->flags & ~MEMHP_RULE_FLAGS) &&
	       rule->ratio && rule->ratio <= MEMHP_RATIO_MAX;
}

static int rule_is_fit(const struct memhp_rule *rule)
{
	return !(rule->match & ~MEMHP_MATCH_FLAGS) && !rule->pad &&
	       owner_is_fit(rule) && node_is_fit(rule) && size_is_fit(rule) &&
	       group_is_fit(rule) && action_is_fit(rule);
}

/* Of rules that are fit: what is not asked for is 0 in both. */
static int same_match(const struct memhp_rule *a, const struct memhp_rule *b)
{
	return a->match == b->match && a->owner == b->owner &&
	       a->node == b->node && a->group_type == b->group_type &&
	       a->size_min == b->size_min && a->size_max == b->size_max &&
	       same_name(a->group, b->group);
}

/* What is wrong with rule @i, if all before it are fit. */
static int check_rule(const struct memhp_rule *rules, __u32 i)
{
	__u32 j;

	if (!rule_is_fit(&rules[i]))
		return -EINVAL;
	for (j = 0; j < i; j++)
		if (same_match(&rules[j], &rules[i]))
			return -EEXIST;
	if (i && !rules[i - 1].match)
		return -ENOENT;
	return 0;
}

int memhp_rules_check(const struct memhp_rule *rules, __u32 nr, __u32 *bad)
{
	__u32 i;
	int err;

	*bad = ~0U;
	if (nr > MEMHP_MAX_RULES)
		return -E2BIG;
	for (i = 0; i < nr; i++) {
		err = check_rule(rules, i);
		if (err) {
			*bad = i;
			return err;
		}
	}
	return 0;
}
