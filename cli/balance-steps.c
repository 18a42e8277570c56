// SPDX-License-Identifier: GPL-2.0
/* The plan of a balance as a table, in its order. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "balance-report.h"
#include "format.h"
#include "output.h"

/* Steps that follow one another, up or down, and are alike. */
struct row {
	const struct memhp_balance_step *first;
	uint64_t low;
	uint64_t high;
	uint64_t used;
	uint64_t block_size;
};

static const char *cell_block(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	if (row->low == row->high)
		snprintf(text, CELL_LENGTH, "%" PRIu64, row->low);
	else
		snprintf(text, CELL_LENGTH, "%" PRIu64 "-%" PRIu64, row->low, row->high);
	return text;
}

static const char *cell_range(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	snprintf(text, CELL_LENGTH, "0x%" PRIx64 "-0x%" PRIx64, row->low * row->block_size,
		 (row->high + 1) * row->block_size - 1);
	return text;
}

static const char *place(char *text, unsigned int state, unsigned int zone)
{
	const char *name = state == MEMHP_STATE_ONLINE ? memhp_zone_name(zone) : NULL;

	snprintf(text, CELL_LENGTH, "%s", name ? name : memhp_state_name(state));
	return text;
}

static const char *cell_from(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct row *)data)->first->result;

	(void)style;
	return place(text, result->from_state, result->from_zone);
}

static const char *cell_to(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct row *)data)->first->result;

	(void)style;
	return place(text, result->to_state, result->to_zone);
}

static const char *cell_used(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	return row->first->looked ? format_size(text, row->used, style->bytes) : NULL;
}

static const char *cell_sure(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	(void)text;
	return row->first->looked ? memhp_prospect_name(row->first->prospect) : NULL;
}

static const struct column step_columns[] = {
	{ "BLOCK", "", COLUMN_RIGHT, 6, cell_block, NULL },
	{ "RANGE", "", COLUMN_RIGHT, 1, cell_range, NULL },
	{ "FROM", "", COLUMN_TEXT, 3, cell_from, NULL },
	{ "TO", "", COLUMN_TEXT, 5, cell_to, NULL },
	{ "USED", "", COLUMN_RIGHT, 2, cell_used, NULL },
	{ "SURE", "", COLUMN_TEXT, 4, cell_sure, NULL },
};

static bool are_alike(const struct memhp_balance_step *a, const struct memhp_balance_step *b)
{
	return a->node == b->node && a->looked == b->looked && a->prospect == b->prospect &&
	       a->result.from_state == b->result.from_state &&
	       a->result.from_zone == b->result.from_zone &&
	       a->result.to_state == b->result.to_state &&
	       a->result.to_zone == b->result.to_zone;
}

/* Let @row have @step too, if it follows the last one the way the others do. */
static bool extend(struct row *row, const struct memhp_balance_step *step,
		   const struct memhp_balance_step *last)
{
	uint64_t block = step->result.block, before = last->result.block;
	bool up = block == before + 1 && before == row->high;
	bool down = block + 1 == before && before == row->low;

	if ((!up && !down) || !are_alike(row->first, step))
		return false;
	row->low = down ? block : row->low;
	row->high = up ? block : row->high;
	row->used += step->used;
	return true;
}

static size_t make_rows(const struct balance_report *report, struct row *rows)
{
	const struct memhp_balance_step *step, *last = NULL;
	const struct memhp_balance_node *node = memhp_balance_node(report->balance, 0);
	size_t i, count = 0;

	for (i = 0; (step = memhp_balance_step(report->balance, i)); i++, last = step) {
		if (!report->each && count && extend(&rows[count - 1], step, last))
			continue;
		rows[count++] = (struct row){
			.first = step,
			.low = step->result.block,
			.high = step->result.block,
			.used = step->used,
			.block_size = node->block_size,
		};
	}
	return count;
}

int balance_print_steps(const struct balance_report *report)
{
	size_t width = output_terminal();
	struct columns columns = { 0 };
	struct output output = {
		.size = sizeof(struct row),
		.headings = true,
	};
	struct row *rows;
	int rc;

	rows = calloc(memhp_balance_steps(report->balance) + 1, sizeof(*rows));
	if (!rows)
		return -1;
	output.rows = rows;
	output.count = make_rows(report, rows);
	while (columns.count < sizeof(step_columns) / sizeof(step_columns[0])) {
		columns.at[columns.count] = &step_columns[columns.count];
		columns.count++;
	}
	while (width && columns.count > 2 && output_width(&output, &columns) > width)
		columns_drop(&columns);
	rc = output_rows(&output, &columns);
	if (output.count)
		putchar('\n');
	free(rows);
	return rc;
}
