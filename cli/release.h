/* SPDX-License-Identifier: GPL-2.0 */
/* memhpctl status --release: all that is held goes to the page allocator. */
#ifndef MEMHPCTL_RELEASE_H
#define MEMHPCTL_RELEASE_H

struct args;

/* Returns the exit code. */
int release(struct args *args);

#endif
