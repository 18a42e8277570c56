/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * What a change means for one block, by the block's state and zone alone. The
 * engine acts on it and the command's dry run shows it.
 */
#ifndef MEMHP_CORE_DECIDE_H
#define MEMHP_CORE_DECIDE_H

#include <memhp/uapi.h>

/**
 * struct memhp_verdict - what is to be done with a block
 * @outcome:	NONE: there is work to do; UNCHANGED: it is so already; FAILED:
 *		it cannot work, @reason and @error say why
 * @reason:	enum memhp_reason
 * @error:	0 or a positive errno
 */
struct memhp_verdict {
	__u32 outcome;
	__u32 reason;
	__s32 error;
};

/** memhp_zone_is_kernel - does this zone hold kernel memory? */
int memhp_zone_is_kernel(__u32 zone);

/** memhp_zone_in_class - is @zone (enum memhp_zone) what @choice asks for?
 * AUTO and KEEP take any zone. */
int memhp_zone_in_class(__u32 zone, __u32 choice);

/** memhp_op_valid - do @op and @choice fit together? */
int memhp_op_valid(__u32 op, __u32 choice);

/**
 * memhp_decide - what @op with @choice means for a block
 * @op:		enum memhp_op, valid with @choice
 * @choice:	enum memhp_choice
 * @state:	enum memhp_state of the block
 * @zone:	enum memhp_zone of the block
 */
struct memhp_verdict memhp_decide(__u32 op, __u32 choice, __u32 state,
				  __u32 zone);

#endif
