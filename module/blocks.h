/* SPDX-License-Identifier: GPL-2.0 */
/* All blocks of the machine, read without keeping anybody off. */
#ifndef MEMHP_BLOCKS_H
#define MEMHP_BLOCKS_H

#include <linux/types.h>

#include "kernel/compat.h"

/** struct memhp_alike - consecutive blocks alike in all that is told of them,
 * as in the dump of the uapi */
struct memhp_alike {
	u64 first;
	u64 count;
	u32 state;
	u32 zone;
	u32 owner;
	u32 flags;
	s32 node;
	u32 group;	/* see memhp_groups_id() */
	u64 held;	/* bytes of each, if STAGED */
};

/**
 * struct memhp_snapshot - the machine's blocks at one time
 * @torn:	something changed while it was taken, every time it was tried
 * @seq:	number of the last event that is surely in it
 * @nr:		entries in @ranges
 * @ranges:	ascending
 */
struct memhp_snapshot {
	bool torn;
	u64 seq;
	size_t nr;
	struct memhp_alike ranges[];
};

/** memhp_blocks_init - after memhp_symbols_init(); turns LIST off, or -EINTR */
int memhp_blocks_init(void);
void memhp_blocks_exit(void);

/** memhp_blocks_bus - the bus of memory blocks, NULL without LIST */
memhp_bus *memhp_blocks_bus(void);

/**
 * memhp_snapshot_take - read all blocks
 *
 * Takes no lock that is held while a block changes, so it never waits for one.
 * Free with memhp_snapshot_free(). ERR_PTR: -ENOMEM, -EOPNOTSUPP. May sleep.
 */
struct memhp_snapshot *memhp_snapshot_take(void);
void memhp_snapshot_free(struct memhp_snapshot *snapshot);

#endif
