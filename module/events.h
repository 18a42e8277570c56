/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens, numbered, told to whoever listens, traced and counted.
 *
 * All of it may sleep. It is told under whatever locks its cause was under, so nothing
 * in here takes one of memory hotplug.
 */
#ifndef MEMHP_EVENTS_H
#define MEMHP_EVENTS_H

#include <linux/sched.h>
#include <linux/types.h>

#include <memhp/uapi.h>

/**
 * struct memhp_who - who asked for something
 * @by:		enum memhp_by
 * @pid:	of the process, in the initial namespace; 0: none
 * @comm:	its name, or that of the kernel's thread
 */
struct memhp_who {
	u32 by;
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

/** memhp_who_asks - the current task, @by; a thread of the kernel is none of a process */
struct memhp_who memhp_who_asks(enum memhp_by by);

/** memhp_event_new - an event that says no more than @kind and @who */
struct memhp_event memhp_event_new(enum memhp_event_kind kind, const struct memhp_who *who);

/** memhp_event_tell - number it, tell, trace and count it */
void memhp_event_tell(struct memhp_event *event);

/** memhp_event_decided - tell what the policy decided about @count blocks from that of
 * @d on; @forbidden: and refused */
void memhp_event_decided(const struct memhp_decision *d, u64 count, bool forbidden,
			 const struct memhp_who *who);

/** memhp_events_seq - number of the last event; all up to it were told */
u64 memhp_events_seq(void);

struct memhp_job;

/**
 * memhp_events_job - tell and count what became of a job
 * @ns:		how long it took
 *
 * What the kernel tells of itself, that blocks went online or offline, is not repeated.
 */
void memhp_events_job(const struct memhp_job *job, u64 ns);

/** memhp_events_asked - agents were asked: count what they said */
void memhp_events_asked(u32 objected, u32 late);

/** memhp_events_stats - all that was counted */
void memhp_events_stats(struct memhp_stats *stats);

#endif
