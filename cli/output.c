// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exits.h"
#include "output.h"
#include "table.h"

#define STDOUT_BUFFER	(128 << 10)	/* the JSON of some 300 blocks */
#define HEAP_STEP	(1 << 20)	/* no huge page, which is cleared as a whole */

char *output_begin(void)
{
	char *buffer;

	/* Each growth of the heap and each full buffer is a system call. */
	mallopt(M_TOP_PAD, HEAP_STEP);
	mallopt(M_TRIM_THRESHOLD, 64 * HEAP_STEP);
	mallopt(M_MMAP_THRESHOLD, 32 * HEAP_STEP);
	buffer = malloc(STDOUT_BUFFER);
	if (buffer)
		setvbuf(stdout, buffer, _IOFBF, STDOUT_BUFFER);
	return buffer;
}

/* The first that failed: what is tried after it may go well, or fail in other ways. */
static int write_error;

int output_flush(void)
{
	if ((fflush(stdout) || ferror(stdout)) && !write_error)
		write_error = errno;
	return write_error ? -1 : 0;
}

int output_end(char *buffer)
{
	int rc = output_flush();

	setvbuf(stdout, NULL, _IONBF, 0);
	free(buffer);
	if (rc)
		complain("cannot write to stdout: %s", strerror(write_error));
	return rc;
}

static const char *cell_text(const struct output *output, const struct column *column,
			     const void *row, char *text)
{
	const char *cell = column->cell(row, &output->style, text);

	if (!cell && !output->style.json)
		return "-";
	return cell;
}

static const void *row_at(const struct output *output, size_t i)
{
	return (const char *)output->rows + i * output->size;
}

size_t output_terminal(void)
{
	struct libscols_table *table;
	size_t width = 0;

	if (!isatty(STDOUT_FILENO))
		return 0;
	table = scols_new_table();
	if (table)
		width = scols_table_get_termwidth(table);
	scols_unref_table(table);
	return width;
}

size_t output_width(const struct output *output, const struct columns *columns)
{
	size_t total = 0, i, j;
	char text[CELL_LENGTH];

	for (i = 0; i < columns->count; i++) {
		size_t length, widest = strlen(columns->at[i]->name);

		for (j = 0; j < output->count; j++) {
			length = strlen(cell_text(output, columns->at[i],
						  row_at(output, j), text));
			if (length > widest)
				widest = length;
		}
		total += widest + (i > 0);
	}
	return total;
}

static int add_row(struct libscols_table *table, const struct output *output,
		   const struct columns *columns, const void *row)
{
	char texts[COLUMNS_MAX][CELL_LENGTH];
	const char *cells[COLUMNS_MAX];
	size_t i;

	for (i = 0; i < columns->count; i++)
		cells[i] = cell_text(output, columns->at[i], row, texts[i]);
	return table_add(table, cells, columns->count);
}

int output_rows(const struct output *output, const struct columns *columns)
{
	struct libscols_table *table;
	int rc = -1;
	size_t i;

	/* libsmartcols says "table is empty" in no words at all. */
	if (!output->count && !output->style.json)
		return 0;
	table = table_new(output, columns);
	if (!table)
		goto out;
	for (i = 0; i < output->count; i++)
		if (add_row(table, output, columns, row_at(output, i)))
			goto out;
	rc = scols_print_table(table);
out:
	if (rc)
		complain("cannot print: %s", strerror(ENOMEM));
	scols_unref_table(table);
	return rc ? -1 : 0;
}

int output_changes(const void *rows, size_t count, size_t size, const struct columns *columns)
{
	const struct output output = {
		.name = "changes",
		.rows = rows,
		.count = count,
		.size = size,
		.style = { .json = true },
	};

	return output_rows(&output, columns);
}

static int upright_line(struct libscols_table *table, const struct column *column,
			const char *cell)
{
	char name[32] = "  ";
	const char *cells[] = { name, cell };
	size_t i;

	for (i = 0; column->name[i] && i + 3 < sizeof(name); i++)
		name[i + 2] = tolower((unsigned char)column->name[i]);
	return table_add(table, cells, 2);
}

int output_upright(const struct output *output, const struct columns *columns,
		   const void *row)
{
	struct libscols_table *table = scols_new_table();
	char text[CELL_LENGTH];
	int rc = -1;
	size_t i;

	if (!table || !scols_table_new_column(table, "NAME", 0, 0) ||
	    !scols_table_new_column(table, "VALUE", 0, 0))
		goto out;
	scols_table_enable_noheadings(table, 1);
	for (i = 0; i < columns->count; i++)
		if (upright_line(table, columns->at[i],
				 cell_text(output, columns->at[i], row, text)))
			goto out;
	rc = scols_print_table(table);
out:
	if (rc)
		complain("cannot print: %s", strerror(ENOMEM));
	scols_unref_table(table);
	return rc ? -1 : 0;
}
