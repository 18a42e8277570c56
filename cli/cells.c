// SPDX-License-Identifier: GPL-2.0
/* Blocks to cells, cells to rows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "map.h"
#include "nodes.h"

/* A longer one, in cells, ends the row. */
#define LONGEST_GAP	8

const char *cell_kind_name(enum cell_kind kind)
{
	static const char *const names[CELL_KINDS] = {
		[CELL_DMA] = "DMA, DMA32",
		[CELL_NORMAL] = "Normal",
		[CELL_HIGHMEM] = "HighMem",
		[CELL_MOVABLE] = "Movable",
		[CELL_BOTH] = "kernel and movable blocks",
		[CELL_UNCLEAR] = "in several zones, or not known",
		[CELL_LEAVING] = "going offline",
		[CELL_OFFLINE] = "offline",
	};

	return names[kind];
}

static enum cell_kind kind_of(const struct memhp_block *block)
{
	if (memhp_block_state(block) == MEMHP_STATE_OFFLINE)
		return CELL_OFFLINE;
	if (memhp_block_state(block) == MEMHP_STATE_GOING_OFFLINE)
		return CELL_LEAVING;
	switch (memhp_block_zone(block)) {
	case MEMHP_ZONE_DMA:
	case MEMHP_ZONE_DMA32:
		return CELL_DMA;
	case MEMHP_ZONE_NORMAL:
		return CELL_NORMAL;
	case MEMHP_ZONE_HIGHMEM:
		return CELL_HIGHMEM;
	case MEMHP_ZONE_MOVABLE:
		return CELL_MOVABLE;
	default:
		return CELL_UNCLEAR;
	}
}

/* ---- Cells ---- */

/* Room for one more of @size bytes at the end of @at; NULL: out of memory. */
static void *grown(void *at, size_t *room, size_t count, size_t size)
{
	size_t more = *room ? *room * 2 : 16;

	if (count < *room)
		return at;
	at = reallocarray(at, more, size);
	if (at)
		*room = more;
	return at;
}

/* The node, which is new if there is none; NULL: out of memory. */
static struct map_node *node_for(struct map *map, int number)
{
	struct map_node *nodes, *at;
	size_t i;

	for (i = 0; i < map->count && map->nodes[i].node < number; i++)
		;
	if (i < map->count && map->nodes[i].node == number)
		return &map->nodes[i];
	nodes = grown(map->nodes, &map->room, map->count, sizeof(*nodes));
	if (!nodes)
		return NULL;
	map->nodes = nodes;
	at = &nodes[i];
	memmove(at + 1, at, (map->count++ - i) * sizeof(*at));
	*at = (struct map_node){ .node = number };
	return at;
}

/* The cell of that number, the last of the node or a new one; NULL: out of memory. */
static struct cell *cell_for(struct map_node *node, uint64_t number)
{
	struct cell *cells;

	if (node->count && node->cells[node->count - 1].number == number)
		return &node->cells[node->count - 1];
	cells = grown(node->cells, &node->room, node->count, sizeof(*cells));
	if (!cells)
		return NULL;
	node->cells = cells;
	cells += node->count++;
	*cells = (struct cell){ .number = number, .same_zone = true, .same_state = true };
	return cells;
}

static int cannot_go(const struct memhp_block *block, const struct use *use)
{
	if (memhp_block_state(block) != MEMHP_STATE_ONLINE)
		return 0;
	if (memhp_block_removable(block) == 0)
		return 1;
	if (use && use->cannot_go >= 0)
		return use->cannot_go;
	return memhp_block_removable(block) == 1 ? 0 : -1;
}

static void add_block(struct cell *cell, const struct memhp_block *block, const struct use *use)
{
	int cannot = cannot_go(block, use);

	if (!cell->blocks++)
		cell->block = block;
	cell->same_zone &= memhp_block_zone(block) == memhp_block_zone(cell->block);
	cell->same_state &= memhp_block_state(block) == memhp_block_state(cell->block);
	cell->last = memhp_block_index(block);
	cell->kinds[kind_of(block)]++;
	cell->cannot_go += cannot == 1;
	cell->can_go += cannot == 0;
	if (use) {
		cell->used += use->used;
		cell->known += use->known;
	}
}

void map_empty(struct map *map)
{
	size_t i;

	for (i = 0; i < map->count; i++)
		free(map->nodes[i].cells);
	free(map->nodes);
	map->nodes = NULL;
	map->count = map->room = 0;
}

int map_fill(struct map *map, uint64_t per_cell)
{
	const struct memhp_block *block;
	struct map_node *node = NULL;
	struct cell *cell;
	size_t i;

	map_empty(map);
	map->per_cell = per_cell;
	for (i = 0; (block = memhp_blocks_at(map->blocks, i)); i++) {
		if (!node || node->node != memhp_block_node(block))
			node = node_for(map, memhp_block_node(block));
		cell = node ? cell_for(node, memhp_block_index(block) / per_cell) : NULL;
		if (!cell)
			return -1;
		add_block(cell, block, map->use ? &map->use[i] : NULL);
		node->blocks++;
	}
	return 0;
}

static size_t rows_of(const struct map *map, size_t width)
{
	struct map_row row;
	size_t i, from, rows = 0;

	for (i = 0; i < map->count; i++)
		for (from = 0; map_row(map, &map->nodes[i], from, width, &row);
		     from += row.count)
			rows++;
	return rows;
}

int map_fit(struct map *map, size_t width, size_t rows)
{
	size_t count = memhp_blocks_count(map->blocks), most;
	uint64_t last = count ? memhp_block_index(memhp_blocks_at(map->blocks, count - 1)) : 0;
	uint64_t per_cell = 1;

	while (!map_fill(map, per_cell)) {
		/* Many nodes need many rows, however large the cells are. */
		most = rows > 3 * map->count ? rows : 3 * map->count;
		if (per_cell > last || rows_of(map, width) <= most)
			return 0;
		per_cell *= 2;
	}
	return -1;
}

/* ---- Rows ---- */

bool map_row(const struct map *map, const struct map_node *node, size_t from, size_t width,
	     struct map_row *row)
{
	const struct cell *cell = node->cells + from;
	size_t n;

	if (from >= node->count)
		return false;
	for (n = 1; from + n < node->count; n++)
		if (cell[n].number - cell[0].number >= width ||
		    cell[n].number - cell[n - 1].number > LONGEST_GAP + 1)
			break;
	row->cells = cell;
	row->count = n;
	row->gap = 0;
	if (from && cell[0].number > cell[-1].number + 1)
		row->gap = (memhp_block_index(cell->block) - cell[-1].last - 1) *
			   memhp_blocks_size(map->blocks);
	return true;
}

/* ---- What a cell is ---- */

enum cell_kind cell_kind(const struct cell *cell)
{
	enum cell_kind kind, most = CELL_DMA;
	uint64_t kernel = cell->kinds[CELL_DMA] + cell->kinds[CELL_NORMAL] +
			  cell->kinds[CELL_HIGHMEM];

	if (kernel && cell->kinds[CELL_MOVABLE])
		return CELL_BOTH;
	for (kind = CELL_DMA; kind < CELL_KINDS; kind++)
		if (cell->kinds[kind] > cell->kinds[most])
			most = kind;
	return most;
}

int cell_used(const struct cell *cell)
{
	/* Of a block, bytes are far below 2^54. */
	return cell->known ? (int)((__uint128_t)cell->used * 1000 / cell->known) : NOT_KNOWN;
}

/* ---- Words ---- */

const char *map_node_text(const struct map *map, const struct map_node *node,
			  char text[NODE_LENGTH])
{
	char name[24] = "node not known", size[FORMAT_LENGTH], words[SHAPE_LENGTH];
	const struct memhp_shape *shape;
	size_t i;

	if (node->node >= 0)
		snprintf(name, sizeof(name), "node %d", node->node);
	for (i = 0; (shape = memhp_shapes_at(map->shapes, i)); i++)
		if (shape->node == node->node)
			break;
	snprintf(text, NODE_LENGTH, "%s: %" PRIu64 " block%s, %s; %s", name, node->blocks,
		 node->blocks == 1 ? "" : "s",
		 format_size(size, node->blocks * memhp_blocks_size(map->blocks), false),
		 shape ? shape_words(shape, words) : "");
	return text;
}

const char *map_cell_text(const struct map *map, char text[CELL_SIZE_LENGTH])
{
	uint64_t size = memhp_blocks_size(map->blocks);
	char block[FORMAT_LENGTH], cell[FORMAT_LENGTH];

	format_size(block, size, false);
	if (map->per_cell == 1)
		snprintf(text, CELL_SIZE_LENGTH, "a cell is a block of %s", block);
	else
		snprintf(text, CELL_SIZE_LENGTH, "a cell is up to %" PRIu64 " blocks of %s, %s",
			 map->per_cell, block, format_size(cell, size * map->per_cell, false));
	return text;
}
