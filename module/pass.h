/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the engine share: a walk over a job, and the blocks of the
 * step that it is at. For them alone: engine.c, step.c, look.c and move.c.
 */
#ifndef MEMHP_PASS_H
#define MEMHP_PASS_H

#include <linux/memory.h>
#include <linux/mmzone.h>

#include <memhp/uapi.h>

#include "core/runs.h"
#include "engine.h"
#include "pageinfo.h"

/* The most blocks of a step: bounds its memory, not its time. */
#define MEMHP_MAX_RUN 2048

/**
 * struct memhp_target - where a block shall go
 * @type:	what kernels that choose the zone themselves are told
 * @zone:	NULL where it is left to the kernel's own way
 */
struct memhp_target {
	int type;
	struct zone *zone;
};

/**
 * struct memhp_cause - why a call failed
 * @reason:	enum memhp_reason
 * @error:	a positive errno
 */
struct memhp_cause {
	u32 reason;
	s32 error;
};

/**
 * struct memhp_scratch - the blocks of a step
 * @facts:	what they are
 * @mems:	they themselves, valid under the lock
 * @targets:	where they go online
 * @sight:	what was found in one of them
 */
struct memhp_scratch {
	struct memhp_fact facts[MEMHP_MAX_RUN];
	struct memory_block *mems[MEMHP_MAX_RUN];
	struct memhp_target targets[MEMHP_MAX_RUN];
	struct memhp_sight sight;
};

/**
 * struct memhp_pass - one walk over a job
 * @job:	the job
 * @scratch:	the blocks of this step
 * @undo:	it goes back
 * @survey:	it only looks for blocks that cannot go
 * @movable:	it leaves blocks of kernel zones for the next
 * @clean:	it leaves blocks with pinned pages for the next
 * @failed:	a block has failed for good
 * @decided:	the policy was asked about the first blocks of this step that have work
 * @decision:	what it said of the first of them
 * @trouble:	what is known of why the last call failed
 * @pace:	how long runs may be
 * @held_ns:	how long the lock was held since the last rest
 */
struct memhp_pass {
	struct memhp_job *job;
	struct memhp_scratch *scratch;
	bool undo;
	bool survey;
	bool movable;
	bool clean;
	bool failed;
	bool decided;
	struct memhp_decision decision;
	struct memhp_trouble trouble;
	struct memhp_pace pace;
	u64 held_ns;
};

/** memhp_ends_offline - does this walk want the block of @r offline in the end? */
static inline bool memhp_ends_offline(const struct memhp_pass *p,
				      const struct memhp_result *r)
{
	return p->undo ? r->from_state == MEMHP_STATE_OFFLINE
		       : p->job->op == MEMHP_OP_OFFLINE;
}

/** memhp_gives_up - has a block of a job that is all or nothing failed for good, so that
 * no other is to be moved? */
static inline bool memhp_gives_up(const struct memhp_pass *p)
{
	return p->job->atomic && p->failed && !p->undo;
}

/** memhp_count - the result @r has got its outcome, complete with its reason: count it
 * unless it will be tried again */
void memhp_count(struct memhp_pass *p, const struct memhp_result *r);

/** memhp_has_moved - is the block of @r elsewhere than where the job found it? */
static inline bool memhp_has_moved(const struct memhp_result *r)
{
	return r->from_state != r->to_state || r->from_zone != r->to_zone;
}

#endif
