// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "stream.h"

/* A row at a time goes to stdout: each call of stdio has its price. */
#define ROW_LENGTH	(COLUMNS_MAX * (CELL_LENGTH + 32))

const char *stream_number(char text[STREAM_NUMBER], uint64_t value)
{
	char *digit = &text[STREAM_NUMBER - 1];

	*digit = '\0';
	do {
		*--digit = '0' + value % 10;
		value /= 10;
	} while (value);
	return digit;
}

static char *pad(char *at, size_t length, size_t width)
{
	if (length >= width)
		return at;
	memset(at, ' ', width - length);
	return at + width - length;
}

static char *put_cell(const struct stream *stream, size_t i, const char *cell, char *at)
{
	bool right = stream->columns->at[i]->flags & COLUMN_RIGHT;
	bool last = i + 1 == stream->columns->count;
	size_t length = strlen(cell);

	if (i)
		*at++ = ' ';
	if (right)
		at = pad(at, length, stream->widths[i]);
	at = mempcpy(at, cell, length);
	if (!right && !last)
		at = pad(at, length, stream->widths[i]);
	return at;
}

/* A cell in a table, or the heading if @row is NULL. */
static const char *cell_text(const struct stream *stream, size_t i, const void *row, char *text)
{
	const struct column *column = stream->columns->at[i];
	const char *cell = row ? column->cell(row, &stream->style, text) : column->name;

	return cell ? cell : "-";
}

static char *put_line(const struct stream *stream, const void *row, char *at)
{
	char text[CELL_LENGTH];
	size_t i;

	for (i = 0; i < stream->columns->count; i++)
		at = put_cell(stream, i, cell_text(stream, i, row, text), at);
	*at++ = '\n';
	return at;
}

static char *put_key(const char *name, char *at)
{
	*at++ = '"';
	for (; *name; name++)
		*at++ = tolower((unsigned char)*name);
	return stpcpy(at, "\": ");
}

/* All that is text here is a fixed word, so nothing needs escaping. */
static char *put_object(const struct stream *stream, const void *row, char *at)
{
	char text[CELL_LENGTH];
	const char *cell;
	size_t i;

	at = stpcpy(at, stream->begun ? ",\n      {" : "\n      {");
	for (i = 0; i < stream->columns->count; i++) {
		const struct column *column = stream->columns->at[i];
		const char *quote = column->flags & COLUMN_TEXT ? "\"" : "";

		if (i)
			at = stpcpy(at, ", ");
		at = put_key(column->name, at);
		cell = column->cell(row, &stream->style, text);
		if (cell)
			at = stpcpy(stpcpy(stpcpy(at, quote), cell), quote);
		else
			at = stpcpy(at, "null");
	}
	*at++ = '}';
	return at;
}

static void widen(struct stream *stream, const void *row)
{
	char text[CELL_LENGTH];
	size_t i, length;

	for (i = 0; i < stream->columns->count; i++) {
		length = strlen(cell_text(stream, i, row, text));
		if (length > stream->widths[i])
			stream->widths[i] = length;
	}
}

void stream_measure(struct stream *stream, const void *row)
{
	if (!stream->widths[0])
		widen(stream, NULL);
	widen(stream, row);
}

void stream_row(struct stream *stream, const void *row)
{
	char room[2 * ROW_LENGTH], *end = room;

	if (stream->style.json) {
		end = put_object(stream, row, end);
	} else {
		if (!stream->begun)
			end = put_line(stream, NULL, end);
		end = put_line(stream, row, end);
	}
	stream->begun = true;
	fwrite_unlocked(room, 1, end - room, stdout);
}
