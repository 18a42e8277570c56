// SPDX-License-Identifier: GPL-2.0
#include "table.h"

static int add_column(struct libscols_table *table, const struct output *output,
		      const struct column *column)
{
	struct libscols_column *added;
	int flags = 0;

	if (column->flags & COLUMN_RIGHT)
		flags |= SCOLS_FL_RIGHT;
	/* Words can lose their ends; a number that did would be another one. */
	if (column->flags & COLUMN_TEXT)
		flags |= SCOLS_FL_TRUNC;
	added = scols_table_new_column(table, column->name, 0, flags);
	if (!added)
		return -1;
	if (!output->style.json)
		return 0;
	return scols_column_set_json_type(added, column->flags & COLUMN_TEXT ?
					  SCOLS_JSON_STRING : SCOLS_JSON_NUMBER);
}

struct libscols_table *table_new(const struct output *output, const struct columns *columns)
{
	struct libscols_table *table = scols_new_table();
	size_t i;

	if (!table)
		return NULL;
	scols_table_enable_json(table, output->style.json);
	scols_table_enable_raw(table, output->raw);
	scols_table_enable_noheadings(table, !output->headings);
	scols_table_set_name(table, output->name);
	if (output->style.json || output->raw)
		scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (i = 0; i < columns->count; i++) {
		if (add_column(table, output, columns->at[i])) {
			scols_unref_table(table);
			return NULL;
		}
	}
	return table;
}

int table_add(struct libscols_table *table, const char *const *cells, size_t count)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	size_t i;

	for (i = 0; line && i < count; i++)
		if (cells[i] && scols_line_set_data(line, i, cells[i]))
			return -1;
	return line ? 0 : -1;
}
