/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that are asked before blocks go offline. Each is an open file of /dev/memhp
 * with a delay: so long, and no longer, is its answer waited for.
 */
#ifndef MEMHP_AGENTS_H
#define MEMHP_AGENTS_H

#include <linux/types.h>

struct file;

/**
 * memhp_agents_open - begin to ask
 * @pid:	who takes the blocks offline, and is not asked
 *
 * A number for the question, to be told with it; 0: nobody is to be waited for. Then
 * memhp_agents_wait(). One question at a time: the device hotplug lock is held.
 */
u32 memhp_agents_open(pid_t pid);

/**
 * memhp_agents_wait - until all have answered, or their time is over, or a signal came
 * @name:	out: who objected, of @size
 *
 * 0: the blocks may go; -EBUSY: one objects; -EINTR.
 */
int memhp_agents_wait(u32 ask, char *name, size_t size);

/** memhp_agents_nudge - who waits has a signal pending by now */
void memhp_agents_nudge(void);

/** memhp_agents_objector - who objected last, in @name of @size */
void memhp_agents_objector(char *name, size_t size);

/** memhp_agents_release - the file is closed */
void memhp_agents_release(struct file *file);

#endif
