/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Staged blocks: online in their zone, with pages held back. A bit a granule says
 * what is held. Whoever takes such a block offline, the held pages do not stand in
 * the way, and with it the record goes: it comes back whole.
 *
 * A record holds a reference to the module.
 */
#ifndef MEMHP_STAGE_H
#define MEMHP_STAGE_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#include "pass.h"

/**
 * struct memhp_staged - a staged block
 * @id:		of this record, no other had it
 * @pfn:	first frame that can be held: behind the memmap that the block may hold
 * @nr:		granules from there on, see memhp_held_granule()
 * @held:	how many are held
 * @provided:	somebody backs the memory, and has to be asked
 * @let_go:	it is going offline, and they were let go
 * @map:	a bit a granule: it is held
 *
 * Changed under the device hotplug lock; @held is read without.
 */
struct memhp_staged {
	struct rcu_head rcu;
	u64 id;
	unsigned long pfn;
	u32 nr;
	u32 held;
	bool provided;
	bool let_go;
	unsigned long map[];
};

int memhp_stage_init(void);
void memhp_stage_exit(void);

/** memhp_stage_begin - note what we refuse this thread from now on; blocks that it takes
 * online are staged if @stage. Device hotplug lock, and memhp_intercept_arm() before it */
void memhp_stage_begin(bool stage);

/**
 * memhp_stage_end - no longer
 * @why:	out: with false, what was wrong
 * @who:	out: of MEMHP_NOTIFIER_SIZE; with SLOT, the function that has it, ""
 *
 * False: it was refused by us, or pages went to the allocator past us.
 */
bool memhp_stage_end(struct memhp_cause *why, char *who);

/** memhp_stage_of - the record of a block, NULL. Device hotplug lock */
struct memhp_staged *memhp_stage_of(u64 block);

/** memhp_stage_amounts - bytes of a block that the allocator has, and has not; false: it is
 * not staged. No lock */
bool memhp_stage_amounts(u64 block, u64 *populated, u64 *held);

/** memhp_stage_pages - pages of staged blocks of the range that the allocator has. Device
 * hotplug lock */
u64 memhp_stage_pages(u64 start, u64 size);

/** memhp_stage_of_driver - does a driver that gives pages to the allocator itself own this
 * block? It is never staged */
bool memhp_stage_of_driver(u64 block);

/** memhp_stage_release - a block with nothing held is no longer staged. Device hotplug
 * lock */
void memhp_stage_release(u64 block);

/**
 * memhp_stage_populated - the next piece of a block that is populated
 * @step:	pages; pieces end where addresses are multiples of them
 * @pfn:	in: the piece before; out: where it begins
 * @nr:		in: pages of the piece before, 0: none; out: pages of it
 *
 * False: there is none. Device hotplug lock.
 */
bool memhp_stage_populated(const struct memhp_staged *s, unsigned long step,
			   unsigned long *pfn, unsigned long *nr);

/** memhp_stage_holds - is this page held? Device hotplug lock */
bool memhp_stage_holds(unsigned long pfn);

/** memhp_stage_set - granules @first to before @end are held from now on, or not */
void memhp_stage_set(struct memhp_staged *s, u32 first, u32 end, bool held);

#endif
