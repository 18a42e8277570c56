// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/notifier.h>
#include <linux/sched.h>

#include "kernel/block.h"
#include "notify.h"
#include "trouble.h"
#include "witness.h"

/* Whom to watch; written and, by that thread, read under the hotplug lock. */
static struct task_struct *watched;
static const struct memhp_who *asker;
static struct memhp_watch *clock;
static struct memhp_witnessed seen;
static atomic64_t generation = ATOMIC64_INIT(0);
static atomic_t changing = ATOMIC_INIT(0);

static bool going(unsigned long action)
{
	return action == MEM_GOING_ONLINE || action == MEM_GOING_OFFLINE;
}

/* The last that was announced: the kernel tells first and writes it down afterwards. */
static struct {
	u64 first;
	u64 end;
	u8 state;
} announced;

static void announce(const struct memhp_range *blocks, u8 state)
{
	WRITE_ONCE(announced.end, 0);
	/* There is no end while the others are written. */
	smp_wmb();
	WRITE_ONCE(announced.first, blocks->first);
	WRITE_ONCE(announced.state, state);
	/* Who reads the new end reads them too: smp_rmb() in memhp_unsettled(). */
	smp_wmb();
	WRITE_ONCE(announced.end, blocks->first + blocks->count);
}

/* It went through, whoever asked for it. */
static void went_through(const struct memory_notify *change, u8 state)
{
	struct memhp_range blocks = memhp_change_blocks(change);

	announce(&blocks, state);
	memhp_trouble_forget(blocks.first, blocks.count);
}

static bool ours(void)
{
	return READ_ONCE(watched) == current;
}

static int goes(unsigned long action, const struct memory_notify *change)
{
	struct memhp_who other;
	int ret;

	if (ours()) {
		seen.asked = true;
		if (clock)
			memhp_watch_pause(clock);
		ret = memhp_notify_going(action, change, asker, clock);
		if (clock)
			memhp_watch_resume(clock);
		seen.objected = ret == -EBUSY;
	} else {
		other = memhp_who_asks(MEMHP_BY_PROCESS);
		ret = memhp_notify_going(action, change, &other, true);
	}
	/* Unless somebody says better. */
	memhp_notify_refused(ret == -EBUSY ? MEMHP_REASON_AGENT :
			     ret ? MEMHP_REASON_INTERRUPTED : MEMHP_REASON_NOTIFIER, -ret);
	return notifier_from_errno(ret);
}

static int first(struct notifier_block *nb, unsigned long action, void *arg)
{
	if (action == MEM_ONLINE)
		went_through(arg, MEMHP_STATE_ONLINE);
	if (action == MEM_OFFLINE)
		went_through(arg, MEMHP_STATE_OFFLINE);
	/* Behind what was announced: who sees the one sees the other. */
	smp_mb__before_atomic();
	atomic64_inc(&generation);
	return going(action) ? goes(action, arg) : NOTIFY_OK;
}

static int last(struct notifier_block *nb, unsigned long action, void *arg)
{
	switch (action) {
	case MEM_GOING_ONLINE:
	case MEM_GOING_OFFLINE:
		if (ours())
			seen.agreed = true;
		memhp_notify_refused(MEMHP_REASON_NONE, 0);
		break;
	case MEM_ONLINE:
	case MEM_OFFLINE:
	case MEM_CANCEL_ONLINE:
	case MEM_CANCEL_OFFLINE:
		memhp_notify_gone(action, ours());
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block first_nb = {
	.notifier_call = first,
	.priority = INT_MAX,
};

static struct notifier_block last_nb = {
	.notifier_call = last,
	.priority = INT_MIN,
};

void memhp_witness_begin(const struct memhp_who *who, struct memhp_watch *watch)
{
	asker = who;
	clock = watch;
	seen = (struct memhp_witnessed){ };
	WRITE_ONCE(watched, current);
}

struct memhp_witnessed memhp_witness_end(void)
{
	WRITE_ONCE(watched, NULL);
	return seen;
}

void memhp_changing(bool begin)
{
	/* Pairs with memhp_generation(): what was changed stands before its end is told. */
	smp_mb__before_atomic();
	if (begin)
		atomic_inc(&changing);
	atomic64_inc(&generation);
	if (!begin)
		atomic_dec(&changing);
	/* Pairs with it as well: a beginning is told before anything is changed. */
	smp_mb__after_atomic();
}

void memhp_changed(void)
{
	atomic64_inc(&generation);
}

bool memhp_unsettled(u64 index, u8 state)
{
	u64 end = READ_ONCE(announced.end);

	/* Pairs with the barriers of announce(). */
	smp_rmb();
	if (index >= end || index < READ_ONCE(announced.first))
		return false;
	/* What is online may be on its way again. */
	return READ_ONCE(announced.state) == MEMHP_STATE_ONLINE ?
	       state == MEMHP_STATE_OFFLINE : state != MEMHP_STATE_OFFLINE;
}

u64 memhp_generation(bool *torn)
{
	u64 now;

	/* Pairs with memhp_changing(): what the caller read before was read before this. */
	smp_mb();
	*torn |= atomic_read(&changing);
	now = atomic64_read(&generation);
	/* And what it reads from here on, after it. */
	smp_mb();
	return now;
}

int memhp_witness_init(void)
{
	int ret;

	/* In this order none of the two sees a beginning that the other misses. */
	ret = register_memory_notifier(&last_nb);
	if (ret)
		return ret;
	ret = register_memory_notifier(&first_nb);
	if (ret)
		unregister_memory_notifier(&last_nb);
	return ret;
}

void memhp_witness_exit(void)
{
	unregister_memory_notifier(&first_nb);
	unregister_memory_notifier(&last_nb);
}
