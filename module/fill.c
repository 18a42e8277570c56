// SPDX-License-Identifier: GPL-2.0
/*
 * A granule at a time: what is asked for is a window of the block's granules and a
 * number of them. To populate, the lowest held ones are given. To depopulate, those
 * that are free are taken first, from the highest on, then those in use; what fails
 * is tried again until the deadline, unless a page stands in the way that never
 * moves.
 */
#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "core/pages.h"
#include "fill.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/held.h"
#include "kernel/page.h"
#include "pageinfo.h"
#include "provider.h"
#include "stage.h"
#include "trouble.h"

#define PAUSE_MS 20

/**
 * struct fill - one request, in granules of the kernel
 * @f:		as it came
 * @s:		the block, under the lock
 * @first:	the window
 * @end:	behind it
 * @left:	how many are still to be done
 * @step:	how many at a time
 * @id:		of that record
 * @deadline:	ktime, 0: none
 * @sight:	where to look at pages
 */
struct fill {
	struct memhp_fill *f;
	struct memhp_staged *s;
	u32 first;
	u32 end;
	u32 left;
	u32 step;
	u64 id;
	u64 deadline;
	struct memhp_sight *sight;
};

static u64 granule_bytes(void)
{
	return (u64)memhp_held_granule() << PAGE_SHIFT;
}

u64 memhp_fill_granule(void)
{
	return max_t(u64, SZ_4M, granule_bytes());
}

static bool late(const struct fill *fill)
{
	return fill->deadline && ktime_get_ns() >= fill->deadline;
}

/* Is all of it with the page allocator, unused? */
static bool all_free(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;
	struct memhp_page_look look;

	for (; pfn < end; pfn += memhp_page_look(pfn_to_page(pfn), &look))
		if (memhp_page_kind(&look) != MEMHP_PAGE_FREE)
			return false;
	return true;
}

static unsigned long pfn_of(const struct fill *fill, u32 granule)
{
	return fill->s->pfn + granule * memhp_held_granule();
}

static int because(struct fill *fill, u32 granule, u32 reason, s32 error)
{
	fill->f->reason = reason;
	fill->f->error = error;
	fill->f->bad = granule == ~0U ? ~0ULL : PFN_PHYS(pfn_of(fill, granule));
	return -error;
}

static void done(struct fill *fill, u32 first, u32 end, bool held)
{
	memhp_stage_set(fill->s, first, end, held);
	fill->left -= end - first;
	fill->f->done += (end - first) * granule_bytes();
}

/* Bytes that what is asked for must be whole multiples of: what backs the memory may
 * have larger granules than the kernel. */
static u64 unit(const struct fill *fill)
{
	u64 provided = 0;

	if (fill->s->provided)
		provided = memhp_provider_at(PFN_PHYS(fill->s->pfn));
	return provided ? provided : granule_bytes();
}

/* It is no whole granule of who provides the memory: which would be? */
static int not_of_provider(struct fill *fill, u64 least)
{
	fill->f->granule = least;
	because(fill, ~0U, MEMHP_REASON_PROVIDER, EINVAL);
	return 1;
}

/* The window and the number, from bytes; -EINVAL: not of whole granules. 1: not as
 * provided. */
static int measure(struct fill *fill)
{
	const struct memhp_fill *f = fill->f;
	u64 bytes = granule_bytes(), begin = PFN_PHYS(fill->s->pfn);
	u64 least = unit(fill), all = fill->s->nr * bytes;
	u64 step = f->granule ? f->granule : max(memhp_fill_granule(), least);

	if (step < granule_bytes() || !is_power_of_2(step) ||
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
		return because(fill, i, held ? MEMHP_REASON_POPULATED :
					       MEMHP_REASON_HELD, EEXIST);
	}
	fill->left = f->length ? f->length / granule_bytes() : there;
	if (fill->left > there)
		return because(fill, ~0U, MEMHP_REASON_TOO_MUCH, ERANGE);
	return 0;
}

/* The piece of the window around granule @i that goes together: all of it held, or
 * all of it not, within a step. */
static u32 piece(const struct fill *fill, u32 i, u32 end, bool held)
{
	unsigned long pages = fill->step * memhp_held_granule();
	u32 stop = (ALIGN(pfn_of(fill, i) + 1, pages) - fill->s->pfn) /
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
			because(fill, i, MEMHP_REASON_INTERRUPTED, EINTR);
			return;
		}
		if (memhp_held_poisoned(pfn_of(fill, i), pages)) {
			because(fill, i, MEMHP_REASON_HWPOISON, EHWPOISON);
			continue;
		}
		ret = fill->s->provided ?
		      memhp_provider_attach(pfn_of(fill, i), pages) : 0;
		if (ret) {
			because(fill, i, MEMHP_REASON_PROVIDER, -ret);
			continue;
		}
		memhp_held_give(pfn_of(fill, i), pages);
		done(fill, i, end, false);
	}
}

/* Of which page? Told as the block's last error. */
static void note_page(struct fill *fill)
{
	struct memhp_trouble why = memhp_trouble_none();
	struct memhp_result result = {
		.block = fill->f->block,
		.reason = fill->f->reason,
		.error = fill->f->error,
	};

	memhp_pageinfo_culprit(fill->sight, &why.page);
	memhp_trouble_note(MEMHP_OP_NONE, MEMHP_CHOICE_NONE, &result, &why);
}

/* What became of the piece, and may another try help? */
static bool note_failure(struct fill *fill, u32 i, u32 end, int error)
{
	unsigned long pages = (end - i) * memhp_held_granule();
	bool hope;

	if (error == -ENOMEM) {
		because(fill, i, MEMHP_REASON_NO_MEMORY, ENOMEM);
		return true;
	}
	if (error != -EBUSY && error != -EINTR) {
		because(fill, i, MEMHP_REASON_KERNEL, -error);
		return false;
	}
	memhp_pageinfo_look_at(pfn_of(fill, i), pages, fill->sight);
	hope = false;
	if (fill->sight->pages.count[MEMHP_PAGE_POISONED]) {
		because(fill, i, MEMHP_REASON_HWPOISON, EHWPOISON);
	} else if (fill->sight->nr_hard ||
		   fill->sight->pages.count[MEMHP_PAGE_OFFLINE]) {
		because(fill, i, MEMHP_REASON_UNMOVABLE, EBUSY);
	} else {
		because(fill, i, MEMHP_REASON_MIGRATION, ETIMEDOUT);
		hope = true;
	}
	note_page(fill);
	return hope;
}

/* The next piece that the allocator has, below granule @at: up to @at, down to @first.
 * False: there is none. */
static bool next_below(const struct fill *fill, u32 *first, u32 *at)
{
	unsigned long pages = fill->step * memhp_held_granule();
	u32 i;

	while (*at > fill->first && test_bit(*at - 1, fill->s->map))
		--*at;
	if (*at == fill->first)
		return false;
	i = *at - 1;
	while (i > fill->first && !IS_ALIGNED(pfn_of(fill, i), pages) &&
	       *at - i < fill->left && !test_bit(i - 1, fill->s->map))
		i--;
	*first = i;
	return true;
}

/* Take one piece below @at back, if it is free or need not be. False: none is left. */
static bool take_one(struct fill *fill, u32 *at, bool free, bool *hope)
{
	unsigned long pages;
	u32 first, end;
	int ret = 0;

	do {
		if (!next_below(fill, &first, at))
			return false;
		end = *at;
		*at = first;
		pages = (end - first) * memhp_held_granule();
	} while (free && !all_free(pfn_of(fill, first), pages));
	ret = memhp_held_take(pfn_of(fill, first), pages);
	if (ret) {
		*hope |= note_failure(fill, first, end, ret);
		return true;
	}
	done(fill, first, end, true);
	memhp_held_settle();
	if (fill->s->provided)
		memhp_provider_detach(pfn_of(fill, first), pages);
	return true;
}

/* 0 with the lock held and the block as it was, or what ended it: a negative errno. */
static int lock(struct fill *fill)
{
	while (memhp_hotplug_trylock()) {
		if (signal_pending(current))
			return because(fill, ~0U, MEMHP_REASON_INTERRUPTED, EINTR);
		if (late(fill))
			return because(fill, ~0U, MEMHP_REASON_DEADLINE, ETIMEDOUT);
	}
	if (memhp_stage_of(fill->f->block) == fill->s &&
	    fill->s->id == fill->id)
		return 0;
	memhp_hotplug_unlock();
	return because(fill, ~0U, MEMHP_REASON_NOT_STAGED, EINVAL);
}

/* Once over the window, a piece at a time, so that others get their turn. */
static int sweep(struct fill *fill, bool free, bool *hope)
{
	u32 at = fill->end;
	bool more;
	int ret;

	do {
		ret = lock(fill);
		if (ret)
			return ret;
		more = fill->left && take_one(fill, &at, free, hope);
		memhp_hotplug_unlock();
		if (signal_pending(current))
			return because(fill, ~0U, MEMHP_REASON_INTERRUPTED, EINTR);
		if (more && !free && late(fill))
			return fill->f->reason ? -ETIMEDOUT :
			       because(fill, ~0U, MEMHP_REASON_DEADLINE, ETIMEDOUT);
		cond_resched();
	} while (more);
	return 0;
}

static void depopulate(struct fill *fill)
{
	bool hope = false;

	if (sweep(fill, true, &hope))
		return;
	while (fill->left) {
		hope = false;
		if (sweep(fill, false, &hope) || !hope || late(fill))
			return;
		msleep_interruptible(PAUSE_MS);
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
		because(fill, ~0U, f->op == MEMHP_FILL_POPULATE ?
			MEMHP_REASON_POPULATED : MEMHP_REASON_HELD, EEXIST);
	}
}

int memhp_fill(struct memhp_fill *f)
{
	struct fill fill = { .f = f };
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
		depopulate(&fill);
		memhp_stage_amounts(f->block, &f->populated, &f->held);
	}
	if (!ret && fill.s)
		conclude(&fill);
	/* What speaks against it is in the answer. */
	ret = min(ret, 0);
out_free:
	kfree(fill.sight);
	return ret;
}
