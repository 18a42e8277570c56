// SPDX-License-Identifier: GPL-2.0
/* The picture as a file of SVG that needs nothing else, on a light background. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exits.h"
#include "format.h"
#include "map.h"

#define PITCH	13		/* from a cell to the next, in pixels */
#define CELL	12
#define LINE	18		/* of text */
#define MARGIN	16
#define CELLS_X	170		/* where cells begin, right of the address */
#define WIDTH	(CELLS_X + SVG_CELLS * PITCH + MARGIN)

struct svg {
	const struct map *map;
	FILE *file;
	int y;				/* top of what comes next */
	bool seen[CELL_KINDS];
	bool seen_bound;
};

static const char *const fills[CELL_KINDS] = {
	[CELL_DMA] = "#56b4e9", [CELL_NORMAL] = "#0072b2", [CELL_HIGHMEM] = "#cc79a7",
	[CELL_MOVABLE] = "#009e73", [CELL_BOTH] = "#e69f00", [CELL_UNCLEAR] = "#777777",
	[CELL_LEAVING] = "#d55e00", [CELL_OFFLINE] = "#ffffff",
};

/* Text between tags, whatever is in it. */
static void put_text(FILE *file, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			/* Other control characters may not be in XML at all. */
			fputc((unsigned char)*text < ' ' ? '?' : *text, file);
		}
	}
}

static void put_label(struct svg *svg, int x, const char *style, const char *text)
{
	fprintf(svg->file, "<text x=\"%d\" y=\"%d\"%s>", x, svg->y + CELL - 2, style);
	put_text(svg->file, text);
	fputs("</text>\n", svg->file);
}

/* ---- Cells ---- */

/* "memory42-43, 0x150000000: online, Movable, 37 % in use, cannot go offline" */
static void describe(const struct cell *cell, char *text, size_t size)
{
	const struct memhp_block *block = cell->block;
	const char *zone = memhp_zone_name(memhp_block_zone(block));
	const char *group = memhp_block_group(block);
	char name[FORMAT_LENGTH], used[32] = "";

	format_blocks(name, memhp_block_index(block), cell->last);
	if (cell_used(cell) != NOT_KNOWN)
		snprintf(used, sizeof(used), ", %d %% in use", cell_used(cell) / 10);
	snprintf(text, size, "%s, 0x%" PRIx64 ": %s%s%s%s%s%s%s", name, memhp_block_start(block),
		 cell->same_state ? memhp_state_name(memhp_block_state(block)) :
		 "in several states",
		 cell->same_zone && zone ? ", " : "", cell->same_zone && zone ? zone :
		 cell->same_zone || !cell->same_state ? "" : ", in several zones", used,
		 !cell->cannot_go ? "" : cell->blocks > 1 ? ", some cannot go offline" :
		 ", cannot go offline",
		 cell->blocks == 1 && group ? ", group " : "",
		 cell->blocks == 1 && group ? group : "");
}

static void put_square(struct svg *svg, int x, enum cell_kind kind, int used, const char *title)
{
	/* What is not in use is pale, but to be seen. */
	int opacity = used == NOT_KNOWN ? 100 : 25 + used * 75 / 1000;

	fprintf(svg->file, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"", x,
		svg->y, CELL, CELL, fills[kind]);
	if (opacity < 100)
		fprintf(svg->file, " fill-opacity=\"0.%02d\"", opacity);
	fprintf(svg->file, " stroke=\"%s\">", kind == CELL_OFFLINE ? "#999999" : fills[kind]);
	if (title) {
		fputs("<title>", svg->file);
		put_text(svg->file, title);
		fputs("</title>", svg->file);
	}
	fputs("</rect>\n", svg->file);
}

/* The stroke through what cannot go. */
static void put_stroke(struct svg *svg, int x)
{
	fprintf(svg->file, "<path class=\"b\" d=\"M%d %dl%d %d\"/>\n", x + 1, svg->y + CELL - 1,
		CELL - 2, 2 - CELL);
}

static void put_cell(struct svg *svg, const struct cell *cell, uint64_t place)
{
	int x = CELLS_X + (int)place * PITCH;
	enum cell_kind kind = cell_kind(cell);
	char title[256];

	describe(cell, title, sizeof(title));
	put_square(svg, x, kind, cell_used(cell), title);
	if (cell->cannot_go)
		put_stroke(svg, x);
	svg->seen[kind] = true;
	svg->seen_bound |= cell->cannot_go;
}

static void put_row(struct svg *svg, const struct map_row *row)
{
	char text[FORMAT_LENGTH + 64], size[FORMAT_LENGTH];
	size_t i;

	if (row->gap) {
		snprintf(text, sizeof(text), "(%s that is not of this node)",
			 format_size(size, row->gap, false));
		put_label(svg, CELLS_X, " fill=\"#666666\"", text);
		svg->y += LINE;
	}
	snprintf(text, sizeof(text), "0x%" PRIx64, memhp_block_start(row->cells[0].block));
	put_label(svg, CELLS_X - 10, " text-anchor=\"end\"", text);
	for (i = 0; i < row->count; i++)
		put_cell(svg, &row->cells[i], row->cells[i].number - row->cells[0].number);
	svg->y += PITCH;
}

static void put_node(struct svg *svg, const struct map_node *node)
{
	char text[NODE_LENGTH];
	struct map_row row;
	size_t from;

	put_label(svg, MARGIN, " font-weight=\"bold\"", map_node_text(svg->map, node, text));
	svg->y += LINE;
	for (from = 0; map_row(svg->map, node, from, SVG_CELLS, &row); from += row.count)
		put_row(svg, &row);
	svg->y += LINE / 2;
}

/* ---- The legend ---- */

static void put_sample(struct svg *svg, enum cell_kind kind, int used, const char *text)
{
	put_square(svg, MARGIN, kind, used, NULL);
	put_label(svg, MARGIN + LINE, "", text);
}

static void put_legend(struct svg *svg)
{
	char text[CELL_SIZE_LENGTH];
	enum cell_kind kind;

	put_label(svg, MARGIN, "", map_cell_text(svg->map, text));
	svg->y += LINE;
	for (kind = CELL_DMA; kind < CELL_KINDS; kind++) {
		if (!svg->seen[kind])
			continue;
		put_sample(svg, kind, NOT_KNOWN, cell_kind_name(kind));
		svg->y += LINE;
	}
	if (svg->seen_bound) {
		put_sample(svg, CELL_OFFLINE, NOT_KNOWN, svg->map->per_cell > 1 ?
			   "some of it cannot go offline" : "cannot go offline");
		put_stroke(svg, MARGIN);
		svg->y += LINE;
	}
	if (svg->map->use) {
		put_sample(svg, CELL_NORMAL, 0, "the paler, the less is in use");
		svg->y += LINE;
	} else if (svg->map->no_use) {
		fprintf(svg->file, "<text x=\"%d\" y=\"%d\">use is not shown: ", MARGIN,
			svg->y + CELL - 2);
		put_text(svg->file, svg->map->no_use);
		fputs("</text>\n", svg->file);
		svg->y += LINE;
	}
}

/* ---- The file ---- */

/* Its height is known once the rest is drawn. */
static void put_head(FILE *file, int height)
{
	fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\">\n"
		"<style>text{font:12px monospace;fill-opacity:1}"
		".b{stroke:#000;stroke-width:1.5;pointer-events:none}</style>\n"
		"<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
		WIDTH, height, WIDTH, height, WIDTH, height);
}

/* All of it in memory, to be freed; NULL: out of memory. */
static char *draw(const struct map *map, size_t *size)
{
	struct svg svg = { .map = map, .y = MARGIN };
	char *body = NULL, *whole = NULL;
	size_t i, length;
	FILE *file;

	svg.file = open_memstream(&body, &length);
	if (!svg.file)
		return NULL;
	for (i = 0; i < map->count; i++)
		put_node(&svg, &map->nodes[i]);
	put_legend(&svg);
	file = fclose(svg.file) ? NULL : open_memstream(&whole, size);
	if (file) {
		put_head(file, svg.y + MARGIN);
		fwrite(body, 1, length, file);
		fputs("</svg>\n", file);
		if (fclose(file)) {
			free(whole);
			whole = NULL;
		}
	}
	free(body);
	return whole;
}

/* All of it, and close @fd; 0 or -errno. */
static int write_all(int fd, const char *text, size_t size)
{
	int err = fd < 0 ? -errno : 0;
	ssize_t n;

	while (size && !err) {
		n = write(fd, text, size);
		if (n < 0 && errno != EINTR)
			err = -errno;
		if (n > 0) {
			text += n;
			size -= (size_t)n;
		}
	}
	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	return err;
}

/* As the old file was, as far as may be: who is not root gives no file away. */
static int take_after(int fd, const struct stat *old)
{
	int rc = fchown(fd, old->st_uid, old->st_gid);

	(void)rc;
	return fchmod(fd, old->st_mode & 07777) ? -errno : 0;
}

/* Into a file beside it, which takes its place once it is whole; 0 or -errno. */
static int replace(const char *path, const char *text, size_t size, const struct stat *old)
{
	char beside[PATH_MAX];
	int fd, err = 0;

	if (snprintf(beside, sizeof(beside), "%s.%d", path, getpid()) >= (int)sizeof(beside))
		return -ENAMETOOLONG;
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	if (old)
		err = take_after(fd, old);
	if (err)
		close(fd);
	else
		err = write_all(fd, text, size);
	if (!err && rename(beside, path))
		err = -errno;
	if (err)
		unlink(beside);
	return err;
}

static int write_to(const char *path, const char *text, size_t size)
{
	return write_all(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), text, size);
}

/* What is there and is no file, a pipe, a link to nothing yet, is only written to; so is
 * what no other file can take the place of: in a directory that is not ours, with a name
 * as long as names may be. */
static int save(const char *path, const char *text, size_t size)
{
	struct stat st;
	bool there = !stat(path, &st);
	char *real = NULL;
	int err;

	if (there ? !S_ISREG(st.st_mode) : !lstat(path, &st))
		return write_to(path, text, size);
	if (there) {
		real = realpath(path, NULL);	/* a link stays one */
		if (!real)
			return -errno;
	}
	err = replace(real ? real : path, text, size, there ? &st : NULL);
	free(real);
	if (err == -EACCES || err == -EPERM || err == -EROFS || err == -ENAMETOOLONG)
		err = write_to(path, text, size);
	return err;
}

int map_svg(const struct map *map, const char *path)
{
	size_t size = 0;
	char *text = draw(map, &size);
	int err = 0;

	if (!text)
		err = -ENOMEM;
	else if (strcmp(path, "-"))
		err = save(path, text, size);
	else
		fwrite(text, 1, size, stdout);	/* main() looks whether that went well */
	if (err)
		complain("cannot write %s: %s; try: another place, or --svg=- for stdout", path,
			 strerror(-err));
	free(text);
	return err;
}
