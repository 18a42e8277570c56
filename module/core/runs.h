/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * Runs: how many consecutive blocks go into one call of the kernel.
 *
 * A run is cut by what the blocks are (memhp_run_length) and by time: one call
 * holds the memory hotplug lock from begin to end, so its length follows what
 * the last calls cost (struct memhp_pace).
 */
#ifndef MEMHP_CORE_RUNS_H
#define MEMHP_CORE_RUNS_H

#include <memhp/uapi.h>

/**
 * struct memhp_fact - what the engine knows of a block while it is locked
 * @block:	index
 * @present:	0: there is no such block, and nothing else here means anything
 * @single:	must be changed by itself: it holds its own memmap, has poisoned
 *		pages, or its driver expects single blocks
 * @state:	enum memhp_state
 * @zone:	enum memhp_zone it is in
 * @outcome:	enum memhp_outcome, NONE while there is work to do
 * @node:	NUMA node
 * @group:	stands for the kernel's memory group, 0 for none; only compared
 * @zone_key:	stands for the zone it is in, 0 for none; only compared
 * @target_key:	stands for the zone it shall go to; only compared
 */
struct memhp_fact {
	__u64 block;
	__u8 present;
	__u8 single;
	__u8 state;
	__u8 zone;
	__u32 outcome;
	__s32 node;
	unsigned long group;
	unsigned long zone_key;
	unsigned long target_key;
};

/**
 * memhp_run_length - blocks at the front of @facts that can go together
 * @facts:	at least one; the first has work to do
 * @nr:		how many
 *
 * At least 1. Alike means consecutive, and the same state, node, group, zone
 * and target; a single block is always alone.
 */
__u32 memhp_run_length(const struct memhp_fact *facts, __u32 nr);

/**
 * struct memhp_pace - how long the next run may be
 * @limit:	blocks
 * @max:	upper bound of @limit
 * @careful:	blocks to pass before @limit may grow again
 * @growth:	how many times longer than the last the next may be
 * @budget_ns:	what a run may take, nanoseconds
 */
struct memhp_pace {
	__u32 limit;
	__u32 max;
	__u32 careful;
	__u32 growth;
	__u64 budget_ns;
};

/** memhp_pace_init - begin with runs of @start blocks, which measure the machine */
void memhp_pace_init(struct memhp_pace *pace, __u32 start, __u32 max,
		     __u64 budget_ns);

/** memhp_pace_done - a run of @blocks took @ns: go on with longer or shorter */
void memhp_pace_done(struct memhp_pace *pace, __u32 blocks, __u64 ns);

/** memhp_pace_failed - a run of @blocks failed: try the half */
void memhp_pace_failed(struct memhp_pace *pace, __u32 blocks);

/** memhp_pace_short - of @blocks that were looked at less than half was for anything:
 * look at fewer, so that what is seen in vain stays in proportion */
void memhp_pace_short(struct memhp_pace *pace, __u32 blocks);

/** memhp_pace_stuck - a run of @blocks used up its time: perhaps one of them is
 * the culprit, and to find it by halves would use it up again each time. The
 * next go one by one. */
void memhp_pace_stuck(struct memhp_pace *pace, __u32 blocks);

/** memhp_pace_passed - @blocks are finished, one way or the other */
void memhp_pace_passed(struct memhp_pace *pace, __u32 blocks);

#endif
