// SPDX-License-Identifier: GPL-2.0
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "block.h"
#include "compat.h"
#include "features.h"
#include "symbols.h"
#include "whose.h"

/**
 * struct taking - finding them
 * @whose:	out
 * @first:	frames from here
 * @end:	up to here, not with it
 * @room:	entries that the list being filled has room for
 */
struct taking {
	struct memhp_whose *whose;
	unsigned long first;
	unsigned long end;
	size_t room;
};

/* Can stacks be held while they are looked at? */
static bool stacks_known;

void memhp_whose_init(void)
{
	stacks_known = memhp_has(MEMHP_FEATURE_MAPPERS);
	if (!IS_ENABLED(CONFIG_MEMCG))
		memhp_features_lack(MEMHP_ON(MAPPERS),
				    "address spaces do not know their processes: CONFIG_MEMCG");
}

#if defined(CONFIG_VMAP_STACK) && defined(CONFIG_THREAD_INFO_IN_TASK)
/* Count those within the range; note those that there is room for. */
static void take_stack(struct taking *t, struct task_struct *task)
{
	struct memhp_whose *w = t->whose;
	struct memhp_stack_page *s;
	struct vm_struct *area;
	unsigned long pfn;
	unsigned int i;

	if (!try_get_task_stack(task))
		return;
	area = task->stack_vm_area;
	for (i = 0; area && i < area->nr_pages; i++) {
		pfn = page_to_pfn(area->pages[i]);
		if (pfn < t->first || pfn >= t->end || w->nr_stacks++ >= t->room)
			continue;
		s = &w->stacks[w->nr_stacks - 1];
		s->pfn = pfn;
		s->pid = task_tgid_nr(task);
		strscpy_pad(s->comm, task->comm, sizeof(s->comm));
	}
	static_call(memhp_put_task_stack)(task);
}

/* Tasks that come while they are walked over may be missed. */
static void walk_stacks(struct taking *t)
{
	struct task_struct *process, *task;

	t->whose->nr_stacks = 0;
	rcu_read_lock();
	for_each_process_thread(process, task)
		take_stack(t, task);
	rcu_read_unlock();
}

/* Room cannot be made while they are walked over: they are anew, until all fit. */
static int take_stacks(struct taking *t)
{
	struct memhp_whose *w = t->whose;

	if (!stacks_known)
		return 0;
	for (walk_stacks(t); w->nr_stacks > t->room; walk_stacks(t)) {
		kvfree(w->stacks);
		t->room = w->nr_stacks + w->nr_stacks / 8 + 16;
		w->nr_stacks = 0;
		w->stacks = kvmalloc_array(t->room, sizeof(*w->stacks),
					   GFP_KERNEL_ACCOUNT);
		if (!w->stacks)
			return -ENOMEM;
	}
	return 0;
}
#else
static int take_stacks(struct taking *t)
{
	return 0;
}
#endif

#if defined(CONFIG_X86_64) && defined(CONFIG_SPARSEMEM_VMEMMAP)
/* Room for one more. */
static int grow(struct taking *t)
{
	struct memhp_whose *w = t->whose;
	size_t room = max_t(size_t, 2 * t->room, 64);
	struct memhp_frames *more;

	if (w->nr_memmaps < t->room)
		return 0;
	more = kvmalloc_array(room, sizeof(*more), GFP_KERNEL_ACCOUNT);
	if (!more)
		return -ENOMEM;
	memcpy(more, w->memmaps, w->nr_memmaps * sizeof(*more));
	kvfree(w->memmaps);
	w->memmaps = more;
	t->room = room;
	return 0;
}

/* Note frames that struct pages are in; those that follow the last join it. */
static int note_memmap(struct taking *t, unsigned long pfn, unsigned long nr)
{
	struct memhp_whose *w = t->whose;
	struct memhp_frames *last = w->nr_memmaps ?
				    &w->memmaps[w->nr_memmaps - 1] : NULL;

	if (pfn >= t->end || pfn + nr <= t->first)
		return 0;
	/* Huge pages have one frame for many pages of theirs. */
	if (last && pfn >= last->pfn && pfn + nr <= last->pfn + last->nr)
		return 0;
	if (last && last->pfn + last->nr == pfn) {
		last->nr += nr;
		return 0;
	}
	if (grow(t))
		return -ENOMEM;
	w->memmaps[w->nr_memmaps++] = (struct memhp_frames){ pfn, nr };
	return 0;
}

/*
 * The frame that @at is mapped to, 0: none, and how much the entry maps. Who frees
 * memmap splits large entries: each is read once, and looked up again if it was split
 * since. The page tables go only with their blocks.
 */
static unsigned long frame_at(unsigned long at, unsigned long *size)
{
	unsigned int level;
	int tries = 2;
	pte_t *entry;

	*size = PAGE_SIZE;
	while (tries--) {
		entry = lookup_address(at, &level);
		if (entry && level == PG_LEVEL_4K) {
			pte_t pte = READ_ONCE(*entry);

			return pte_none(pte) ? 0 : pte_pfn(pte);
		}
		if (entry && level == PG_LEVEL_2M) {
			pmd_t pmd = READ_ONCE(*(pmd_t *)entry);

			if (!pmd_leaf(pmd))
				continue;
			*size = PMD_SIZE;
			return pmd_pfn(pmd);
		}
	}
	return 0;
}

/* The memmap is virtually mapped, by large pages where that was possible. */
static int take_memmap(struct device *dev, void *arg)
{
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	unsigned long pfn = memhp_block_pfn(mem);
	unsigned long at = (unsigned long)pfn_to_page(pfn);
	unsigned long end = (unsigned long)pfn_to_page(pfn + memhp_block_pages());
	unsigned long size, frame;

	cond_resched();
	for (; at < end; at = ALIGN_DOWN(at, size) + size) {
		frame = frame_at(at, &size);
		if (frame && note_memmap(arg, frame, size >> PAGE_SHIFT))
			return -ENOMEM;
	}
	return 0;
}

static int take_memmaps(struct taking *t, memhp_bus *bus)
{
	return bus_for_each_dev(bus, NULL, t, take_memmap);
}
#else
static int take_memmaps(struct taking *t, memhp_bus *bus)
{
	return 0;
}
#endif

static int by_stack(const void *a, const void *b)
{
	const struct memhp_stack_page *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

static int by_frames(const void *a, const void *b)
{
	const struct memhp_frames *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

/* Some are shared by many huge pages: entries that overlap become one, or the search
 * could go past one that holds the frame. */
static void merge(struct memhp_whose *w)
{
	struct memhp_frames *last = w->memmaps, *f;

	if (!w->nr_memmaps)
		return;
	for (f = last + 1; f < w->memmaps + w->nr_memmaps; f++) {
		if (f->pfn <= last->pfn + last->nr)
			last->nr = max(last->nr, f->pfn + f->nr - last->pfn);
		else
			*++last = *f;
	}
	w->nr_memmaps = last + 1 - w->memmaps;
}

int memhp_whose_take_stacks(struct memhp_whose *whose, unsigned long first,
			    unsigned long end)
{
	struct taking t = { .whose = whose, .first = first, .end = end };

	return take_stacks(&t);
}

int memhp_whose_take_memmaps(struct memhp_whose *whose, memhp_bus *bus,
			     unsigned long first, unsigned long end)
{
	struct taking t = { .whose = whose, .first = first, .end = end };

	return take_memmaps(&t, bus);
}

void memhp_whose_order(struct memhp_whose *whose)
{
	sort(whose->stacks, whose->nr_stacks, sizeof(*whose->stacks), by_stack,
	     NULL);
	sort(whose->memmaps, whose->nr_memmaps, sizeof(*whose->memmaps),
	     by_frames, NULL);
	merge(whose);
}

void memhp_whose_free(struct memhp_whose *whose)
{
	kvfree(whose->stacks);
	kvfree(whose->memmaps);
}

static int find_stack(const void *key, const void *at)
{
	unsigned long pfn = *(const unsigned long *)key;
	const struct memhp_stack_page *s = at;

	return pfn < s->pfn ? -1 : pfn > s->pfn;
}

static int find_frames(const void *key, const void *at)
{
	unsigned long pfn = *(const unsigned long *)key;
	const struct memhp_frames *f = at;

	return pfn < f->pfn ? -1 : pfn >= f->pfn + f->nr;
}

u32 memhp_whose_page(const struct memhp_whose *whose, unsigned long pfn,
		     struct memhp_obstacle *out)
{
	const struct memhp_stack_page *s;

	s = bsearch(&pfn, whose->stacks, whose->nr_stacks, sizeof(*s),
		    find_stack);
	if (s && out) {
		out->pid = s->pid;
		memcpy(out->comm, s->comm, sizeof(out->comm));
	}
	if (s)
		return MEMHP_PAGE_STACK;
	if (bsearch(&pfn, whose->memmaps, whose->nr_memmaps,
		    sizeof(*whose->memmaps), find_frames))
		return MEMHP_PAGE_VMEMMAP;
	return MEMHP_PAGE_UNKNOWN;
}
