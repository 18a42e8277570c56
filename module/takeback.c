// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of a staged block are taken back from the page allocator: first pieces that are
 * free, from the highest on, then those in use; what fails is tried again until the
 * deadline, unless a page stands in the way that never moves.
 */
#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "core/pages.h"
#include "filling.h"
#include "kernel/calls.h"
#include "kernel/page.h"
#include "provider.h"
#include "trouble.h"

#define PAUSE_MS 20

/* The most free pages that are taken under one hold of the lock: in most machines that is
 * all of a block. Where the kernel clears them on their way, that is most of the time. */
#define AT_ONCE SZ_256M

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
		memhp_filling_because(fill, i, MEMHP_REASON_NO_MEMORY, ENOMEM);
		return true;
	}
	if (error != -EBUSY && error != -EINTR) {
		memhp_filling_because(fill, i, MEMHP_REASON_KERNEL, -error);
		return false;
	}
	memhp_pageinfo_look_at(memhp_filling_pfn(fill, i), pages, fill->sight);
	hope = false;
	if (fill->sight->pages.count[MEMHP_PAGE_POISONED]) {
		memhp_filling_because(fill, i, MEMHP_REASON_HWPOISON, EHWPOISON);
	} else if (fill->sight->nr_hard ||
		   fill->sight->pages.count[MEMHP_PAGE_OFFLINE]) {
		memhp_filling_because(fill, i, MEMHP_REASON_UNMOVABLE, EBUSY);
	} else {
		memhp_filling_because(fill, i, MEMHP_REASON_MIGRATION, ETIMEDOUT);
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
	while (i > fill->first && !IS_ALIGNED(memhp_filling_pfn(fill, i), pages) &&
	       *at - i < fill->left && !test_bit(i - 1, fill->s->map))
		i--;
	*first = i;
	return true;
}

static bool is_free(const struct fill *fill, u32 first, u32 end)
{
	return all_free(memhp_filling_pfn(fill, first),
			(end - first) * memhp_held_granule());
}

/* The next pieces in a row that are free, as next_below(). They go in one call: each
 * makes every processor give back what it has put by, which takes far longer than to
 * take free pages. */
static bool next_free(const struct fill *fill, u32 *first, u32 *at)
{
	u32 most = min_t(u64, fill->left, AT_ONCE / memhp_filling_granule());
	u32 below, top;

	while (next_below(fill, first, at) && !is_free(fill, *first, *at))
		*at = *first;
	if (*at == fill->first)
		return false;
	for (top = below = *first; next_below(fill, &below, &top); *first = top = below)
		if (top != *first || *at - below > most || !is_free(fill, below, top))
			break;
	return true;
}

static void taken(struct fill *fill, u32 first, u32 end)
{
	memhp_filling_done(fill, first, end, true);
	for (; fill->s->provided && first < end; first += fill->step)
		memhp_provider_detach(memhp_filling_pfn(fill, first),
				      fill->step * memhp_held_granule());
}

/* Take what is next below @at back, free pieces or one. False: none is left. */
static bool take_next(struct fill *fill, u32 *at, bool free, bool *hope)
{
	u32 first, end;
	bool more;
	int ret;

	more = free ? next_free(fill, &first, at) : next_below(fill, &first, at);
	if (!more)
		return false;
	end = *at;
	*at = first;
	ret = memhp_held_take(memhp_filling_pfn(fill, first),
			      (end - first) * memhp_held_granule());
	if (ret)
		*hope |= note_failure(fill, first, end, ret);
	else
		taken(fill, first, end);
	return true;
}

/* 0 with the lock held and the block as it was, or what ended it: a negative errno. */
static int lock(struct fill *fill)
{
	while (memhp_hotplug_trylock()) {
		if (signal_pending(current))
			return memhp_filling_because(fill, ~0U, MEMHP_REASON_INTERRUPTED, EINTR);
		if (late(fill))
			return memhp_filling_because(fill, ~0U, MEMHP_REASON_DEADLINE, ETIMEDOUT);
	}
	if (memhp_stage_of(fill->f->block) == fill->s &&
	    fill->s->id == fill->id)
		return 0;
	memhp_hotplug_unlock();
	return memhp_filling_because(fill, ~0U, MEMHP_REASON_NOT_STAGED, EINVAL);
}

/* Once over the window, a piece at a time, so that others get their turn. */
static int sweep(struct fill *fill, bool free, bool *hope)
{
	u64 before = fill->f->done;
	bool more, stopped, overdue;
	u32 at = fill->end;
	int ret;

	do {
		ret = lock(fill);
		if (ret)
			return ret;
		more = fill->left && take_next(fill, &at, free, hope);
		/* If it ends while somebody else has the lock, that is who changes
		 * blocks, and the kernel does this then. */
		stopped = signal_pending(current);
		overdue = !free && late(fill);
		if (fill->f->done > before && (!more || stopped || overdue))
			memhp_held_settle();
		memhp_hotplug_unlock();
		if (stopped)
			return memhp_filling_because(fill, ~0U, MEMHP_REASON_INTERRUPTED, EINTR);
		if (more && overdue)
			return fill->f->reason ? -ETIMEDOUT :
			       memhp_filling_because(fill, ~0U, MEMHP_REASON_DEADLINE, ETIMEDOUT);
		cond_resched();
	} while (more);
	return 0;
}

void memhp_filling_take_back(struct fill *fill)
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
