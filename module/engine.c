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
 * A job that is all or nothing and failed is walked over once more, back to
 * where its blocks were, without regard to signals.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "core/decide.h"
#include "core/policy.h"
#include "core/runs.h"
#include "engine.h"
#include "group.h"
#include "hook.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/chain.h"
#include "kernel/features.h"
#include "kernel/owner.h"
#include "preflight.h"
#include "rules.h"
#include "settle.h"
#include "trouble.h"
#include "witness.h"

/* The most blocks of a step: bounds its memory, not its time. */
#define MAX_RUN 2048

/* A first run is no larger: some 0.1 s on a slow machine. */
#define START_BYTES ((u64)SZ_1G * 8)

/* The least that the undoing may try for one block. */
#define UNDO_NS (30 * NSEC_PER_SEC)

/* The target of a block that the policy was not asked about: like no other. */
#define NOT_ASKED (~0UL)

/* Before blocks are tried again: what held them may have gone. */
#define RETRY_MS 100
#define RETRY_MAX_MS 2000

/* Longer than those who look for the lock every 5 ms sleep. */
#define REST_MS 12

unsigned int memhp_run_ms = 1000;

/* Where a block shall go: what kernels that choose the zone themselves are
 * told, and the zone, NULL where it is left to the kernel's own way. */
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
 * struct memhp_room - the blocks of a step
 * @facts:	what they are
 * @mems:	they themselves, valid under the lock
 * @targets:	where they go online
 * @sight:	what was found in one of them
 */
struct memhp_room {
	struct memhp_fact facts[MAX_RUN];
	struct memory_block *mems[MAX_RUN];
	struct target targets[MAX_RUN];
	struct memhp_sight sight;
};

/**
 * struct pass - one walk over a job
 * @job:	the job
 * @room:	the blocks of this step
 * @undo:	it goes back
 * @movable:	it leaves blocks of kernel zones for the next
 * @clean:	it leaves blocks with pinned pages for the next
 * @trouble:	what is known of why the last call failed
 * @pace:	how long runs may be
 * @held_ns:	how long the lock was held since the last rest
 */
struct pass {
	struct memhp_job *job;
	struct memhp_room *room;
	bool undo;
	bool movable;
	bool clean;
	struct memhp_trouble trouble;
	struct memhp_pace pace;
	u64 held_ns;
};

unsigned int memhp_engine_run_ms(void)
{
	return clamp(READ_ONCE(memhp_run_ms), 1U, 60000U);
}

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

/* Does this walk want the block of @r to be offline in the end? */
static bool ends_offline(const struct pass *p, const struct memhp_result *r)
{
	return p->undo ? r->from_state == MEMHP_STATE_OFFLINE
		       : p->job->op == MEMHP_OP_OFFLINE;
}

static struct target target_of(struct pass *p, struct memory_block *mem,
			       const struct memhp_result *r, u32 choice)
{
	struct target t = { .type = type_of_choice(choice) };

	if (ends_offline(p, r))
		return t;
	if (p->undo)
		return old_zone(mem, r->from_zone);
	if (mem->nid >= 0 && memhp_has(MEMHP_FEATURE_BATCH))
		t.zone = memhp_zone_for(mem, 1, t.type);
	return t;
}

static struct memhp_verdict failed(u32 reason, s32 error)
{
	return (struct memhp_verdict){
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = reason,
		.error = error,
	};
}

static bool has_moved(const struct memhp_result *r)
{
	return r->from_state != r->to_state || r->from_zone != r->to_zone;
}

/* What the job means for a block that is there. */
static struct memhp_verdict forward(const struct memhp_job *job,
				    const struct memhp_fact *fact,
				    struct memory_block *mem)
{
	struct memhp_verdict v = memhp_decide(job->op, job->choice,
					      fact->state, fact->zone);

	/* Offline it goes, but never online again. */
	if (v.outcome == MEMHP_OUTCOME_NONE &&
	    (job->op == MEMHP_OP_SHIFT || job->atomic) &&
	    memhp_block_poisoned(mem))
		return failed(MEMHP_REASON_HWPOISON, EHWPOISON);
	return v;
}

/* What going back means: work, if the block was moved and is still there. */
static struct memhp_verdict backward(const struct memhp_fact *fact,
				     const struct memhp_result *r)
{
	struct memhp_verdict v = { .outcome = MEMHP_OUTCOME_UNCHANGED };

	if (!has_moved(r))
		return v;
	if (fact->state != r->to_state || fact->zone != r->to_zone)
		return failed(MEMHP_REASON_KERNEL, EAGAIN);
	v.outcome = MEMHP_OUTCOME_NONE;
	return v;
}

/* Write down what a first look says of a block. */
static void note_verdict(struct pass *p, struct memhp_result *r,
			 const struct memhp_fact *fact, struct memhp_verdict v)
{
	if (p->undo && v.outcome != MEMHP_OUTCOME_FAILED)
		return;
	r->outcome = v.outcome;
	r->reason = v.reason;
	r->error = v.error;
	r->to_state = fact->state;
	r->to_zone = fact->zone;
	if (p->undo)
		return;
	r->from_state = fact->state;
	r->from_zone = fact->zone;
	if (v.outcome == MEMHP_OUTCOME_FAILED && fact->present) {
		struct memhp_trouble none = memhp_trouble_none();

		memhp_trouble_note(p->job->op, p->job->choice, r, &none);
	}
}

/**
 * struct look - a look at the blocks of a step
 * @p:		the pass
 * @r:		their results
 * @before:	what the policy has to reckon with: blocks of this step that will
 *		be online when it comes to the next
 * @node:	of those blocks
 * @group:	of those blocks
 * @ended:	the policy was asked for as many as can go together
 */
struct look {
	struct pass *p;
	struct memhp_result *r;
	struct memhp_before before;
	int node;
	u32 group;
	bool ended;
};

/* Is the policy asked about this job? It is for those that leave it the choice,
 * and for all if it is enforced. */
static bool asks_policy(const struct pass *p)
{
	if (p->undo || p->job->op == MEMHP_OP_OFFLINE || !memhp_rules_any())
		return false;
	return p->job->choice == MEMHP_CHOICE_AUTO ||
	       memhp_rules_options() & MEMHP_POLICY_ENFORCE;
}

/* What the policy makes of a block that has work to do. */
static struct memhp_verdict by_policy(const struct memhp_job *job,
				      const struct memhp_decision *d,
				      u32 *choice)
{
	struct memhp_verdict v = { .outcome = MEMHP_OUTCOME_NONE };

	if (job->choice == MEMHP_CHOICE_AUTO) {
		*choice = d->choice;
		if (d->choice != MEMHP_CHOICE_NONE)
			return v;
		if (job->of_policy)
			v.outcome = MEMHP_OUTCOME_UNCHANGED;
		else
			v = failed(MEMHP_REASON_POLICY, EPERM);
	} else if (memhp_policy_forbids(d, job->choice)) {
		v = failed(MEMHP_REASON_POLICY, EPERM);
	}
	return v;
}

/*
 * Ask the policy about the next block of a step. It is asked as if the blocks
 * before were online already, so that a run goes where its blocks would go one
 * by one; with the first that differs the run has its end, and what is behind it
 * is looked at in the next step.
 */
static struct memhp_verdict ask_policy(struct look *look,
				       struct memory_block *mem,
				       struct memhp_verdict v, u32 *choice,
				       bool *asked)
{
	struct memhp_before *before = &look->before;
	u32 group = memhp_groups_id(memhp_block_index(mem));
	bool first = !before->nr;
	struct memhp_decision d;

	*asked = false;
	if (v.outcome != MEMHP_OUTCOME_NONE || look->ended ||
	    (!first && (mem->nid != look->node || group != look->group))) {
		look->ended |= !first;
		return v;
	}
	memhp_rules_decide(mem, before, &d);
	v = by_policy(look->p->job, &d, choice);
	if (!first && (v.outcome != MEMHP_OUTCOME_NONE ||
		       *choice != before->choice)) {
		look->ended = true;
		return (struct memhp_verdict){ };
	}
	*asked = true;
	if (v.outcome == MEMHP_OUTCOME_NONE) {
		before->nr++;
		before->choice = *choice;
		look->node = mem->nid;
		look->group = group;
		/* What leaves a zone for another is weighed block by block. */
		look->ended = look->p->job->op == MEMHP_OP_SHIFT;
	} else if (v.outcome == MEMHP_OUTCOME_FAILED) {
		memhp_rules_refused(&d, look->p->job->choice);
	}
	return v;
}

static int look_at(struct memory_block *mem, void *arg)
{
	struct look *look = arg;
	struct pass *p = look->p;
	u32 i = memhp_block_index(mem) - look->r[0].block;
	struct memhp_fact *f = &p->room->facts[i];
	struct memhp_result *r = &look->r[i];
	u32 choice = p->job->choice;
	struct memhp_verdict v;
	bool asked = true;

	f->present = true;
	memhp_read_state(mem, &f->state, &f->zone, &f->zone_key);
	if (p->movable && memhp_zone_is_kernel(f->zone)) {
		f->outcome = MEMHP_OUTCOME_UNCHANGED;	/* in this walk */
		return 0;
	}
	v = p->undo ? backward(f, r) : forward(p->job, f, mem);
	if (asks_policy(p))
		v = ask_policy(look, mem, v, &choice, &asked);
	note_verdict(p, r, f, v);
	f->outcome = v.outcome;
	if (v.outcome != MEMHP_OUTCOME_NONE)
		return 0;

	p->room->mems[i] = mem;
	p->room->targets[i] = target_of(p, mem, r, choice);
	f->target_key = asked ? (unsigned long)p->room->targets[i].zone
			      : NOT_ASKED;
	f->node = mem->nid;
	f->group = memhp_group_key(mem);
	f->single = memhp_block_flags(mem, memhp_block_owner(mem)) &
		    MEMHP_BLOCK_SINGLE;
	return 0;
}

/* Look at @nr consecutive blocks, those of results @r. Hotplug lock held. */
static void look(struct pass *p, struct memhp_result *r, u32 nr)
{
	struct memhp_fact *facts = p->room->facts;
	struct look l = { .p = p, .r = r };
	u32 i;

	memset(facts, 0, nr * sizeof(facts[0]));
	for (i = 0; i < nr; i++)
		facts[i].block = r[i].block;
	memhp_walk_blocks(r[0].block, nr, &l, look_at);

	for (i = 0; i < nr; i++) {
		if (facts[i].present)
			continue;
		facts[i].outcome = MEMHP_OUTCOME_FAILED;
		if (!p->undo || has_moved(&r[i]))
			note_verdict(p, &r[i], &facts[i],
				     failed(MEMHP_REASON_NO_SUCH_BLOCK, ENODEV));
	}
}

/* Why did the kernel not take it online? By how far it got. */
static struct cause why_not_online(int ret, struct memhp_witnessed seen)
{
	struct cause c = { .reason = MEMHP_REASON_KERNEL, .error = -ret };

	if (ret == -EHWPOISON)
		c.reason = MEMHP_REASON_HWPOISON;
	else if (!seen.asked && ret == -ENOMEM)
		c.reason = MEMHP_REASON_NO_MEMORY;
	else if (!seen.agreed)
		c.reason = MEMHP_REASON_NOTIFIER;
	return c;
}

/* The same for offline, where also time or a signal may end it. */
static struct cause why_not_offline(int ret, struct memhp_witnessed seen,
				    enum memhp_kick kick)
{
	struct cause c = { .reason = MEMHP_REASON_KERNEL, .error = -ret };

	if (ret == -EINTR && kick == MEMHP_KICK_STOP) {
		c.reason = MEMHP_REASON_INTERRUPTED;
	} else if (ret == -EINTR && kick == MEMHP_KICK_DEADLINE) {
		c.reason = seen.agreed ? MEMHP_REASON_MIGRATION
				       : MEMHP_REASON_DEADLINE;
		c.error = ETIMEDOUT;
	} else if (seen.asked && !seen.agreed) {
		c.reason = MEMHP_REASON_NOTIFIER;
	} else if (ret == -ENOMEM) {
		c.reason = MEMHP_REASON_NO_MEMORY;
	} else if (ret == -EBUSY) {
		c.reason = MEMHP_REASON_UNMOVABLE;
	} else if (ret == -EINVAL && !seen.asked) {
		c.reason = MEMHP_REASON_HOLES;
	}
	return c;
}

/* May block @i of this step be given to the kernel by our own call? */
static bool batchable(const struct pass *p, u32 i)
{
	return memhp_has(MEMHP_FEATURE_BATCH) && !p->room->facts[i].single;
}

/*
 * Do @nr blocks from @i on go by our own call? One alone goes the kernel's way,
 * but where the kernel bears no longer runs: that is a debug kernel, and what
 * is ours has to be seen by it too.
 */
static bool batched(const struct pass *p, u32 i, u32 nr)
{
	return batchable(p, i) && (nr > 1 || memhp_run_max(MAX_RUN) == 1);
}

static bool any_poisoned(struct memory_block **mems, u32 nr)
{
	while (nr--)
		if (memhp_block_poisoned(mems[nr]))
			return true;
	return false;
}

/*
 * @nr blocks from @i on of this step go online in @t. One block goes the
 * kernel's own way, which may pick another kernel zone than @t, unless it has
 * to go back @exactly. 0, or a negative errno and all of them offline.
 */
static int take_online(struct pass *p, u32 i, u32 nr, const struct target *t,
		       bool exactly, struct cause *cause)
{
	struct memory_block **mems = &p->room->mems[i];
	struct memhp_witnessed seen;
	int ret;

	memhp_chain_reset(p->job->chain);
	memhp_witness_begin();
	memhp_hook_pass(true);
	if (t->zone && (batched(p, i, nr) || (exactly && batchable(p, i)))) {
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
	return ret;
}

static u64 time_to_try(const struct pass *p, u32 nr)
{
	u64 timeout = p->job->timeout_ns;

	if (p->undo)
		timeout = max_t(u64, timeout, UNDO_NS);
	/* A run that takes too long is broken off and goes on in pieces. */
	if (nr > 1 && (!timeout || p->pace.budget_ns < timeout))
		return p->pace.budget_ns;
	return timeout;
}

/* The first @nr blocks of this step go offline. 0, or a negative errno and all
 * of them as they were. */
static int take_offline(struct pass *p, u32 nr, struct cause *cause)
{
	struct memory_block **mems = p->room->mems;
	struct memhp_watch *watch = &p->job->watch;
	struct memhp_witnessed seen;
	enum memhp_kick kick;
	int ret;

	memhp_chain_reset(p->job->chain);
	memhp_witness_begin();
	memhp_watch_arm(watch, time_to_try(p, nr), !p->undo);
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
	return ret;
}

/*
 * Somebody refused. Who it was is known only if all were watched; if they were not,
 * they are from now on, and true is returned: it is worth to ask once more.
 */
static bool watch_refusers(struct pass *p, const struct cause *cause)
{
	struct memhp_job *job = p->job;

	if (cause->reason != MEMHP_REASON_NOTIFIER)
		return false;
	if (job->chain) {
		memhp_chain_last(job->chain, p->trouble.notifier,
				 sizeof(p->trouble.notifier));
		return false;
	}
	job->chain = memhp_chain_arm();
	return job->chain;
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
		if (!take_online(p, i, piece, &p->room->targets[i], p->undo,
				 &cause)) {
			i += piece;
			piece *= 2;
			continue;
		}
		/* Asked as often as it has to be: next is the way back. */
		watch_refusers(p, &cause);
		if (piece > 1) {
			piece /= 2;
			continue;
		}
		r[i].reason = cause.reason;
		r[i].error = cause.error;
		back = old_zone(p->room->mems[i], p->room->facts[i].zone);
		take_online(p, i, 1, &back, true, &ignored);
		i++;
	}
}

/* One attempt at the first @nr blocks of this step. */
static int attempt(struct pass *p, struct memhp_result *r, u32 nr,
		   struct cause *cause)
{
	int ret;

	if (p->room->facts[0].state == MEMHP_STATE_OFFLINE)
		return take_online(p, 0, nr, &p->room->targets[0], p->undo,
				   cause);
	ret = take_offline(p, nr, cause);
	if (!ret && !ends_offline(p, r))
		shift_in(p, r, nr);
	return ret;
}

/* Is the block where this walk wanted it? */
static bool arrived(const struct pass *p, const struct memhp_result *r,
		    u8 state, u8 zone)
{
	if (p->undo)
		return state == r->from_state && zone == r->from_zone;
	if (ends_offline(p, r))
		return state == MEMHP_STATE_OFFLINE;
	return state == MEMHP_STATE_ONLINE &&
	       memhp_zone_in_class(zone, p->job->choice);
}

/* Write down what became of a block that was worked on. */
static void note(struct pass *p, struct memory_block *mem,
		 struct memhp_result *r, u64 ns)
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
		}
		memhp_trouble_note(p->job->op, p->job->choice, r, &p->trouble);
	} else if (!p->undo) {
		r->outcome = MEMHP_OUTCOME_DONE;
		r->reason = MEMHP_REASON_NONE;
		r->error = 0;
	} else if (was_done) {
		r->outcome = MEMHP_OUTCOME_UNDONE;
		r->reason = MEMHP_REASON_ATOMIC;
		r->error = ECANCELED;
	}
}

/* How many of the first @nr blocks of this step go by one call? */
static u32 run_length(struct pass *p, u32 nr)
{
	const struct target *t = &p->room->targets[0];
	u32 n;

	if (!batchable(p, 0))
		return 1;
	n = memhp_run_length(p->room->facts, nr);
	if (p->undo || !t->zone)
		return n;
	/* A policy of the kernel's may let fewer go there than ask alone. */
	while (n > 1 && memhp_zone_for(p->room->mems[0], n, t->type) != t->zone)
		n /= 2;
	return n;
}

/* Write down that a block will not be tried. */
static void note_refused(struct pass *p, struct memhp_result *r,
			 const struct memhp_plight *plight)
{
	r->outcome = MEMHP_OUTCOME_FAILED;
	r->reason = plight->reason;
	r->error = plight->error;
	p->trouble.missing = plight->missing;
	if (plight->reason != MEMHP_REASON_NO_ROOM)
		memhp_pageinfo_culprit(&p->room->sight, &p->trouble.page);
	memhp_trouble_note(p->job->op, p->job->choice, r, &p->trouble);
}

/*
 * How many of the first @n blocks of this step can go offline, by what is in them?
 * 0: the first is settled for this walk.
 */
static u32 look_ahead(struct pass *p, struct memhp_result *r, u32 n)
{
	struct memhp_plight plight = {
		.leaves = p->job->op == MEMHP_OP_OFFLINE,
		.force = p->job->force,
		.clean = p->clean,
	};

	if (p->undo || p->room->facts[0].state != MEMHP_STATE_ONLINE ||
	    !memhp_has(MEMHP_FEATURE_PAGES))
		return n;
	n = memhp_preflight(p->room->mems, n, &plight, &p->room->sight);
	if (!n && !plight.later)
		note_refused(p, r, &plight);
	return n;
}

/* What the kernel does not say of one block that did not go offline: is there a page
 * in it that explains it? */
static void find_culprit(struct pass *p, struct cause *cause)
{
	struct memhp_sight *sight = &p->room->sight;

	if (!memhp_has(MEMHP_FEATURE_PAGES) ||
	    (cause->reason != MEMHP_REASON_UNMOVABLE &&
	     cause->reason != MEMHP_REASON_MIGRATION))
		return;
	memhp_pageinfo_look_twice(p->room->mems[0], NULL, sight);
	memhp_pageinfo_culprit(sight, &p->trouble.page);
	if (cause->reason == MEMHP_REASON_MIGRATION)
		return;
	if (sight->pages.reason == MEMHP_REASON_HUGE_PAGE)
		cause->reason = MEMHP_REASON_HUGE_PAGE;
	else if (sight->pages.reason != MEMHP_REASON_UNMOVABLE)
		cause->reason = MEMHP_REASON_ISOLATE;
}

/* Change blocks; returns how many are finished, 0: try again with fewer. */
static u32 change(struct pass *p, struct memhp_result *r, u32 nr)
{
	u64 begin = ktime_get_ns(), ns;
	struct cause cause = { };
	u32 i, n = run_length(p, nr);
	int ret;

	p->trouble = memhp_trouble_none();
	n = look_ahead(p, r, n);
	if (!n)
		return 1;
	ret = attempt(p, r, n, &cause);
	if (ret && watch_refusers(p, &cause) && n == 1) {
		ret = attempt(p, r, n, &cause);
		if (ret)
			watch_refusers(p, &cause);
	}
	ns = ktime_get_ns() - begin;
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
		if (p->room->facts[0].state == MEMHP_STATE_ONLINE)
			find_culprit(p, &cause);
		r->reason = cause.reason;
		r->error = cause.error;
	}
	for (i = 0; i < n; i++)
		note(p, p->room->mems[i], &r[i], ns / n);
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

/* Let others have the lock, when it was ours for the time of a run. */
static void rest(struct pass *p)
{
	cond_resched();
	if (p->held_ns < p->pace.budget_ns)
		return;
	msleep(REST_MS);
	p->held_ns = 0;
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
static u32 step_length(const struct pass *p, u32 pos)
{
	u32 limit = p->pace.limit, most = min(limit + limit / 8, p->pace.max);
	u32 nr = consecutive(p->job, pos, most + 1);

	return nr > most ? limit : nr;
}

/* Returns how many blocks are finished, or a negative errno. */
static int step(struct pass *p, u32 pos)
{
	u32 nr = step_length(p, pos), n = 0;
	struct memhp_result *r = &p->job->results[pos];
	u64 begin;
	int ret;

	ret = lock(p);
	if (ret)
		return ret;
	begin = ktime_get_ns();
	look(p, r, nr);
	while (n < nr && p->room->facts[n].outcome != MEMHP_OUTCOME_NONE)
		n++;
	if (!n)
		n = change(p, r, nr);
	p->held_ns += ktime_get_ns() - begin;
	memhp_hotplug_unlock();
	return n;
}

/* What has not been tried fails. */
static void cut_short(struct memhp_job *job, u32 reason, s32 error)
{
	u32 i;

	for (i = 0; i < job->total; i++) {
		u64 block = job->results[i].block;

		if (job->results[i].outcome != MEMHP_OUTCOME_NONE)
			continue;
		job->results[i] = (struct memhp_result){
			.block = block,
			.outcome = MEMHP_OUTCOME_FAILED,
			.reason = reason,
			.error = error,
		};
	}
}

static bool any_failed(const struct memhp_job *job, u32 from, u32 to)
{
	for (; from < to; from++)
		if (job->results[from].outcome == MEMHP_OUTCOME_FAILED)
			return true;
	return false;
}

/* Tell how far a job is: @n blocks from result @pos on have been looked at. */
static void count_done(struct memhp_job *job, u32 pos, u32 n)
{
	u32 end = pos + n, done = job->done;

	for (; pos < end; pos++)
		done += job->results[pos].outcome != MEMHP_OUTCOME_NONE;
	WRITE_ONCE(job->done, done);
}

/* What comes of @n blocks from result @pos on; false: the walk ends here. */
static bool go_on(struct pass *p, u32 pos, int n)
{
	struct memhp_job *job = p->job;

	if (n < 0) {
		cut_short(job, n == -EINTR ? MEMHP_REASON_INTERRUPTED :
			  MEMHP_REASON_DEADLINE, -n);
		return false;
	}
	memhp_pace_passed(&p->pace, n);
	if (p->undo)
		return true;
	count_done(job, pos, n);
	if (!job->atomic || job->retries || !any_failed(job, pos, pos + n))
		return true;
	cut_short(job, MEMHP_REASON_ATOMIC, ECANCELED);
	return false;
}

static bool walk(struct pass *p)
{
	struct memhp_job *job = p->job;
	u64 start = START_BYTES / memory_block_size_bytes();
	u32 pos = 0;
	int n;

	memhp_pace_init(&p->pace, max_t(u64, start, 1), memhp_run_max(MAX_RUN),
			(u64)memhp_engine_run_ms() * NSEC_PER_MSEC);
	while (pos < job->total) {
		/* An earlier walk was here. */
		if (!p->undo && job->results[pos].outcome != MEMHP_OUTCOME_NONE) {
			pos++;
			continue;
		}
		n = -EINTR;
		if (p->undo || !memhp_watch_stopped(&job->watch))
			n = step(p, pos);
		if (!go_on(p, pos, n))
			return false;
		pos += n;
		rest(p);
	}
	return true;
}

static bool walk_forward(struct pass *p)
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

/* Might it go another time, and is it where it was? */
static bool may_retry(const struct memhp_result *r)
{
	if (r->outcome != MEMHP_OUTCOME_FAILED || has_moved(r))
		return false;
	switch (r->reason) {
	case MEMHP_REASON_UNMOVABLE:
	case MEMHP_REASON_ISOLATE:
	case MEMHP_REASON_MIGRATION:
	case MEMHP_REASON_DEADLINE:
	case MEMHP_REASON_HUGE_PAGE:
	case MEMHP_REASON_NOTIFIER:
	case MEMHP_REASON_NO_MEMORY:
	case MEMHP_REASON_NO_ROOM:
	case MEMHP_REASON_KERNEL:
		return true;
	default:
		return false;
	}
}

/* What may go another time is not done yet. How many? */
static u32 reopen(struct memhp_job *job)
{
	u32 i, nr = 0;

	for (i = 0; i < job->total; i++) {
		struct memhp_result *r = &job->results[i];

		if (!may_retry(r))
			continue;
		r->outcome = MEMHP_OUTCOME_NONE;
		r->reason = MEMHP_REASON_NONE;
		r->error = 0;
		nr++;
	}
	WRITE_ONCE(job->done, job->done - nr);
	return nr;
}

/* Sleep, but no longer than until the caller has enough. */
static void pause(struct memhp_job *job, unsigned int ms)
{
	for (; ms && !memhp_watch_stopped(&job->watch); ms -= min(ms, 20U))
		msleep(min(ms, 20U));
}

static void try_again(struct pass *p)
{
	struct memhp_job *job = p->job;
	unsigned int ms = RETRY_MS;

	if (job->op == MEMHP_OP_ONLINE)
		job->retries = 0;
	while (job->retries && !memhp_watch_stopped(&job->watch)) {
		if (!any_failed(job, 0, job->total))
			return;
		pause(job, ms);
		ms = min(ms * 2, RETRY_MAX_MS * 1U);
		if (!reopen(job))
			return;
		/* With the last one, the first that fails is final. */
		job->retries--;
		if (!walk_forward(p))
			return;
	}
}

static int work(void *arg)
{
	struct memhp_job *job = arg;
	struct pass pass = { .job = job, .room = job->room };

	if (walk_forward(&pass))
		try_again(&pass);
	if (job->atomic && any_failed(job, 0, job->total)) {
		pass.undo = true;
		pass.movable = false;
		pass.clean = false;
		walk(&pass);
	}
	memhp_chain_disarm(job->chain);
	return memhp_watch_finish(&job->watch);
}

int memhp_engine_start(struct memhp_job *job)
{
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
	job->room = kvmalloc(sizeof(*job->room), GFP_KERNEL_ACCOUNT);
	if (!job->results || !job->room) {
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
	kvfree(job->room);
	kvfree(job->results);
	kfree(job);
}
