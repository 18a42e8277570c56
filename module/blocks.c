// SPDX-License-Identifier: GPL-2.0
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/sched/signal.h>
#include <linux/sort.h>

#include "blocks.h"
#include "events.h"
#include "firmware.h"
#include "kernel/added.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "kernel/owner.h"
#include "physical.h"
#include "places.h"
#include "stage.h"
#include "trouble.h"
#include "witness.h"

#define TRIES 4

/* The bus of memory blocks: static in the kernel, so found by a block on it. */
static memhp_bus *memory_bus;

static int note_bus(struct memory_block *mem, void *arg)
{
	memory_bus = mem->dev.bus;
	return 1;
}

static void tell(struct device *dev, enum memhp_event_kind kind)
{
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	struct memhp_who who = memhp_who_asks(memhp_physical_by_us() ? MEMHP_BY_MEMHP :
					      MEMHP_BY_PROCESS);
	struct memhp_event event = memhp_event_new(kind, &who);

	event.first = memhp_block_index(mem);
	event.count = 1;
	event.node = mem->nid;
	memhp_event_tell(&event);
}

/* Blocks that come and go ask no memory notifier. */
static int come_or_go(struct notifier_block *nb, unsigned long action, void *arg)
{
	struct device *dev = arg;

	memhp_changed();
	switch (action) {
	case BUS_NOTIFY_ADD_DEVICE:
		tell(dev, MEMHP_EVENT_ADDED);
		break;
	case BUS_NOTIFY_DEL_DEVICE:
		memhp_trouble_forget(dev->id, 1);
		memhp_added_forget(dev->id);
		break;
	case BUS_NOTIFY_REMOVED_DEVICE:
		/* Not before it is gone from what a list is made of. */
		tell(dev, MEMHP_EVENT_REMOVED);
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block blocks_nb = { .notifier_call = come_or_go };

int memhp_blocks_init(void)
{
	u64 blocks = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes();

	if (!memhp_has(MEMHP_FEATURE_LIST))
		return 0;
	if (memhp_hotplug_lock())
		return -EINTR;
	memhp_walk_blocks(0, blocks, NULL, note_bus);
	memhp_hotplug_unlock();
	if (!memory_bus) {
		memhp_features_lack(1U << MEMHP_FEATURE_LIST |
				    1U << MEMHP_FEATURE_POLICY |
				    1U << MEMHP_FEATURE_PAGES,
				    "the machine has no memory blocks");
		return 0;
	}
	return bus_register_notifier(memory_bus, &blocks_nb);
}

memhp_bus *memhp_blocks_bus(void)
{
	return memory_bus;
}

void memhp_blocks_exit(void)
{
	if (memory_bus)
		bus_unregister_notifier(memory_bus, &blocks_nb);
}

struct taking {
	struct memhp_snapshot *snapshot;
	size_t room;
	bool full;
	struct memhp_last last;
};

static bool alike(const struct memhp_alike *a, const struct memhp_alike *b)
{
	return a->state == b->state && a->zone == b->zone &&
	       a->owner == b->owner && a->flags == b->flags &&
	       a->node == b->node && a->group == b->group &&
	       a->held == b->held;
}

static u32 firmware_flags(u64 index)
{
	u64 size = memory_block_size_bytes();

	switch (memhp_firmware_hotpluggable(index * size, size)) {
	case 1:
		return MEMHP_BLOCK_FIRMWARE | MEMHP_BLOCK_HOTPLUGGABLE;
	case 0:
		return MEMHP_BLOCK_FIRMWARE;
	default:
		return 0;
	}
}

static int take_block(struct device *dev, void *arg)
{
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	struct taking *t = arg;
	struct memhp_snapshot *s = t->snapshot;
	struct memhp_alike now = {
		.first = memhp_block_index(mem),
		.count = 1,
		.owner = memhp_block_owner(mem),
		.node = mem->nid,
	};
	struct memhp_alike *prev = s->nr ? &s->ranges[s->nr - 1] : NULL;
	u8 state, zone;
	u64 ignored;

	if (memhp_state_and_zone(mem, &state, &zone) ||
	    memhp_unsettled(now.first, state))
		s->torn = true;
	now.state = state;
	now.zone = zone;
	now.flags = memhp_block_flags(mem, now.owner) | firmware_flags(now.first);
	now.group = memhp_groups_id(now.first, &t->last);
	if (memhp_stage_amounts(now.first, &ignored, &now.held))
		now.flags |= MEMHP_BLOCK_STAGED;
	if (prev && prev->first + prev->count == now.first &&
	    alike(prev, &now)) {
		prev->count++;
		return 0;
	}
	if (s->nr == t->room) {
		t->full = true;
		return -ENOSPC;
	}
	s->ranges[s->nr++] = now;
	return 0;
}

/* Blocks come in the order in which they were plugged in. */
static int by_first(const void *a, const void *b)
{
	const struct memhp_alike *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static void sort_and_merge(struct memhp_snapshot *s)
{
	size_t i, out = 0;

	sort(s->ranges, s->nr, sizeof(s->ranges[0]), by_first, NULL);
	for (i = 1; i < s->nr; i++) {
		struct memhp_alike *prev = &s->ranges[out];

		if (prev->first + prev->count == s->ranges[i].first &&
		    alike(prev, &s->ranges[i]))
			prev->count += s->ranges[i].count;
		else
			s->ranges[++out] = s->ranges[i];
	}
	if (s->nr)
		s->nr = out + 1;
}

/* NULL: no memory. Full: more ranges than there was room for. */
static struct memhp_snapshot *take(size_t room, bool *full)
{
	struct taking t = { .room = room };
	bool torn = false;
	u64 generation;

	t.snapshot = kvmalloc(struct_size(t.snapshot, ranges, room),
			      GFP_KERNEL_ACCOUNT);
	if (!t.snapshot)
		return NULL;
	t.snapshot->nr = 0;
	t.snapshot->torn = false;
	t.snapshot->seq = memhp_events_seq();
	generation = memhp_generation(&torn);
	bus_for_each_dev(memory_bus, NULL, &t, take_block);
	if (generation != memhp_generation(&torn) || torn)
		t.snapshot->torn = true;
	*full = t.full;
	return t.snapshot;
}

struct memhp_snapshot *memhp_snapshot_take(void)
{
	struct memhp_snapshot *s;
	size_t room = 64;
	bool full;
	int tries;

	if (!memhp_has(MEMHP_FEATURE_LIST))
		return ERR_PTR(-EOPNOTSUPP);

	for (tries = 1; ; ) {
		s = take(room, &full);
		if (!s)
			return ERR_PTR(-ENOMEM);
		if (!full && (!s->torn || tries++ >= TRIES))
			break;
		if (full)
			room *= 4;
		memhp_snapshot_free(s);
	}
	sort_and_merge(s);
	return s;
}

void memhp_snapshot_free(struct memhp_snapshot *snapshot)
{
	kvfree(snapshot);
}
