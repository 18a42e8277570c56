// SPDX-License-Identifier: GPL-2.0
/*
 * One run of blocks changed, by one call of the kernel each way, and why it failed
 * if it did.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/time64.h>

#include "agents.h"
#include "hook.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/chain.h"
#include "kernel/features.h"
#include "look.h"
#include "move.h"
#include "notify.h"
#include "settle.h"
#include "stage.h"
#include "trace.h"
#include "trouble.h"
#include "witness.h"

/* The least that the undoing may try for one block. */
#define UNDO_NS (30 * NSEC_PER_SEC)

/* Why did the kernel not take it online? By how far it got. */
static struct memhp_cause why_not_online(int ret, struct memhp_witnessed seen)
{
	struct memhp_cause c = { .reason = MEMHP_REASON_KERNEL, .error = -ret };

	if (ret == -EHWPOISON)
		c.reason = MEMHP_REASON_HWPOISON;
	else if (seen.asked && !seen.agreed)
		c.reason = MEMHP_REASON_NOTIFIER;
	else if (ret == -ENOMEM)
		c.reason = MEMHP_REASON_NO_MEMORY;
	return c;
}

/* The same for offline, where also time or a signal may end it. */
static struct memhp_cause why_not_offline(int ret, struct memhp_witnessed seen,
					  enum memhp_kick kick)
{
	struct memhp_cause c = { .reason = MEMHP_REASON_KERNEL, .error = -ret };

	if (ret == -EINTR && kick == MEMHP_KICK_STOP) {
		c.reason = MEMHP_REASON_INTERRUPTED;
	} else if (ret == -EINTR && kick == MEMHP_KICK_DEADLINE) {
		c.reason = seen.agreed ? MEMHP_REASON_MIGRATION
				       : MEMHP_REASON_DEADLINE;
		c.error = ETIMEDOUT;
	} else if (seen.objected) {
		c.reason = MEMHP_REASON_AGENT;
		c.error = EBUSY;
	} else if (seen.asked && !seen.agreed) {
		c.reason = MEMHP_REASON_NOTIFIER;
	} else if (ret == -ENOMEM) {
		c.reason = MEMHP_REASON_NO_MEMORY;
	} else if (ret == -EBUSY) {
		c.reason = MEMHP_REASON_UNMOVABLE;
	}
	return c;
}

bool memhp_move_batchable(const struct memhp_pass *p, u32 i)
{
	return memhp_has(MEMHP_FEATURE_BATCH) && !p->scratch->facts[i].single;
}

/*
 * Do @nr blocks from @i on go by our own call? One alone goes the kernel's way,
 * but where the kernel bears no longer runs: that is a debug kernel, and what
 * is ours has to be seen by it too.
 */
static bool batched(const struct memhp_pass *p, u32 i, u32 nr)
{
	return memhp_move_batchable(p, i) &&
	       (nr > 1 || memhp_run_max(MEMHP_MAX_RUN) == 1);
}

static bool any_poisoned(struct memory_block **mems, u32 nr)
{
	while (nr--)
		if (memhp_block_poisoned(mems[nr]))
			return true;
	return false;
}

/* What the caller gives one block, 0: all the time there is. */
static u64 time_limit(const struct memhp_pass *p)
{
	return p->undo ? max_t(u64, p->job->timeout_ns, UNDO_NS) : p->job->timeout_ns;
}

static u64 time_to_try(const struct memhp_pass *p, u32 nr)
{
	u64 timeout = time_limit(p);

	/* A run that takes too long is broken off and goes on in pieces. */
	if (nr > 1 && (!timeout || p->pace.budget_ns < timeout))
		return p->pace.budget_ns;
	return timeout;
}

/* One call of the kernel has ended; why it was refused is told only now. */
static void tell(u32 op, struct memory_block *mem, u32 nr, int ret, u64 begin,
		 const struct memhp_cause *cause)
{
	trace_memhp_call(op, memhp_block_index(mem), nr, ret, ktime_get_ns() - begin);
	if (ret)
		memhp_notify_why(cause->reason, cause->error);
}

/* The first @nr blocks of this step go offline. 0, or a negative errno and all
 * of them as they were. */
static int take_offline(struct memhp_pass *p, u32 nr, struct memhp_cause *cause)
{
	struct memory_block **mems = p->scratch->mems;
	struct memhp_watch *watch = &p->job->watch;
	struct memhp_witnessed seen;
	u64 begin = ktime_get_ns();
	enum memhp_kick kick;
	int ret;

	memhp_chain_reset(p->job->chain);
	memhp_stage_begin(false);
	/* What has to go back asks nobody. */
	memhp_witness_begin(&p->job->who, p->undo ? NULL : watch);
	memhp_watch_arm(watch, time_to_try(p, nr), time_limit(p), !p->undo);
	if (batched(p, 0, nr)) {
		struct zone *zone = memhp_zone_of(mems[0]);

		memhp_settle_going_offline(mems, nr);
		ret = memhp_offline_pages(mems[0], nr, zone);
		if (ret)
			memhp_settle_still_online(mems, nr);
		else
			memhp_settle_offline(mems, nr);
	} else {
		ret = memhp_offline_one(mems[0]);
	}
	kick = memhp_watch_disarm(watch);
	seen = memhp_witness_end();
	if (ret)
		*cause = why_not_offline(ret, seen, kick);
	memhp_stage_end(cause, p->trouble.notifier);
	if (ret && cause->reason == MEMHP_REASON_AGENT)
		memhp_agents_objector(p->trouble.notifier, sizeof(p->trouble.notifier));
	tell(MEMHP_OP_OFFLINE, mems[0], nr, ret, begin, cause);
	return ret;
}

/*
 * @nr blocks from @i on of this step go online in @t. One block goes the
 * kernel's own way, which may pick another kernel zone than @t, unless it has
 * to go back @exactly. 0, or a negative errno and all of them offline.
 */
static int take_online(struct memhp_pass *p, u32 i, u32 nr,
		       const struct memhp_target *t, bool exactly,
		       struct memhp_cause *cause)
{
	struct memory_block **mems = &p->scratch->mems[i];
	bool stages = p->job->staged && !p->undo;
	struct memhp_witnessed seen;
	struct memhp_cause ignored;
	u64 begin = ktime_get_ns();
	bool past_us;
	int ret;

	memhp_chain_reset(p->job->chain);
	memhp_witness_begin(&p->job->who, NULL);
	memhp_hook_pass(true);
	memhp_stage_begin(stages);
	if (t->zone && (batched(p, i, nr) ||
			(exactly && memhp_move_batchable(p, i)))) {
		ret = any_poisoned(mems, nr) ? -EHWPOISON :
		      memhp_online_pages(mems[0], nr, t->zone, t->type);
		if (!ret)
			memhp_settle_online(mems, nr, t->zone);
	} else {
		ret = memhp_online_one(mems[0], t->type);
	}
	memhp_hook_pass(false);
	seen = memhp_witness_end();
	if (ret)
		*cause = why_not_online(ret, seen);
	past_us = !memhp_stage_end(cause, p->trouble.notifier);
	tell(MEMHP_OP_ONLINE, mems[0], nr, ret, begin, cause);
	if (!past_us)
		return ret;
	/* Some of its pages went past us; if they are in use already, it stays so. */
	if (!ret && take_offline(p, nr, &ignored))
		return 0;
	return -cause->error;
}

/*
 * It was refused, for @cause. If by somebody: by whom? That is known only if all were
 * watched; if they were not, they are from now on, and true is returned.
 */
static bool watch_refusers(struct memhp_pass *p, const struct memhp_cause *cause)
{
	struct memhp_job *job = p->job;

	if (cause->reason != MEMHP_REASON_NOTIFIER)
		return false;
	p->trouble.notifier[0] = '\0';
	if (job->chain) {
		memhp_chain_last(job->chain, p->trouble.notifier,
				 sizeof(p->trouble.notifier));
		return false;
	}
	job->chain = memhp_chain_arm();
	return job->chain;
}

/*
 * @nr blocks from @i on of this step go @online to their target, or offline. A block
 * alone is asked for once more if then it will be known who refuses it.
 */
static int take(struct memhp_pass *p, u32 i, u32 nr, bool online,
		struct memhp_cause *cause)
{
	int ret;

	do {
		ret = online ? take_online(p, i, nr, &p->scratch->targets[i],
					   p->undo, cause) :
			       take_offline(p, nr, cause);
	} while (ret && watch_refusers(p, cause) && nr == 1);
	return ret;
}

/* Block @i of this step is refused, for @cause, where it shall go. */
static void shift_back(struct memhp_pass *p, struct memhp_result *r, u32 i,
		       const struct memhp_cause *cause)
{
	struct memhp_target back = memhp_old_zone(p->scratch->mems[i],
						  p->scratch->facts[i].zone);
	struct memhp_cause ignored;

	r->reason = cause->reason;
	r->error = cause->error;
	take_online(p, i, 1, &back, true, &ignored);
	/* Not before: a block that went online has no trouble. */
	memhp_trouble_note(p->job->op, p->job->choice, r, &p->trouble);
}

/*
 * The second half of a shift: @nr blocks of this step are offline and go to
 * their target, in pieces if need be. A block that is refused there goes back
 * to the zone it came from.
 */
static void shift_in(struct memhp_pass *p, struct memhp_result *r, u32 nr)
{
	u32 i = 0, piece = nr;
	struct memhp_cause cause;

	while (i < nr) {
		piece = min(piece, nr - i);
		if (!take(p, i, piece, true, &cause)) {
			i += piece;
			piece *= 2;
			continue;
		}
		if (piece == 1) {
			shift_back(p, &r[i], i, &cause);
			i++;
		}
		piece = max(piece / 2, 1U);
	}
}

int memhp_move_attempt(struct memhp_pass *p, struct memhp_result *r, u32 nr,
		       struct memhp_cause *cause)
{
	int ret;

	if (p->scratch->facts[0].state == MEMHP_STATE_OFFLINE)
		return take(p, 0, nr, true, cause);
	ret = take(p, 0, nr, false, cause);
	if (!ret && !memhp_ends_offline(p, r))
		shift_in(p, r, nr);
	return ret;
}
