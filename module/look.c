// SPDX-License-Identifier: GPL-2.0
/*
 * Looking before anything is changed: what the job means for each block of a step,
 * what the policy says of it and where it shall go; then, of those that can go
 * together, how many the pages in them let go.
 */
#include <linux/ktime.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "core/decide.h"
#include "core/policy.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "kernel/owner.h"
#include "look.h"
#include "places.h"
#include "preflight.h"
#include "rules.h"
#include "settle.h"
#include "stage.h"
#include "trouble.h"

/* The target of a block that the policy was not asked about: like no other. */
#define NOT_ASKED (~0UL)

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

struct memhp_target memhp_old_zone(struct memory_block *mem, u8 number)
{
	struct memhp_target t;

	t.type = memhp_zone_is_kernel(number) ? MMOP_ONLINE_KERNEL
					      : MMOP_ONLINE_MOVABLE;
	t.zone = memhp_zone_pointer(number, mem->nid);
	return t;
}

static struct memhp_target target_of(struct memhp_pass *p,
				     struct memory_block *mem,
				     const struct memhp_result *r, u32 choice)
{
	struct memhp_target t = { .type = type_of_choice(choice) };

	if (memhp_ends_offline(p, r))
		return t;
	if (p->undo)
		return memhp_old_zone(mem, r->from_zone);
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

/* What the job means for a block that is there. */
static struct memhp_verdict forward(const struct memhp_job *job,
				    const struct memhp_fact *fact,
				    struct memory_block *mem)
{
	struct memhp_verdict v = memhp_decide(job->op, job->choice,
					      fact->state, fact->zone);
	u32 flaw = MEMHP_REASON_NONE;

	/* What the kernel looks at first; past a hole some find no zone. */
	if (job->op != MEMHP_OP_ONLINE && fact->state == MEMHP_STATE_ONLINE &&
	    v.outcome != MEMHP_OUTCOME_UNCHANGED)
		flaw = memhp_block_flaw(mem);
	if (flaw)
		return failed(flaw, EINVAL);
	/* Offline it goes, but never online again. */
	if (v.outcome == MEMHP_OUTCOME_NONE &&
	    (job->op == MEMHP_OP_SHIFT || job->atomic) &&
	    memhp_block_poisoned(mem))
		return failed(MEMHP_REASON_HWPOISON, EHWPOISON);
	return v;
}

/* The same, where staging is asked for or a block is staged. */
static struct memhp_verdict staged(const struct memhp_job *job,
				   struct memory_block *mem,
				   struct memhp_verdict v)
{
	bool is = memhp_stage_of(memhp_block_index(mem));

	if (job->op != MEMHP_OP_ONLINE) {
		/* What of it is held would be known to nobody afterwards. */
		if (is && v.outcome == MEMHP_OUTCOME_NONE &&
		    (job->op == MEMHP_OP_SHIFT || job->atomic))
			return failed(MEMHP_REASON_STAGED, EINVAL);
		return v;
	}
	if (!job->staged)
		return v;
	if (v.outcome == MEMHP_OUTCOME_UNCHANGED && !is)
		return failed(MEMHP_REASON_NOT_STAGED, EEXIST);
	if (v.outcome != MEMHP_OUTCOME_NONE)
		return v;
	if (memhp_stage_of_driver(memhp_block_index(mem)))
		return failed(MEMHP_REASON_DRIVER, EPERM);
	return v;
}

/* What going back means: work, if the block was moved and is still there. */
static struct memhp_verdict backward(const struct memhp_fact *fact,
				     const struct memhp_result *r)
{
	struct memhp_verdict v = { .outcome = MEMHP_OUTCOME_UNCHANGED };

	if (!memhp_has_moved(r))
		return v;
	if (fact->state != r->to_state || fact->zone != r->to_zone)
		return failed(MEMHP_REASON_KERNEL, EAGAIN);
	v.outcome = MEMHP_OUTCOME_NONE;
	return v;
}

/* Write down what a first look says of a block. */
static void note_verdict(struct memhp_pass *p, struct memhp_result *r,
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
	memhp_count(p, r);
}

/**
 * struct look - a look at the blocks of a step
 * @p:		the pass
 * @r:		their results
 * @before:	what the policy has to reckon with: blocks of this step that will
 *		be online when it comes to the next
 * @node:	of those blocks
 * @group:	of those blocks
 * @last:	whose group was asked for last
 * @ended:	the policy was asked for as many as can go together
 */
struct look {
	struct memhp_pass *p;
	struct memhp_result *r;
	struct memhp_before before;
	int node;
	u32 group;
	struct memhp_last last;
	bool ended;
};

/* Is the policy asked about this job? It is for those that leave it the choice,
 * and for all if it is enforced; when the blocks before are where they shall be. */
static bool asks_policy(const struct memhp_pass *p)
{
	if (p->undo || p->survey || p->job->op == MEMHP_OP_OFFLINE ||
	    !memhp_rules_any())
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
	u32 group = memhp_groups_id(memhp_block_index(mem), &look->last);
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
		       *choice != before->choice ||
		       d.rule != look->p->decision.rule)) {
		look->ended = true;
		return (struct memhp_verdict){ };
	}
	*asked = true;
	if (first) {
		look->p->decision = d;
		look->p->decided = true;
	}
	if (v.outcome == MEMHP_OUTCOME_NONE) {
		before->nr++;
		before->choice = *choice;
		look->node = mem->nid;
		look->group = group;
		/* What leaves a zone for another is weighed block by block. */
		look->ended = look->p->job->op == MEMHP_OP_SHIFT;
	} else {
		memhp_event_decided(&d, 1, v.outcome == MEMHP_OUTCOME_FAILED,
				    &look->p->job->who);
	}
	if (v.outcome == MEMHP_OUTCOME_FAILED)
		memhp_rules_refused(&d, look->p->job->choice);
	return v;
}

static int look_at(struct memory_block *mem, void *arg)
{
	struct look *look = arg;
	struct memhp_pass *p = look->p;
	u32 i = memhp_block_index(mem) - look->r[0].block;
	struct memhp_fact *f = &p->scratch->facts[i];
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
	v = p->undo ? backward(f, r) : staged(p->job, mem,
					      forward(p->job, f, mem));
	if (asks_policy(p))
		v = ask_policy(look, mem, v, &choice, &asked);
	note_verdict(p, r, f, v);
	f->outcome = v.outcome;
	if (v.outcome != MEMHP_OUTCOME_NONE)
		return 0;

	p->scratch->mems[i] = mem;
	p->scratch->targets[i] = target_of(p, mem, r, choice);
	f->target_key = asked ? (unsigned long)p->scratch->targets[i].zone
			      : NOT_ASKED;
	f->node = mem->nid;
	f->group = memhp_group_key(mem);
	f->single = memhp_block_flags(mem, memhp_block_owner(mem)) &
		    MEMHP_BLOCK_SINGLE;
	return 0;
}

void memhp_look(struct memhp_pass *p, struct memhp_result *r, u32 nr)
{
	struct memhp_fact *facts = p->scratch->facts;
	struct look l = { .p = p, .r = r };
	u32 i;

	p->decided = false;
	memset(facts, 0, nr * sizeof(facts[0]));
	for (i = 0; i < nr; i++)
		facts[i].block = r[i].block;
	memhp_walk_blocks(r[0].block, nr, &l, look_at);

	for (i = 0; i < nr; i++) {
		if (facts[i].present)
			continue;
		facts[i].outcome = MEMHP_OUTCOME_FAILED;
		if (!p->undo || memhp_has_moved(&r[i]))
			note_verdict(p, &r[i], &facts[i],
				     failed(MEMHP_REASON_NO_SUCH_BLOCK, ENODEV));
	}
}

/* Write down that a block will not be tried. */
static void note_refused(struct memhp_pass *p, struct memhp_result *r,
			 const struct memhp_plight *plight)
{
	const struct memhp_sight *sight = &p->scratch->sight;

	r->outcome = MEMHP_OUTCOME_FAILED;
	r->reason = plight->reason;
	r->error = plight->error;
	p->trouble.missing = plight->missing;
	if (plight->reason == MEMHP_REASON_UNMOVABLE) {
		if (sight->pages.prospect == MEMHP_PROSPECT_NEVER)
			__set_bit(r - p->job->results, p->job->never);
		memhp_pageinfo_culprit(sight, &p->trouble.page);
	}
	memhp_trouble_note(p->job->op, p->job->choice, r, &p->trouble);
	memhp_count(p, r);
}

/*
 * When to end looking at pages. Neither a deadline nor a signal breaks that off, and
 * blocks in use may take a hundred times longer than the empty ones before, by which
 * the step was made so long: half of what the run itself may take is enough.
 */
static u64 look_until(const struct memhp_pass *p)
{
	u64 ns = p->pace.budget_ns;

	if (p->job->timeout_ns)
		ns = min(ns, p->job->timeout_ns);
	return ktime_get_ns() + ns / 2;
}

u32 memhp_look_ahead(struct memhp_pass *p, struct memhp_result *r, u32 n)
{
	struct memhp_plight plight = {
		.leaves = p->job->op == MEMHP_OP_OFFLINE,
		.force = p->job->force,
		.clean = p->clean,
		.until = look_until(p),
	};

	if (p->undo || p->scratch->facts[0].state != MEMHP_STATE_ONLINE ||
	    !memhp_has(MEMHP_FEATURE_PAGES))
		return n;
	n = memhp_preflight(p->scratch->mems, n, &plight, &p->scratch->sight);
	if (!n && !plight.later)
		note_refused(p, r, &plight);
	return n;
}

u32 memhp_look_for_hopeless(struct memhp_pass *p, struct memhp_result *r, u32 nr)
{
	struct memhp_scratch *s = p->scratch;
	u64 until = look_until(p);
	u32 i;

	if (!memhp_has(MEMHP_FEATURE_PAGES))
		return nr;
	for (i = 0; i < nr && (!i || ktime_get_ns() < until); i++) {
		struct memhp_plight plight = { .force = true, .survey = true };

		if (s->facts[i].outcome != MEMHP_OUTCOME_NONE ||
		    s->facts[i].state != MEMHP_STATE_ONLINE)
			continue;
		p->trouble = memhp_trouble_none();
		if (!memhp_preflight(&s->mems[i], 1, &plight, &s->sight))
			note_refused(p, &r[i], &plight);
	}
	return i;
}
