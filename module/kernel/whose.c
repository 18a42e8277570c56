// SPDX-License-Identifier: GPL-2.0
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>

#include "../blocks.h"
#include "block.h"
#include "compat.h"
#include "features.h"
#include "symbols.h"
#include "whose.h"

struct taking {
	struct memhp_whose *whose;
	unsigned long first;
	unsigned long end;
	size_t room;
};

#if defined(CONFIG_VMAP_STACK) && defined(CONFIG_THREAD_INFO_IN_TASK)
static void take_stack(struct taking *t, struct task_struct *task)
{
	struct memhp_whose *w = t->whose;
	struct vm_struct *area;
	unsigned int i;

	if (!try_get_task_stack(task))
		return;
	area = task->stack_vm_area;
	for (i = 0; area && i < area->nr_pages && w->nr_stacks < t->room; i++) {
		struct memhp_stack_page *s = &w->stacks[w->nr_stacks];

		s->pfn = page_to_pfn(area->pages[i]);
		if (s->pfn < t->first || s->pfn >= t->end)
			continue;
		s->pid = task_tgid_nr(task);
		strscpy(s->comm, task->comm, sizeof(s->comm));
		w->nr_stacks++;
	}
	static_call(memhp_put_task_stack)(task);
}

/* Tasks that come while they are walked over may be missed. */
static int take_stacks(struct taking *t)
{
	struct task_struct *process, *task;
	size_t tasks = 64;

	if (!memhp_has(MEMHP_FEATURE_MAPPERS))
		return 0;
	rcu_read_lock();
	for_each_process_thread(process, task)
		tasks++;
	rcu_read_unlock();
	t->room = tasks * (THREAD_SIZE / PAGE_SIZE);
	t->whose->stacks = kvmalloc_array(t->room, sizeof(*t->whose->stacks),
					  GFP_KERNEL_ACCOUNT);
	if (!t->whose->stacks)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process_thread(process, task)
		take_stack(t, task);
	rcu_read_unlock();
	return 0;
}
#else
static int take_stacks(struct taking *t)
{
	return 0;
}
#endif

#if defined(CONFIG_X86_64) && defined(CONFIG_SPARSEMEM_VMEMMAP)
/* Note frames that struct pages are in; those that follow the last join it. */
static void note_memmap(struct taking *t, unsigned long pfn, unsigned long nr)
{
	struct memhp_whose *w = t->whose;
	struct memhp_frames *last = w->nr_memmaps ?
				    &w->memmaps[w->nr_memmaps - 1] : NULL;

	if (pfn >= t->end || pfn + nr <= t->first)
		return;
	if (last && last->pfn + last->nr == pfn) {
		last->nr += nr;
		return;
	}
	if (w->nr_memmaps < t->room)
		w->memmaps[w->nr_memmaps++] = (struct memhp_frames){ pfn, nr };
}

/* The memmap is virtually mapped, by large pages where that was possible. */
static int take_memmap(struct device *dev, void *arg)
{
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	unsigned long pfn = memhp_block_pfn(mem);
	unsigned long at = (unsigned long)pfn_to_page(pfn);
	unsigned long end = (unsigned long)pfn_to_page(pfn + memhp_block_pages());
	unsigned long size, frame;
	unsigned int level;
	pte_t *pte;

	for (; at < end; at = ALIGN_DOWN(at, size) + size) {
		size = PAGE_SIZE;
		pte = lookup_address(at, &level);
		if (!pte || pte_none(*pte))
			continue;
		frame = pte_pfn(*pte);
		if (level == PG_LEVEL_2M) {
			size = PMD_SIZE;
			frame = pmd_pfn(*(pmd_t *)pte);
		} else if (level != PG_LEVEL_4K) {
			break;
		}
		note_memmap(arg, frame, size >> PAGE_SHIFT);
	}
	return 0;
}

/* Memmap that is mapped by small pages may be in as many places. */
static int take_memmaps(struct taking *t)
{
	t->room = t->end - t->first;
	t->room = min_t(size_t, t->room, 1UL << 20);
	t->whose->memmaps = kvmalloc_array(t->room, sizeof(*t->whose->memmaps),
					   GFP_KERNEL_ACCOUNT);
	if (!t->whose->memmaps)
		return -ENOMEM;
	return bus_for_each_dev(memhp_blocks_bus(), NULL, t, take_memmap);
}
#else
static int take_memmaps(struct taking *t)
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

int memhp_whose_take(struct memhp_whose *whose, unsigned long first,
		     unsigned long end)
{
	struct taking t = { .whose = whose, .first = first, .end = end };
	int ret;

	*whose = (struct memhp_whose){ };
	ret = take_stacks(&t);
	if (!ret)
		ret = take_memmaps(&t);
	sort(whose->stacks, whose->nr_stacks, sizeof(*whose->stacks), by_stack,
	     NULL);
	sort(whose->memmaps, whose->nr_memmaps, sizeof(*whose->memmaps),
	     by_frames, NULL);
	return ret;
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
