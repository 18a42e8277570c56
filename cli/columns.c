// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "columns.h"
#include "exits.h"
#include "format.h"
#include "stream.h"

/* Two for each block of a long list, so not by snprintf(). */
static const char *number(char *text, uint64_t value)
{
	char *digit = text + 20;	/* the longest has 20 */

	*digit = '\0';
	do {
		*--digit = '0' + value % 10;
		value /= 10;
	} while (value);
	return digit;
}

static const char *yes_no(const struct style *style, int value)
{
	if (value < 0)
		return NULL;
	if (style->json)
		return value ? "true" : "false";
	return value ? "yes" : "no";
}

static uint64_t row_end(const struct block_row *row)
{
	return memhp_block_start(row->last) + memhp_block_size(row->last);
}

static const char *cell_range(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;
	const char *quote = style->json ? "\"" : "";

	snprintf(text, CELL_LENGTH, "%s0x%" PRIx64 "-0x%" PRIx64 "%s", quote,
		 memhp_block_start(row->first), row_end(row) - 1, quote);
	return text;
}

static const char *cell_start(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	if (style->json)
		return number(text, memhp_block_start(row->first));
	snprintf(text, CELL_LENGTH, "0x%" PRIx64, memhp_block_start(row->first));
	return text;
}

static const char *cell_size(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	return format_size(text, row_end(row) - memhp_block_start(row->first),
			   style->json || style->bytes);
}

static const char *cell_block(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;
	uint64_t first = memhp_block_index(row->first);

	if (style->json || row->first == row->last)
		return number(text, first);
	snprintf(text, CELL_LENGTH, "%" PRIu64 "-%" PRIu64, first,
		 memhp_block_index(row->last));
	return text;
}

static const char *cell_state(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;
	enum memhp_state state = memhp_block_state(row->first);

	(void)style;
	(void)text;
	return state == MEMHP_STATE_UNKNOWN ? NULL : memhp_state_name(state);
}

static const char *cell_zone(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	(void)style;
	(void)text;
	return memhp_zone_name(memhp_block_zone(row->first));
}

static const char *cell_node(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;
	int node = memhp_block_node(row->first);

	(void)style;
	return node < 0 ? NULL : number(text, node);
}

static const char *cell_group(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_block_group(((const struct block_row *)data)->first);
}

static const char *cell_owner(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;
	enum memhp_owner owner = memhp_block_owner(row->first);

	(void)text;
	if (owner == MEMHP_OWNER_UNKNOWN && !style->json)
		return NULL;
	return memhp_owner_name(owner);
}

#define CELL_YES_NO(what) \
static const char *cell_##what(const void *data, const struct style *style, char *text) \
{ \
	(void)text; \
	return yes_no(style, memhp_block_##what(((const struct block_row *)data)->first)); \
}

CELL_YES_NO(early)
CELL_YES_NO(removable)
CELL_YES_NO(hotpluggable)
CELL_YES_NO(memmap)
CELL_YES_NO(hwpoison)
CELL_YES_NO(single)

static const char *cell_sections(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	(void)style;
	return row->detail->sections ? number(text, row->detail->sections) : NULL;
}

static const char *cell_phys_device(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	(void)style;
	return row->detail->phys_device < 0 ? NULL : number(text, row->detail->phys_device);
}

/* An array of strings in JSON; the kernel's words, but a saved tree may lie. */
static const char *cell_valid_zones(const void *data, const struct style *style, char *text)
{
	const char *from = ((const struct block_row *)data)->detail->valid_zones;
	size_t at = 0, length;

	if (!style->json)
		return *from ? from : NULL;
	if (!strcmp(from, "none"))
		from = "";
	text[at++] = '[';
	while (*(from += strspn(from, " ")) && at < CELL_LENGTH - 70) {
		if (at > 1)
			text[at++] = ',';
		text[at++] = '"';
		for (length = strcspn(from, " "); length; length--, from++)
			if (isalnum((unsigned char)*from))
				text[at++] = *from;
		text[at++] = '"';
	}
	text[at++] = ']';
	text[at] = '\0';
	return text;
}

static const char *cell_source(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	(void)style;
	(void)text;
	return row->source == MEMHP_SOURCE_MODULE ? "module" : "sysfs";
}

static const char *cell_last_error(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return ((const struct block_row *)data)->last_error;
}

#define SAME(what) \
static long long same_##what(const struct memhp_block *block) \
{ \
	return (long long)memhp_block_##what(block); \
}

SAME(state)
SAME(zone)
SAME(node)
SAME(owner)
SAME(early)
SAME(removable)
SAME(hotpluggable)
SAME(memmap)
SAME(hwpoison)
SAME(single)
SAME(populated)
SAME(held)

/* Neighbours of one group share the string. */
static long long same_group(const struct memhp_block *block)
{
	return (long long)(uintptr_t)memhp_block_group(block);
}

/* Of all blocks of the row, which have as much each. */
static const char *cell_bytes(const struct block_row *row, uint64_t each,
			      const struct style *style, char *text)
{
	uint64_t blocks = memhp_block_index(row->last) - memhp_block_index(row->first) + 1;

	if (each == UINT64_MAX)
		return NULL;
	return format_size(text, each * blocks, style->json || style->bytes);
}

static const char *cell_populated(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	return cell_bytes(row, memhp_block_populated(row->first), style, text);
}

static const char *cell_held(const void *data, const struct style *style, char *text)
{
	const struct block_row *row = data;

	return cell_bytes(row, memhp_block_held(row->first), style, text);
}

/* In the order of tables: the first ten are the columns by default. */
static const struct column block_columns[] = {
	{ "RANGE", "physical addresses", COLUMN_RIGHT | COLUMN_EACH, 7, cell_range, NULL },
	{ "SIZE", "size", COLUMN_RIGHT, 6, cell_size, NULL },
	{ "STATE", "online, offline or going-offline", COLUMN_TEXT, 9, cell_state, same_state },
	{ "ZONE", "zone of an online block", COLUMN_TEXT, 8, cell_zone, same_zone },
	{ "NODE", "NUMA node", COLUMN_RIGHT, 5, cell_node, same_node },
	{ "BLOCK", "number of the block, the N of memoryN", COLUMN_RIGHT | COLUMN_EACH, 10,
	  cell_block, NULL },
	{ "GROUP", "group of blocks it belongs to", COLUMN_TEXT | COLUMN_MODULE, 2,
	  cell_group, same_group },
	{ "OWNER", "driver or device it came from", COLUMN_TEXT | COLUMN_MODULE, 4,
	  cell_owner, same_owner },
	{ "REMOVABLE", "whether it could go offline, as far as its kind tells", 0, 3,
	  cell_removable, same_removable },
	{ "HOTPLUGGABLE", "what the firmware says of the range", COLUMN_MODULE, 1,
	  cell_hotpluggable, same_hotpluggable },
	{ "POPULATED", "bytes that the page allocator has", COLUMN_RIGHT | COLUMN_MODULE, 3,
	  cell_populated, same_populated },
	{ "HELD", "bytes held back from the page allocator", COLUMN_RIGHT | COLUMN_MODULE, 5,
	  cell_held, same_held },
	{ "START", "first physical address", COLUMN_RIGHT | COLUMN_EACH, 0, cell_start, NULL },
	{ "EARLY", "there since boot", COLUMN_MODULE, 0, cell_early, same_early },
	{ "MEMMAP", "holds its own memmap", COLUMN_MODULE, 0, cell_memmap, same_memmap },
	{ "HWPOISON", "has poisoned pages", COLUMN_MODULE, 0, cell_hwpoison, same_hwpoison },
	{ "SINGLE", "only ever changed by itself", COLUMN_MODULE, 0, cell_single, same_single },
	{ "SECTIONS", "memory sections in it", COLUMN_DETAIL, 0, cell_sections, NULL },
	{ "VALID_ZONES", "zones it is or could be online in", COLUMN_DETAIL, 0,
	  cell_valid_zones, NULL },
	{ "PHYS_DEVICE", "sysfs' phys_device", COLUMN_DETAIL, 0, cell_phys_device, NULL },
	{ "SOURCE", "who told: module or sysfs", COLUMN_DETAIL | COLUMN_TEXT, 0,
	  cell_source, NULL },
	{ "LAST_ERROR", "why the last change failed", COLUMN_DETAIL | COLUMN_MODULE, 0,
	  cell_last_error, NULL },
};

#define TABLE_COLUMNS	10
#define BLOCK_COLUMNS	(sizeof(block_columns) / sizeof(block_columns[0]))

static const char *cell_change_block(const void *data, const struct style *style, char *text)
{
	const struct change_row *row = data;

	(void)style;
	return number(text, row->result.block);
}

/* Nested object without its end; the names are fixed words, so nothing needs escaping. */
static char *place(char *text, unsigned int state, unsigned int zone)
{
	const char *name = state == MEMHP_STATE_UNKNOWN ? NULL : memhp_state_name(state);
	const char *zone_name = memhp_zone_name(zone);
	const char *quote = name ? "\"" : "", *zone_quote = zone_name ? "\"" : "";

	return text + sprintf(text, "{\"state\": %s%s%s, \"zone\": %s%s%s",
			      quote, name ? name : "null", quote,
			      zone_quote, zone_name ? zone_name : "null", zone_quote);
}

/* What is known of it, and its end. */
static char *amount(char *text, const struct amount *amount)
{
	char populated[STREAM_NUMBER] = "null", held[STREAM_NUMBER] = "null";

	if (amount->known) {
		snprintf(populated, sizeof(populated), "%" PRIu64, amount->populated);
		snprintf(held, sizeof(held), "%" PRIu64, amount->held);
	}
	return text + sprintf(text, ", \"populated\": %s, \"held\": %s}", populated, held);
}

static const char *cell_from(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct change_row *)data)->result;

	(void)style;
	strcpy(place(text, result->from_state, result->from_zone), "}");
	return text;
}

static const char *cell_to(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct change_row *)data)->result;

	(void)style;
	strcpy(place(text, result->to_state, result->to_zone), "}");
	return text;
}

static const char *cell_fill_from(const void *data, const struct style *style, char *text)
{
	const struct fill_row *row = data;

	(void)style;
	amount(place(text, row->change.result.from_state, row->change.result.from_zone),
	       &row->from);
	return text;
}

static const char *cell_fill_to(const void *data, const struct style *style, char *text)
{
	const struct fill_row *row = data;

	(void)style;
	amount(place(text, row->change.result.to_state, row->change.result.to_zone), &row->to);
	return text;
}

static const char *cell_result(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_outcome_name(((const struct change_row *)data)->result.outcome);
}

static const char *cell_errno(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_errno_name(((const struct change_row *)data)->result.error);
}

static const char *cell_reason(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_reason_name(((const struct change_row *)data)->result.reason);
}

static const char *cell_detail(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return ((const struct change_row *)data)->detail;
}

static const char *cell_ns(const void *data, const struct style *style, char *text)
{
	(void)style;
	return number(text, ((const struct change_row *)data)->result.ns);
}

static const struct column change_columns[] = {
	{ "BLOCK", "", 0, 0, cell_change_block, NULL },
	{ "FROM", "", 0, 0, cell_from, NULL },
	{ "TO", "", 0, 0, cell_to, NULL },
	{ "RESULT", "", COLUMN_TEXT, 0, cell_result, NULL },
	{ "ERRNO", "", COLUMN_TEXT, 0, cell_errno, NULL },
	{ "REASON", "", COLUMN_TEXT, 0, cell_reason, NULL },
	{ "DETAIL", "", COLUMN_TEXT, 0, cell_detail, NULL },
	{ "NS", "", 0, 0, cell_ns, NULL },
};

#define CHANGE_FROM	1
#define CHANGE_TO	2

static const struct column fill_from = { "FROM", "", 0, 0, cell_fill_from, NULL };
static const struct column fill_to = { "TO", "", 0, 0, cell_fill_to, NULL };

static const struct column *find(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < BLOCK_COLUMNS; i++)
		if (strlen(block_columns[i].name) == length &&
		    !strncasecmp(block_columns[i].name, name, length))
			return &block_columns[i];
	return NULL;
}

#define AFTER_OWNER	8

void columns_add_held(struct columns *columns)
{
	size_t i;

	for (i = columns->count; i-- > AFTER_OWNER; )
		columns->at[i + 2] = columns->at[i];
	columns->at[AFTER_OWNER] = find("POPULATED", strlen("POPULATED"));
	columns->at[AFTER_OWNER + 1] = find("HELD", strlen("HELD"));
	columns->count += 2;
}

static void add_words(struct columns *columns, const char *words)
{
	size_t length;

	for (; *words; words += length + (words[length] == ' ')) {
		length = strcspn(words, " ");
		columns->at[columns->count++] = find(words, length);
	}
}

void columns_for_table(struct columns *columns)
{
	columns->count = 0;
	while (columns->count < TABLE_COLUMNS) {
		columns->at[columns->count] = &block_columns[columns->count];
		columns->count++;
	}
}

void columns_for_json(struct columns *columns)
{
	columns->count = 0;
	add_words(columns, "BLOCK START SIZE STATE ZONE NODE GROUP OWNER EARLY REMOVABLE HOTPLUGGABLE "
		  "POPULATED HELD");
}

void columns_for_show(struct columns *columns, bool json)
{
	columns_for_json(columns);
	if (!json)	/* people want the end as well */
		columns->at[1] = find("RANGE", strlen("RANGE"));
	add_words(columns, "SECTIONS VALID_ZONES PHYS_DEVICE MEMMAP HWPOISON SINGLE SOURCE LAST_ERROR");
}

void columns_for_changes(struct columns *columns)
{
	size_t i;

	columns->count = sizeof(change_columns) / sizeof(change_columns[0]);
	for (i = 0; i < columns->count; i++)
		columns->at[i] = &change_columns[i];
}

void columns_for_fills(struct columns *columns)
{
	columns_for_changes(columns);
	columns->at[CHANGE_FROM] = &fill_from;
	columns->at[CHANGE_TO] = &fill_to;
}

const struct column *columns_at(size_t i)
{
	/* Those of show come last. */
	if (i >= BLOCK_COLUMNS || block_columns[i].flags & COLUMN_DETAIL)
		return NULL;
	return &block_columns[i];
}

static int unknown_column(const char *name, size_t length)
{
	const char *names[BLOCK_COLUMNS + 1], *meant;
	char upper[32];
	size_t i, count = 0;

	for (i = 0; i < BLOCK_COLUMNS; i++)
		if (!(block_columns[i].flags & COLUMN_DETAIL))
			names[count++] = block_columns[i].name;
	names[count] = NULL;
	snprintf(upper, sizeof(upper), "%.*s", (int)length, name);
	for (i = 0; upper[i]; i++)
		upper[i] = toupper((unsigned char)upper[i]);
	meant = memhp_nearest(upper, names);
	if (meant)
		return bad_usage("no column '%.*s': did you mean '%s'?", (int)length, name, meant);
	return bad_usage("no column '%.*s'; try: memhpctl list --help", (int)length, name);
}

int columns_parse(struct columns *columns, const char *list)
{
	const struct column *column;
	size_t i, length;

	columns->count = 0;
	do {
		length = strcspn(list, ",");
		column = find(list, length);
		if (!column || column->flags & COLUMN_DETAIL)
			return unknown_column(list, length);
		for (i = 0; i < columns->count; i++)
			if (columns->at[i] == column)
				return bad_usage("column '%s' is named twice", column->name);
		columns->at[columns->count++] = column;
		list += length;
	} while (*list++);
	return 0;
}

void columns_drop(struct columns *columns)
{
	size_t i, light = 0;

	for (i = 1; i < columns->count; i++)
		if (columns->at[i]->weight < columns->at[light]->weight)
			light = i;
	columns->count--;
	for (i = light; i < columns->count; i++)
		columns->at[i] = columns->at[i + 1];
}

bool columns_same(const struct columns *columns, const struct memhp_block *a,
		  const struct memhp_block *b)
{
	size_t i;

	/* Nearly always so, and a single call. */
	if (memhp_block_alike(a, b))
		return true;
	for (i = 0; i < columns->count; i++) {
		const struct column *column = columns->at[i];

		if (column->same && column->same(a) != column->same(b))
			return false;
	}
	return true;
}

void columns_missing(const struct columns *columns, char *text, size_t size)
{
	const char *names[COLUMNS_MAX];
	size_t i, at = 0, count = 0;

	for (i = 0; i < columns->count; i++)
		if (columns->at[i]->flags & COLUMN_MODULE)
			names[count++] = columns->at[i]->name;
	*text = '\0';
	for (i = 0; i < count && at < size; i++)
		at += snprintf(text + at, size - at, "%s%s",
			       !i ? "" : i + 1 < count ? ", " : " and ", names[i]);
	if (count && at < size)
		snprintf(text + at, size - at, " %s", count > 1 ? "are" : "is");
}
