// SPDX-License-Identifier: GPL-2.0
/*
 * Which kind a step is: decks of cards, shuffled anew each. So every kind comes, as
 * often as its weight says; what is slow has small ones.
 */
#include "random.h"

const struct kind kinds[] = {
	{ "online", do_online, 40, MEMHP_FEATURE_CHANGE },
	{ "offline", do_offline, 40, MEMHP_FEATURE_CHANGE },
	{ "shift", do_shift, 24, MEMHP_FEATURE_CHANGE },
	{ "balance", do_balance, 4, MEMHP_FEATURE_CHANGE },
	{ "stage", do_stage, 12, MEMHP_FEATURE_STAGE },
	{ "fill", do_fill, 16, MEMHP_FEATURE_STAGE },
	{ "probe", do_probe, 10, MEMHP_FEATURE_PHYSICAL },
	{ "remove", do_remove, 6, MEMHP_FEATURE_PHYSICAL },
	{ "group", do_group, 16, MEMHP_FEATURE_POLICY },
	{ "policy", do_policy, 8, MEMHP_FEATURE_POLICY },
	{ "plug", do_plug, 4, -1 },
	{ "sysfs", do_sysfs, 30, -1 },
	{ "rivals", do_rivals, 6, MEMHP_FEATURE_CHANGE },
	{ "pressure", do_pressure, 6, -1 },
	{ "huge", do_huge, 6, -1 },
	{ "readers", do_readers, 4, -1 },
	{ "kill", do_kill, 4, MEMHP_FEATURE_CHANGE },
	{ "reload", do_reload, 1, -1 },
};

const size_t nr_kinds = LENGTH(kinds);

#define MAX_CARDS	512
#define DECKS		(1ULL << 32)	/* numbers that no step has */

static size_t deal(unsigned char *card)
{
	size_t kind, nr = 0;
	unsigned int i;

	for (kind = 0; kind < nr_kinds; kind++)
		for (i = 0; i < kinds[kind].weight && nr < MAX_CARDS; i++)
			card[nr++] = kind;
	return nr;
}

size_t kind_of_step(const struct run *run, unsigned long step)
{
	static unsigned char card[MAX_CARDS];
	static unsigned long deck = -1UL;
	static size_t nr;
	struct chance chance;
	unsigned char swap;
	size_t i, other;

	if (!nr || deck != (step - 1) / nr) {
		nr = deal(card);
		deck = (step - 1) / nr;
		chance_of(&chance, run->seed, DECKS + deck);
		for (i = nr - 1; i; i--) {
			other = pick_of(&chance, i + 1);
			swap = card[i];
			card[i] = card[other];
			card[other] = swap;
		}
	}
	return card[(step - 1) % nr];
}
