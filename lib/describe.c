// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A machine in words: lines of a file, or what stands behind an option. Both are
 * read alike, so blanks and commas part words, and "=" and ":" the name of a word
 * from its value, in either.
 *
 *	block-size 128M
 *	node 0 early=64G cma=1G
 *	hotplug node=1 size=4T owner=dax group=dynamic:2G
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

#define BLOCK_LEAST	(16ULL << 20)
#define BLOCK_MOST	(64ULL << 30)
#define VALUE_SIZE	64	/* no value is as long */
#define SHOWN		40	/* of a word that is wrong */

struct reader;

struct term {
	const char *name;
	int (*take)(struct reader *reader);	/* 0 or a negative errno */
	const char *example;	/* of a value; NULL: has none */
};

/* A line on its way, and what it has described so far. */
struct reader {
	struct memhp_simulation *simulation;
	struct memhp_line line;		/* number 0: of no file */
	struct memhp_token word;	/* "early=64G" */
	const struct term *term;
	char value[VALUE_SIZE];		/* "64G" */
	unsigned int seen;		/* a bit for each term */
	struct memhp_scope scope;	/* of a node */
	struct memhp_sim_plug plug;
};

/* ---- Errors ---- */

__attribute__((format(printf, 2, 3)))
static int bad(const struct reader *reader, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (reader->line.number)
		return memhp_line_bad(&reader->line, &reader->word, "%s", text);
	return memhp_fail(reader->simulation->ctx, EINVAL, "%s", text);
}

/* What is wrong with the word at hand. */
static int bad_word(const struct reader *reader, const char *why)
{
	const struct memhp_token *word = &reader->word;

	return bad(reader, "'%.*s': %s", word->length < SHOWN ? (int)word->length : SHOWN,
		   word->at, why);
}

/* That what is at @text is none of @names. */
static int unknown(const struct reader *reader, const char *text, size_t length,
		   const char *what, const char *const *names)
{
	char word[SHOWN + 1], all[128] = "";
	const char *meant;
	size_t at = 0;

	snprintf(word, sizeof(word), "%.*s", length < SHOWN ? (int)length : SHOWN, text);
	meant = memhp_nearest(word, names);
	if (meant)
		return bad(reader, "no %s '%s': did you mean '%s'?", what, word, meant);
	for (; *names && at < sizeof(all); names++)
		at += (size_t)snprintf(all + at, sizeof(all) - at, "%s%s",
				       at ? ", " : "", *names);
	return bad(reader, "no %s '%s'; there are: %s", what, word, all);
}

/* ---- Words ---- */

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == ',';
}

static bool next_word(struct reader *reader)
{
	struct memhp_line *line = &reader->line;

	while (line->at < line->end && is_gap(*line->at))
		line->at++;
	reader->word.at = line->at;
	while (line->at < line->end && !is_gap(*line->at))
		line->at++;
	reader->word.length = (size_t)(line->at - reader->word.at);
	return reader->word.length;
}

/* How much of the word is its name; the value is behind it. */
static size_t name_length(const struct memhp_token *word)
{
	size_t length = 0;

	while (length < word->length && !strchr("=:", word->at[length]))
		length++;
	return length;
}

static int find_term(struct reader *reader, const struct term *terms, const char *what)
{
	size_t i, length = name_length(&reader->word);
	struct memhp_token name = { reader->word.at, length };
	const char *names[8] = { NULL };

	for (i = 0; terms[i].name; i++) {
		names[i] = terms[i].name;
		if (!memhp_token_is(&name, terms[i].name))
			continue;
		if (reader->seen & 1U << i)
			return bad_word(reader, "is given twice");
		reader->seen |= 1U << i;
		reader->term = &terms[i];
		return 0;
	}
	return unknown(reader, name.at, length, what, names);
}

/* The value is what is behind the first @skip bytes of the word. */
static int copy_value(struct reader *reader, size_t skip)
{
	size_t length = reader->word.length - skip;

	if (length >= sizeof(reader->value))
		return bad_word(reader, "too long");
	memcpy(reader->value, reader->word.at + skip, length);
	reader->value[length] = '\0';
	return 0;
}

/* The value that the term wants, and none that it does not. */
static int cut_value(struct reader *reader)
{
	const char *name = reader->term->name, *example = reader->term->example;
	size_t length = strlen(name);

	if (!example && length < reader->word.length)
		return bad(reader, "'%s' takes no value", name);
	if (example && length + 1 >= reader->word.length)
		return bad(reader, "'%s' needs a value; try: %s=%s", name, name, example);
	if (example)
		return copy_value(reader, length + 1);
	return 0;
}

static int take_words(struct reader *reader, const struct term *terms, const char *what)
{
	int err;

	while (next_word(reader)) {
		err = find_term(reader, terms, what);
		if (!err)
			err = cut_value(reader);
		if (!err)
			err = reader->term->take(reader);
		if (err)
			return err;
	}
	return 0;
}

/* ---- Values ---- */

static int take_size(struct reader *reader, const char *value, __u64 *pages)
{
	uint64_t bytes;
	int err = memhp_size_parse(value, &bytes);

	if (err == -ERANGE)
		return bad_word(reader, "past 2^64 bytes");
	if (err)
		return bad_word(reader, "no size; try: 128M, 64G or 4T");
	if (bytes % MEMHP_SIM_PAGE)
		return bad_word(reader, "no multiple of 4K");
	*pages = bytes / MEMHP_SIM_PAGE;
	return 0;
}

static int take_blocks(struct reader *reader, const char *value, __u64 *pages)
{
	uint64_t block = reader->simulation->block;
	int err = take_size(reader, value, pages);
	char text[80];

	if (err)
		return err;
	if (!*pages)
		return bad_word(reader, "must be above 0; try: 128M, 64G or 4T");
	if (!(*pages % block))
		return 0;
	snprintf(text, sizeof(text), "no multiple of the block size, %lluM",
		 (unsigned long long)(block * MEMHP_SIM_PAGE) >> 20);
	return bad_word(reader, text);
}

/* Digits at @at; NULL: not a node. Behind them otherwise. */
static const char *take_number(const char *at, int32_t *number)
{
	uint64_t value;

	if (memhp_parse_number(&at, 10, &value) || value > MEMHP_SIM_NODE_MAX)
		return NULL;
	*number = (int32_t)value;
	return at;
}

static int no_node(const struct reader *reader)
{
	return bad_word(reader, "a node is a number from 0 to 1023");
}

/* Of all that there is or will be, addresses are to fit 64 bits. */
static int claim(struct reader *reader, uint64_t pages)
{
	uint64_t *all = &reader->simulation->pages;

	if (pages >= MEMHP_SIM_PAGES - *all)
		return bad(reader, "this and all before it is past 2^64 bytes");
	*all += pages;
	return 0;
}

static int out_of_memory(const struct reader *reader)
{
	return memhp_no_memory(reader->simulation->ctx);
}

/* ---- block-size ---- */

static int read_block_size(struct reader *reader)
{
	struct memhp_simulation *simulation = reader->simulation;
	__u64 pages;
	int err;

	if (!next_word(reader))
		return bad(reader, "the size of a block is missing; try: 128M");
	if (simulation->block_given)
		return bad(reader, "the size of a block is given twice");
	if (simulation->nr_plugs)
		return bad(reader, "the size of a block must stand before what is plugged");
	err = copy_value(reader, 0);
	if (!err)
		err = take_size(reader, reader->value, &pages);
	if (err)
		return err;
	if (pages < BLOCK_LEAST / MEMHP_SIM_PAGE || pages > BLOCK_MOST / MEMHP_SIM_PAGE ||
	    pages & (pages - 1))
		return bad_word(reader, "a block is a power of two from 16M to 64G; try: 128M");
	if (next_word(reader))
		return bad_word(reader, "nothing more belongs here");
	simulation->block = pages;
	simulation->block_given = true;
	return 0;
}

/* ---- node ---- */

static int take_early(struct reader *reader)
{
	return take_size(reader, reader->value, &reader->scope.early);
}

static int take_cma(struct reader *reader)
{
	return take_size(reader, reader->value, &reader->scope.cma);
}

static int take_movable(struct reader *reader)
{
	return take_size(reader, reader->value, &reader->scope.movable);
}

static int take_plugged(struct reader *reader)
{
	return take_size(reader, reader->value, &reader->scope.plugged);
}

static const struct term node_terms[] = {
	{ "early", take_early, "64G" },
	{ "cma", take_cma, "1G" },
	{ "movable", take_movable, "2G" },
	{ "plugged", take_plugged, "1G" },
	{ 0 }
};

/* "0", or "0=" right before the first word. */
static int read_node_number(struct reader *reader, int32_t *number)
{
	const char *end;

	if (!next_word(reader))
		return bad(reader, "the number of the node is missing; try: 0");
	end = take_number(reader->word.at, number);
	if (!end)
		return no_node(reader);
	if (end < reader->line.at && strchr("=:", *end))
		reader->line.at = end + 1;
	else if (end < reader->line.at)
		return no_node(reader);
	return 0;
}

static int read_node(struct reader *reader)
{
	const struct memhp_scope *scope = &reader->scope;
	struct memhp_sim_node *node;
	struct memhp_token first;
	int32_t number = 0;
	int err;

	err = read_node_number(reader, &number);
	if (err)
		return err;
	first = reader->word;
	err = take_words(reader, node_terms, "word of a node");
	if (err)
		return err;
	reader->word = first;
	if (scope->cma > scope->early)
		return bad(reader, "cma is a part of early, and cannot be more");
	node = memhp_sim_node(reader->simulation, number);
	if (!node)
		return out_of_memory(reader);
	if (node->described)
		return bad(reader, "node %d is described twice", number);
	err = claim(reader, scope->early + scope->plugged + scope->movable);
	if (err)
		return err;
	node->first = *scope;
	node->described = true;
	return 0;
}

/* ---- hotplug ---- */

static int take_node(struct reader *reader)
{
	const char *end = take_number(reader->value, &reader->plug.node);

	return end && !*end ? 0 : no_node(reader);
}

static int take_device(struct reader *reader)
{
	return take_blocks(reader, reader->value, &reader->plug.pages);
}

static int take_owner(struct reader *reader)
{
	const char *names[MEMHP_OWNER_MAX + 1] = { NULL };
	enum memhp_owner owner = memhp_owner_of(reader->value);
	unsigned int i, count = 0;

	reader->plug.owner = owner;
	if (owner != MEMHP_OWNER_UNKNOWN && owner != MEMHP_OWNER_BOOT)
		return 0;
	for (i = MEMHP_OWNER_BOOT + 1; i <= MEMHP_OWNER_MAX; i++)
		names[count++] = memhp_owner_name(i);
	return unknown(reader, reader->value, strlen(reader->value), "owner", names);
}

static int take_group(struct reader *reader)
{
	struct memhp_share *share = &reader->plug.share;
	size_t length = strcspn(reader->value, ":");

	if (!strcmp(reader->value, "none")) {
		share->type = MEMHP_GROUP_NONE;
		return 0;
	}
	if (!strcmp(reader->value, "static")) {
		share->type = MEMHP_GROUP_STATIC;
		return 0;
	}
	if (length != strlen("dynamic") || strncmp(reader->value, "dynamic", length))
		return bad_word(reader, "no group; try: static, dynamic:2G or none");
	if (!reader->value[length])
		return bad_word(reader, "a dynamic group has units; try: dynamic:2G");
	share->type = MEMHP_GROUP_DYNAMIC;
	return take_blocks(reader, reader->value + length + 1, &share->unit);
}

static int take_hotpluggable(struct reader *reader)
{
	reader->plug.hotpluggable = 1;
	return 0;
}

static const struct term plug_terms[] = {
	{ "node", take_node, "1" },
	{ "size", take_device, "4T" },
	{ "owner", take_owner, "dax" },
	{ "group", take_group, "dynamic:2G" },
	{ "hotpluggable", take_hotpluggable, NULL },
	{ 0 }
};

/* What goes one way together. */
static void set_unit(struct memhp_sim_plug *plug, uint64_t block)
{
	plug->share.pages = block;
	plug->unit = block;
	if (plug->share.type == MEMHP_GROUP_STATIC)
		plug->unit = plug->share.max = plug->pages;
	else if (plug->share.type == MEMHP_GROUP_DYNAMIC)
		plug->unit = plug->share.unit;
}

static int read_plug(struct reader *reader)
{
	struct memhp_simulation *simulation = reader->simulation;
	struct memhp_token first = reader->word;
	int err;

	err = take_words(reader, plug_terms, "word of a hotplug");
	if (err)
		return err;
	reader->word = first;
	if (!reader->plug.pages)
		return bad(reader, "the size of what is plugged is missing; try: size=4T");
	if (simulation->nr_plugs == MEMHP_SIM_PLUGS)
		return bad(reader, "more than %d are too many", MEMHP_SIM_PLUGS);
	err = claim(reader, reader->plug.pages);
	if (err)
		return err;
	set_unit(&reader->plug, simulation->block);
	if (!memhp_sim_node(simulation, reader->plug.node) ||
	    memhp_sim_plug(simulation, &reader->plug))
		return out_of_memory(reader);
	return 0;
}

/* ---- Texts ---- */

/* All of @text is a description that @read understands. */
static int read_words(struct memhp_simulation *simulation, const char *text,
		      int (*read)(struct reader *reader))
{
	struct reader reader = {
		.simulation = simulation,
		.line = { .begin = text, .end = text + strlen(text), .at = text },
	};

	return read(&reader);
}

MEMHP_EXPORT int memhp_simulation_set_block_size(struct memhp_simulation *simulation,
						 const char *word)
{
	return read_words(simulation, word, read_block_size);
}

MEMHP_EXPORT int memhp_simulation_add_node(struct memhp_simulation *simulation,
					   const char *words)
{
	return read_words(simulation, words, read_node);
}

MEMHP_EXPORT int memhp_simulation_add_plug(struct memhp_simulation *simulation,
					   const char *words)
{
	return read_words(simulation, words, read_plug);
}

static int read_line(struct reader *reader)
{
	static const char *const names[] = { "block-size", "node", "hotplug", NULL };
	static int (*const reads[])(struct reader *reader) = {
		read_block_size, read_node, read_plug,
	};
	size_t i;

	if (!next_word(reader))
		return 0;
	for (i = 0; names[i]; i++)
		if (memhp_token_is(&reader->word, names[i]))
			return reads[i](reader);
	return unknown(reader, reader->word.at, reader->word.length, "word", names);
}

static int read_lines(struct memhp_simulation *simulation, const char *name,
		      const char *text, size_t length)
{
	struct memhp_line line = { .ctx = simulation->ctx, .name = name };
	const char *end = text + length;
	int err = 0;

	while (!err && text < end) {
		err = memhp_line_cut(&line, &text, end);
		if (!err) {
			struct reader reader = { .simulation = simulation, .line = line };

			err = read_line(&reader);
		}
	}
	return err;
}

MEMHP_EXPORT int memhp_simulation_read(struct memhp_simulation *simulation,
				       const char *path)
{
	size_t length;
	char *text;
	int err;

	err = memhp_file_read(simulation->ctx, path, &text, &length);
	if (err)
		return err;
	err = read_lines(simulation, path, text, length);
	free(text);
	return err;
}
