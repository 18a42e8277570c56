// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "auto.h"
#include "engine.h"
#include "group.h"
#include "kernel/calls.h"
#include "rules.h"

/*
 * Blocks of a device come one after another, and whoever adds them holds the
 * hotplug lock until all are there. What comes later than so long after the first
 * makes a job of its own, so that nobody waits for ever.
 */
unsigned int memhp_gather_ms = 100;
#define GATHER_MS_MAX 10000U

/* A device of more ranges than that is taken in several jobs. */
#define MAX_RANGES 64

static void gathered(struct work_struct *work);
static DECLARE_DELAYED_WORK(gathering, gathered);

/* Blocks that have come, and how many of them were looked at; who waits for that. */
static atomic64_t arrived = ATOMIC64_INIT(0);
static atomic64_t looked_at = ATOMIC64_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(looked);

void memhp_auto_arrived(void)
{
	unsigned int ms = READ_ONCE(memhp_gather_ms);

	atomic64_inc(&arrived);
	queue_delayed_work(system_unbound_wq, &gathering,
			   msecs_to_jiffies(min(ms, GATHER_MS_MAX)));
}

static bool leaving;		/* the module goes away */

static void report(const struct memhp_job *job)
{
	u32 i, failed = 0, first = 0;

	for (i = job->total; i--; ) {
		if (job->results[i].outcome != MEMHP_OUTCOME_FAILED ||
		    job->results[i].reason == MEMHP_REASON_NO_SUCH_BLOCK)
			continue;
		failed++;
		first = i;
	}
	if (failed)
		pr_warn_ratelimited("auto-online: %u of %u new blocks stay offline; memory%llu: error %d, reason %u\n",
				    failed, job->total,
				    job->results[first].block,
				    job->results[first].error,
				    job->results[first].reason);
}

static void take_online(const struct memhp_range *ranges, u32 nr)
{
	struct memhp_job *job;
	u32 i, total = 0;
	int ret;

	for (i = 0; i < nr; i++)
		total += ranges[i].count;
	job = memhp_job_new(ranges, nr, total);
	if (!job) {
		pr_warn_ratelimited("auto-online: no memory to take %u new blocks online\n",
				    total);
		return;
	}
	job->op = MEMHP_OP_ONLINE;
	job->choice = MEMHP_CHOICE_AUTO;
	job->of_policy = true;
	job->who = memhp_who_asks(MEMHP_BY_POLICY);
	ret = memhp_engine_start(job);
	if (ret) {
		pr_warn_ratelimited("auto-online: %u new blocks stay offline: no thread (%d)\n",
				    total, ret);
	} else {
		while (!memhp_watch_wait(&job->watch))
			if (READ_ONCE(leaving))
				memhp_watch_stop(&job->watch);
		report(job);
	}
	memhp_job_free(job);
}

/* The next ranges of blocks that came, settled; how many. */
static u32 settle(struct memhp_range *ranges, u64 *from)
{
	u32 nr = 0;

	while (memhp_hotplug_trylock())
		if (READ_ONCE(leaving))
			return 0;
	mutex_lock(&memhp_policy_lock);
	while (nr < MAX_RANGES && memhp_groups_arrived(from, &ranges[nr]))
		nr++;
	mutex_unlock(&memhp_policy_lock);
	memhp_hotplug_unlock();
	return nr;
}

static void gathered(struct work_struct *work)
{
	struct memhp_range ranges[MAX_RANGES];
	s64 all = atomic64_read(&arrived);
	u64 from = 0;
	u32 nr;

	while ((nr = settle(ranges, &from)))
		if (memhp_rules_options() & MEMHP_POLICY_AUTO_ONLINE)
			take_online(ranges, nr);
	/* What has come meanwhile has begun this anew. */
	atomic64_set(&looked_at, all);
	wake_up_all(&looked);
}

/* What comes later is nobody's business who waits now. */
int memhp_auto_settle(void)
{
	s64 mine = atomic64_read(&arrived);
	int ret;

	if (!(memhp_rules_options() & MEMHP_POLICY_AUTO_ONLINE))
		return 0;
	ret = wait_event_interruptible(looked, atomic64_read(&looked_at) >= mine ||
				       READ_ONCE(leaving));
	return ret ? ret : !READ_ONCE(leaving);
}

void memhp_auto_leave(void)
{
	WRITE_ONCE(leaving, true);
	wake_up_all(&looked);
}

void memhp_auto_exit(void)
{
	memhp_auto_leave();
	cancel_delayed_work_sync(&gathering);
}
