// SPDX-License-Identifier: GPL-2.0
/*
 * The picture on a terminal. With colour the zone is a colour, use a shade, and what
 * cannot go a circle; without, the zone is a letter, in upper case if it cannot go,
 * and use a digit behind it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "map.h"
#include "words.h"

#define LEVELS 4

/* What has been drawn, for the legend. */
struct seen {
	bool kind[CELL_KINDS];
	bool bound[CELL_KINDS];		/* of it, what cannot go */
	bool use;
	bool bound_use;
};

struct drawing {
	const struct map *map;
	const struct pen *pen;
	size_t cells;			/* of a row */
	int digits;			/* of an address */
	const char *color;		/* that is on; NULL: none */
	struct seen seen;
};

static const char letters[CELL_KINDS] = {
	[CELL_DMA] = 'd', [CELL_NORMAL] = 'n', [CELL_HIGHMEM] = 'h', [CELL_MOVABLE] = 'm',
	[CELL_BOTH] = 'b', [CELL_UNCLEAR] = 'x', [CELL_LEAVING] = '-', [CELL_OFFLINE] = '.',
};

static const char *const colors[CELL_KINDS] = {
	[CELL_DMA] = "36", [CELL_NORMAL] = "94", [CELL_HIGHMEM] = "35",
	[CELL_MOVABLE] = "32", [CELL_BOTH] = "33", [CELL_UNCLEAR] = "37",
	[CELL_LEAVING] = "91", [CELL_OFFLINE] = "90",
};

static const char *const shades[LEVELS] = { "\u2591", "\u2592", "\u2593", "\u2588" };
static const char *const circles[LEVELS] = { "\u25cb", "\u25d4", "\u25d1", "\u25cf" };

/* ---- Cells ---- */

static void set_color(struct drawing *drawing, const char *color)
{
	if (!drawing->pen->color || color == drawing->color)
		return;
	printf("\033[%sm", color ? color : "0");
	drawing->color = color;
}

/* Shades and circles alone would not tell one zone from another. */
static bool has_shades(const struct pen *pen)
{
	return pen->color && pen->utf8;
}

/* Columns of a cell. */
static size_t cell_width(const struct map *map, const struct pen *pen)
{
	return map->use && !has_shades(pen) ? 2 : 1;
}

static bool is_online(enum cell_kind kind)
{
	return kind != CELL_OFFLINE && kind != CELL_LEAVING;
}

static void put_shade(enum cell_kind kind, bool bound, int used)
{
	int level = used == NOT_KNOWN ? LEVELS - 1 : used * LEVELS / 1000;

	if (level >= LEVELS)
		level = LEVELS - 1;
	if (!is_online(kind))
		fputs(kind == CELL_OFFLINE ? "\u00b7" : "-", stdout);
	else
		fputs(bound ? circles[level] : shades[level], stdout);
}

static void put_letter(const struct drawing *drawing, enum cell_kind kind, bool bound, int used)
{
	putchar(bound ? toupper(letters[kind]) : letters[kind]);
	if (cell_width(drawing->map, drawing->pen) < 2)
		return;
	if (used == NOT_KNOWN || !is_online(kind))
		putchar(' ');
	else
		putchar('0' + (used < 1000 ? used / 100 : 9));
}

static void put_cell(struct drawing *drawing, const struct cell *cell)
{
	enum cell_kind kind = cell_kind(cell);
	bool bound = is_online(kind) && cell->cannot_go;
	int used = cell_used(cell);
	struct seen *seen = &drawing->seen;

	*(bound ? &seen->bound[kind] : &seen->kind[kind]) = true;
	if (used != NOT_KNOWN && is_online(kind))
		*(bound ? &seen->bound_use : &seen->use) = true;
	set_color(drawing, colors[kind]);
	if (has_shades(drawing->pen))
		put_shade(kind, bound, used);
	else
		put_letter(drawing, kind, bound, used);
}

/* ---- Rows ---- */

static void put_gap(const struct drawing *drawing, uint64_t gap)
{
	char size[FORMAT_LENGTH], text[2 * FORMAT_LENGTH];

	if (!gap)
		return;
	snprintf(text, sizeof(text), "%*s (%s that is not of this node)", drawing->digits + 2,
		 "", format_size(size, gap, false));
	words_put(stdout, drawing->pen->width, drawing->digits + 3, text);
}

static void put_row(struct drawing *drawing, const struct map_row *row)
{
	size_t width = cell_width(drawing->map, drawing->pen);
	uint64_t next = row->cells[0].number;
	size_t i;

	put_gap(drawing, row->gap);
	printf("0x%0*" PRIx64 " ", drawing->digits, memhp_block_start(row->cells[0].block));
	for (i = 0; i < row->count; i++) {
		for (; next < row->cells[i].number; next++)
			printf("%*s", (int)width, "");
		put_cell(drawing, &row->cells[i]);
		next++;
	}
	set_color(drawing, NULL);
	putchar('\n');
}

static void put_node(struct drawing *drawing, const struct map_node *node)
{
	char text[NODE_LENGTH];
	struct map_row row;
	size_t from;

	words_put(stdout, drawing->pen->width, 2, map_node_text(drawing->map, node, text));
	for (from = 0; map_row(drawing->map, node, from, drawing->cells, &row); from += row.count)
		put_row(drawing, &row);
	putchar('\n');
}

/* ---- The legend ---- */

static void put_sample(struct drawing *drawing, enum cell_kind kind, bool bound)
{
	char text[2 * FORMAT_LENGTH];

	fputs("  ", stdout);
	set_color(drawing, colors[kind]);
	if (has_shades(drawing->pen))
		put_shade(kind, bound, NOT_KNOWN);
	else
		putchar(bound ? toupper(letters[kind]) : letters[kind]);
	set_color(drawing, NULL);
	snprintf(text, sizeof(text), "  %s%s", cell_kind_name(kind), !bound ? "" :
		 drawing->map->per_cell > 1 ? ", some cannot go offline" :
		 ", cannot go offline");
	words_put(stdout, drawing->pen->width - 3, 5, text);
}

static void put_levels(const char *const *marks, const char *text)
{
	size_t i;

	fputs("  ", stdout);
	for (i = 0; i < LEVELS; i++)
		fputs(marks[i], stdout);
	printf("  %s\n", text);
}

static void put_use(const struct drawing *drawing)
{
	const struct seen *seen = &drawing->seen;
	char text[640];

	if (has_shades(drawing->pen)) {
		if (seen->use)
			put_levels(shades, "each a quarter more in use");
		if (seen->bound_use)
			put_levels(circles, "the same of what cannot go");
	} else if (seen->use || seen->bound_use) {
		puts("  0-9  tenths that are in use, 9: 90 % and more");
	}
	if (!drawing->map->use && drawing->map->no_use) {
		snprintf(text, sizeof(text), "use is not shown: %s", drawing->map->no_use);
		words_put(stdout, drawing->pen->width, 2, text);
	}
}

static void put_legend(struct drawing *drawing)
{
	char text[CELL_SIZE_LENGTH];
	enum cell_kind kind;

	words_put(stdout, drawing->pen->width, 2, map_cell_text(drawing->map, text));
	for (kind = CELL_DMA; kind < CELL_KINDS; kind++) {
		if (drawing->seen.kind[kind])
			put_sample(drawing, kind, false);
		if (drawing->seen.bound[kind])
			put_sample(drawing, kind, true);
	}
	put_use(drawing);
}

/* ---- The picture ---- */

/* Hexadecimal digits of the highest address that begins a block. */
static int digits_of(const struct map *map)
{
	size_t count = memhp_blocks_count(map->blocks);
	uint64_t start = count ? memhp_block_start(memhp_blocks_at(map->blocks, count - 1)) : 0;

	return snprintf(NULL, 0, "%" PRIx64, start);
}

size_t map_text_width(const struct map *map, const struct pen *pen)
{
	size_t margin = 2 + (size_t)digits_of(map) + 1, cells = 1;

	if (pen->width > margin + cell_width(map, pen))
		cells = (pen->width - margin) / cell_width(map, pen);
	/* Round numbers make round addresses. */
	return cells < 8 ? cells : cells - cells % (cells < 16 ? 8 : 16);
}

void map_text(const struct map *map, const struct pen *pen)
{
	struct drawing drawing = {
		.map = map,
		.pen = pen,
		.cells = map_text_width(map, pen),
		.digits = digits_of(map),
	};
	size_t i;

	for (i = 0; i < map->count; i++)
		put_node(&drawing, &map->nodes[i]);
	put_legend(&drawing);
}
