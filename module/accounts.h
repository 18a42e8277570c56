/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Accounts: what of each group is online, and what of plugged memory on each node.
 * Changed under both locks of group.h.
 */
#ifndef MEMHP_ACCOUNTS_H
#define MEMHP_ACCOUNTS_H

#include <linux/memory.h>

#include "places.h"

/** enum memhp_class - what a block counts as */
enum memhp_class {
	MEMHP_CLASS_OFFLINE,
	MEMHP_CLASS_KERNEL,
	MEMHP_CLASS_MOVABLE,
};

/** memhp_class_of_zone - what a block in a zone (enum memhp_zone) counts as */
u32 memhp_class_of_zone(u32 zone);

/** memhp_class_of - what a block counts as now. The hotplug lock is held, so the
 * block holds still. */
u32 memhp_class_of(struct memory_block *mem);

/** memhp_groups_plugged - hot-plugged pages in the kernel zones of a node; hook */
u64 memhp_groups_plugged(int nid);

/** memhp_count_block - a block of @g comes or goes (@add), with what it counts as;
 * @g may be NULL */
void memhp_count_block(struct memhp_blockgroup *g, u32 class, bool add);

/** memhp_count_plugged - the same for the account of its node */
void memhp_count_plugged(const struct memhp_packed *p, bool add);

/** memhp_set_node - @g is of another node */
void memhp_set_node(struct memhp_blockgroup *g, int nid);

/** memhp_reclass - block @index counts as @class from now on, and is of node @nid,
 * -1: of the same */
void memhp_reclass(u64 index, u32 class, int nid);

/** memhp_accounts_init - 0 or -ENOMEM */
int memhp_accounts_init(void);
void memhp_accounts_exit(void);

#endif
