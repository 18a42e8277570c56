// SPDX-License-Identifier: GPL-2.0
/* The cells as JSON, as they come: a machine may have a hundred thousand. */
#include <inttypes.h>
#include <stdio.h>

#include "map.h"
#include "stream.h"

static const struct cell *cell_of(const void *row)
{
	return row;
}

static const char *cell_first(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, memhp_block_index(cell_of(row)->block));
}

static const char *cell_count(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, cell_of(row)->blocks);
}

static const char *cell_zone(const void *row, const struct style *style, char *text)
{
	const struct cell *cell = cell_of(row);

	(void)style;
	(void)text;
	return cell->same_zone ? memhp_zone_name(memhp_block_zone(cell->block)) : NULL;
}

static const char *cell_state(const void *row, const struct style *style, char *text)
{
	const struct cell *cell = cell_of(row);

	(void)style;
	(void)text;
	if (!cell->same_state || memhp_block_state(cell->block) == MEMHP_STATE_UNKNOWN)
		return NULL;
	return memhp_state_name(memhp_block_state(cell->block));
}

static const char *cell_bytes(const void *row, const struct style *style, char *text)
{
	(void)style;
	return cell_of(row)->known ? stream_number(text, cell_of(row)->used) : NULL;
}

static const char *cell_bound(const void *row, const struct style *style, char *text)
{
	const struct cell *cell = cell_of(row);

	(void)style;
	(void)text;
	if (cell->cannot_go)
		return "true";
	return cell->can_go == cell->blocks ? "false" : NULL;
}

static const struct column cell_columns[] = {
	{ "FIRST", "", 0, 0, cell_first, NULL },
	{ "COUNT", "", 0, 0, cell_count, NULL },
	{ "ZONE", "", COLUMN_TEXT, 0, cell_zone, NULL },
	{ "STATE", "", COLUMN_TEXT, 0, cell_state, NULL },
	{ "USED", "", 0, 0, cell_bytes, NULL },
	{ "CANNOT_GO", "", 0, 0, cell_bound, NULL },
};

static void print_node(const struct map_node *node, const struct columns *columns, bool last)
{
	struct stream stream = { .columns = columns, .style = { .json = true } };
	char number[16] = "null";
	size_t i;

	if (node->node >= 0)
		snprintf(number, sizeof(number), "%d", node->node);
	printf("    {\"node\": %s, \"cells\": [", number);
	for (i = 0; i < node->count; i++)
		stream_row(&stream, &node->cells[i]);
	printf("\n    ]}%s\n", last ? "" : ",");
}

void map_json(const struct map *map)
{
	struct columns columns = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cell_columns) / sizeof(cell_columns[0]); i++)
		columns.at[columns.count++] = &cell_columns[i];
	printf("{\n  \"map\": {\n  \"block_size\": %" PRIu64 ",\n  \"nodes\": [\n",
	       memhp_blocks_size(map->blocks));
	for (i = 0; i < map->count; i++)
		print_node(&map->nodes[i], &columns, i + 1 == map->count);
	puts("  ]}\n}");
}
