/* SPDX-License-Identifier: GPL-2.0 */
/* What is looked at before blocks go offline, so that nothing is begun in vain. */
#ifndef MEMHP_PREFLIGHT_H
#define MEMHP_PREFLIGHT_H

#include "pageinfo.h"

/**
 * struct memhp_plight - how blocks are to go, and why the first does not
 * @leaves:	in: they stay offline; else they come back in another zone
 * @force:	in: even if there is no room for their pages
 * @clean:	in: blocks with pinned pages wait
 * @survey:	in: all go or none, and nothing moves yet
 * @until:	in: by ktime_get_ns(), when no more than the first are looked at
 * @later:	out: the first waits
 * @reason:	out: enum memhp_reason
 * @error:	out: a positive errno
 * @missing:	out: with NO_ROOM: bytes
 */
struct memhp_plight {
	bool leaves;
	bool force;
	bool clean;
	bool survey;
	u64 until;
	bool later;
	u32 reason;
	s32 error;
	u64 missing;
};

/**
 * memhp_preflight - how many blocks from the front can go offline together
 * @mems:	online blocks of one zone
 * @nr:		how many
 * @plight:	see there
 * @sight:	out: if the first cannot, what was found in it
 *
 * 0: not even the first; @plight says why. A block that holds a page which the kernel
 * would not move ends the run: the kernel would isolate and undo all of it. So does one
 * with more free huge pages than can go with all of the run. In a survey so does, even
 * alone, whatever the kernel would try in vain; and time ends it, behind the first at
 * the earliest. Device hotplug lock held.
 */
u32 memhp_preflight(struct memory_block **mems, u32 nr,
		    struct memhp_plight *plight, struct memhp_sight *sight);

#endif
