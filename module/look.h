/* SPDX-License-Identifier: GPL-2.0 */
/* Looks at the blocks of a step before they are changed. Device hotplug lock. */
#ifndef MEMHP_LOOK_H
#define MEMHP_LOOK_H

#include "pass.h"

/** memhp_look - look at @nr consecutive blocks, those of results @r: fills in the
 * scratch of the pass, and the results of blocks that need nothing or cannot go */
void memhp_look(struct memhp_pass *p, struct memhp_result *r, u32 nr);

/**
 * memhp_look_ahead - how many of the first @n blocks of this step can go offline,
 * by what is in them?
 *
 * 0: the first is settled for this walk.
 */
u32 memhp_look_ahead(struct memhp_pass *p, struct memhp_result *r, u32 n);

/**
 * memhp_look_for_hopeless - settle those of @nr blocks of this step that the kernel
 * would refuse to take offline, or try to in vain, by what is in them
 *
 * Returns how many were looked at before time was up, at least 1.
 */
u32 memhp_look_for_hopeless(struct memhp_pass *p, struct memhp_result *r, u32 nr);

/** memhp_old_zone - the way back to the zone @number (enum memhp_zone) */
struct memhp_target memhp_old_zone(struct memory_block *mem, u8 number);

#endif
