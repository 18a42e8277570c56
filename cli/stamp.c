// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exits.h"
#include "stamp.h"
#include "table.h"

/* A mark is the byte of its column; JSON has no such bytes of its own. */
#define MARK_FIRST 1
#define MARK_LAST (MARK_FIRST + 8)	/* and still before '\n' */

struct kind {
	size_t first;		/* row that was printed for it */
	size_t count;		/* rows it stands for, one after another */
};

struct stamp {
	const struct output *output;
	const struct columns *columns;
	const struct column *marked[MARK_LAST - MARK_FIRST + 1];
	size_t nr_marked;
	struct kind *kinds;
	size_t nr_kinds;
};

static const struct block_row *row_at(const struct stamp *stamp, size_t i)
{
	return (const struct block_row *)stamp->output->rows + i;
}

static int find_kinds(struct stamp *stamp)
{
	struct kind *kind = NULL;
	size_t i;

	stamp->kinds = calloc(stamp->output->count + 1, sizeof(*stamp->kinds));
	if (!stamp->kinds)
		return -1;
	for (i = 0; i < stamp->output->count; i++) {
		if (!kind || !columns_same(stamp->columns, row_at(stamp, kind->first)->first,
					   row_at(stamp, i)->first)) {
			kind = &stamp->kinds[stamp->nr_kinds++];
			kind->first = i;
		}
		kind->count++;
	}
	return 0;
}

static int add_kind(struct stamp *stamp, struct libscols_table *table,
		    const struct kind *kind)
{
	const char *cells[COLUMNS_MAX];
	char texts[COLUMNS_MAX][CELL_LENGTH];
	unsigned int mark = 0;
	size_t i;

	for (i = 0; i < stamp->columns->count; i++) {
		const struct column *column = stamp->columns->at[i];

		if (column->flags & COLUMN_EACH) {
			snprintf(texts[i], CELL_LENGTH, "%c", MARK_FIRST + mark);
			stamp->marked[mark++] = column;
			cells[i] = texts[i];
		} else {
			cells[i] = column->cell(row_at(stamp, kind->first),
						&stamp->output->style, texts[i]);
		}
	}
	stamp->nr_marked = mark;
	return table_add(table, cells, stamp->columns->count);
}

static char *print_kinds(struct stamp *stamp)
{
	struct libscols_table *table = table_new(stamp->output, stamp->columns);
	char *text = NULL;
	size_t i;

	for (i = 0; table && i < stamp->nr_kinds; i++)
		if (add_kind(stamp, table, &stamp->kinds[i]))
			goto out;
	if (table && scols_print_table_to_string(table, &text))
		text = NULL;
out:
	scols_unref_table(table);
	return text;
}

/* Behind the JSON object that begins at @text; NULL if it has no end. */
static const char *object_end(const char *text)
{
	bool quoted = false;
	int depth = 0;

	for (; *text; text++) {
		if (quoted && *text == '\\' && text[1])
			text++;
		else if (*text == '"')
			quoted = !quoted;
		else if (!quoted && *text == '{')
			depth++;
		else if (!quoted && *text == '}' && !--depth)
			return text + 1;
	}
	return NULL;
}

/* Text, and the column whose cell comes behind it; NULL: none, it is the end. */
struct piece {
	const char *text;
	size_t length;
	const struct column *column;
};

#define PIECES (MARK_LAST - MARK_FIRST + 2)

/* Cut the object from @text to @end at its marks. */
static void cut(const struct stamp *stamp, const char *text, const char *end,
		struct piece pieces[PIECES])
{
	struct piece *piece = pieces;
	const char *from = text;

	for (; text < end; text++) {
		unsigned int mark = (unsigned char)*text - MARK_FIRST;

		if (mark >= stamp->nr_marked || piece == &pieces[PIECES - 1])
			continue;
		*piece++ = (struct piece){ from, text - from, stamp->marked[mark] };
		from = text + 1;
	}
	*piece = (struct piece){ from, end - from, NULL };
}

/* A row at a time goes to stdout: each call of stdio has its price. @room takes
 * the largest. */
static void print_row(const struct stamp *stamp, const struct piece *piece,
		      const struct block_row *row, char *room)
{
	char cell[CELL_LENGTH], *at = room;

	for (;; piece++) {
		at = mempcpy(at, piece->text, piece->length);
		if (!piece->column)
			break;
		at = stpcpy(at, piece->column->cell(row, &stamp->output->style, cell));
	}
	fwrite_unlocked(room, 1, at - room, stdout);
}

/* All rows of a kind, of which the JSON object from @text to @end is the first. */
static int print_kind(const struct stamp *stamp, const struct kind *kind,
		      const char *text, const char *end)
{
	char *room = malloc(end - text + PIECES * CELL_LENGTH);
	struct piece pieces[PIECES];
	size_t i;

	if (!room)
		return -1;
	cut(stamp, text, end, pieces);
	for (i = 0; i < kind->count; i++) {
		if (i)
			putchar_unlocked(',');
		print_row(stamp, pieces, row_at(stamp, kind->first + i), room);
	}
	free(room);
	return 0;
}

static int print_all(const struct stamp *stamp, const char *text)
{
	const char *begin = strchr(text, '['), *end;
	size_t i;

	for (i = 0; begin && i < stamp->nr_kinds; i++) {
		begin = strchr(begin, '{');
		end = begin ? object_end(begin) : NULL;
		if (!end)
			return -1;
		fwrite(text, 1, begin - text, stdout);
		if (print_kind(stamp, &stamp->kinds[i], begin, end))
			return -1;
		text = begin = end;
	}
	fputs(text, stdout);
	return 0;
}

int stamp_rows(const struct output *output, const struct columns *columns)
{
	struct stamp stamp = { .output = output, .columns = columns };
	char *text = NULL;
	int rc = find_kinds(&stamp);

	if (!rc) {
		text = print_kinds(&stamp);
		rc = text ? print_all(&stamp, text) : -1;
	}
	if (rc)
		complain("cannot print: out of memory");
	free(text);
	free(stamp.kinds);
	return rc;
}
