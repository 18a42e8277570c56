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
 * Watch @req, which is about to run. NULL when there is no terminal or no
 * thread to be had: then there is no bar. @verb is what the bar says.
 */
struct progress *progress_start(const struct memhp_change_req *req, const char *verb);

/* End it and erase the bar; NULL is fine. */
void progress_stop(struct progress *progress);

#endif
