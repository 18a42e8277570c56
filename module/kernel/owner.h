/* SPDX-License-Identifier: GPL-2.0 */
/* Where a block came from. */
#ifndef MEMHP_KERNEL_OWNER_H
#define MEMHP_KERNEL_OWNER_H

#include <linux/memory.h>
#include <linux/spinlock.h>

#include <memhp/uapi.h>

/** memhp_owner_init - after memhp_symbols_init() */
void memhp_owner_init(void);

/** memhp_resource_lock - the lock of the resource tree, NULL: not found */
rwlock_t *memhp_resource_lock(void);

/**
 * memhp_block_owner - enum memhp_owner of a block
 *
 * By the resource tree and the block's firmware companion. The caller holds a reference
 * to the block. UNKNOWN without MEMHP_FEATURE_OWNER, but for boot memory and DIMMs.
 */
u32 memhp_block_owner(struct memory_block *mem);

/**
 * struct memhp_device - the device that a block came with
 * @owner:	enum memhp_owner
 * @start:	its first physical address
 * @size:	bytes
 * @name:	what its driver calls it, "" if there is none
 */
struct memhp_device {
	u32 owner;
	u64 start;
	u64 size;
	char name[MEMHP_GROUP_NAME_SIZE];
};

/**
 * memhp_block_device - tell the device of a block
 *
 * Right also before its firmware companion is set, which is after the kernel has
 * onlined it. False: boot memory, or nothing is known. May sleep: asks ACPI.
 */
bool memhp_block_device(struct memory_block *mem, struct memhp_device *device);

#endif
