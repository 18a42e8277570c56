/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine's memory as cells, and the pictures made of them: cells.c puts blocks
 * into cells and cells into rows, map-text.c draws them on a terminal, map-svg.c in
 * a file, map-json.c tells them to programs.
 */
#ifndef MEMHPCTL_MAP_H
#define MEMHPCTL_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <memhp/libmemhp.h>

/* What a cell is drawn as. */
enum cell_kind {
	CELL_DMA,		/* DMA or DMA32 */
	CELL_NORMAL,
	CELL_HIGHMEM,
	CELL_MOVABLE,
	CELL_BOTH,		/* kernel and movable blocks in one cell */
	CELL_UNCLEAR,		/* online, in more than one zone or not known which */
	CELL_LEAVING,		/* going offline */
	CELL_OFFLINE,
	CELL_KINDS,
};

/* "DMA, DMA32", for a legend. */
const char *cell_kind_name(enum cell_kind kind);

/* How much of a block is in use, by its pages. */
struct use {
	uint64_t used;		/* bytes */
	uint64_t known;		/* bytes that were looked at; 0: not known */
	int8_t cannot_go;	/* 1, 0, -1: not known */
};

/* One block, or those of some that follow one another that are there. */
struct cell {
	uint64_t number;	/* where it is: index of a block / blocks a cell */
	const struct memhp_block *block;	/* the first */
	uint64_t last;		/* index of the last block */
	uint64_t blocks;
	uint64_t kinds[CELL_KINDS];	/* how many of them are of each kind */
	uint64_t used;		/* bytes */
	uint64_t known;
	uint64_t cannot_go;	/* blocks that cannot go offline */
	uint64_t can_go;	/* those that may */
	bool same_zone;		/* of all blocks */
	bool same_state;
};

struct map_node {
	int node;		/* -1: not known */
	struct cell *cells;	/* ascending */
	size_t count;
	size_t room;
	uint64_t blocks;
};

struct map {
	const struct memhp_blocks *blocks;
	const struct memhp_shapes *shapes;
	const struct use *use;	/* by place in @blocks; NULL: not known */
	const char *no_use;	/* why it is not; NULL: nobody wants to know */
	uint64_t per_cell;	/* blocks a cell may have */
	struct map_node *nodes;	/* ascending */
	size_t count;
	size_t room;
};

/* Cells of one line: neighbours, with short gaps between. */
struct map_row {
	const struct cell *cells;
	size_t count;
	uint64_t gap;		/* bytes between it and the row before */
};

/* Put the blocks into cells of @per_cell blocks. 0, or -1: out of memory. */
int map_fill(struct map *map, uint64_t per_cell);

/* The same with as few blocks a cell as give about @rows rows of @width cells. */
int map_fit(struct map *map, size_t width, size_t rows);

/* What map_fill() made. */
void map_empty(struct map *map);

/* The row of @width cells that begins at the @from-th of @node; false: there is none.
 * A cell belongs at its number less that of the first. */
bool map_row(const struct map *map, const struct map_node *node, size_t from, size_t width,
	     struct map_row *row);

enum cell_kind cell_kind(const struct cell *cell);

#define NOT_KNOWN (-1)

/* Per mille of it that is in use, NOT_KNOWN if that is so. */
int cell_used(const struct cell *cell);

#define NODE_LENGTH 192

/* "node 0: 40 blocks, 5G; kernel below movable" */
const char *map_node_text(const struct map *map, const struct map_node *node,
			  char text[NODE_LENGTH]);

#define CELL_SIZE_LENGTH 128

/* "a cell is a block of 128M" */
const char *map_cell_text(const struct map *map, char text[CELL_SIZE_LENGTH]);

/* Print all cells. */
void map_json(const struct map *map);

/* How to draw on a terminal, or what is none. */
struct pen {
	size_t width;		/* columns */
	bool color;
	bool utf8;		/* shades and circles, which need colour besides */
};

size_t map_text_width(const struct map *map, const struct pen *pen);
void map_text(const struct map *map, const struct pen *pen);

#define SVG_CELLS	64	/* a row */
#define SVG_ROWS	128

/* Write the picture to @path, "-" for stdout. 0, or a complaint and -errno. */
int map_svg(const struct map *map, const char *path);

#endif
