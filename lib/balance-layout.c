// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: where kernel and movable memory of a node lie. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "balance.h"

static bool is_class(uint8_t place)
{
	return place == MEMHP_PLACE_KERNEL || place == MEMHP_PLACE_MOVABLE;
}

size_t memhp_balance_count(const uint8_t *place, size_t nr, uint8_t what)
{
	size_t i, count = 0;

	for (i = 0; i < nr; i++)
		count += place[i] == what;
	return count;
}

size_t memhp_balance_boundaries(const uint8_t *place, size_t nr)
{
	uint8_t last = MEMHP_PLACE_ELSEWHERE;
	size_t i, count = 0;

	for (i = 0; i < nr; i++) {
		if (!is_class(place[i]))
			continue;
		count += is_class(last) && place[i] != last;
		last = place[i];
	}
	return count;
}

/* ---- What is interleaved ---- */

/* What is to become of the blocks of a bond. */
struct bond {
	bool kernel;		/* some of them kernel memory, */
	bool movable;		/* some movable */
	bool moves;		/* and some change */
	bool pinned;		/* none may */
};

#define ROUNDS 8	/* after which bonds stay as they are */

struct strays {
	const struct memhp_balance_fact *facts;
	const uint8_t *place;
	size_t nr;
	struct bond *bonds;	/* by number */
	size_t nr_bonds;
	bool *only;
};

static bool is_free(const struct strays *s, size_t i)
{
	const struct memhp_balance_fact *fact = &s->facts[i];
	uint8_t bar = s->place[i] == MEMHP_PLACE_KERNEL ? MEMHP_BAR_MOVABLE :
							  MEMHP_BAR_KERNEL;

	return is_class(s->place[i]) && !s->bonds[fact->bond].pinned &&
	       !(fact->bars & (MEMHP_BAR_NEVER | MEMHP_BAR_NOW | bar));
}

/* The topmost of those that can go become movable, the others kernel memory. */
static void assign(struct strays *s, size_t movable)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (s->place[i] == MEMHP_PLACE_MOVABLE && !is_free(s, i) && movable)
			movable--;
	for (i = s->nr; i--; ) {
		s->only[i] = is_free(s, i) &&
			     (movable > 0) != (s->place[i] == MEMHP_PLACE_MOVABLE);
		if (is_free(s, i) && movable)
			movable--;
	}
}

/* Whether a bond would be in both classes, and how it is then: pinned, or all of
 * them if @all. */
static bool pin_split(struct strays *s, bool all)
{
	bool any = false;
	struct bond *bond;
	size_t i, b;

	for (b = 1; b < s->nr_bonds; b++) {
		s->bonds[b].kernel = s->bonds[b].movable = s->bonds[b].moves = false;
		s->bonds[b].pinned |= all;
	}
	for (i = 0; i < s->nr; i++) {
		if (!is_class(s->place[i]))
			continue;
		bond = &s->bonds[s->facts[i].bond];
		if ((s->place[i] == MEMHP_PLACE_MOVABLE) != s->only[i])
			bond->movable = true;
		else
			bond->kernel = true;
		bond->moves |= s->only[i];
	}
	for (b = 1; b < s->nr_bonds; b++) {
		if (!s->bonds[b].moves || !s->bonds[b].kernel || !s->bonds[b].movable)
			continue;
		s->bonds[b].pinned = true;
		any = true;
	}
	return any;
}

int memhp_balance_strays(const struct memhp_balance_fact *facts, size_t nr,
			 const uint8_t *place, size_t movable, bool *only)
{
	struct strays s = { .facts = facts, .place = place, .nr = nr, .only = only };
	size_t i, round;

	s.nr_bonds = 1;
	for (i = 0; i < nr; i++)
		if (facts[i].bond >= s.nr_bonds)
			s.nr_bonds = facts[i].bond + 1;
	s.bonds = calloc(s.nr_bonds, sizeof(*s.bonds));
	if (!s.bonds)
		return -ENOMEM;
	for (round = 0; ; round++) {
		assign(&s, movable);
		if (!pin_split(&s, round == ROUNDS))
			break;
	}
	free(s.bonds);
	return 0;
}

/* ---- Ranges ---- */

static bool follows(const struct memhp_balance_fact *facts, const uint8_t *place, size_t i)
{
	return i && place[i] == place[i - 1] && facts[i].block == facts[i - 1].block + 1;
}

struct memhp_balance_range *memhp_balance_merge(const struct memhp_balance_fact *facts,
						size_t nr, const uint8_t *place,
						size_t *count)
{
	struct memhp_balance_range *ranges;
	size_t i, n = 0;

	for (i = 0; i < nr; i++)
		n += !follows(facts, place, i);
	ranges = calloc(n + 1, sizeof(*ranges));
	if (!ranges)
		return NULL;
	for (i = 0, n = 0; i < nr; i++) {
		if (!follows(facts, place, i)) {
			ranges[n].first = facts[i].block;
			ranges[n++].place = place[i];
		}
		ranges[n - 1].last = facts[i].block;
	}
	*count = n;
	return ranges;
}
