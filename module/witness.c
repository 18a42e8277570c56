// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/notifier.h>
#include <linux/sched.h>

#include "kernel/block.h"
#include "trouble.h"
#include "witness.h"

/* Whom to watch; written and, by that thread, read under the hotplug lock. */
static struct task_struct *watched;
static struct memhp_witnessed seen;
static atomic64_t generation = ATOMIC64_INIT(0);
static atomic_t changing = ATOMIC_INIT(0);

static bool going(unsigned long action)
{
	return action == MEM_GOING_ONLINE || action == MEM_GOING_OFFLINE;
}

/* It went through, whoever asked for it. */
static void forget_trouble(const struct memory_notify *change)
{
	struct memhp_range blocks = memhp_change_blocks(change);

	memhp_trouble_forget(blocks.first, blocks.count);
}

static int first(struct notifier_block *nb, unsigned long action, void *arg)
{
	atomic64_inc(&generation);
	if (going(action) && READ_ONCE(watched) == current)
		seen.asked = true;
	if (action == MEM_ONLINE || action == MEM_OFFLINE)
		forget_trouble(arg);
	return NOTIFY_OK;
}

static int last(struct notifier_block *nb, unsigned long action, void *arg)
{
	if (going(action) && READ_ONCE(watched) == current)
		seen.agreed = true;
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

void memhp_witness_begin(void)
{
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
	smp_mb__before_atomic();
	if (begin)
		atomic_inc(&changing);
	atomic64_inc(&generation);
	if (!begin)
		atomic_dec(&changing);
	smp_mb__after_atomic();
}

void memhp_changed(void)
{
	atomic64_inc(&generation);
}

u64 memhp_generation(bool *torn)
{
	u64 now;

	smp_mb();
	*torn |= atomic_read(&changing);
	now = atomic64_read(&generation);
	smp_mb();
	return now;
}

int memhp_witness_init(void)
{
	int ret;

	ret = register_memory_notifier(&first_nb);
	if (ret)
		return ret;
	ret = register_memory_notifier(&last_nb);
	if (ret)
		unregister_memory_notifier(&first_nb);
	return ret;
}

void memhp_witness_exit(void)
{
	unregister_memory_notifier(&last_nb);
	unregister_memory_notifier(&first_nb);
}
