/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bar on the terminal for a change that takes more than a second, drawn by
 * a thread of its own while the main thread waits in the kernel.
 */
#ifndef MEMHPCTL_PROGRESS_H
#define MEMHPCTL_PROGRESS_H

#include <memhp/libmemhp.h>

struct progress;

/*
 * NULL when there is no terminal or no thread to be had: then there is no bar, and
 * the others do nothing. @verb is what the bar says.
 */
struct progress *progress_start(const char *verb);

/* Of @total blocks, @done are done, and those of @req, which is about to run, as it
 * says. NULL before that is gone or changed. */
void progress_watch(struct progress *progress, const struct memhp_change_req *req,
		    size_t done, size_t total);

/* End it and erase the bar. */
void progress_stop(struct progress *progress);

#endif
