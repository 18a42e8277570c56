/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a change over blocks. */
#ifndef MEMHP_ENGINE_H
#define MEMHP_ENGINE_H

#include <memhp/uapi.h>

#include "events.h"
#include "watch.h"

#define MEMHP_MAX_RANGES	(1U << 20)
#define MEMHP_MAX_BLOCKS	(1U << 20)

/** memhp_run_ms - how long a run may take, milliseconds: a module parameter,
 * written to at any time; read it by memhp_engine_run_ms() */
extern unsigned int memhp_run_ms;

/** memhp_engine_run_ms - the parameter as far as it makes sense */
unsigned int memhp_engine_run_ms(void);

struct memhp_chain;
struct memhp_scratch;

/**
 * struct memhp_job - one change
 * @op:		enum memhp_op, valid with @choice
 * @choice:	enum memhp_choice
 * @atomic:	all blocks or none
 * @of_policy:	nobody asked for it but the policy: what that leaves offline is not
 *		an error
 * @force:	without regard to room for the pages of blocks that go offline
 * @staged:	ONLINE: with pages held back
 * @retries:	how often blocks that failed may be tried again
 * @timeout_ns:	for each block that goes offline, 0 for none
 * @who:	asks for it
 * @total:	blocks
 * @done:	blocks that will not be tried again; read by the caller while it works
 * @results:	one for each block, ascending
 * @never:	a bit for each of them: that block can never go offline
 * @scratch:	where a step of the engine works
 * @chain:	tells who refuses, from the first refusal on
 * @watch:	between the worker and the caller
 */
struct memhp_job {
	u32 op;
	u32 choice;
	bool atomic;
	bool of_policy;
	bool force;
	bool staged;
	u32 retries;
	u64 timeout_ns;
	struct memhp_who who;
	u32 total;
	u32 done;
	struct memhp_result *results;
	unsigned long *never;
	struct memhp_scratch *scratch;
	struct memhp_chain *chain;
	struct memhp_watch watch;
};

/** memhp_job_new - a job over the blocks of checked ranges; NULL: no memory */
struct memhp_job *memhp_job_new(const struct memhp_range *ranges, u32 nr,
				u32 total);
void memhp_job_free(struct memhp_job *job);

/**
 * memhp_engine_start - begin to work on @job, in a thread of its own
 *
 * 0 or a negative errno with nothing changed. After it memhp_watch_wait() on
 * the job's watch until it returns true; then all results are filled in.
 */
int memhp_engine_start(struct memhp_job *job);

#endif
