// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>

#include "agents.h"
#include "watch.h"

/* How often the caller looks; deadlines are this exact. */
#define LOOK_MS 20

int memhp_watch_start(struct memhp_watch *w, int (*work)(void *arg), void *arg)
{
	spin_lock_init(&w->lock);
	init_completion(&w->finished);
	w->worker = kthread_create(work, arg, "memhp");
	if (IS_ERR(w->worker))
		return PTR_ERR(w->worker);
	wake_up_process(w->worker);
	return 0;
}

/* Raise the flag that offline_pages() looks at; nothing is queued. */
static void kick(struct memhp_watch *w)
{
	bool kicked;

	spin_lock(&w->lock);
	if (w->armed && !w->kick) {
		if (w->stop && w->stoppable)
			w->kick = MEMHP_KICK_STOP;
		else if (ktime_after(ktime_get(), w->paused ? w->limit : w->deadline))
			w->kick = MEMHP_KICK_DEADLINE;
	}
	kicked = w->armed && w->kick;
	if (kicked)
		set_tsk_thread_flag(w->worker, TIF_SIGPENDING);
	spin_unlock(&w->lock);
	/* The one place where it sleeps until it is woken. */
	if (kicked)
		memhp_agents_nudge();
}

bool memhp_watch_wait(struct memhp_watch *w)
{
	unsigned long look = msecs_to_jiffies(LOOK_MS);
	long left;

	if (w->stop)
		left = wait_for_completion_timeout(&w->finished, look);
	else
		left = wait_for_completion_interruptible_timeout(&w->finished,
								 look);
	if (left > 0) {
		/* Waits until the thread has left our text. */
		kthread_stop(w->worker);
		return true;
	}
	if (left < 0)
		WRITE_ONCE(w->stop, true);
	kick(w);
	return false;
}

int memhp_watch_finish(struct memhp_watch *w)
{
	complete(&w->finished);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static ktime_t in(u64 ns)
{
	return ns ? ktime_add_safe(ktime_get(), ns_to_ktime(ns)) : KTIME_MAX;
}

void memhp_watch_arm(struct memhp_watch *w, u64 ns, u64 limit_ns, bool stoppable)
{
	/* One may be left from waiting for the hotplug lock. */
	clear_thread_flag(TIF_SIGPENDING);
	spin_lock(&w->lock);
	w->deadline = in(ns);
	w->limit = in(limit_ns);
	w->paused = 0;
	w->stoppable = stoppable;
	w->kick = MEMHP_KICK_NONE;
	w->armed = true;
	spin_unlock(&w->lock);
}

void memhp_watch_pause(struct memhp_watch *w)
{
	spin_lock(&w->lock);
	w->paused = ktime_get();
	spin_unlock(&w->lock);
}

void memhp_watch_resume(struct memhp_watch *w)
{
	ktime_t waited;

	spin_lock(&w->lock);
	waited = ktime_sub(ktime_get(), w->paused);
	w->deadline = min(ktime_add_safe(w->deadline, waited), w->limit);
	w->paused = 0;
	w->paused_ns += ktime_to_ns(waited);
	spin_unlock(&w->lock);
}

enum memhp_kick memhp_watch_disarm(struct memhp_watch *w)
{
	enum memhp_kick why;

	spin_lock(&w->lock);
	w->armed = false;
	why = w->kick;
	spin_unlock(&w->lock);
	/* Nothing is queued to a kernel thread: the flag is all there is. */
	clear_thread_flag(TIF_SIGPENDING);
	return why;
}
