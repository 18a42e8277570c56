// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the pages of blocks are, and which of them stand in the way. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

struct memhp_pagesets {
	struct memhp *ctx;
	struct memhp_sheets sheets;
};

/* ---- Names of processes and files: any bytes at all ---- */

/* Bytes of the character at @text; 0: it is none of UTF-8. */
static size_t utf8_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length, i;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	for (i = 1; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than need be, surrogates, or past the last character. */
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return length;
}

/* Controls, those of eight bits too. */
static bool is_control(const char *text)
{
	unsigned char first = (unsigned char)text[0];

	return first < ' ' || first == 0x7f ||
	       (first == 0xc2 && (unsigned char)text[1] < 0xa0);
}

/* What has no width, or turns the direction of what is behind it. */
static bool is_unseen(const char *text)
{
	static const struct { const char *first, *last; } ranges[] = {
		{ "\u200b", "\u200f" }, { "\u202a", "\u202e" }, { "\u2060", "\u2069" },
		{ "\ufeff", "\ufeff" },
	};
	size_t i;

	/* All have three bytes, and those of UTF-8 sort as characters do. */
	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		if (memcmp(text, ranges[i].first, 3) >= 0 && memcmp(text, ranges[i].last, 3) <= 0)
			return true;
	return false;
}

void memhp_text_clean(char *text, size_t size)
{
	size_t length;

	text[size - 1] = '\0';
	for (; *text; text += length) {
		length = utf8_length(text);
		if (length && !is_control(text) && !(length == 3 && is_unseen(text)))
			continue;
		length = length ? length : 1;
		memset(text, '?', length);
	}
}

void memhp_obstacle_clean(struct memhp_obstacle *obstacle)
{
	memhp_text_clean(obstacle->comm, sizeof(obstacle->comm));
	memhp_text_clean(obstacle->file, sizeof(obstacle->file));
	if (obstacle->kind >= MEMHP_PAGE_KINDS)
		obstacle->kind = MEMHP_PAGE_UNKNOWN;
}

/* ---- The list ---- */

static struct memhp_pages *sheet(const struct memhp_pagesets *sets, size_t i)
{
	return (struct memhp_pages *)sets->sheets.records[0].at + i;
}

static struct memhp_obstacle *obstacle(const struct memhp_pagesets *sets, size_t i)
{
	return (struct memhp_obstacle *)sets->sheets.records[1].at + i;
}

static int fill(struct memhp_pagesets *sets, const struct memhp_range *range)
{
	struct memhp_records *records = sets->sheets.records;
	size_t i;
	int err;

	records[0].attribute = MEMHP_A_PAGES_PAGES;
	records[0].size = sizeof(struct memhp_pages);
	records[1].attribute = MEMHP_A_PAGES_OBSTACLE;
	records[1].size = sizeof(struct memhp_obstacle);
	err = memhp_nl_sheets(sets->ctx, range, &sets->sheets);
	if (err)
		return err;
	/* They come in order; finding one depends on it. */
	for (i = 1; i < records[0].count; i++)
		if (sheet(sets, i)->block <= sheet(sets, i - 1)->block)
			return memhp_fail(sets->ctx, EIO, "what the module tells of pages makes "
					  "no sense");
	for (i = 0; i < records[1].count; i++)
		memhp_obstacle_clean(obstacle(sets, i));
	return 0;
}

MEMHP_EXPORT int memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
				 struct memhp_pagesets **out)
{
	const struct memhp_range range = { .first = first, .count = count };
	struct memhp_pagesets *sets = calloc(1, sizeof(*sets));
	int err;

	if (!sets)
		return memhp_no_memory(ctx);
	sets->ctx = memhp_ref(ctx);
	err = fill(sets, &range);
	if (err) {
		memhp_pages_free(sets);
		return err;
	}
	*out = sets;
	return 0;
}

MEMHP_EXPORT void memhp_pages_free(struct memhp_pagesets *sets)
{
	if (!sets)
		return;
	free(sets->sheets.records[0].at);
	free(sets->sheets.records[1].at);
	free(sets->sheets.ends);
	memhp_unref(sets->ctx);
	free(sets);
}

MEMHP_EXPORT size_t memhp_pages_count(const struct memhp_pagesets *sets)
{
	return sets->sheets.records[0].count;
}

MEMHP_EXPORT const struct memhp_pages *memhp_pages_at(const struct memhp_pagesets *sets,
						      size_t i)
{
	return i < memhp_pages_count(sets) ? sheet(sets, i) : NULL;
}

static int by_block(const void *key, const void *element)
{
	const uint64_t index = *(const uint64_t *)key;
	const struct memhp_pages *pages = element;

	return (index > pages->block) - (index < pages->block);
}

MEMHP_EXPORT const struct memhp_pages *memhp_pages_find(const struct memhp_pagesets *sets,
							uint64_t index)
{
	if (!memhp_pages_count(sets))
		return NULL;
	return bsearch(&index, sheet(sets, 0), memhp_pages_count(sets),
		       sizeof(struct memhp_pages), by_block);
}

MEMHP_EXPORT const struct memhp_obstacle *
memhp_pages_obstacles(const struct memhp_pagesets *sets, const struct memhp_pages *pages,
		      size_t *count)
{
	size_t i = (size_t)(pages - sheet(sets, 0));
	size_t begin = i ? sets->sheets.ends[i - 1] : 0;

	*count = sets->sheets.ends[i] - begin;
	return *count ? obstacle(sets, begin) : NULL;
}
