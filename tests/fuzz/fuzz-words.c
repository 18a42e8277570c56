// SPDX-License-Identifier: GPL-2.0
/*
 * Words of a command line: blocks, sizes, and filters of events. The first byte picks a
 * machine, then each line is a word.
 *
 * Blocks that were added are written as ranges, which add up to the same blocks; a word
 * that is refused changes nothing. A size as text is what it was, to a tenth of its unit.
 */
#include <stdarg.h>

#include "args.h"
#include "event-filter.h"
#include "exits.h"
#include "fuzz.h"

#define MIB (1ULL << 20)
#define WORD 200

/* The command's way to complain: to nowhere. */
int bad_usage(const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	must(vsnprintf(text, sizeof(text), fmt, args) > 0);
	va_end(args);
	return EXIT_USAGE;
}

/* ---- Blocks ---- */

static const struct memhp_alike plain[] = {
	{ .first = 0, .count = 16, .node = 0, .state = MEMHP_STATE_ONLINE },
	{ .first = 32, .count = 8, .node = 1, .state = MEMHP_STATE_OFFLINE, .group = "dimm0" },
	{ .first = 40, .count = 1, .node = 1, .state = MEMHP_STATE_ONLINE, .group = "a" },
	{ .first = 4294967296, .count = 100, .node = 1023 },
};

/* The last byte there can be. */
static const struct memhp_alike last[] = {
	{ .first = UINT64_MAX / 4096 - 129, .count = 130, .node = 0 },
};

static const struct memhp_alike many[] = {
	{ .first = 1, .count = 1, .node = 0 }, { .first = 3, .count = 1, .node = 0 },
	{ .first = 5, .count = 1, .node = 0 }, { .first = 7, .count = 1, .node = 0 },
	{ .first = 9, .count = 1, .node = -1 }, { .first = 11, .count = 300, .node = 2 },
};

static struct memhp_blocks *make_blocks(struct memhp *ctx, unsigned int machine)
{
	const struct {
		const struct memhp_alike *at;
		size_t count;
		uint64_t size;
	} machines[] = {
		{ plain, ARRAY_SIZE(plain), 128 * MIB },
		{ last, ARRAY_SIZE(last), 4096 },
		{ many, ARRAY_SIZE(many), 2048 * MIB },
	}, *picked = &machines[machine % ARRAY_SIZE(machines)];
	struct memhp_blocks *blocks = calloc(1, sizeof(*blocks));
	struct memhp_alike room[ARRAY_SIZE(many)];
	struct memhp_alikes alikes = { .at = room, .count = picked->count };

	must(blocks);
	memcpy(room, picked->at, picked->count * sizeof(*room));
	blocks->ctx = memhp_ref(ctx);
	blocks->block_size = picked->size;
	blocks->source = machine & 0x80 ? MEMHP_SOURCE_SYSFS : MEMHP_SOURCE_MODULE;
	must(!memhp_blocks_expand(blocks, &alikes));
	return blocks;
}

static void add_word(struct memhp *ctx, struct memhp_set *set, const char *word)
{
	size_t count = memhp_set_count(set);

	if (fuzz_good(ctx, memhp_set_add(set, word)))
		must(memhp_set_count(set) > count);
	else
		must(memhp_set_count(set) == count);
}

static void check_order(const struct memhp_set *set)
{
	size_t i;

	for (i = 0; i < memhp_set_count(set); i++)
		must(!i || memhp_set_at(set, i - 1)->index < memhp_set_at(set, i)->index);
	must(!memhp_set_at(set, i));
}

/* As ranges of blocks, or of the bytes that they are. */
static void write_range(const struct memhp_range *range, uint64_t size, int bytes, char *word)
{
	uint64_t last_block = range->first + range->count - 1;

	if (bytes)
		snprintf(word, WORD, "0x%" PRIx64 "-0x%" PRIx64, (uint64_t)(range->first * size),
			 last_block * size + (size - 1));
	else
		snprintf(word, WORD, "memory%" PRIu64 "-%" PRIu64, (uint64_t)range->first,
			 last_block);
}

static void check_ranges(struct memhp *ctx, const struct memhp_blocks *blocks,
			 const struct memhp_set *set, int bytes)
{
	struct memhp_range *ranges = calloc(blocks->count, sizeof(*ranges));
	size_t i, count = memhp_set_ranges(set, ranges);
	struct memhp_set *again;
	char word[WORD];

	must(!memhp_set_new(ctx, blocks, &again));
	for (i = 0; i < count; i++) {
		write_range(&ranges[i], blocks->block_size, bytes, word);
		must(!memhp_set_add(again, word));
	}
	must(memhp_set_count(again) == memhp_set_count(set));
	for (i = 0; i < memhp_set_count(set); i++)
		must(memhp_set_at(again, i) == memhp_set_at(set, i));
	memhp_set_free(again);
	free(ranges);
}

/* ---- Sizes ---- */

static void check_size(uint64_t bytes, bool up)
{
	static const char units[] = "BKMGTPE";
	char text[MEMHP_SIZE_TEXT];
	const char *at = text, *unit;
	uint64_t whole, tenth = 0;
	long double told;

	must(memhp_size_write(bytes, up, text, sizeof(text)) == text);
	must(!memhp_parse_number(&at, 10, &whole));
	if (*at == '.')
		must(at++ && !memhp_parse_number(&at, 10, &tenth) && tenth < 10);
	unit = strchr(units, *at);
	must(*at && unit && !at[1]);
	told = ((long double)whole + (long double)tenth / 10) *
	       (long double)(1ULL << (10 * (unit - units)));
	must(!up || told >= (long double)bytes);
	told -= (long double)bytes;
	must((told < 0 ? -told : told) * 10 <= (long double)(1ULL << (10 * (unit - units))));
}

static void try_size(const char *word)
{
	uint64_t bytes;
	int err = memhp_size_parse(word, &bytes);

	must(!err || err == -EINVAL || err == -ERANGE);
	if (err)
		return;
	check_size(bytes, false);
	check_size(bytes, true);
}

/* ---- Filters ---- */

static void ask(const struct filters *filters)
{
	struct memhp_event event = { .first = 42, .count = 3, .node = 1 };

	for (event.event = 0; event.event <= MEMHP_EVENT_MAX; event.event++) {
		event.zone = event.event % (MEMHP_ZONE_MAX + 1);
		event.by = event.event % (MEMHP_BY_MAX + 1);
		event.reason = event.event;
		filters_pass(filters, &event);
	}
	event.event = MEMHP_EVENT_LOST;
	must(filters_pass(filters, &event));
	event = (struct memhp_event){ .event = MEMHP_EVENT_POLICY, .first = UINT64_MAX, .node = -1 };
	filters_pass(filters, &event);
}

/* It is taken, or refused, and asked of every kind of event. */
static void try_filter(const char *word)
{
	struct filters filters = { .count = 0 };
	int code = filters_add(&filters, word);

	must(code == ARGS_OK || code == EXIT_USAGE);
	must(filters.count == (code == ARGS_OK));
	if (code == ARGS_OK)
		ask(&filters);
}

/* ---- All of them ---- */

static void take_word(struct memhp *ctx, struct memhp_set *set, const char *word)
{
	/* Each in room of its own: a sanitizer sees what is read behind its end. */
	char *copy = strdup(word);

	must(copy);
	try_size(copy);
	try_filter(copy);
	add_word(ctx, set, copy);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = fuzz_context();
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	char *text, *word, *rest;

	if (!size)
		return 0;
	text = fuzz_string(data + 1, size - 1);
	blocks = make_blocks(ctx, data[0]);
	must(!memhp_set_new(ctx, blocks, &set));
	for (word = strtok_r(text, "\n", &rest); word; word = strtok_r(NULL, "\n", &rest))
		take_word(ctx, set, word);
	check_order(set);
	check_ranges(ctx, blocks, set, 0);
	check_ranges(ctx, blocks, set, 1);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	free(text);
	return 0;
}
