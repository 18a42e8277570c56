/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/* Rules: which one is for a block, and are they fit to be used at all? */
#ifndef MEMHP_CORE_RULES_H
#define MEMHP_CORE_RULES_H

#include <memhp/uapi.h>

/**
 * struct memhp_subject - what rules look at
 * @owner:	enum memhp_owner
 * @node:	NUMA node
 * @hotpluggable: 1: the firmware says so; 0, -1 (not known) match no rule that
 *		asks for it
 * @group_type:	enum memhp_group_type
 * @device:	bytes of the device that the block came with; 0, not known,
 *		matches no rule that asks for a size
 * @group:	name of its group, NULL or "" if none
 */
struct memhp_subject {
	__u32 owner;
	__s32 node;
	__s32 hotpluggable;
	__u32 group_type;
	__u64 device;
	const char *group;
};

/** memhp_rule_matches - is @rule for @subject? */
int memhp_rule_matches(const struct memhp_rule *rule,
		       const struct memhp_subject *subject);

/** memhp_rules_find - index of the first of @nr rules that matches, -1: none */
__s32 memhp_rules_find(const struct memhp_rule *rules, __u32 nr,
		       const struct memhp_subject *subject);

/**
 * memhp_rules_check - are these rules fit to be the policy?
 * @bad:	out: the rule that is not, ~0 if it is not about one
 *
 * 0; -EINVAL: a rule makes no sense by itself; -EEXIST: it matches the same as
 * one before; -ENOENT: it stands behind one that matches everything; -E2BIG:
 * more than MEMHP_MAX_RULES.
 */
int memhp_rules_check(const struct memhp_rule *rules, __u32 nr, __u32 *bad);

/**
 * memhp_group_name_check - may a group made by hand be called this?
 * @name:	MEMHP_GROUP_NAME_SIZE bytes
 *
 * 1: letters, digits and "-_.@", beginning with a letter, all bytes behind it
 * NULs, at least one NUL, and none of the words "static", "dynamic", "none".
 */
int memhp_group_name_check(const char *name);

#endif
