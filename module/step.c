// SPDX-License-Identifier: GPL-2.0
/*
 * One step, under one hold of the device hotplug lock: which blocks it takes, how
 * many of them go together, and what became of them.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>

#include "core/decide.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "look.h"
#include "move.h"
#include "settle.h"
#include "step.h"
#include "trace.h"
#include "trouble.h"

/* So often is a block asked for that nothing seems to stand in the way of, if it was
 * refused at once: when it was isolated. */
#define PASSING_TRIES 3
#define AT_ONCE_NS (100 * NSEC_PER_MSEC)

/* Is the block where this walk wanted it? */
static bool arrived(const struct memhp_pass *p, const struct memhp_result *r,
		    u8 state, u8 zone)
{
	if (p->undo)
		return state == r->from_state && zone == r->from_zone;
	if (memhp_ends_offline(p, r))
		return state == MEMHP_STATE_OFFLINE;
	return state == MEMHP_STATE_ONLINE &&
	       memhp_zone_in_class(zone, p->job->choice);
}

/* Write down what became of a block that was worked on, and why, unless that was
 * @told. */
static void note(struct memhp_pass *p, struct memory_block *mem,
		 struct memhp_result *r, u64 ns, bool told)
{
	bool was_done = r->outcome == MEMHP_OUTCOME_DONE;
	unsigned long ignored;
	u8 state, zone;

	memhp_read_state(mem, &state, &zone, &ignored);
	r->ns = ns;
	r->to_state = state;
	r->to_zone = zone;
	if (!arrived(p, r, state, zone)) {
		r->outcome = MEMHP_OUTCOME_FAILED;
		if (!r->error) {
			r->reason = MEMHP_REASON_KERNEL;
			r->error = EAGAIN;
			told = false;
		}
		if (!told)
			memhp_trouble_note(p->job->op, p->job->choice, r,
					   &p->trouble);
	} else if (!p->undo) {
		r->outcome = MEMHP_OUTCOME_DONE;
		r->reason = MEMHP_REASON_NONE;
		r->error = 0;
	} else if (was_done) {
		r->outcome = MEMHP_OUTCOME_UNDONE;
		r->reason = MEMHP_REASON_ATOMIC;
		r->error = ECANCELED;
	}
	memhp_count(p, r);
}

/* How many of the first @nr blocks of this step go by one call? */
static u32 run_length(struct memhp_pass *p, u32 nr)
{
	const struct memhp_target *t = &p->scratch->targets[0];
	u32 n;

	if (!memhp_move_batchable(p, 0))
		return 1;
	n = memhp_run_length(p->scratch->facts, nr);
	if (p->undo || !t->zone)
		return n;
	/* A policy of the kernel's may let fewer go there than ask alone. */
	while (n > 1 && memhp_zone_for(p->scratch->mems[0], n, t->type) != t->zone)
		n /= 2;
	return n;
}

/* It was refused as by a page. By which kind, as far as one explains it? */
static u32 why_refused(const struct memhp_pass *p, struct memhp_sight *sight)
{
	if (sight->pages.reason == MEMHP_REASON_HUGE_PAGE ||
	    sight->pages.reason == MEMHP_REASON_UNMOVABLE)
		return sight->pages.reason;
	if (memhp_zone_is_kernel(p->scratch->facts[0].zone) &&
	    memhp_pageinfo_off_lists(sight))
		return MEMHP_REASON_UNMOVABLE;
	return MEMHP_REASON_ISOLATE;
}

/* What the kernel does not say of one block that did not go offline: is there a page
 * in it that explains it? */
static void find_culprit(struct memhp_pass *p, struct memhp_cause *cause)
{
	struct memhp_sight *sight = &p->scratch->sight;

	if (!memhp_has(MEMHP_FEATURE_PAGES) ||
	    (cause->reason != MEMHP_REASON_UNMOVABLE &&
	     cause->reason != MEMHP_REASON_MIGRATION))
		return;
	memhp_pageinfo_look_twice(p->scratch->mems[0], NULL, sight);
	if (cause->reason == MEMHP_REASON_UNMOVABLE)
		cause->reason = why_refused(p, sight);
	memhp_pageinfo_culprit(sight, &p->trouble.page);
}

/*
 * A page of the kernel's may be there for a moment only: then it refuses, and has
 * nothing to show for it. A block alone is asked for again if that is so.
 */
static int attempt(struct memhp_pass *p, struct memhp_result *r, u32 n,
		   struct memhp_cause *cause)
{
	int tries = PASSING_TRIES, ret;
	u64 begin;

	do {
		begin = ktime_get_ns();
		*cause = (struct memhp_cause){ };
		p->trouble = memhp_trouble_none();
		memhp_trouble_keep(p->undo);
		ret = memhp_move_attempt(p, r, n, cause);
		memhp_trouble_keep(false);
		if (!ret || n > 1 || r->outcome == MEMHP_OUTCOME_FAILED ||
		    p->scratch->facts[0].state != MEMHP_STATE_ONLINE)
			break;
		find_culprit(p, cause);
	} while (cause->reason == MEMHP_REASON_ISOLATE && --tries &&
		 ktime_get_ns() - begin < AT_ONCE_NS &&
		 (p->undo || !memhp_watch_stopped(&p->job->watch)));
	return ret;
}

/* Change blocks; returns how many are finished, 0: try again with fewer. */
static u32 change(struct memhp_pass *p, struct memhp_result *r, u32 nr)
{
	u64 begin = ktime_get_ns(), ns;
	struct memhp_cause cause;
	u32 i, n = run_length(p, nr);
	int ret;

	p->trouble = memhp_trouble_none();
	n = memhp_look_ahead(p, r, n);
	if (!n)
		return 1;
	if (p->decided && p->decision.block == r->block)
		memhp_event_decided(&p->decision, n, false, &p->job->who);
	p->decided = false;
	p->job->watch.paused_ns = 0;
	ret = attempt(p, r, n, &cause);
	/* How long an agent takes says nothing of how long runs may be. */
	ns = ktime_get_ns() - begin - p->job->watch.paused_ns;
	if (ret && n > 1) {
		if (cause.error == ETIMEDOUT)
			memhp_pace_stuck(&p->pace, n);
		else
			memhp_pace_failed(&p->pace, n);
		return 0;
	}
	if (!ret) {
		memhp_pace_done(&p->pace, n, ns);
	} else if (r->outcome != MEMHP_OUTCOME_FAILED) {
		r->reason = cause.reason;
		r->error = cause.error;
	}
	/* The second half of a shift has told for itself. */
	for (i = 0; i < n; i++)
		note(p, p->scratch->mems[i], &r[i], ns / n, !ret);
	return n;
}

/* 0, or a negative errno: -EINTR, -ETIMEDOUT. What has to be undone waits for
 * as long as it takes. */
static int lock(struct memhp_pass *p)
{
	u64 begin = ktime_get_ns();

	while (memhp_hotplug_trylock()) {
		if (p->undo)
			continue;
		if (memhp_watch_stopped(&p->job->watch))
			return -EINTR;
		if (p->job->timeout_ns &&
		    ktime_get_ns() - begin > p->job->timeout_ns)
			return -ETIMEDOUT;
	}
	return 0;
}

/* Consecutive blocks from result @pos on, no more than a step may have. */
static u32 consecutive(const struct memhp_job *job, u32 pos, u32 max)
{
	const struct memhp_result *r = &job->results[pos];
	u32 n = 1;

	while (n < max && pos + n < job->total &&
	       r[n].block == r[0].block + n && r[n].outcome == r[0].outcome)
		n++;
	return n;
}

/*
 * Blocks of the next step. A few more than the limit go with it if they are the
 * last: a run of their own would cost its rest and the walks over the zone.
 */
static u32 step_length(const struct memhp_pass *p, u32 pos)
{
	u32 limit = p->pace.limit, most = min(limit + limit / 8, p->pace.max);
	u32 nr = consecutive(p->job, pos, most + 1);

	return nr > most ? limit : nr;
}

/* Before anything is moved: which of @nr blocks cannot go? Those that there was no time
 * to look at are for the next step. */
static u32 survey(struct memhp_pass *p, struct memhp_result *r, u32 nr)
{
	u64 begin = ktime_get_ns();

	nr = memhp_look_for_hopeless(p, r, nr);
	memhp_pace_done(&p->pace, nr, ktime_get_ns() - begin);
	return nr;
}

int memhp_step(struct memhp_pass *p, u32 pos)
{
	u32 nr = step_length(p, pos), n = 0;
	struct memhp_result *r = &p->job->results[pos];
	u64 asked = ktime_get_ns(), begin;
	int ret;

	ret = lock(p);
	if (ret)
		return ret;
	begin = ktime_get_ns();
	memhp_look(p, r, nr);
	while (n < nr && p->scratch->facts[n].outcome != MEMHP_OUTCOME_NONE)
		n++;
	if (p->survey)
		n = survey(p, r, nr);
	else if (!n && !memhp_gives_up(p))
		n = change(p, r, nr);
	if (n && n < nr / 2)
		memhp_pace_short(&p->pace, nr);
	p->held_ns += ktime_get_ns() - begin;
	trace_memhp_step(p->job->op, r->block, nr, n, begin - asked, ktime_get_ns() - begin);
	memhp_hotplug_unlock();
	return n;
}
