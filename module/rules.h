/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policy that is in force: a table of rules, and what it says of a block.
 * Locks as in group.h.
 */
#ifndef MEMHP_RULES_H
#define MEMHP_RULES_H

#include <linux/memory.h>

#include <memhp/uapi.h>

/**
 * struct memhp_before - blocks that go online before this one, but have not yet
 * @nr:		how many: consecutive, up to right before this one, and of the same
 *		node and group
 * @choice:	enum memhp_choice they go to
 */
struct memhp_before {
	u64 nr;
	u32 choice;
};

/**
 * memhp_rules_decide - what the policy says of a block
 * @mem:	the block, whose node is known. If it is online, then as if it were
 *		not
 * @before:	blocks to reckon with, NULL: none
 * @d:		out: all of it
 *
 * Hook (see group.h); device hotplug lock.
 */
void memhp_rules_decide(struct memory_block *mem,
			const struct memhp_before *before,
			struct memhp_decision *d);

/** memhp_rules_explain - the same of block @index, from anywhere; may sleep.
 * Without the hotplug lock: while memory changes the numbers may disagree.
 * -ENODEV: no such block; -EAGAIN: it comes or changes right now; -EOPNOTSUPP */
int memhp_rules_explain(u64 index, struct memhp_decision *d);

/** memhp_rules_options - MEMHP_POLICY_*; no lock */
u32 memhp_rules_options(void);

/** memhp_rules_any - is there anything for the hook to do? No lock. */
bool memhp_rules_any(void);

/** memhp_rules_replace - put @nr checked rules in force. Takes the locks. 0,
 * -ENOMEM or -EINTR, with nothing changed. */
int memhp_rules_replace(const struct memhp_rule *rules, u32 nr, u32 new_options);

/** memhp_rules_refused - note that a request for @choice was refused. Takes
 * memhp_policy_lock. */
void memhp_rules_refused(const struct memhp_decision *d, u32 choice);

/** memhp_rules_state - the state but for its rules; memhp_policy_lock */
void memhp_rules_state(struct memhp_policy_state *state);

/** memhp_rules_at - the @i-th rule, NULL past the end; memhp_policy_lock */
const struct memhp_rule *memhp_rules_at(u32 i);

/** memhp_rules_account - the account of a node, @nid -1: of the machine;
 * memhp_policy_lock */
void memhp_rules_account(int nid, struct memhp_node_info *info);

void memhp_rules_exit(void);

#endif
