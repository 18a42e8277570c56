/* SPDX-License-Identifier: GPL-2.0 */
/* Devices that blocks came with, each a group of its own. Both locks of group.h. */
#ifndef MEMHP_DEVICES_H
#define MEMHP_DEVICES_H

#include <linux/memory.h>

#include "group.h"

/** memhp_device_of - the device of a block, made if it is new; NULL: nothing is
 * known of it, or no memory */
struct memhp_blockgroup *memhp_device_of(struct memory_block *mem);

/** memhp_device_forget - its last block has gone */
void memhp_device_forget(struct memhp_blockgroup *g);

/** memhp_device_refine - take over what the kernel has learned of a block since it
 * came, and of its device. For memhp_walk_blocks(); @arg is not used. 0. */
int memhp_device_refine(struct memory_block *mem, void *arg);

#endif
