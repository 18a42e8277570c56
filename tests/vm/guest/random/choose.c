// SPDX-License-Identifier: GPL-2.0
/* Which blocks, and how long they may take. */
#include <errno.h>

#include "random.h"

struct span choose_span(struct run *run)
{
	static const unsigned int lengths[] = { 1, 1, 1, 2, 3, 4, 8, 16 };
	struct span span;

	span.first = PLAY_FIRST + pick(run, PLAY_LAST - PLAY_FIRST + 1);
	span.last = span.first + lengths[pick(run, LENGTH(lengths))] - 1;
	if (span.last > PLAY_LAST)
		span.last = PLAY_LAST;
	return span;
}

uint64_t choose_timeout(struct run *run)
{
	static const unsigned int ms[] = { 1, 20, 100, 400, 1000 };

	return ms[pick(run, LENGTH(ms))] * 1000000ULL * run->slow;
}

static struct memhp_set *new_set(struct run *run, const struct memhp_blocks *blocks,
				 const char **why)
{
	struct memhp_set *set;
	int err = memhp_set_new(run->ctx, blocks, &set);

	if (!err)
		return set;
	*why = refusal(err);
	return NULL;
}

/* By a word, as people do it: what is not there makes it an error. */
static struct memhp_set *set_of_word(struct run *run, const struct memhp_blocks *blocks,
				     const char *word, const char **why)
{
	struct memhp_set *set = new_set(run, blocks, why);
	int err;

	say(" %s", word);
	if (!set)
		return NULL;
	err = memhp_set_add(set, word);
	if (!err)
		return set;
	*why = refusal(err);
	memhp_set_free(set);
	return NULL;
}

struct memhp_set *set_of(struct run *run, const struct memhp_blocks *blocks,
			 struct span span, const char **why)
{
	struct memhp_set *set = new_set(run, blocks, why);
	char word[32];
	unsigned int i;

	say(" %u-%u", span.first, span.last);
	if (!set)
		return NULL;
	for (i = span.first; i <= span.last; i++) {
		snprintf(word, sizeof(word), "%u", i);
		if (memhp_blocks_find(blocks, i))
			memhp_set_add(set, word);
	}
	if (memhp_set_count(set))
		return set;
	*why = "none of them is there";
	memhp_set_free(set);
	return NULL;
}

struct memhp_set *choose_set(struct run *run, const struct memhp_blocks *blocks,
			     const char **why)
{
	struct span span = choose_span(run);
	unsigned int how = pick(run, 24), which = pick(run, GROUPS);
	char word[32];

	if (how == 0)
		snprintf(word, sizeof(word), "node%u", 1 + which % 2);
	else if (how == 1)
		snprintf(word, sizeof(word), "group:g%u", which);
	else if (how == 2)
		snprintf(word, sizeof(word), "%u-%u", span.first, span.last);
	else
		return set_of(run, blocks, span, why);
	return set_of_word(run, blocks, word, why);
}
