/* SPDX-License-Identifier: GPL-2.0 */
/* Changes runs of blocks by calls of the kernel. Device hotplug lock. */
#ifndef MEMHP_MOVE_H
#define MEMHP_MOVE_H

#include "pass.h"

/** memhp_move_batchable - may block @i of this step be given to the kernel by our
 * own call? */
bool memhp_move_batchable(const struct memhp_pass *p, u32 i);

/**
 * memhp_move_attempt - one attempt at the first @nr blocks of this step
 * @r:		their results
 * @cause:	out: why it failed
 *
 * 0, or a negative errno and all of them as they were. What the second half of a
 * shift refuses is written down in the results. A block alone that somebody refuses
 * may be asked for twice, to learn who.
 */
int memhp_move_attempt(struct memhp_pass *p, struct memhp_result *r, u32 nr,
		       struct memhp_cause *cause);

#endif
