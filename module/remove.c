// SPDX-License-Identifier: GPL-2.0
/* Memory is removed that was added at somebody's request, once it is offline. */
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>

#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/memory_map.h"
#include "kernel/owner.h"
#include "physical.h"

/**
 * struct leaving - a block that is to be removed
 * @there:	it is
 * @owner:	enum memhp_owner
 * @state:	enum memhp_state
 * @node:	its node
 * @memmap:	holds its own memmap
 */
struct leaving {
	bool there;
	u32 owner;
	u8 state;
	int node;
	bool memmap;
};

static int note_leaving(struct memory_block *mem, void *arg)
{
	*(struct leaving *)arg = (struct leaving){
		.there = true,
		.owner = memhp_block_owner(mem),
		.state = memhp_block_state(mem),
		.node = mem->nid,
		.memmap = memhp_compat_has_memmap(mem),
	};
	return 1;
}

/* Why the block at @at stays: enum memhp_reason. Under the hotplug lock. */
static u32 why_not(u64 at, struct leaving *block)
{
	*block = (struct leaving){ };
	memhp_walk_blocks(at / memory_block_size_bytes(), 1, block, note_leaving);
	if (!block->there)
		return MEMHP_REASON_NO_SUCH_BLOCK;
	if (block->owner != MEMHP_OWNER_PROBE)
		return MEMHP_REASON_NOT_OURS;
	return block->state == MEMHP_STATE_OFFLINE ? MEMHP_REASON_NONE :
						     MEMHP_REASON_ONLINE;
}

static int look_at(struct memhp_memory *m, u64 at, struct leaving *block)
{
	u32 reason = why_not(at, block);

	switch (reason) {
	case MEMHP_REASON_NONE:
		return 0;
	case MEMHP_REASON_NO_SUCH_BLOCK:
		return memhp_refuse(m, reason, ENODEV, at);
	case MEMHP_REASON_NOT_OURS:
		memhp_map_name(at, m->what);
		return memhp_refuse(m, reason, EPERM, at);
	default:
		return memhp_refuse(m, reason, EBUSY, at);
	}
}

/*
 * How much goes by one call, from @at on. Memory that others added by one call has one
 * resource, and one entry in the firmware's map, which only go as a whole; where
 * resources may be merged, they were added block by block as far as we know.
 */
static u64 piece(const struct memhp_memory *m, u64 at, const struct leaving *block)
{
	u64 size = memory_block_size_bytes();
	u64 end = min(m->start + m->length, memhp_map_whole_until(at));
	struct leaving next;
	u64 length = size;

	if (block->memmap)
		return length;
	while (at + length < end && !why_not(at + length, &next) &&
	       !next.memmap && next.node == block->node)
		length += size;
	return length;
}

static int check_remove(struct memhp_memory *m)
{
	u64 size = memory_block_size_bytes(), at;
	struct leaving block;
	int ret;

	ret = memhp_physical_place(m);
	if (!ret && memhp_hotplug_lock())
		ret = memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, m->start);
	if (ret)
		return ret;
	for (at = m->start; !ret && at < m->start + m->length; at += size)
		ret = look_at(m, at, &block);
	memhp_hotplug_unlock();
	return ret;
}

/* The bytes that went, 0: the reason is set. */
static u64 remove_piece(struct memhp_memory *m, u64 at)
{
	struct leaving block;
	u64 length;
	int ret;

	if (memhp_hotplug_lock()) {
		memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, at);
		return 0;
	}
	ret = look_at(m, at, &block);
	length = ret ? 0 : piece(m, at, &block);
	memhp_hotplug_unlock();
	if (ret)
		return 0;
	ret = memhp_compat_remove_memory(block.node, at, length);
	if (!ret)
		return length;
	/* Somebody took it online in between. */
	if (ret == -EBUSY)
		memhp_refuse(m, MEMHP_REASON_ONLINE, EBUSY, at);
	else
		memhp_refuse(m, MEMHP_REASON_KERNEL, -ret, at);
	return 0;
}

void memhp_physical_remove(struct memhp_memory *m)
{
	u64 went;

	if (check_remove(m) || m->flags & MEMHP_MEMORY_CHECK)
		return;
	while (m->done < m->length) {
		if (signal_pending(current)) {
			memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR,
				     m->start + m->done);
			return;
		}
		went = remove_piece(m, m->start + m->done);
		if (!went)
			return;
		m->done += went;
		cond_resched();
	}
}
