/* SPDX-License-Identifier: GPL-2.0 */
/* What lies where in physical memory, as the kernel and the firmware have it. */
#ifndef MEMHP_KERNEL_MEMORY_MAP_H
#define MEMHP_KERNEL_MEMORY_MAP_H

#include <linux/types.h>

#include <memhp/uapi.h>

/** memhp_map_init - after memhp_owner_init() */
void memhp_map_init(void);

/**
 * memhp_map_claimed - the first thing that lies in a range
 * @start:	its first address
 * @last:	its last one
 * @at:		out: where in the range that thing begins
 * @what:	out: its name: the innermost one, if things lie in one another
 *
 * Looks at the resource tree, at the memory blocks, at what the firmware's memory map
 * has that is not memory, and at what EFI keeps. Takes the hotplug lock. 1, 0: nothing, or -EINTR.
 */
int memhp_map_claimed(u64 start, u64 last, u64 *at, char what[MEMHP_WHAT_SIZE]);

/** memhp_map_name - what lies at @addr by the resource tree; "" if nothing does */
void memhp_map_name(u64 addr, char what[MEMHP_WHAT_SIZE]);

/** memhp_map_until - where the memory that the firmware's map has at @addr ends; 0: it
 * has none there */
u64 memhp_map_until(u64 addr);

/** memhp_map_whole_until - where the memory ends that was given to the kernel together with
 * that at @addr; 0: block by block, or not known */
u64 memhp_map_whole_until(u64 addr);

/** memhp_map_node - the node of an address, as the firmware says, else as the kernel
 * guesses */
int memhp_map_node(u64 addr);

/** memhp_map_answers - does the block at @start keep what is written to its first and
 * its last page? -EBUSY: somebody has it, -ENXIO: it does not. May sleep. */
int memhp_map_answers(u64 start);

#endif
