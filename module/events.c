// SPDX-License-Identifier: GPL-2.0
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "engine.h"
#include "events.h"
#include "netlink.h"
#include "trace.h"

/* Numbers are given and events sent in one order; also protects what is counted. */
static DEFINE_MUTEX(telling);
/* 1 is that the module is there: who knows of no event has a number for that, too. */
static struct memhp_stats stats = { .seq = 1 };

struct memhp_who memhp_who_asks(enum memhp_by by)
{
	struct memhp_who who = { .by = by };

	if (!(current->flags & PF_KTHREAD))
		who.pid = task_tgid_nr(current);
	else if (by == MEMHP_BY_PROCESS)
		who.by = MEMHP_BY_KERNEL;
	get_task_comm(who.comm, current);
	return who;
}

struct memhp_event memhp_event_new(enum memhp_event_kind kind, const struct memhp_who *who)
{
	struct memhp_event event = {
		.event = kind,
		.first = ~0ULL,
		.node = -1,
		.rule = -1,
		.by = who->by,
		.pid = who->pid,
	};

	BUILD_BUG_ON(sizeof(event.comm) != sizeof(who->comm));
	memcpy(event.comm, who->comm, sizeof(event.comm));
	return event;
}

void memhp_event_tell(struct memhp_event *event)
{
	BUILD_BUG_ON(MEMHP_EVENT_MAX >= ARRAY_SIZE(stats.events));
	mutex_lock(&telling);
	event->seq = ++stats.seq;
	event->when_ns = ktime_get_real_ns();
	stats.events[event->event]++;
	memhp_netlink_tell(event);
	mutex_unlock(&telling);
	trace_memhp_event(event);
}

void memhp_event_decided(const struct memhp_decision *d, u64 count, bool forbidden,
			 const struct memhp_who *who)
{
	struct memhp_event event = memhp_event_new(MEMHP_EVENT_DECISION, who);

	event.first = d->block;
	event.count = count;
	event.node = d->node;
	event.choice = d->choice;
	event.rule = d->rule;
	event.action = d->action;
	event.why = d->why;
	if (forbidden) {
		event.reason = MEMHP_REASON_POLICY;
		event.error = EPERM;
	}
	memhp_event_tell(&event);
}

u64 memhp_events_seq(void)
{
	u64 seq;

	mutex_lock(&telling);
	seq = stats.seq;
	mutex_unlock(&telling);
	return seq;
}

/* The first bucket whose limit @ns is below. */
static u32 bucket_of(u64 ns)
{
	u64 us = div_u64(ns, NSEC_PER_USEC);

	return min_t(u32, us ? ilog2(us) + 1 : 0, MEMHP_HISTOGRAM - 1);
}

static void count(u32 op, const struct memhp_result *r)
{
	switch (r->outcome) {
	case MEMHP_OUTCOME_DONE:
		stats.done[op]++;
		stats.took[op][bucket_of(r->ns)]++;
		stats.took_ns[op] += r->ns;
		break;
	case MEMHP_OUTCOME_UNCHANGED:
		stats.unchanged[op]++;
		break;
	case MEMHP_OUTCOME_FAILED:
		stats.failed[op]++;
		stats.reasons[r->reason]++;
		break;
	case MEMHP_OUTCOME_UNDONE:
		stats.undone[op]++;
		break;
	}
}

/* What an outcome is told as, NONE if the kernel has told of it. */
static enum memhp_event_kind kind_of(u32 op, const struct memhp_result *r)
{
	switch (r->outcome) {
	case MEMHP_OUTCOME_FAILED:
		return MEMHP_EVENT_FAILED;
	case MEMHP_OUTCOME_UNDONE:
		return MEMHP_EVENT_UNDONE;
	case MEMHP_OUTCOME_DONE:
		return op == MEMHP_OP_SHIFT ? MEMHP_EVENT_SHIFT : MEMHP_EVENT_NONE;
	default:
		return MEMHP_EVENT_NONE;
	}
}

/* Would the two be told in the same words? */
static bool alike(const struct memhp_result *a, const struct memhp_result *b)
{
	return a->outcome == b->outcome && a->reason == b->reason &&
	       a->error == b->error && a->from_zone == b->from_zone &&
	       a->to_zone == b->to_zone;
}

static void tell_results(const struct memhp_job *job, const struct memhp_result *r,
			 u32 count, u64 ns)
{
	enum memhp_event_kind kind = kind_of(job->op, r);
	struct memhp_event event;

	if (kind == MEMHP_EVENT_NONE)
		return;
	event = memhp_event_new(kind, &job->who);
	event.first = r->block;
	event.count = count;
	event.ns = ns;
	event.zone = r->to_zone;
	event.from_zone = kind == MEMHP_EVENT_SHIFT ? r->from_zone : 0;
	event.op = job->op;
	event.choice = job->choice;
	event.reason = r->reason;
	event.error = r->error;
	memhp_event_tell(&event);
}

void memhp_events_job(const struct memhp_job *job, u64 ns)
{
	const struct memhp_result *r = job->results, *end = r + job->total;

	BUILD_BUG_ON(MEMHP_OP_MAX >= ARRAY_SIZE(stats.done));
	BUILD_BUG_ON(MEMHP_REASON_MAX >= ARRAY_SIZE(stats.reasons));
	while (r < end) {
		u32 n = 1;

		while (r + n < end && r[n].block == r->block + n && alike(r, &r[n]))
			n++;
		tell_results(job, r, n, ns);
		r += n;
	}
	mutex_lock(&telling);
	for (r = job->results; r < end; r++) {
		trace_memhp_result(job->op, r);
		count(job->op, r);
	}
	mutex_unlock(&telling);
}

void memhp_events_asked(u32 objected, u32 late)
{
	mutex_lock(&telling);
	stats.asked++;
	stats.objected += objected;
	stats.late += late;
	mutex_unlock(&telling);
}

void memhp_events_stats(struct memhp_stats *out)
{
	mutex_lock(&telling);
	*out = stats;
	mutex_unlock(&telling);
}
