// SPDX-License-Identifier: LGPL-2.1-or-later
/* What somebody meant who typed something else. */
#include <string.h>

#include "private.h"

#define LONGEST 24	/* no word of ours is longer */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Edits from @a to @b, of insert, delete, replace and swapping neighbours
 * (optimal string alignment).
 */
static size_t distance(const char *a, const char *b)
{
	size_t cost[LONGEST + 1][LONGEST + 1];
	size_t i, j, la = strlen(a), lb = strlen(b);

	if (la > LONGEST || lb > LONGEST)
		return LONGEST;
	for (i = 0; i <= la; i++)
		cost[i][0] = i;
	for (j = 0; j <= lb; j++)
		cost[0][j] = j;
	for (i = 1; i <= la; i++) {
		for (j = 1; j <= lb; j++) {
			cost[i][j] = least(cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
					   least(cost[i - 1][j], cost[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
		}
	}
	return cost[la][lb];
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] && a[length] == b[length])
		length++;
	return length;
}

/* Of two as many edits away: people get the beginning right, and leave letters
 * out rather than put some in. */
static bool is_likelier(const char *word, const char *a, const char *b)
{
	size_t pa = common_prefix(word, a), pb = common_prefix(word, b);

	return pa != pb ? pa > pb : strlen(a) > strlen(b);
}

MEMHP_EXPORT const char *memhp_nearest(const char *word, const char *const *words)
{
	const char *best = NULL;
	size_t best_cost = strlen(word) > 4 ? 3 : 2;

	for (; *words; words++) {
		size_t cost = distance(word, *words);

		if (cost >= strlen(*words))
			continue;
		if (cost < best_cost || (best && cost == best_cost &&
					 is_likelier(word, *words, best))) {
			best = *words;
			best_cost = cost;
		}
	}
	return best;
}
