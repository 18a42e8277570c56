/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What dynamic groups hold and need, for each ratio of the rules and each node.
 * Locks as in group.h.
 */
#ifndef MEMHP_EFFECTS_H
#define MEMHP_EFFECTS_H

#include "group.h"

/**
 * memhp_groups_set_ratios - which ratios the effect of groups is wanted for
 *
 * Both locks. 0 or -ENOMEM, with nothing changed.
 */
int memhp_groups_set_ratios(const u32 *ratios, u32 nr);

/**
 * memhp_groups_effect - what dynamic groups hold, at ratio number @i
 * @nid:	of this node only; -1: of all
 * @but:	this one left out, may be NULL
 * @required:	out: pages, sum of memhp_required()
 * @movable:	out: pages
 *
 * Hook; either lock. Costs the same with any number of groups.
 */
void memhp_groups_effect(u32 i, int nid, const struct memhp_blockgroup *but,
			 u64 *required, u64 *movable);

/** memhp_groups_effect_now - the same for any @ratio, by looking at all groups */
void memhp_groups_effect_now(u32 ratio, int nid, u64 *required, u64 *movable);

/**
 * memhp_effects_take_out - leave a group out of the sums
 *
 * It and memhp_effects_put_in() go around every change of type, node, kernel or
 * movable pages of a group. Both locks.
 */
void memhp_effects_take_out(const struct memhp_blockgroup *g);

/** memhp_effects_put_in - reckon with it again, as it is now */
void memhp_effects_put_in(const struct memhp_blockgroup *g);

/** memhp_effects_exit - nobody asks any more */
void memhp_effects_exit(void);

#endif
