// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "agents.h"
#include "events.h"
#include "kernel/features.h"
#include "requests.h"

/**
 * struct agent - an open file that is asked
 * @list:	in the list of all
 * @who:	opened it
 * @delay_ns:	how long it may take
 * @ask:	the question it has not answered yet, 0: none
 * @late:	it let one pass, and is not waited for
 */
struct agent {
	struct list_head list;
	struct memhp_who who;
	u64 delay_ns;
	u32 ask;
	bool late;
};

/* Protects the list, all agents, and what follows. */
static DEFINE_SPINLOCK(lock);
static LIST_HEAD(agents);
static DECLARE_WAIT_QUEUE_HEAD(answered);
static u32 last_ask;
static u64 asked_ns;		/* when it was asked */
static bool objected;
static char objector[MEMHP_GROUP_NAME_SIZE];

u32 memhp_agents_open(pid_t pid)
{
	struct agent *a;
	u32 ask = 0;

	spin_lock(&lock);
	objected = false;
	list_for_each_entry(a, &agents, list) {
		if (a->late || (pid && a->who.pid == pid))
			continue;
		if (!ask && !++last_ask)
			last_ask = 1;
		ask = last_ask;
		a->ask = ask;
	}
	asked_ns = ktime_get_ns();
	spin_unlock(&lock);
	return ask;
}

/* How long is still to be waited for answers to @ask? 0: no longer. */
static u64 left_ns(u32 ask)
{
	u64 passed = ktime_get_ns() - asked_ns, left = 0;
	struct agent *a;

	spin_lock(&lock);
	list_for_each_entry(a, &agents, list)
		if (a->ask == ask && a->delay_ns > passed)
			left = max(left, a->delay_ns - passed);
	if (objected)
		left = 0;
	spin_unlock(&lock);
	return left;
}

/* Nobody waits any more. Who has not answered was late, unless it ended @early. True: one
 * objects. */
static bool close_ask(u32 ask, bool early)
{
	struct agent *a;
	u32 late = 0;
	bool no;

	spin_lock(&lock);
	no = objected;
	list_for_each_entry(a, &agents, list) {
		if (a->ask != ask)
			continue;
		a->ask = 0;
		a->late = !early && !no;
		late += a->late;
	}
	spin_unlock(&lock);
	memhp_events_asked(no, late);
	return no;
}

int memhp_agents_wait(u32 ask, char *name, size_t size)
{
	bool early = false;
	u64 left;

	/* They have delays of their own: after each look it is reckoned anew. */
	while (!early && (left = left_ns(ask)))
		early = wait_event_interruptible_timeout(answered, !left_ns(ask),
							 nsecs_to_jiffies(left) + 1) < 0;
	if (!close_ask(ask, early))
		return early ? -EINTR : 0;
	memhp_agents_objector(name, size);
	return -EBUSY;
}

void memhp_agents_nudge(void)
{
	wake_up(&answered);
}

void memhp_agents_objector(char *name, size_t size)
{
	spin_lock(&lock);
	strscpy(name, objector, size);
	spin_unlock(&lock);
}

/* The file is an agent from now on, as @new says; NULL: none. Returns what is to be freed. */
static struct agent *set(struct file *file, struct agent *new)
{
	struct agent *old;

	spin_lock(&lock);
	old = file->private_data;
	if (old)
		list_del(&old->list);
	if (new)
		list_add_tail(&new->list, &agents);
	file->private_data = new;
	spin_unlock(&lock);
	/* Whoever waits for the old one need not. */
	wake_up(&answered);
	return old;
}

void memhp_agents_release(struct file *file)
{
	kfree(set(file, NULL));
}

int memhp_ioctl_agent(struct file *file, void __user *arg)
{
	struct memhp_agent request;
	struct agent *a = NULL;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_LIST);
	if (!ret)
		ret = memhp_copy_sized(&request, sizeof(request), MEMHP_AGENT_SIZE_V1, arg);
	if (ret)
		return ret;
	if (request.flags || request.delay_ns > MEMHP_MAX_DELAY_NS)
		return -EINVAL;
	if (request.delay_ns) {
		a = kzalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
		if (!a)
			return -ENOMEM;
		a->who = memhp_who_asks(MEMHP_BY_MEMHP);
		a->delay_ns = request.delay_ns;
	}
	kfree(set(file, a));
	return 0;
}

/* 0, -ENXIO, -ENOENT. */
static int note_answer(const struct file *file, const struct memhp_answer *answer)
{
	struct agent *a;
	int ret = -ENXIO;

	spin_lock(&lock);
	a = file->private_data;
	if (a) {
		ret = answer->ask && a->ask == answer->ask ? 0 : -ENOENT;
		/* It lives, be it too late for this one. */
		a->late = false;
	}
	if (!ret) {
		a->ask = 0;
		if (answer->answer == MEMHP_ANSWER_OBJECT) {
			objected = true;
			snprintf(objector, sizeof(objector), "%s (pid %d)", a->who.comm,
				 a->who.pid);
		}
	}
	spin_unlock(&lock);
	return ret;
}

int memhp_ioctl_answer(struct file *file, void __user *arg)
{
	struct memhp_answer answer;
	int ret;

	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	ret = memhp_copy_sized(&answer, sizeof(answer), MEMHP_ANSWER_SIZE_V1, arg);
	if (ret)
		return ret;
	if (answer.flags || answer.answer < MEMHP_ANSWER_FINE ||
	    answer.answer > MEMHP_ANSWER_MAX)
		return -EINVAL;
	ret = note_answer(file, &answer);
	wake_up(&answered);
	return ret;
}
