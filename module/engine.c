// SPDX-License-Identifier: GPL-2.0
/*
 * The engine walks over the blocks of a job in steps. A step takes the device
 * hotplug lock, looks at the next blocks, settles those that need nothing, or
 * changes as many as can go together by one call of the kernel, and releases
 * the lock. A run that fails is tried again in halves, down to single blocks,
 * which fail for themselves. When the lock was held for about the time of a
 * run, the engine rests, so that others get their turn: sysfs and other jobs
 * do not wait for the lock, they look for it every 5 ms.
 *
 *	 online:  OFFLINE -> ONLINE
 *	 offline: ONLINE -> GOING_OFFLINE -> OFFLINE, or back to ONLINE
 *	 shift:   both, within one step. Its second half is not broken off by
 *		  deadlines or signals, and ends in the new zone, in the old one,
 *		  or, if the kernel refuses both, offline, and says so.
 *
 * Blocks that go offline are walked over three times: first those of the movable
 * zone, which can go, then the others, so that a job that is broken off, or a device
 * that shrinks, keeps what is hard to give back; last those with pinned pages, which
 * may take all their time for nothing. What failed may be walked over again.
 *
 * A job that is all or nothing is walked over before, only to look: nothing moves while
 * one of its blocks cannot. If it failed it is walked over once more, back to where its
 * blocks were, without regard to signals.
 *
 * Here are the walks and the life of a job. What one step does is in step.c, what
 * is looked at before in look.c, the calls of the kernel in move.c.
 */
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "core/runs.h"
#include "engine.h"
#include "kernel/calls.h"
#include "kernel/chain.h"
#include "pass.h"
#include "step.h"

/* A first run is no larger: some 0.1 s on a slow machine. */
#define START_BYTES ((u64)SZ_1G * 8)

/* Before blocks are tried again: what held them may have gone. */
#define RETRY_MS 100
#define RETRY_MAX_MS 2000

/* Longer than those who look for the lock every 5 ms sleep. */
#define REST_MS 12

unsigned int memhp_run_ms = 1000;

unsigned int memhp_engine_run_ms(void)
{
	return clamp(READ_ONCE(memhp_run_ms), 1U, 60000U);
}

/* Let others have the lock, when it was ours for the time of a run. */
static void rest(struct memhp_pass *p)
{
	cond_resched();
	if (p->held_ns < p->pace.budget_ns)
		return;
	msleep(REST_MS);
	p->held_ns = 0;
}

/* What is not done yet fails, where it is. */
static void cut_short(struct memhp_job *job, u32 reason, s32 error)
{
	struct memhp_result *r = job->results;

	for (; r < job->results + job->total; r++) {
		if (r->outcome != MEMHP_OUTCOME_NONE)
			continue;
		r->outcome = MEMHP_OUTCOME_FAILED;
		r->reason = reason;
		r->error = error;
	}
}

/* Might it go another time, and is it where it was? */
static bool may_retry(const struct memhp_job *job, const struct memhp_result *r)
{
	if (r->outcome != MEMHP_OUTCOME_FAILED || memhp_has_moved(r) ||
	    test_bit(r - job->results, job->never))
		return false;
	switch (r->reason) {
	case MEMHP_REASON_UNMOVABLE:
	case MEMHP_REASON_ISOLATE:
	case MEMHP_REASON_MIGRATION:
	case MEMHP_REASON_DEADLINE:
	case MEMHP_REASON_HUGE_PAGE:
	case MEMHP_REASON_NOTIFIER:
	case MEMHP_REASON_AGENT:
	case MEMHP_REASON_NO_MEMORY:
	case MEMHP_REASON_NO_ROOM:
	case MEMHP_REASON_KERNEL:
		return true;
	default:
		return false;
	}
}

static bool any_failed(const struct memhp_job *job)
{
	u32 i;

	for (i = 0; i < job->total; i++)
		if (job->results[i].outcome == MEMHP_OUTCOME_FAILED)
			return true;
	return false;
}

static bool any_moved(const struct memhp_job *job)
{
	u32 i;

	for (i = 0; i < job->total; i++)
		if (memhp_has_moved(&job->results[i]))
			return true;
	return false;
}

void memhp_count(struct memhp_pass *p, const struct memhp_result *r)
{
	struct memhp_job *job = p->job;

	if (p->undo || r->outcome == MEMHP_OUTCOME_NONE ||
	    (job->retries && may_retry(job, r)))
		return;
	WRITE_ONCE(job->done, job->done + 1);
	p->failed |= r->outcome == MEMHP_OUTCOME_FAILED;
}

/* What comes of a step that finished @n blocks; false: the walk ends here. */
static bool go_on(struct memhp_pass *p, int n)
{
	if (n < 0) {
		cut_short(p->job, n == -EINTR ? MEMHP_REASON_INTERRUPTED :
			  MEMHP_REASON_DEADLINE, -n);
		return false;
	}
	memhp_pace_passed(&p->pace, n);
	if (!memhp_gives_up(p))
		return true;
	cut_short(p->job, MEMHP_REASON_ATOMIC, ECANCELED);
	return false;
}

static bool walk(struct memhp_pass *p)
{
	struct memhp_job *job = p->job;
	u64 start = START_BYTES / memory_block_size_bytes();
	u32 pos = 0;
	int n;

	memhp_pace_init(&p->pace, max_t(u64, start, 1), memhp_run_max(MEMHP_MAX_RUN),
			(u64)memhp_engine_run_ms() * NSEC_PER_MSEC);
	while (pos < job->total) {
		/* An earlier walk was here. */
		if (!p->undo && job->results[pos].outcome != MEMHP_OUTCOME_NONE) {
			pos++;
			continue;
		}
		n = -EINTR;
		if (p->undo || !memhp_watch_stopped(&job->watch))
			n = memhp_step(p, pos);
		if (!go_on(p, n))
			return false;
		pos += n;
		rest(p);
	}
	return true;
}

static bool walk_forward(struct memhp_pass *p)
{
	p->movable = p->job->op == MEMHP_OP_OFFLINE;
	p->clean = p->job->op != MEMHP_OP_ONLINE;
	if (p->movable && !walk(p))
		return false;
	p->movable = false;
	if (p->clean && !walk(p))
		return false;
	p->clean = false;
	return walk(p);
}

/* What may go another time is not done yet. How many? */
static u32 reopen(struct memhp_job *job)
{
	u32 i, nr = 0;

	for (i = 0; i < job->total; i++) {
		struct memhp_result *r = &job->results[i];

		if (!may_retry(job, r))
			continue;
		r->outcome = MEMHP_OUTCOME_NONE;
		r->reason = MEMHP_REASON_NONE;
		r->error = 0;
		nr++;
	}
	return nr;
}

/* Sleep, but no longer than until the caller has enough. */
static void pause(struct memhp_job *job, unsigned int ms)
{
	for (; ms && !memhp_watch_stopped(&job->watch); ms -= min(ms, 20U))
		msleep(min(ms, 20U));
}

/* False: what has failed by now is not tried again. */
static bool attempt(struct memhp_pass *p)
{
	bool whole;

	if (p->job->atomic) {
		p->survey = true;
		whole = walk(p);
		p->survey = false;
		if (!whole || any_failed(p->job))
			return whole;
	}
	return walk_forward(p);
}

static void try_again(struct memhp_pass *p)
{
	struct memhp_job *job = p->job;
	unsigned int ms = RETRY_MS;

	while (job->retries && any_failed(job)) {
		pause(job, ms);
		ms = min(ms * 2, RETRY_MAX_MS * 1U);
		/* Why they failed is known, and stays. */
		if (memhp_watch_stopped(&job->watch) || !reopen(job))
			return;
		/* With the last one, the first that fails is final. */
		job->retries--;
		if (!attempt(p))
			return;
	}
}

static int work(void *arg)
{
	struct memhp_job *job = arg;
	struct memhp_pass pass = { .job = job, .scratch = job->scratch };
	u64 begin = ktime_get_ns();

	if (attempt(&pass))
		try_again(&pass);
	/* Blocks that a look found nothing of, before others kept all from moving. */
	cut_short(job, MEMHP_REASON_INTERRUPTED, EINTR);
	/* Undoing waits for the lock as long as it takes: not for nothing. */
	if (job->atomic && any_failed(job) && any_moved(job)) {
		pass.undo = true;
		pass.movable = false;
		pass.clean = false;
		walk(&pass);
	}
	WRITE_ONCE(job->done, job->total);
	memhp_events_job(job, ktime_get_ns() - begin);
	memhp_chain_disarm(job->chain);
	return memhp_watch_finish(&job->watch);
}

int memhp_engine_start(struct memhp_job *job)
{
	/* They are for what time lets go. */
	if (job->op == MEMHP_OP_ONLINE)
		job->retries = 0;
	return memhp_watch_start(&job->watch, work, job);
}

static void name_blocks(struct memhp_job *job, const struct memhp_range *ranges,
			u32 nr)
{
	u64 block;
	u32 i, pos = 0;

	for (i = 0; i < nr; i++)
		for (block = 0; block < ranges[i].count; block++)
			job->results[pos++].block = ranges[i].first + block;
}

struct memhp_job *memhp_job_new(const struct memhp_range *ranges, u32 nr,
				u32 total)
{
	struct memhp_job *job;

	job = kzalloc(sizeof(*job), GFP_KERNEL_ACCOUNT);
	if (!job)
		return NULL;
	job->results = kvcalloc(total, sizeof(*job->results),
				GFP_KERNEL_ACCOUNT);
	job->never = kvcalloc(BITS_TO_LONGS(total), sizeof(*job->never),
			      GFP_KERNEL_ACCOUNT);
	job->scratch = kvmalloc(sizeof(*job->scratch), GFP_KERNEL_ACCOUNT);
	if (!job->results || !job->never || !job->scratch) {
		memhp_job_free(job);
		return NULL;
	}
	job->total = total;
	name_blocks(job, ranges, nr);
	return job;
}

void memhp_job_free(struct memhp_job *job)
{
	if (!job)
		return;
	kvfree(job->scratch);
	kvfree(job->never);
	kvfree(job->results);
	kfree(job);
}
