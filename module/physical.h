/* SPDX-License-Identifier: GPL-2.0 */
/* Physical memory that comes and goes at somebody's request. */
#ifndef MEMHP_PHYSICAL_H
#define MEMHP_PHYSICAL_H

#include <linux/types.h>

#include <memhp/uapi.h>

/**
 * memhp_physical - add or remove memory
 * @m:		in and out, as in the uapi; its outputs are cleared
 *
 * May sleep, for long; takes the hotplug lock. 0, or a negative errno if nothing was
 * done.
 */
int memhp_physical(struct memhp_memory *m);

/* For the two ways, add.c and remove.c: one request at a time, without the hotplug lock.
 * How far it went, and why no further, is in @m. */
void memhp_physical_add(struct memhp_memory *m);
void memhp_physical_remove(struct memhp_memory *m);

/** memhp_refuse - note why; returns -@error */
int memhp_refuse(struct memhp_memory *m, u32 reason, s32 error, u64 bad);

/** memhp_physical_place - are these whole blocks, where blocks can be? 0, or why not is
 * noted */
int memhp_physical_place(struct memhp_memory *m);

/** memhp_physical_by_us - is it memhp_physical() that this thread is in? */
bool memhp_physical_by_us(void);

#endif
