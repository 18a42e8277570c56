// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: blocks that join one class of memory, in the order of balance.h. What
 * goes together is a unit: a block by itself, or a bond. Units that may go lie on a
 * heap, the best on top; with @adjacent_only a unit comes to it when a neighbour of
 * one of its blocks is of the class.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "balance.h"

#define NONE	SIZE_MAX

struct unit {
	struct memhp_turn turn;	/* the worst tier of its blocks; else of the first of them */
	size_t first;		/* of its blocks that move; the others by next[] */
	size_t last;
	size_t size;		/* how many move */
	size_t cost;		/* see struct memhp_goal, @headroom */
	bool barred;
	bool queued;
};

struct state {
	const struct memhp_join *join;
	struct unit *units;
	size_t nr_units;
	size_t *unit;		/* of each block; NONE: it stays */
	size_t *next;		/* block of the same unit; NONE: the last */
	struct memhp_turn *turns;
	size_t *bonds;		/* unit of each; NONE */
	size_t nr_bonds;
	size_t *heap;
	size_t heaped;
};

/* ---- Units ---- */

enum fate { STAYS, BARRED, MOVES };

static enum fate fate_of(const struct memhp_join *join, size_t i)
{
	uint8_t bars = MEMHP_BAR_NEVER | MEMHP_BAR_NOW |
		       (join->to == MEMHP_PLACE_KERNEL ? MEMHP_BAR_KERNEL : MEMHP_BAR_MOVABLE);

	if (join->place[i] == join->to ||
	    (join->place[i] == MEMHP_PLACE_OFFLINE && !join->offline))
		return STAYS;
	if (join->place[i] == MEMHP_PLACE_ELSEWHERE || (join->only && !join->only[i]) ||
	    join->facts[i].bars & join->bars & bars)
		return BARRED;
	return MOVES;
}

static struct unit *unit_for(struct state *s, size_t i)
{
	uint32_t bond = s->join->facts[i].bond;
	size_t *at = &s->bonds[bond];
	size_t number = bond ? *at : NONE;

	if (number == NONE) {
		number = s->nr_units++;
		s->units[number] = (struct unit){ .first = NONE };
		if (bond)
			*at = number;
	}
	s->unit[i] = number;
	return &s->units[number];
}

static void add_block(struct state *s, struct unit *unit, size_t i)
{
	if (unit->first == NONE)
		unit->first = i;
	else
		s->next[unit->last] = i;
	unit->last = i;
	unit->size++;
	if (s->join->to == MEMHP_PLACE_MOVABLE)
		unit->cost += s->join->facts[i].cost;
}

static void make_units(struct state *s)
{
	struct unit *unit;
	enum fate fate;
	size_t i;

	for (i = 0; i < s->nr_bonds; i++)
		s->bonds[i] = NONE;
	for (i = 0; i < s->join->nr; i++) {
		s->next[i] = s->unit[i] = NONE;
		fate = fate_of(s->join, i);
		if (fate == STAYS || (fate == BARRED && !s->join->facts[i].bond))
			continue;
		unit = unit_for(s, i);
		if (fate == BARRED)
			unit->barred = true;
		else
			add_block(s, unit, i);
	}
}

static bool is_nearer(const struct memhp_turn *a, const struct memhp_turn *b)
{
	return a->gap != b->gap ? a->gap < b->gap : a->depth < b->depth;
}

/* When each unit has its turn, now that it is known which blocks stay. */
static int set_turns(struct state *s)
{
	struct memhp_turn *turn;
	struct unit *unit;
	size_t i;
	int err;

	for (i = 0; i < s->join->nr; i++)
		s->turns[i].goes = s->unit[i] != NONE && !s->units[s->unit[i]].barred;
	err = memhp_balance_turns(s->join, s->turns);
	for (i = 0; !err && i < s->join->nr; i++) {
		if (!s->turns[i].goes)
			continue;
		unit = &s->units[s->unit[i]];
		turn = &s->turns[i];
		if (i == unit->first)
			unit->turn = *turn;
		if (turn->tier > unit->turn.tier)
			unit->turn.tier = turn->tier;
		if (is_nearer(turn, &unit->turn)) {
			unit->turn.gap = turn->gap;
			unit->turn.depth = turn->depth;
		}
	}
	return err;
}

/* ---- The heap ---- */

static bool is_before(const struct unit *a, const struct unit *b)
{
	return a->turn.tier != b->turn.tier ? a->turn.tier < b->turn.tier :
					      is_nearer(&a->turn, &b->turn);
}

static void push(struct state *s, size_t number)
{
	size_t at = s->heaped++, above;

	s->units[number].queued = true;
	for (; at; at = above) {
		above = (at - 1) / 2;
		if (!is_before(&s->units[number], &s->units[s->heap[above]]))
			break;
		s->heap[at] = s->heap[above];
	}
	s->heap[at] = number;
}

static size_t pop(struct state *s)
{
	size_t top = s->heap[0], number = s->heap[--s->heaped], at = 0, below;

	for (; (below = 2 * at + 1) < s->heaped; at = below) {
		if (below + 1 < s->heaped &&
		    is_before(&s->units[s->heap[below + 1]], &s->units[s->heap[below]]))
			below++;
		if (!is_before(&s->units[s->heap[below]], &s->units[number]))
			break;
		s->heap[at] = s->heap[below];
	}
	s->heap[at] = number;
	return top;
}

/* ---- Neighbours ---- */

static bool are_neighbours(const struct memhp_join *join, size_t i, size_t j)
{
	return i < join->nr && j < join->nr &&
	       join->facts[i].block + (j > i) == join->facts[j].block + (i > j);
}

static bool touches(const struct memhp_join *join, size_t i)
{
	return (are_neighbours(join, i, i + 1) && join->place[i + 1] == join->to) ||
	       (i && are_neighbours(join, i, i - 1) && join->place[i - 1] == join->to);
}

static void offer(struct state *s, size_t i)
{
	struct unit *unit;

	if (i >= s->join->nr || s->unit[i] == NONE)
		return;
	unit = &s->units[s->unit[i]];
	if (unit->size && !unit->barred && !unit->queued)
		push(s, s->unit[i]);
}

static void offer_first(struct state *s)
{
	const struct memhp_join *join = s->join;
	size_t i;

	for (i = 0; i < join->nr; i++)
		if (!join->adjacent_only || touches(join, i))
			offer(s, i);
}

static void offer_neighbours(struct state *s, size_t i)
{
	if (are_neighbours(s->join, i, i + 1))
		offer(s, i + 1);
	if (i && are_neighbours(s->join, i, i - 1))
		offer(s, i - 1);
}

/* ---- Choosing ---- */

/* A unit goes from end to end, so that what comes later touches what went before. */
static void take(struct state *s, const struct unit *unit, struct memhp_moves *moves)
{
	size_t begin = moves->count, end, i;
	struct memhp_move swap;

	for (i = unit->first; i != NONE; i = s->next[i]) {
		s->join->place[i] = s->join->to;
		moves->at[moves->count++] = (struct memhp_move){ i, s->join->to };
	}
	if (s->join->to == MEMHP_PLACE_MOVABLE)
		for (end = moves->count; begin + 1 < end; begin++) {
			swap = moves->at[--end];
			moves->at[end] = moves->at[begin];
			moves->at[begin] = swap;
		}
	if (s->join->adjacent_only)
		for (i = unit->first; i != NONE; i = s->next[i])
			offer_neighbours(s, i);
}

static void choose(struct state *s, struct memhp_moves *moves)
{
	size_t want = s->join->want, headroom = s->join->headroom;
	const struct unit *unit;

	offer_first(s);
	while (want && s->heaped) {
		unit = &s->units[pop(s)];
		if (unit->cost > headroom)
			continue;
		if (unit->size > want) {
			if (!moves->unfit || unit->size < moves->unfit)
				moves->unfit = unit->size;
			continue;
		}
		want -= unit->size;
		headroom -= unit->cost;
		moves->cost += unit->cost;
		take(s, unit, moves);
	}
	moves->missing = want;
}

static size_t count_bonds(const struct memhp_join *join)
{
	size_t i, count = 1;

	for (i = 0; i < join->nr; i++)
		if (join->facts[i].bond >= count)
			count = join->facts[i].bond + 1;
	return count;
}

int memhp_balance_join(const struct memhp_join *join, struct memhp_moves *moves)
{
	struct state s = { .join = join, .nr_bonds = count_bonds(join) };
	size_t nr = join->nr + 1;	/* calloc(0) may be NULL */
	int err = -ENOMEM;

	s.units = calloc(nr, sizeof(*s.units));
	s.unit = calloc(nr, sizeof(*s.unit));
	s.next = calloc(nr, sizeof(*s.next));
	s.turns = calloc(nr, sizeof(*s.turns));
	s.bonds = calloc(s.nr_bonds, sizeof(*s.bonds));
	s.heap = calloc(nr, sizeof(*s.heap));
	if (s.units && s.unit && s.next && s.turns && s.bonds && s.heap) {
		make_units(&s);
		err = set_turns(&s);
		if (!err)
			choose(&s, moves);
	}
	free(s.units);
	free(s.unit);
	free(s.next);
	free(s.turns);
	free(s.bonds);
	free(s.heap);
	return err;
}
