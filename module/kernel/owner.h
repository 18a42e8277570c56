/* SPDX-License-Identifier: GPL-2.0 */
/* Where a block came from. */
#ifndef MEMHP_KERNEL_OWNER_H
#define MEMHP_KERNEL_OWNER_H

#include <linux/memory.h>

#include <memhp/uapi.h>

/** memhp_owner_init - after memhp_symbols_init() */
void memhp_owner_init(void);

/**
 * memhp_block_owner - enum memhp_owner of a block
 *
 * By the resource tree and the block's firmware companion. The caller holds a reference to the block. UNKNOWN without MEMHP_FEATURE_OWNER,
 * but for boot memory and DIMMs.
 */
u32 memhp_block_owner(struct memory_block *mem);

#endif
