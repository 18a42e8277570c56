/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread that does the work, and its caller who watches it.
 *
 * offline_pages() gives up only when a signal is pending. The work is done by
 * a thread of its own, so that this can be arranged: the caller waits, and when
 * a deadline has passed or the caller got a signal, it raises the thread's
 * signal flag, without a signal behind it. What has to be finished (the way
 * back of a shift, the undoing of a change) is simply not watched, and goes on
 * to its end even if the caller was killed.
 */
#ifndef MEMHP_WATCH_H
#define MEMHP_WATCH_H

#include <linux/completion.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/** enum memhp_kick - why the thread's work was broken off */
enum memhp_kick {
	MEMHP_KICK_NONE,
	MEMHP_KICK_DEADLINE,
	MEMHP_KICK_STOP,	/* the caller got a signal */
};

/**
 * struct memhp_watch - between the thread and its caller
 * @lock:	protects @armed, @stoppable, @deadline and @kick
 * @worker:	the thread
 * @finished:	completed when the work is done
 * @armed:	the thread is in a call that may be broken off
 * @stoppable:	by the caller's signal too, not only by the deadline
 * @deadline:	when, KTIME_MAX for never
 * @limit:	when the caller has enough, whatever is waited for
 * @paused:	since when somebody else is waited for, 0: not now
 * @paused_ns:	how long that was, in all; the thread's
 * @kick:	why that was done
 * @stop:	the caller got a signal; only ever set
 */
struct memhp_watch {
	spinlock_t lock;
	struct task_struct *worker;
	struct completion finished;
	bool armed;
	bool stoppable;
	ktime_t deadline;
	ktime_t limit;
	ktime_t paused;
	u64 paused_ns;
	enum memhp_kick kick;
	bool stop;
};

/**
 * memhp_watch_start - have @work(@arg) done by a thread
 *
 * @work is a function for kthread_create() that ends with
 * memhp_watch_finish(). 0 or a negative errno. After it, memhp_watch_wait()
 * is called until it returns true.
 */
int memhp_watch_start(struct memhp_watch *w, int (*work)(void *arg), void *arg);

/**
 * memhp_watch_wait - wait a moment for the thread
 *
 * By the caller. Returns true when the work is done and the thread has gone.
 */
bool memhp_watch_wait(struct memhp_watch *w);

/** memhp_watch_finish - by the thread, last of all; returns its exit code */
int memhp_watch_finish(struct memhp_watch *w);

/**
 * memhp_watch_arm - from now on the thread may be broken off
 * @ns:		after that long, 0 for never
 * @limit_ns:	the same, with all that is waited for between memhp_watch_pause() and
 *		memhp_watch_resume(), which does not count in @ns
 * @stoppable:	by the caller's signals too
 */
void memhp_watch_arm(struct memhp_watch *w, u64 ns, u64 limit_ns, bool stoppable);

/** memhp_watch_pause - by the thread: from now on somebody else is waited for */
void memhp_watch_pause(struct memhp_watch *w);

/** memhp_watch_resume - no more */
void memhp_watch_resume(struct memhp_watch *w);

/** memhp_watch_disarm - no more; returns why it was, if it was */
enum memhp_kick memhp_watch_disarm(struct memhp_watch *w);

/** memhp_watch_stop - as if the caller had got a signal */
static inline void memhp_watch_stop(struct memhp_watch *w)
{
	WRITE_ONCE(w->stop, true);
}

/** memhp_watch_stopped - did the caller get a signal? */
static inline bool memhp_watch_stopped(struct memhp_watch *w)
{
	return READ_ONCE(w->stop);
}

#endif
