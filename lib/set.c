// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A set of blocks of a list: a bit for each block of the list, and for each
 * 64 bits how many are set before them, so that the i-th block is found fast
 * and any number of words costs no more than their blocks.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define SHOWN_RANGES	4

struct memhp_set {
	struct memhp *ctx;
	const struct memhp_blocks *blocks;
	uint64_t *bits;
	size_t *before;
	size_t nr_words;
	size_t count;
	uint64_t bad_block;
};

MEMHP_EXPORT int memhp_set_new(struct memhp *ctx, const struct memhp_blocks *blocks,
			       struct memhp_set **out)
{
	struct memhp_set *set = calloc(1, sizeof(*set));

	if (!set)
		return memhp_no_memory(ctx);
	set->ctx = memhp_ref(ctx);
	set->blocks = blocks;
	set->bad_block = UINT64_MAX;
	set->nr_words = blocks->count / 64 + 1;
	set->bits = calloc(set->nr_words, sizeof(*set->bits));
	set->before = calloc(set->nr_words, sizeof(*set->before));
	if (!set->bits || !set->before) {
		memhp_no_memory(ctx);
		memhp_set_free(set);
		return -ENOMEM;
	}
	*out = set;
	return 0;
}

MEMHP_EXPORT void memhp_set_free(struct memhp_set *set)
{
	if (!set)
		return;
	free(set->bits);
	free(set->before);
	memhp_unref(set->ctx);
	free(set);
}

static bool has(const struct memhp_set *set, size_t i)
{
	return set->bits[i / 64] >> (i % 64) & 1;
}

/* "0-15, 32-47 and 3 more ranges up to 95" */
static void list_ranges(const struct memhp_blocks *blocks, char *text, size_t size)
{
	size_t first, i, shown = 0, more = 0, used = 0;
	uint64_t last = 0;

	for (first = 0; first < blocks->count; first = i) {
		for (i = first + 1; i < blocks->count; i++)
			if (blocks->at[i].index != blocks->at[i - 1].index + 1)
				break;
		last = blocks->at[i - 1].index;
		if (shown == SHOWN_RANGES) {
			more++;
			continue;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%" PRIu64,
					 shown++ ? ", " : "", blocks->at[first].index);
		if (i > first + 1)
			used += (size_t)snprintf(text + used, size - used,
						 "-%" PRIu64, last);
	}
	if (more)
		snprintf(text + used, size - used, " and %zu more up to %" PRIu64,
			 more, last);
}

static int no_block(struct memhp_set *set, uint64_t index)
{
	char ranges[256] = "";

	list_ranges(set->blocks, ranges, sizeof(ranges));
	set->bad_block = index;
	return memhp_fail(set->ctx, ENODEV, "memory%" PRIu64 " does not exist "
			  "(blocks are %s)", index, ranges);
}

static int named_twice(struct memhp_set *set, uint64_t index)
{
	set->bad_block = index;
	return memhp_fail(set->ctx, EEXIST, "memory%" PRIu64 " is named twice: "
			  "name it once", index);
}

/* Count anew from the word of bit @i on. */
static void recount(struct memhp_set *set, size_t i)
{
	for (i = i / 64 + 1; i < set->nr_words; i++)
		set->before[i] = set->before[i - 1] +
			(size_t)__builtin_popcountll(set->bits[i - 1]);
	set->count = set->before[set->nr_words - 1] +
		(size_t)__builtin_popcountll(set->bits[set->nr_words - 1]);
}

static int add_blocks(struct memhp_set *set, uint64_t first, uint64_t last)
{
	const struct memhp_block *at = set->blocks->at;
	size_t begin, end, i;
	uint64_t index = first;

	begin = memhp_blocks_position(set->blocks, first);
	for (end = begin; ; end++, index++) {
		if (end == set->blocks->count || at[end].index != index)
			return no_block(set, index);
		if (has(set, end))
			return named_twice(set, index);
		if (index == last)
			break;
	}
	for (i = begin; i <= end; i++)
		set->bits[i / 64] |= 1ULL << (i % 64);
	recount(set, begin);
	return 0;
}

static int add_bytes(struct memhp_set *set, const char *text,
		     const struct memhp_word *word)
{
	uint64_t size = set->blocks->block_size;
	uint64_t past = word->last + 1;		/* 0 for the end of all */
	char human[MEMHP_SIZE_TEXT];

	if (word->first % size || past % size) {
		set->bad_block = (word->first % size ? word->first : word->last) / size;
		return memhp_fail(set->ctx, EINVAL, "%.100s cuts memory%" PRIu64
				  ": blocks are %s, aligned", text, set->bad_block,
				  memhp_size_text(size, human, sizeof(human)));
	}
	return add_blocks(set, word->first / size, word->last / size);
}

static int next_node(const struct memhp_blocks *blocks, int after)
{
	int node, next = -1;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		node = blocks->at[i].node;
		if (node > after && (next < 0 || node < next))
			next = node;
	}
	return next;
}

/* "0-1" or "0-1, 4" */
static void list_nodes(const struct memhp_blocks *blocks, char *text, size_t size)
{
	int node, end, next;
	size_t used = 0;

	for (node = next_node(blocks, -1); node >= 0 && used + 32 < size; node = next) {
		end = node;
		while ((next = next_node(blocks, end)) == end + 1)
			end = next;
		used += (size_t)snprintf(text + used, size - used, "%s%d",
					 used ? ", " : "", node);
		if (end > node)
			used += (size_t)snprintf(text + used, size - used, "-%d", end);
	}
}

static int no_node(struct memhp_set *set, uint64_t node)
{
	char nodes[256] = "";
	bool there = memhp_scan_node_exists(set->ctx, node);

	list_nodes(set->blocks, nodes, sizeof(nodes));
	return memhp_fail(set->ctx, ENODEV, "node%" PRIu64 " %s (nodes%s are %s)", node,
			  there ? "has no memory blocks" : "does not exist",
			  there ? " with some" : "",
			  *nodes ? nodes : "not known");
}

/* Whether a block is one of those that a word names by what they have. */
typedef bool (*match_fn)(const struct memhp_block *block, const struct memhp_word *word);

static bool on_node(const struct memhp_block *block, const struct memhp_word *word)
{
	return block->node >= 0 && (uint64_t)block->node == word->first;
}

static bool in_group(const struct memhp_block *block, const struct memhp_word *word)
{
	return block->group && !strcmp(block->group, word->name);
}

/* -ENODEV: there are none. */
static int add_matching(struct memhp_set *set, match_fn match, const struct memhp_word *word)
{
	const struct memhp_blocks *blocks = set->blocks;
	bool any = false;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		if (!match(&blocks->at[i], word))
			continue;
		if (has(set, i))
			return named_twice(set, blocks->at[i].index);
		any = true;
	}
	if (!any)
		return -ENODEV;
	for (i = 0; i < blocks->count; i++)
		if (match(&blocks->at[i], word))
			set->bits[i / 64] |= 1ULL << (i % 64);
	recount(set, 0);
	return 0;
}

static int add_node(struct memhp_set *set, const struct memhp_word *word)
{
	int err = add_matching(set, on_node, word);

	return err == -ENODEV ? no_node(set, word->first) : err;
}

/* Why no block is in group @name. */
static int no_group(struct memhp_set *set, const char *name)
{
	struct memhp_groups *groups = NULL;
	bool there;

	if (set->blocks->source != MEMHP_SOURCE_MODULE)
		return memhp_fail(set->ctx, EOPNOTSUPP, "group:%.40s: only the memhp module "
				  "knows groups%s", name, set->ctx->root_fd < 0 ?
				  ", and it is not loaded: try modprobe memhp" :
				  ", a saved tree does not");
	there = !memhp_groups_get(set->ctx, &groups) && memhp_groups_find(groups, name);
	memhp_groups_free(groups);
	return memhp_fail(set->ctx, ENODEV, there ? "group:%.40s has no blocks" :
			  "group:%.40s does not exist: group list shows them all", name);
}

static int add_group(struct memhp_set *set, const struct memhp_word *word)
{
	int err = add_matching(set, in_group, word);

	return err == -ENODEV ? no_group(set, word->name) : err;
}

/* A single address could mean its block; say which, and how to name it. */
static int bad_address(struct memhp_set *set, const char *text)
{
	uint64_t size = set->blocks->block_size, address, first;
	const char *digits = text + 2;

	if (memhp_parse_number(&digits, 16, &address) || *digits)
		return -ENOENT;
	first = address / size * size;
	return memhp_fail(set->ctx, EINVAL, "%.100s is one address: name a range, like "
			  "0x%" PRIx64 "-0x%" PRIx64 ", or the block, memory%" PRIu64,
			  text, first, first + (size - 1), address / size);
}

static int bad_word(struct memhp_set *set, const char *text, int err)
{
	if (err == -ERANGE)
		return memhp_fail(set->ctx, ERANGE, "%.100s: the number is too large",
				  text);
	if (!strncmp(text, "0x", 2) && bad_address(set, text) == -EINVAL)
		return -EINVAL;
	return memhp_fail(set->ctx, EINVAL, "\"%.100s\" is not a block: try memory42, "
			  "42, 42-57, 0x140000000-0x17fffffff, node1 or group:NAME", text);
}

MEMHP_EXPORT int memhp_set_add(struct memhp_set *set, const char *text)
{
	struct memhp_word word;
	int err;

	set->bad_block = UINT64_MAX;
	err = memhp_word_parse(text, &word);
	if (err)
		return bad_word(set, text, err);
	if (word.first > word.last)
		return memhp_fail(set->ctx, EINVAL, "%.100s: the first is after the "
				  "last", text);
	switch (word.kind) {
	case MEMHP_WORD_BLOCKS:
		return add_blocks(set, word.first, word.last);
	case MEMHP_WORD_BYTES:
		return add_bytes(set, text, &word);
	case MEMHP_WORD_NODE:
		return add_node(set, &word);
	case MEMHP_WORD_GROUP:
		return add_group(set, &word);
	}
	return -EINVAL;
}

MEMHP_EXPORT uint64_t memhp_set_bad_block(const struct memhp_set *set)
{
	return set->bad_block;
}

MEMHP_EXPORT size_t memhp_set_count(const struct memhp_set *set)
{
	return set->count;
}

MEMHP_EXPORT const struct memhp_block *memhp_set_at(const struct memhp_set *set, size_t i)
{
	size_t low = 0, high = set->nr_words - 1, middle;
	uint64_t bits;

	if (i >= set->count)
		return NULL;
	while (low < high) {	/* the last word with no more than i before it */
		middle = high - (high - low) / 2;
		if (set->before[middle] <= i)
			low = middle;
		else
			high = middle - 1;
	}
	bits = set->bits[low];
	for (i -= set->before[low]; i; i--)
		bits &= bits - 1;
	return &set->blocks->at[low * 64 + (size_t)__builtin_ctzll(bits)];
}

const struct memhp_blocks *memhp_set_blocks(const struct memhp_set *set)
{
	return set->blocks;
}

size_t memhp_set_ranges(const struct memhp_set *set, struct memhp_range *ranges)
{
	struct memhp_range *range = NULL;
	size_t i, count = 0;
	uint64_t index;

	for (i = 0; i < set->count; i++) {
		index = memhp_set_at(set, i)->index;
		if (range && range->first + range->count == index) {
			range->count++;
			continue;
		}
		range = &ranges[count++];
		range->first = index;
		range->count = 1;
	}
	return count;
}
