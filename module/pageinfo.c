// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "core/decide.h"
#include "core/pages.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/hugepage.h"
#include "kernel/page.h"
#include "pageinfo.h"
#include "settle.h"
#include "stage.h"

/* What is online is so by 2 MiB at least: a subsection. */
#define ONLINE_PAGES	PAGES_PER_SUBSECTION

/* So many looks are some tens of microseconds. */
#define LOOKS_AT_ONCE	4096

/**
 * struct walk - over the pages of a block
 * @whose:	or NULL
 * @sight:	what is found
 * @first:	the frame that it begins with
 * @offline_held: as in struct memhp_block_sight
 * @last_hard:	the frame behind the last page that cannot move
 * @last_kind:	its kind
 */
struct walk {
	const struct memhp_whose *whose;
	struct memhp_sight *sight;
	unsigned long first;
	u64 offline_held;
	unsigned long last_hard;
	u32 last_kind;
};

static void note(struct memhp_obstacle *list, u32 *nr, unsigned long pfn,
		 u32 kind, const struct memhp_page_look *look)
{
	if (*nr == MEMHP_MAX_OBSTACLES)
		return;
	/* Of a page that begins before the block: where it does. */
	if (look->flags & MEMHP_P_TAIL)
		pfn = ALIGN_DOWN(pfn, 1UL << look->order);
	list[(*nr)++] = (struct memhp_obstacle){
		.pfn = pfn,
		.kind = kind,
		.order = look->order,
		.refs = look->refs,
		.maps = look->maps,
		.expected = memhp_page_movable(kind) ?
			    memhp_page_expected(look) : -1,
	};
}

/* Of many alike pages in a row one tells as much as all. */
static void note_hard(struct walk *w, unsigned long pfn, unsigned long n,
		      u32 kind, const struct memhp_page_look *look)
{
	struct memhp_sight *s = w->sight;

	s->pages.obstacles += n;
	if (w->last_hard != pfn || w->last_kind != kind)
		note(s->hard, &s->nr_hard, pfn, kind, look);
	w->last_hard = pfn + n;
	w->last_kind = kind;
}

static void note_soft(struct walk *w, unsigned long pfn, unsigned long n,
		      u32 kind, const struct memhp_page_look *look)
{
	w->sight->pages.obstacles += n;
	note(w->sight->soft, &w->sight->nr_soft, pfn, kind, look);
}

static void add_huge(struct memhp_huge_use huge[MEMHP_HUGE_SIZES],
		     const struct memhp_huge_use *use)
{
	u32 i;

	for (i = 0; i < MEMHP_HUGE_SIZES; i++) {
		if (huge[i].order && huge[i].order != use->order)
			continue;
		huge[i].order = use->order;
		huge[i].used += use->used;
		huge[i].free += use->free;
		return;
	}
}

static void count_huge(struct walk *w, unsigned long pfn, u32 kind,
		       const struct memhp_page_look *look)
{
	const struct memhp_huge_use use = {
		.order = look->order,
		.used = kind != MEMHP_PAGE_HUGE_FREE,
		.free = kind == MEMHP_PAGE_HUGE_FREE,
	};

	if (!(look->flags & MEMHP_P_HUGE))
		return;
	if (!(look->flags & MEMHP_P_TAIL))
		add_huge(w->sight->huge, &use);
	else if (pfn == w->first)
		w->sight->before = use;
}

static void count(struct walk *w, unsigned long pfn, unsigned long n,
		  const struct memhp_page_look *look)
{
	u32 kind = memhp_page_kind(look);
	struct memhp_pages *pages = &w->sight->pages;

	if (kind == MEMHP_PAGE_UNKNOWN && w->whose)
		kind = memhp_whose_page(w->whose, pfn, NULL);
	pages->count[kind] += n;
	count_huge(w, pfn, kind, look);
	if (kind == MEMHP_PAGE_OFFLINE && look->refs && !memhp_stage_holds(pfn)) {
		w->offline_held += n;
		note_soft(w, pfn, n, kind, look);
	} else if (memhp_page_stuck(kind)) {
		note_hard(w, pfn, n, kind, look);
	} else if (kind == MEMHP_PAGE_PINNED) {
		note_soft(w, pfn, n, kind, look);
	} else if (memhp_page_held(look)) {
		pages->held += n;
		note_soft(w, pfn, n, kind, look);
	}
}

/* Look at the pages from @pfn to @end, which are of one block. */
static void walk_pages(struct walk *w, unsigned long pfn, unsigned long end)
{
	struct memhp_page_look look;
	unsigned long n, step;
	unsigned int looks = 0;
	struct page *page;

	while (pfn < end) {
		step = min(ALIGN_DOWN(pfn, ONLINE_PAGES) + ONLINE_PAGES, end);
		page = memhp_page_online(pfn);
		if (!page) {
			w->sight->pages.count[MEMHP_PAGE_HOLE] += step - pfn;
			pfn = step;
			continue;
		}
		/* A compound page or a free chunk may go on behind the step. */
		for (; pfn < step; pfn += n) {
			page = pfn_to_page(pfn);
			n = min(memhp_page_look(page, &look), end - pfn);
			count(w, pfn, n, &look);
			if (++looks % LOOKS_AT_ONCE == 0)
				cond_resched();
		}
	}
}

bool memhp_pageinfo_keeps_huge(const struct memhp_huge_use *huge)
{
	struct memhp_huge_pool pool;
	u32 i;

	for (i = 0; i < MEMHP_HUGE_SIZES; i++)
		if (huge[i].free &&
		    memhp_huge_pool(huge[i].order, &node_online_map, &pool) &&
		    pool.spare < huge[i].free)
			return true;
	return false;
}

/* The same of one block, which one that begins before it goes with. */
static bool keeps_huge(const struct memhp_sight *sight)
{
	struct memhp_huge_use all[MEMHP_HUGE_SIZES];

	memcpy(all, sight->huge, sizeof(all));
	if (sight->before.order)
		add_huge(all, &sight->before);
	return memhp_pageinfo_keeps_huge(all);
}

void memhp_pageinfo_look(struct memory_block *mem,
			 const struct memhp_whose *whose,
			 struct memhp_sight *sight)
{
	struct memhp_block_sight block = { .early = memhp_block_early(mem) };
	unsigned long pfn = memhp_block_pfn(mem), own = 0, key;
	unsigned long end = pfn + memhp_block_pages();
	struct walk w = { .whose = whose, .sight = sight };

	memset(sight, 0, sizeof(*sight));
	sight->pages.block = memhp_block_index(mem);
	memhp_read_state(mem, &block.state, &block.zone, &key);
	if (block.state == MEMHP_STATE_ONLINE) {
		block.flaw = memhp_block_flaw(mem);
		own = memhp_compat_memmap_pages(mem);
		w.first = pfn + own;
		walk_pages(&w, w.first, end);
		block.offline_held = w.offline_held;
		block.keeps_huge = keeps_huge(sight);
	}
	memhp_pages_judge(&block, &sight->pages);
	/* They go with the block and stand in nobody's way. */
	sight->pages.count[MEMHP_PAGE_VMEMMAP] += own;
}

void memhp_pageinfo_look_at(unsigned long pfn, unsigned long nr,
			    struct memhp_sight *sight)
{
	struct walk w = { .sight = sight, .first = pfn };

	memset(sight, 0, sizeof(*sight));
	walk_pages(&w, pfn, pfn + nr);
}

void memhp_pageinfo_look_twice(struct memory_block *mem,
			       const struct memhp_whose *whose,
			       struct memhp_sight *sight)
{
	memhp_pageinfo_look(mem, whose, sight);
	if (!sight->pages.held)
		return;
	memhp_page_drain();
	memhp_pageinfo_look(mem, whose, sight);
}

u64 memhp_pageinfo_migrates(const struct memhp_sight *sight)
{
	const u64 *n = sight->pages.count;

	return n[MEMHP_PAGE_ANON] + n[MEMHP_PAGE_FILE] + n[MEMHP_PAGE_MOVABLE] +
	       n[MEMHP_PAGE_PINNED];
}

static void tell_users(const struct memhp_obstacle *in,
		       const struct memhp_whose *whose,
		       struct memhp_obstacle *out)
{
	*out = *in;
	if (in->kind == MEMHP_PAGE_STACK && whose)
		memhp_whose_page(whose, in->pfn, out);
	else if (memhp_page_movable(in->kind) &&
		 in->kind != MEMHP_PAGE_MOVABLE)
		memhp_page_users(memhp_page_head(pfn_to_page(in->pfn)), out);
}

u32 memhp_pageinfo_obstacles(const struct memhp_sight *sight,
			     const struct memhp_whose *whose,
			     struct memhp_obstacle *out)
{
	u32 i, nr = 0;

	for (i = 0; i < sight->nr_hard; i++)
		tell_users(&sight->hard[i], whose, &out[nr++]);
	for (i = 0; i < sight->nr_soft && nr < MEMHP_MAX_OBSTACLES; i++)
		tell_users(&sight->soft[i], whose, &out[nr++]);
	return nr;
}

bool memhp_pageinfo_still_hard(const struct memhp_sight *sight)
{
	struct memhp_page_look look;
	u32 i;

	for (i = 0; i < sight->nr_hard; i++) {
		memhp_page_look(pfn_to_page(sight->hard[i].pfn), &look);
		if (memhp_page_kind(&look) == sight->hard[i].kind)
			return true;
	}
	return false;
}

bool memhp_pageinfo_off_lists(struct memhp_sight *sight)
{
	struct memhp_page_look look;
	u32 i;

	for (i = 0; i < sight->nr_soft; i++) {
		memhp_page_look(pfn_to_page(sight->soft[i].pfn), &look);
		if (!memhp_page_off_lists(&look))
			continue;
		swap(sight->soft[0], sight->soft[i]);
		return true;
	}
	return false;
}

void memhp_pageinfo_culprit(const struct memhp_sight *sight,
			    struct memhp_obstacle *out)
{
	if (sight->nr_hard)
		tell_users(&sight->hard[0], NULL, out);
	else if (sight->nr_soft)
		tell_users(&sight->soft[0], NULL, out);
	else
		*out = (struct memhp_obstacle){ .pfn = ~0ULL };
}
