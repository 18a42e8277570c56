// SPDX-License-Identifier: GPL-2.0
/*
 * A granule at a time: what is asked for is a window of the block's granules and a
 * number of them. To populate, the lowest held ones are given. How they are taken back
 * is in takeback.c.
 */
#include <linux/bitmap.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "events.h"
#include "fill.h"
#include "filling.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/held.h"
#include "provider.h"
#include "trouble.h"

u64 memhp_fill_granule(void)
{
	return max_t(u64, SZ_4M, memhp_filling_granule());
}

int memhp_filling_because(struct fill *fill, u32 granule, u32 reason, s32 error)
{
	fill->f->reason = reason;
	fill->f->error = error;
	fill->f->bad = granule == ~0U ? ~0ULL : PFN_PHYS(memhp_filling_pfn(fill, granule));
	return -error;
}

void memhp_filling_done(struct fill *fill, u32 first, u32 end, bool held)
{
	memhp_stage_set(fill->s, first, end, held);
	fill->left -= end - first;
	fill->f->done += (end - first) * memhp_filling_granule();
}

/* Bytes that what is asked for must be whole multiples of: what backs the memory may
 * have larger granules than the kernel. */
static u64 unit(const struct fill *fill)
{
	u64 provided = 0;

	if (fill->s->provided)
		provided = memhp_provider_at(PFN_PHYS(fill->s->pfn));
	return provided ? provided : memhp_filling_granule();
}

/* It is no whole granule of who provides the memory: which would be? */
static int not_of_provider(struct fill *fill, u64 least)
{
	fill->f->granule = least;
	memhp_filling_because(fill, ~0U, MEMHP_REASON_PROVIDER, EINVAL);
	return 1;
}

/* The window and the number, from bytes; -EINVAL: not of whole granules. 1: not as
 * provided. */
static int measure(struct fill *fill)
{
	const struct memhp_fill *f = fill->f;
	u64 bytes = memhp_filling_granule(), begin = PFN_PHYS(fill->s->pfn);
	u64 least = unit(fill), all = fill->s->nr * bytes;
	u64 step = f->granule ? f->granule : max(memhp_fill_granule(), least);

	if (step < memhp_filling_granule() || !is_power_of_2(step) ||
	    step > memory_block_size_bytes() || f->length % bytes)
		return -EINVAL;
	if (step < least || f->length % least ||
	    (f->start != ~0ULL && f->start % least))
		return not_of_provider(fill, least);
	fill->step = (fill->s->provided ? least : step) / bytes;
	fill->first = 0;
	fill->end = fill->s->nr;
	if (f->start == ~0ULL)
		return 0;
	if (f->start < begin || f->start % bytes || f->start - begin >= all ||
	    f->length > all - (f->start - begin))
		return -EINVAL;
	fill->first = (f->start - begin) / bytes;
	if (f->length)
		fill->end = fill->first + f->length / bytes;
	return 0;
}

static u32 count(const struct fill *fill, bool held)
{
	u32 i, nr = 0;

	for (i = fill->first; i < fill->end; i++)
		nr += test_bit(i, fill->s->map) == held;
	return nr;
}

/* How much is to be done, and is there so much? */
static int plan(struct fill *fill)
{
	struct memhp_fill *f = fill->f;
	bool held = f->op == MEMHP_FILL_POPULATE;
	u32 there = count(fill, held), i;

	if (f->start != ~0ULL && f->length && there < fill->end - fill->first) {
		i = fill->first;
		while (test_bit(i, fill->s->map) == held)
			i++;
		return memhp_filling_because(fill, i, held ? MEMHP_REASON_POPULATED :
					       MEMHP_REASON_HELD, EEXIST);
	}
	fill->left = f->length ? f->length / memhp_filling_granule() : there;
	if (fill->left > there)
		return memhp_filling_because(fill, ~0U, MEMHP_REASON_TOO_MUCH, ERANGE);
	return 0;
}

/* The piece of the window around granule @i that goes together: all of it held, or
 * all of it not, within a step. */
static u32 piece(const struct fill *fill, u32 i, u32 end, bool held)
{
	unsigned long pages = fill->step * memhp_held_granule();
	u32 stop = (ALIGN(memhp_filling_pfn(fill, i) + 1, pages) - fill->s->pfn) /
		   memhp_held_granule();
	u32 n = i;

	stop = min(stop, end);
	while (n < stop && test_bit(n, fill->s->map) == held)
		n++;
	return n;
}

static void populate(struct fill *fill)
{
	u32 i = fill->first, end;
	unsigned long pages;
	int ret;

	for (; i < fill->end && fill->left; i = max(end, i + 1)) {
		end = piece(fill, i, min(fill->end, i + fill->left), true);
		pages = (end - i) * memhp_held_granule();
		if (!pages)
			continue;
		if (signal_pending(current)) {
			memhp_filling_because(fill, i, MEMHP_REASON_INTERRUPTED, EINTR);
			return;
		}
		if (memhp_held_poisoned(memhp_filling_pfn(fill, i), pages)) {
			memhp_filling_because(fill, i, MEMHP_REASON_HWPOISON, EHWPOISON);
			continue;
		}
		ret = fill->s->provided ?
		      memhp_provider_attach(memhp_filling_pfn(fill, i), pages) : 0;
		if (ret) {
			memhp_filling_because(fill, i, MEMHP_REASON_PROVIDER, -ret);
			continue;
		}
		memhp_held_give(memhp_filling_pfn(fill, i), pages);
		memhp_filling_done(fill, i, end, false);
	}
}

static int note_state(struct memory_block *mem, void *arg)
{
	*(u8 *)arg = memhp_block_state(mem);
	return 0;
}

/* A block that has no record: which error? */
static int not_staged(struct memhp_fill *f)
{
	u8 state = MEMHP_STATE_UNKNOWN;

	memhp_walk_blocks(f->block, 1, &state, note_state);
	if (state != MEMHP_STATE_ONLINE)
		return -ENODEV;
	f->reason = MEMHP_REASON_NOT_STAGED;
	f->error = EINVAL;
	return 0;
}

/* Tell what came of it. */
static void tell(const struct fill *fill, u64 asked)
{
	const struct memhp_fill *f = fill->f;
	struct memhp_who who = memhp_who_asks(MEMHP_BY_MEMHP);
	struct memhp_event event;

	event = memhp_event_new(f->op == MEMHP_FILL_POPULATE ? MEMHP_EVENT_POPULATE :
				MEMHP_EVENT_DEPOPULATE, &who);
	event.first = f->block;
	event.count = 1;
	event.asked = asked;
	event.pages = PHYS_PFN(f->done);
	event.reason = f->reason;
	event.error = f->error;
	memhp_event_tell(&event);
}

/* What came of it. */
static void conclude(struct fill *fill)
{
	struct memhp_fill *f = fill->f;

	if (!fill->left) {
		memhp_trouble_forget(f->block, 1);
		f->reason = MEMHP_REASON_NONE;
		f->error = 0;
		f->bad = ~0ULL;
	} else if (!f->reason) {
		/* Somebody else was quicker. */
		memhp_filling_because(fill, ~0U, f->op == MEMHP_FILL_POPULATE ?
			MEMHP_REASON_POPULATED : MEMHP_REASON_HELD, EEXIST);
	}
}

int memhp_fill(struct memhp_fill *f)
{
	struct fill fill = { .f = f };
	u64 asked = 0;
	int ret;

	f->bad = ~0ULL;
	if (f->timeout_ns)
		fill.deadline = ktime_get_ns() + f->timeout_ns;
	fill.sight = kmalloc(sizeof(*fill.sight), GFP_KERNEL_ACCOUNT);
	if (!fill.sight)
		return -ENOMEM;
	ret = memhp_hotplug_lock();
	if (ret)
		goto out_free;
	fill.s = memhp_stage_of(f->block);
	if (!fill.s) {
		ret = not_staged(f);
		goto out;
	}
	fill.id = fill.s->id;
	ret = measure(&fill);
	if (!ret)
		ret = plan(&fill) ? 1 : 0;
	asked = (u64)fill.left * memhp_held_granule();
	if (!ret && f->op == MEMHP_FILL_POPULATE) {
		populate(&fill);
		if (f->done)
			memhp_held_settle();
	}
	memhp_stage_amounts(f->block, &f->populated, &f->held);
	if (!ret && f->flags & MEMHP_FILL_RELEASE)
		memhp_stage_release(f->block);
out:
	memhp_hotplug_unlock();
	if (!ret && fill.s && f->op == MEMHP_FILL_DEPOPULATE) {
		memhp_filling_take_back(&fill);
		memhp_stage_amounts(f->block, &f->populated, &f->held);
	}
	if (!ret && fill.s)
		conclude(&fill);
	if (ret >= 0)
		tell(&fill, asked);
	/* What speaks against it is in the answer. */
	ret = min(ret, 0);
out_free:
	kfree(fill.sight);
	return ret;
}
