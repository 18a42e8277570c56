/* SPDX-License-Identifier: GPL-2.0 */
/* Gives pages of staged blocks to the page allocator, and takes them back. */
#ifndef MEMHP_FILL_H
#define MEMHP_FILL_H

#include <memhp/uapi.h>

/** memhp_fill_granule - bytes that go to the allocator at a time, if nobody says else */
u64 memhp_fill_granule(void);

/**
 * memhp_fill - populate or depopulate a staged block, as @f says
 *
 * Takes the device hotplug lock, once for each granule that it takes back. 0, with
 * the rest of @f filled in, or a negative errno with nothing done.
 */
int memhp_fill(struct memhp_fill *f);

#endif
