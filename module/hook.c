// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include "core/policy.h"
#include "events.h"
#include "hook.h"
#include "kernel/block.h"
#include "kernel/features.h"
#include "notify.h"
#include "rules.h"

/* Both under the device hotplug lock, which whoever onlines a block has. */
static struct task_struct *passing;
static struct {
	u64 block;		/* that the hook was called for last; ~0: none */
	struct memhp_decision decision;
	u32 choice;		/* that was asked for; KEEP: none */
	bool decided;
	bool forbidden;
} asked = { .block = ~0ULL };

/*
 * Blocks that a kernel thread has taken offline: when an unplug fails half-way it
 * takes them online again, where they were, and that is nobody's request. The next
 * task may lie where the last one lay, so it is told by the time of its start as well.
 */
static struct {
	struct task_struct *task;
	u64 started;		/* ns since the boot */
	u64 first;
	u64 end;
} unplugged;

void memhp_hook_pass(bool pass)
{
	WRITE_ONCE(passing, pass ? current : NULL);
}

static u32 choice_of_type(int type)
{
	switch (type) {
	case MMOP_ONLINE_KERNEL:
		return MEMHP_CHOICE_KERNEL;
	case MMOP_ONLINE_MOVABLE:
		return MEMHP_CHOICE_MOVABLE;
	default:
		return MEMHP_CHOICE_KEEP;
	}
}

static bool is_unplugger(void)
{
	return unplugged.task == current && unplugged.started == current->start_time;
}

static bool goes_back(u64 block)
{
	return is_unplugger() && block >= unplugged.first && block < unplugged.end;
}

/* No sleeping and no locks in here: it may run with interrupts off. */
static int before_online(struct kprobe *kp, struct pt_regs *regs)
{
	struct device *dev = (void *)regs_get_kernel_argument(regs, 0);
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	struct memhp_decision *d = &asked.decision;
	bool enforce = memhp_rules_options() & MEMHP_POLICY_ENFORCE;

	asked.block = memhp_block_index(mem);
	asked.decided = false;
	asked.forbidden = false;
	if (!memhp_rules_any() || mem->state == MEM_ONLINE ||
	    READ_ONCE(passing) == current)
		return 0;
	asked.choice = choice_of_type(mem->online_type);
	if (asked.choice != MEMHP_CHOICE_KEEP && !enforce)
		return 0;
	memhp_rules_decide(mem, NULL, d);
	asked.decided = true;
	if (enforce && !goes_back(asked.block))
		asked.forbidden = memhp_policy_forbids(d, asked.choice);
	if (asked.choice != MEMHP_CHOICE_KEEP)
		return 0;
	if (d->choice == MEMHP_CHOICE_KERNEL)
		mem->online_type = MMOP_ONLINE_KERNEL;
	else if (d->choice == MEMHP_CHOICE_MOVABLE)
		mem->online_type = MMOP_ONLINE_MOVABLE;
	return 0;
}

static struct kprobe hook = {
	.symbol_name = "memory_subsys_online",
	.pre_handler = before_online,
};

static void note_unplugged(const struct memory_notify *change)
{
	struct memhp_range blocks = memhp_change_blocks(change);
	u64 end = blocks.first + blocks.count;

	if (!(current->flags & PF_KTHREAD) || READ_ONCE(passing)) {
		unplugged.task = NULL;
	} else if (!is_unplugger()) {
		unplugged.task = current;
		unplugged.started = current->start_time;
		unplugged.first = blocks.first;
		unplugged.end = end;
	} else {
		unplugged.first = min(unplugged.first, (u64)blocks.first);
		unplugged.end = max(unplugged.end, end);
	}
}

static int judge(const struct memory_notify *change)
{
	u64 block = memhp_change_blocks(change).first;
	bool decided = asked.decided && asked.decision.block == block;
	bool forbidden = decided && asked.forbidden;
	struct memhp_who who;

	if (READ_ONCE(passing) == current)
		return NOTIFY_OK;
	if (asked.block != block)
		pr_warn_once("memory%llu goes online past the hook: are kprobes disabled? The policy is not in force\n",
			     block);
	asked.block = ~0ULL;
	asked.decided = false;
	if (decided) {
		who = memhp_who_asks(MEMHP_BY_PROCESS);
		memhp_event_decided(&asked.decision, 1, forbidden, &who);
	}
	if (!forbidden)
		return NOTIFY_OK;
	memhp_notify_refused(MEMHP_REASON_POLICY, EPERM);
	memhp_rules_refused(&asked.decision, asked.choice);
	return notifier_from_errno(-EPERM);
}

static int refuse(struct notifier_block *nb, unsigned long action, void *arg)
{
	if (action == MEM_GOING_ONLINE)
		return judge(arg);
	if (action == MEM_OFFLINE)
		note_unplugged(arg);
	return NOTIFY_OK;
}

/* Early, so that nobody prepares for what will not be; behind the witness. */
static struct notifier_block refuse_nb = {
	.notifier_call = refuse,
	.priority = INT_MAX - 1,
};

int memhp_hook_init(void)
{
	int ret;

	if (!memhp_has(MEMHP_FEATURE_HOOK))
		return 0;
	ret = register_memory_notifier(&refuse_nb);
	if (ret)
		return ret;
	ret = register_kprobe(&hook);
	if (!ret)
		return 0;
	unregister_memory_notifier(&refuse_nb);
	memhp_features_lack(1U << MEMHP_FEATURE_HOOK,
			    "no kprobe on memory_subsys_online (%d)", ret);
	return 0;
}

void memhp_hook_exit(void)
{
	if (!memhp_has(MEMHP_FEATURE_HOOK))
		return;
	unregister_kprobe(&hook);
	unregister_memory_notifier(&refuse_nb);
}
