// SPDX-License-Identifier: GPL-2.0
/*
 * The engine walks over the blocks of a job in steps. A step takes the device
 * hotplug lock, looks at the next blocks, settles those that need nothing, or
 * changes as many as can go together by one call of the kernel, and releases
 * the lock, so that others get their turn. A run that fails is tried again in
 * halves, down to single blocks, which fail for themselves.
 *
 *	 online:  OFFLINE -> ONLINE
 *	 offline: ONLINE -> GOING_OFFLINE -> OFFLINE, or back to ONLINE
 *	 shift:   both, within one step. Its second half is not broken off by
 *		  deadlines or signals, and ends in the new zone, in the old one,
 *		  or, if the kernel refuses both, offline, and says so.
 *
 * A job that is all or nothing and failed is walked over once more, the other
 * way, without regard to signals.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "core/decide.h"
#include "core/runs.h"
#include "engine.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "kernel/owner.h"
#include "settle.h"
#include "witness.h"

/* The most blocks of a step: bounds its memory, not its time. */
#define MAX_RUN 2048

/* How long the undoing may try for one block when the job has no deadline. */
#define UNDO_NS (30 * NSEC_PER_SEC)

unsigned int memhp_run_ms = 1000;

/* Where a block shall go: what kernels that choose themselves are told, and
 * the zone, NULL where it is left to the kernel's own way. */
struct target {
	int type;
	struct zone *zone;
};

/* Why a call failed. */
struct cause {
	u32 reason;
	s32 error;
};

/**
 * struct pass - one walk over a job
 * @job:	the job
 * @undo:	it goes the other way
 * @pace:	how long runs may be
 * @facts:	what the blocks of this step are
 * @mems:	the blocks of this step, valid under the lock
 * @targets:	where they go
 */
struct pass {
	struct memhp_job *job;
	bool undo;
	struct memhp_pace pace;
	struct memhp_fact *facts;
	struct memory_block **mems;
	struct target *targets;
};

static int type_of_choice(u32 choice)
{
	switch (choice) {
	case MEMHP_CHOICE_KERNEL:
		return MMOP_ONLINE_KERNEL;
	case MEMHP_CHOICE_MOVABLE:
		return MMOP_ONLINE_MOVABLE;
	default:
		return MMOP_ONLINE;
	}
}

static struct target old_zone(struct memory_block *mem, u8 number)
{
	struct target t;

	t.type = memhp_zone_is_kernel(number) ? MMOP_ONLINE_KERNEL
					      : MMOP_ONLINE_MOVABLE;
	t.zone = memhp_zone_pointer(number, mem->nid);
	return t;
}

static struct target target_of(struct pass *p, struct memory_block *mem,
			       const struct memhp_result *r)
{
	struct target t = { .type = type_of_choice(p->job->choice) };

	if (p->undo)
		return old_zone(mem, r->from_zone);
	/* A block of more than one node has none, and no zone to go to. */
	if (p->job->op != MEMHP_OP_OFFLINE && mem->nid >= 0 &&
	    memhp_has(MEMHP_FEATURE_BATCH))
		t.zone = memhp_zone_for(mem, 1, t.type);
	return t;
}

/* Does the walk take blocks offline for good? */
static bool goes_offline(const struct pass *p)
{
	return p->job->op == (p->undo ? MEMHP_OP_ONLINE : MEMHP_OP_OFFLINE);
}

static bool goes_online(const struct pass *p)
{
	return p->job->op == (p->undo ? MEMHP_OP_OFFLINE : MEMHP_OP_ONLINE);
}

static struct memhp_verdict verdict_of(struct pass *p, struct memhp_fact *fact,
				       const struct memhp_result *r)
{
	struct memhp_verdict v = { .outcome = MEMHP_OUTCOME_NONE };

	if (!fact->present) {
		v.outcome = MEMHP_OUTCOME_FAILED;
		v.reason = MEMHP_REASON_NO_SUCH_BLOCK;
		v.error = ENODEV;
		return v;
	}
	if (!p->undo)
		return memhp_decide(p->job->op, p->job->choice, fact->state,
				    fact->zone);
	/* Only what this job did, and nobody has changed since, is undone. */
	if (r->outcome != MEMHP_OUTCOME_DONE || fact->state != r->to_state ||
	    fact->zone != r->to_zone)
		v.outcome = MEMHP_OUTCOME_UNCHANGED;
	return v;
}

struct look {
	struct pass *p;
	struct memhp_result *r;
	u64 first;
};

static int look_at(struct memory_block *mem, void *arg)
{
	struct look *look = arg;
	struct pass *p = look->p;
	u32 i = memhp_block_index(mem) - look->first;
	struct memhp_fact *f = &p->facts[i];
	u32 owner = memhp_block_owner(mem);

	p->mems[i] = mem;
	p->targets[i] = target_of(p, mem, &look->r[i]);
	f->present = true;
	f->node = mem->nid;
	f->group = memhp_group_key(mem);
	f->target_key = (unsigned long)p->targets[i].zone;
	memhp_read_state(mem, &f->state, &f->zone, &f->zone_key);
	f->single = (memhp_block_flags(mem, owner) & MEMHP_BLOCK_SINGLE) ||
		    (f->state == MEMHP_STATE_ONLINE && !f->zone_key);
	return 0;
}

/* Look at @nr consecutive blocks from result @pos on. Hotplug lock held. */
static void look(struct pass *p, u32 pos, u32 nr)
{
	struct memhp_result *r = &p->job->results[pos];
	struct look l = { .p = p, .r = r, .first = r->block };
	u32 i;

	memset(p->facts, 0, nr * sizeof(p->facts[0]));
	for (i = 0; i < nr; i++)
		p->facts[i].block = r->block + i;
	memhp_walk_blocks(r->block, nr, &l, look_at);

	for (i = 0; i < nr; i++) {
		struct memhp_verdict v = verdict_of(p, &p->facts[i], &r[i]);

		p->facts[i].outcome = v.outcome;
		if (p->undo)
			continue;
		r[i].outcome = v.outcome;
		r[i].reason = v.reason;
		r[i].error = v.error;
		r[i].from_state = p->facts[i].state;
		r[i].from_zone = p->facts[i].zone;
		r[i].to_state = p->facts[i].state;
		r[i].to_zone = p->facts[i].zone;
	}
}

/* Why did the kernel refuse? By its errno and by how far it got. */
static struct cause cause_of(int ret, struct memhp_witnessed seen,
			     enum memhp_kick kick)
{
	struct cause c = { .reason = MEMHP_REASON_KERNEL, .error = -ret };

	if (kick && ret == -EINTR) {
		if (kick == MEMHP_KICK_STOP) {
			c.reason = MEMHP_REASON_INTERRUPTED;
		} else {
			c.reason = seen.agreed ? MEMHP_REASON_MIGRATION
					       : MEMHP_REASON_DEADLINE;
			c.error = ETIMEDOUT;
		}
	} else if (ret == -ENOMEM) {
		c.reason = MEMHP_REASON_NO_MEMORY;
	} else if (seen.asked && !seen.agreed) {
		c.reason = MEMHP_REASON_NOTIFIER;
	} else if (ret == -EHWPOISON) {
		c.reason = MEMHP_REASON_HWPOISON;
	} else if (ret == -EBUSY) {
		c.reason = MEMHP_REASON_UNMOVABLE;
	} else if (ret == -EINVAL && !seen.asked) {
		c.reason = MEMHP_REASON_HOLES;
	}
	return c;
}

/* May block @i of this step be given to the kernel as part of a run? */
static bool as_run(const struct pass *p, u32 i)
{
	return memhp_has(MEMHP_FEATURE_BATCH) && !p->facts[i].single;
}

/* Do these blocks go as a run? A single one goes the kernel's own way; but for
 * a kernel that allows no longer runs, which then is a debug kernel and shall
 * see our way as well. */
static bool is_run(const struct pass *p, u32 i, u32 nr)
{
	return as_run(p, i) && nr >= memhp_run_max(2);
}

/*
 * Blocks @i to @i + @nr - 1 of this step go online in @t. One block goes the
 * kernel's own way, unless it has to be exactly zone @t. 0, or a negative
 * errno and all of them offline.
 */
static int take_online(struct pass *p, u32 i, u32 nr, const struct target *t,
		       bool exactly, struct cause *cause)
{
	struct memory_block **mems = &p->mems[i];
	struct memhp_witnessed seen;
	int ret;

	memhp_witness_begin();
	if (t->zone && (is_run(p, i, nr) || (exactly && as_run(p, i)))) {
		ret = memhp_online_pages(mems[0], nr, t->zone, t->type);
		if (!ret)
			memhp_settle_online(mems, nr, t->zone);
	} else {
		ret = memhp_online_one(mems[0], t->type);
	}
	seen = memhp_witness_end();
	if (ret)
		*cause = cause_of(ret, seen, MEMHP_KICK_NONE);
	return ret;
}

static u64 time_to_try(const struct pass *p, u32 nr)
{
	u64 budget = (u64)memhp_run_ms * NSEC_PER_MSEC;
	u64 timeout = p->job->timeout_ns;

	if (p->undo && !timeout)
		timeout = UNDO_NS;
	/* A run that takes too long is broken off and goes on in pieces. */
	return nr > 1 && (!timeout || budget < timeout) ? budget : timeout;
}

/* Blocks 0 to @nr - 1 of this step go offline. 0, or a negative errno and all
 * of them as they were. */
static int take_offline(struct pass *p, u32 nr, struct cause *cause)
{
	struct memory_block **mems = p->mems;
	struct memhp_watch *watch = &p->job->watch;
	struct memhp_witnessed seen;
	enum memhp_kick kick;
	int ret;

	memhp_witness_begin();
	memhp_watch_arm(watch, time_to_try(p, nr), !p->undo);
	if (is_run(p, 0, nr)) {
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
		*cause = cause_of(ret, seen, kick);
	return ret;
}

/*
 * The second half of a shift: @nr blocks of this step are offline and go to
 * their target, in pieces if need be. A block that is refused there goes back
 * to the zone it came from.
 */
static void shift_in(struct pass *p, struct memhp_result *r, u32 nr)
{
	u32 i = 0, piece = nr;
	struct cause cause, ignored;
	struct target back;

	while (i < nr) {
		piece = min(piece, nr - i);
		if (!take_online(p, i, piece, &p->targets[i], p->undo,
				 &cause)) {
			i += piece;
			piece *= 2;
			continue;
		}
		if (piece > 1) {
			piece /= 2;
			continue;
		}
		r[i].reason = cause.reason;
		r[i].error = cause.error;
		back = old_zone(p->mems[i], p->facts[i].zone);
		take_online(p, i, 1, &back, true, &ignored);
		i++;
	}
}

/* One attempt at the first @nr blocks of this step. */
static int attempt(struct pass *p, struct memhp_result *r, u32 nr,
		   struct cause *cause)
{
	int ret;

	if (goes_online(p))
		return take_online(p, 0, nr, &p->targets[0], p->undo, cause);
	ret = take_offline(p, nr, cause);
	if (!ret && !goes_offline(p))
		shift_in(p, r, nr);
	return ret;
}

/* Is the block where this walk wanted it? */
static bool arrived(const struct pass *p, const struct memhp_result *r,
		    u8 state, u8 zone)
{
	if (p->undo)
		return state == r->from_state && zone == r->from_zone;
	if (goes_offline(p))
		return state == MEMHP_STATE_OFFLINE;
	return state == MEMHP_STATE_ONLINE &&
	       memhp_zone_in_class(zone, p->job->choice);
}

/* Write down what became of a block that was worked on. */
static void note(struct pass *p, struct memory_block *mem,
		 struct memhp_result *r, u64 ns)
{
	unsigned long ignored;
	u8 state, zone;

	memhp_read_state(mem, &state, &zone, &ignored);
	r->ns += ns;
	if (!arrived(p, r, state, zone)) {
		r->outcome = MEMHP_OUTCOME_FAILED;
		if (!r->error) {
			r->reason = MEMHP_REASON_KERNEL;
			r->error = EAGAIN;
		}
	} else if (p->undo) {
		r->outcome = MEMHP_OUTCOME_UNDONE;
		r->reason = MEMHP_REASON_ATOMIC;
		r->error = ECANCELED;
	} else {
		r->outcome = MEMHP_OUTCOME_DONE;
		r->reason = MEMHP_REASON_NONE;
		r->error = 0;
	}
	r->to_state = state;
	r->to_zone = zone;
}

/* How many of the first @nr blocks of this step go by one call? */
static u32 run_length(struct pass *p, u32 nr)
{
	u32 n;

	if (!as_run(p, 0))
		return 1;
	n = memhp_run_length(p->facts, nr);
	/* A policy of the kernel's may let fewer go there than ask alone. */
	while (n > 1 && goes_online(p) && !p->undo &&
	       memhp_zone_for(p->mems[0], n, p->targets[0].type) !=
	       p->targets[0].zone)
		n /= 2;
	return n;
}

/* Change blocks; returns how many are finished, 0: try again with fewer. */
static u32 change(struct pass *p, u32 pos, u32 nr)
{
	struct memhp_result *r = &p->job->results[pos];
	u64 begin = ktime_get_ns(), ns;
	struct cause cause = { };
	u32 i, n = run_length(p, nr);
	int ret;

	ret = attempt(p, r, n, &cause);
	ns = ktime_get_ns() - begin;
	if (ret && n > 1) {
		if (cause.error == ETIMEDOUT)
			memhp_pace_stuck(&p->pace, n);
		else
			memhp_pace_failed(&p->pace, n);
		return 0;
	}
	if (ret) {
		r->reason = cause.reason;
		r->error = cause.error;
	} else {
		memhp_pace_done(&p->pace, n, ns);
	}
	for (i = 0; i < n; i++)
		note(p, p->mems[i], &r[i], ns / n);
	return n;
}

/* 0, or a negative errno: -EINTR, -ETIMEDOUT. What has to be undone waits for
 * as long as it takes. */
static int lock(struct pass *p)
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
	       r[n].block == r[0].block + n)
		n++;
	return n;
}

/* Returns how many blocks are finished, or a negative errno. */
static int step(struct pass *p, u32 pos)
{
	u32 nr = consecutive(p->job, pos, p->pace.limit), n = 0;
	int ret;

	ret = lock(p);
	if (ret)
		return ret;
	look(p, pos, nr);
	while (n < nr && p->facts[n].outcome != MEMHP_OUTCOME_NONE)
		n++;
	if (!n)
		n = change(p, pos, nr);
	memhp_hotplug_unlock();
	return n;
}

/* All blocks from result @pos on fail without having been tried. */
static void cut_short(struct memhp_job *job, u32 pos, u32 reason, s32 error)
{
	for (; pos < job->total; pos++) {
		struct memhp_result *r = &job->results[pos];

		r->outcome = MEMHP_OUTCOME_FAILED;
		r->reason = reason;
		r->error = error;
	}
}

static bool any_failed(const struct memhp_job *job, u32 from, u32 to)
{
	for (; from < to; from++)
		if (job->results[from].outcome == MEMHP_OUTCOME_FAILED)
			return true;
	return false;
}

/* Walk over the job; returns how far it came. */
static u32 walk(struct pass *p)
{
	struct memhp_job *job = p->job;
	u32 pos = 0;
	int n;

	memhp_pace_init(&p->pace, memhp_run_max(MAX_RUN),
			(u64)memhp_run_ms * NSEC_PER_MSEC);
	while (pos < job->total) {
		n = -EINTR;
		if (p->undo || !memhp_watch_stopped(&job->watch))
			n = step(p, pos);
		if (n < 0) {
			cut_short(job, pos, n == -EINTR ?
				  MEMHP_REASON_INTERRUPTED :
				  MEMHP_REASON_DEADLINE, -n);
			break;
		}
		pos += n;
		memhp_pace_passed(&p->pace, n);
		if (!p->undo)
			WRITE_ONCE(job->done, pos);
		if (!p->undo && job->atomic && any_failed(job, pos - n, pos)) {
			cut_short(job, pos, MEMHP_REASON_ATOMIC, ECANCELED);
			break;
		}
		cond_resched();
	}
	return pos;
}

static int work(void *arg)
{
	struct memhp_job *job = arg;
	struct pass pass = { .job = job };

	pass.facts = kvmalloc_array(MAX_RUN, sizeof(*pass.facts), GFP_KERNEL);
	pass.mems = kvmalloc_array(MAX_RUN, sizeof(*pass.mems), GFP_KERNEL);
	pass.targets = kvmalloc_array(MAX_RUN, sizeof(*pass.targets),
				      GFP_KERNEL);
	if (!pass.facts || !pass.mems || !pass.targets) {
		cut_short(job, 0, MEMHP_REASON_NO_MEMORY, ENOMEM);
	} else {
		walk(&pass);
		if (job->atomic && any_failed(job, 0, job->total)) {
			pass.undo = true;
			walk(&pass);
		}
	}
	kvfree(pass.targets);
	kvfree(pass.mems);
	kvfree(pass.facts);
	return memhp_watch_finish(&job->watch);
}

int memhp_engine_start(struct memhp_job *job)
{
	return memhp_watch_start(&job->watch, work, job);
}

struct memhp_job *memhp_job_new(const struct memhp_range *ranges, u32 nr,
				u32 total)
{
	struct memhp_job *job;
	u64 block;
	u32 i, pos = 0;

	job = kzalloc(sizeof(*job), GFP_KERNEL_ACCOUNT);
	if (!job)
		return NULL;
	job->results = kvcalloc(total, sizeof(*job->results),
				GFP_KERNEL_ACCOUNT);
	if (!job->results) {
		kfree(job);
		return NULL;
	}
	job->total = total;
	for (i = 0; i < nr; i++)
		for (block = 0; block < ranges[i].count; block++)
			job->results[pos++].block = ranges[i].first + block;
	return job;
}

void memhp_job_free(struct memhp_job *job)
{
	if (job)
		kvfree(job->results);
	kfree(job);
}
