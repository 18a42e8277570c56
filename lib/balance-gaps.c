// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: where the blocks lie that may join a class, and which come first. All is
 * seen from the front, the end of the node where the class belongs: the top for
 * movable memory, the bottom for kernel memory. Whatever may go between two blocks of
 * the class, or between one and an end, or a block that cannot go, is a gap. Gaps
 * are taken one after the other, each from the class on.
 */
#include <errno.h>
#include <stdlib.h>

#include "balance.h"

#define NONE	SIZE_MAX

/* What a block is to the class. */
enum sort { PASSED_OVER, CLASS, GOES, WALL };

/* What a gap has on a side. */
enum side { SIDE_FRONT, SIDE_BACK, SIDE_CLASS, SIDE_WALL };

struct gap {
	size_t first;		/* positions, of blocks that go */
	size_t last;
	size_t size;		/* blocks that go, */
	size_t online;		/* that are online */
	size_t weight;		/* of a gap that closes, the size; of one apart, how far */
	uint64_t used;
	bool doubtful;
	bool backwards;		/* taken from the last on */
	uint8_t tier;
	uint8_t front;		/* enum side */
	uint8_t back;
};

struct view {
	const struct memhp_join *join;
	struct memhp_turn *turns;
	size_t *nearest;	/* how far a block of the class is */
	struct gap *gaps;
	size_t nr_gaps;
	size_t last_class;	/* position; NONE: there is none */
};

/* The block at a position, counted from the front. */
static size_t at(const struct view *v, size_t position)
{
	return v->join->to == MEMHP_PLACE_MOVABLE ? v->join->nr - 1 - position : position;
}

static enum sort sort_of(const struct view *v, size_t position)
{
	size_t i = at(v, position);
	uint8_t place = v->join->place[i];

	if (place == v->join->to)
		return CLASS;
	if (v->turns[i].goes)
		return GOES;
	return place == MEMHP_PLACE_KERNEL || place == MEMHP_PLACE_MOVABLE ? WALL : PASSED_OVER;
}

/* Where there is nothing of the class yet, it begins at the front. */
static void measure(struct view *v)
{
	size_t p, nr = v->join->nr, seen = NONE;

	v->last_class = NONE;
	for (p = 0; p < nr; p++) {
		if (sort_of(v, p) == CLASS)
			v->last_class = seen = p;
		v->nearest[p] = seen == NONE ? NONE : p - seen;
	}
	for (p = nr; p--; ) {
		if (sort_of(v, p) == CLASS)
			seen = p;
		if (v->last_class == NONE)
			v->nearest[p] = p + 1;
		else if (seen >= p && seen - p < v->nearest[p])
			v->nearest[p] = seen - p;
	}
}

/* ---- Gaps ---- */

static void add_to_gap(struct view *v, struct gap *gap, size_t position)
{
	const struct memhp_balance_fact *fact = &v->join->facts[at(v, position)];

	if (!gap->size)
		gap->first = position;
	gap->last = position;
	gap->size++;
	gap->online += v->join->place[at(v, position)] != MEMHP_PLACE_OFFLINE;
	gap->used += fact->used;
	gap->doubtful |= fact->prospect == MEMHP_PROSPECT_DOUBTFUL;
}

static void find_gaps(struct view *v)
{
	struct gap *gap = v->gaps;
	enum sort sort;
	size_t p;

	gap->front = SIDE_FRONT;
	for (p = 0; p < v->join->nr; p++) {
		sort = sort_of(v, p);
		if (sort == GOES)
			add_to_gap(v, gap, p);
		if (sort == GOES || sort == PASSED_OVER)
			continue;
		gap->back = sort == CLASS ? SIDE_CLASS : SIDE_WALL;
		if (gap->size)
			gap++;
		gap->front = sort == CLASS ? SIDE_CLASS : SIDE_WALL;
	}
	gap->back = SIDE_BACK;
	v->nr_gaps = (size_t)(gap - v->gaps) + !!gap->size;
}

static void judge(const struct view *v, struct gap *gap)
{
	bool front = gap->front == SIDE_CLASS ||
		     (gap->front == SIDE_FRONT && v->last_class == NONE);
	bool back = gap->back == SIDE_CLASS;

	gap->backwards = !front && (back || v->nearest[gap->last] < v->nearest[gap->first]);
	if (back && (front || gap->front == SIDE_FRONT)) {
		gap->tier = MEMHP_TIER_CLOSES;
		gap->weight = gap->size;
		return;
	}
	gap->tier = front || back ? MEMHP_TIER_TOUCHES : MEMHP_TIER_APART;
	gap->weight = front || back ? 0 :
		      v->nearest[gap->backwards ? gap->last : gap->first];
	gap->used = 0;
	gap->doubtful = false;
}

/* Whether two boundaries are gone when it closes, and not just one. */
static bool is_inside(const struct gap *gap)
{
	return gap->front == SIDE_CLASS && gap->back == SIDE_CLASS;
}

static int in_order(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	if (x->tier == MEMHP_TIER_CLOSES && is_inside(x) != is_inside(y))
		return is_inside(x) ? -1 : 1;
	if (x->doubtful != y->doubtful)
		return y->doubtful ? -1 : 1;
	if (x->used != y->used)
		return x->used < y->used ? -1 : 1;
	return x->first < y->first ? -1 : 1;
}

/* ---- Turns ---- */

/* Whether offline blocks at the begin of a gap tear nothing apart: they touch the
 * class, or nothing but they lies there, before the last of the class. */
static bool offline_fits(const struct view *v, const struct gap *gap)
{
	return gap->tier != MEMHP_TIER_APART ||
	       (!gap->online && v->last_class != NONE && gap->first < v->last_class);
}

static void set_turns(struct view *v, size_t rank)
{
	const struct gap *gap = &v->gaps[rank];
	bool bare = offline_fits(v, gap);
	size_t i, n, depth = 0;

	for (n = 0; n <= gap->last - gap->first; n++) {
		i = at(v, gap->backwards ? gap->last - n : gap->first + n);
		if (!v->turns[i].goes)
			continue;
		bare = bare && v->join->place[i] == MEMHP_PLACE_OFFLINE;
		v->turns[i].tier = bare ? MEMHP_TIER_OFFLINE : gap->tier;
		v->turns[i].gap = rank;
		v->turns[i].depth = depth++;
	}
}

int memhp_balance_turns(const struct memhp_join *join, struct memhp_turn *turns)
{
	struct view v = { .join = join, .turns = turns };
	int err = -ENOMEM;
	size_t i;

	v.nearest = calloc(join->nr + 1, sizeof(*v.nearest));
	v.gaps = calloc(join->nr + 1, sizeof(*v.gaps));
	if (v.nearest && v.gaps) {
		measure(&v);
		find_gaps(&v);
		for (i = 0; i < v.nr_gaps; i++)
			judge(&v, &v.gaps[i]);
		qsort(v.gaps, v.nr_gaps, sizeof(*v.gaps), in_order);
		for (i = 0; i < v.nr_gaps; i++)
			set_turns(&v, i);
		err = 0;
	}
	free(v.nearest);
	free(v.gaps);
	return err;
}
